import {
  Bot,
  Cable as CableIcon,
  MessageSquare,
  Plus,
  ScrollText,
  Settings,
  Sparkles,
  Table2,
  Waypoints,
} from 'lucide-react'
import { useState } from 'react'
import type { NavEntry } from '../app/screens'
import { Frame } from '../app/shell'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Inspector } from '../ui/inspector'
import { Jack } from '../ui/jack'
import { Markdown } from '../ui/markdown'
import { PageHeader } from '../ui/page-header'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { SavedMark } from '../ui/saved-mark'
import { Screen } from '../ui/screen'
import { SearchInput } from '../ui/search-input'
import { SplitList } from '../ui/split-list'

const THREADS = ['Invoice export complaints', 'Renewals in December', 'Draft the weekly digest'].map((title) => ({
  title,
}))

function Threads() {
  return (
    <RowList
      label="Threads"
      look="nav"
      items={THREADS}
      itemKey={({ title }) => title}
      selectedKey="Renewals in December"
      onSelect={() => {}}
      renderItem={({ title }) => <Row compact title={title} />}
    />
  )
}

const entry = (
  path: string,
  labelKey: string,
  group: NavEntry['nav']['group'],
  icon: NavEntry['nav']['icon'],
): NavEntry => ({
  path,
  shortcut: 'mod+1',
  nav: { group, order: 0, icon, labelKey },
})

const chat = entry('/chat', 'Chat', 'main', MessageSquare)
const ENTRIES: NavEntry[] = [
  { ...chat, nav: { ...chat.nav, Below: Threads } },
  entry('/agents', 'Agents', 'main', Bot),
  entry('/skills', 'Skills', 'main', Sparkles),
  entry('/integrations', 'Integrations', 'main', CableIcon),
  entry('/setup/tables', 'Tables', 'setup', Table2),
  entry('/setup/connections', 'Data connections', 'setup', Waypoints),
  entry('/ledger', 'Ledger', 'foot', ScrollText),
  entry('/settings', 'Settings', 'foot', Settings),
]

const SKILLS = [
  { id: '1', name: 'Triage tickets', about: 'Sort, tag and answer what comes in', on: true },
  { id: '2', name: 'Weekly digest', about: 'What happened, in ten lines', on: true },
  { id: '3', name: 'Refund policy', about: 'When to refund and how much', on: false },
]

/** The whole frame around a made-up screen. */
export function Frames() {
  const [path, setPath] = useState('/skills')
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState(true)
  const [name, setName] = useState('Triage tickets')
  return (
    <div className="h-160 overflow-hidden rounded-lg border border-line">
      <Frame entries={ENTRIES} path={path} onGo={setPath}>
        <Screen
          width="bleed"
          busy
          header={
            <PageHeader
              title={name}
              onRename={setName}
              state={
                <>
                  <Badge tone="good">active</Badge>
                  <SavedMark state="saving" />
                </>
              }
              actions={<Button onClick={() => setOpen(!open)}>Versions</Button>}
            />
          }
          inspector={
            open ? (
              <Inspector title="Versions" onClose={() => setOpen(false)}>
                <p className="text-muted">Nothing was changed since the skill was made.</p>
              </Inspector>
            ) : null
          }
        >
          <SplitList
            label="Skills"
            toolbar={
              <>
                <SearchInput value={search} onChange={setSearch} placeholder="Search skills" />
                <Button size="lg" icon={<Plus aria-hidden="true" />}>
                  New
                </Button>
              </>
            }
            list={
              <RowList
                label="Skills"
                items={SKILLS}
                itemKey={(skill) => skill.id}
                selectedKey="1"
                onSelect={() => {}}
                renderItem={(skill) => (
                  <Row
                    title={skill.name}
                    subtitle={skill.about}
                    quiet={!skill.on}
                    trailing={<Jack state={skill.on ? 'connected' : 'disconnected'} />}
                  />
                )}
              />
            }
          >
            <div className="overflow-y-auto p-6">
              <Markdown
                text={
                  '# Triage tickets\n\nRead the ticket, look up the customer, then tag it.\n\n- Ask before closing.'
                }
              />
            </div>
          </SplitList>
        </Screen>
      </Frame>
    </div>
  )
}
