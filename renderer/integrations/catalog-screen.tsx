import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { type OutputOf, useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { SearchInput } from '../ui/search-input'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { HelpPanel } from './help-panel'
import { IntegrationTile } from './integration-tile'

type Entry = OutputOf<'integrations', 'list'>[number]

function Tiles({ title, entries }: { title: string; entries: Entry[] }) {
  const go = useGo()
  if (entries.length === 0) return null
  return (
    <Section title={title}>
      <ul aria-label={title} className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-2">
        {entries.map(({ integration, accounts }) => (
          <li key={integration.id}>
            <IntegrationTile
              integration={integration}
              accounts={accounts}
              onOpen={() => go(`/integrations/${integration.id}`)}
            />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Catalog({ entries }: { entries: Entry[] }) {
  const { t } = useTranslation('integrations')
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const found = entries.filter(({ integration: { name, category, description } }) =>
    `${name} ${category} ${description}`.toLocaleLowerCase().includes(wanted),
  )
  const connected = found.filter(({ accounts }) => accounts.length > 0)
  const rest = found.filter(({ accounts }) => accounts.length === 0)
  return (
    <>
      <div className="mb-6 max-w-100">
        <SearchInput autoFocus value={search} onChange={setSearch} placeholder={t('search')} />
      </div>
      <Tiles title={t('catalog.connected')} entries={connected} />
      <Tiles title={t(connected.length > 0 ? 'catalog.more' : 'catalog.all')} entries={rest} />
      {found.length === 0 ? <EmptyState title={t('none')} /> : null}
    </>
  )
}

/** Everything that can be connected; what is connected comes first. */
export function CatalogScreen() {
  const { t } = useTranslation('integrations')
  const [help, setHelp] = useState(false)
  const { data, error, isFetching, refetch } = useQueryOf(['integrations', 'list'])
  return (
    <Screen
      busy={isFetching && data !== undefined}
      header={
        <PageHeader
          title={t('title')}
          actions={
            <Button
              variant="ghost"
              icon={<CircleHelp aria-hidden="true" />}
              aria-expanded={help}
              onClick={() => setHelp(!help)}
            >
              {t('help.open')}
            </Button>
          }
        />
      }
      inspector={help ? <HelpPanel onClose={() => setHelp(false)} /> : null}
    >
      {error ? <ErrorNote error={error} action={{ label: t('retry'), onClick: () => void refetch() }} /> : null}
      {!data && !error ? <Skeleton /> : null}
      {data ? <Catalog entries={data} /> : null}
    </Screen>
  )
}
