import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { SearchInput } from '../ui/search-input'
import { StreamDraftDialog } from './stream-draft-dialog'
import { MODE, ROWS, StreamDraftRow, TARGET } from './stream-draft-row'
import { changeDraft, findDrafts, groupDrafts, type StreamDraft } from './stream-drafts'

type StreamPickerProps = {
  drafts: StreamDraft[]
  onChange: (drafts: StreamDraft[]) => void
  problems: ReadonlyMap<string, string>
}

/** So many rows are drawn at first: some systems have thousands of streams. */
const SHOWN = 100

/** Which streams become tables, and how each is read. */
export function StreamPicker({ drafts, onChange, problems }: StreamPickerProps) {
  const { t } = useTranslation('data-connections')
  const { data: tables = [] } = useQueryOf(['tables', 'list'])
  const [search, setSearch] = useState('')
  const [all, setAll] = useState(false)
  const [open, setOpen] = useState<string | null>(null)
  const found = findDrafts(drafts, search)
  const shown = all ? found : found.slice(0, SHOWN)
  const edited = drafts.find(({ stream }) => stream.name === open)
  const tableNames = new Map(tables.map(({ id, name }) => [id, name]))
  const set = (name: string, part: Partial<StreamDraft>) => onChange(changeDraft(drafts, name, part))
  function choose(members: StreamDraft[], chosen: boolean) {
    const names = new Set(members.map(({ stream }) => stream.name))
    onChange(drafts.map((draft) => (names.has(draft.stream.name) ? { ...draft, chosen } : draft)))
  }
  if (drafts.length === 0) return <p className="text-muted text-sm">{t('picker.empty')}</p>
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-2">
        <div className="max-w-80 flex-1">
          <SearchInput value={search} onChange={setSearch} placeholder={t('picker.search')} />
        </div>
        <Button onClick={() => choose(found, true)}>{t(search ? 'picker.allFound' : 'picker.all')}</Button>
        <Button onClick={() => choose(found, false)}>{t(search ? 'picker.noneFound' : 'picker.none')}</Button>
      </div>
      <PickerHead />
      {groupDrafts(shown).map(({ group, drafts: members }) => (
        <section key={group ?? ''} aria-label={group ?? t('step.tables')}>
          {group === null ? null : (
            <GroupHead group={group} members={found.filter(({ stream }) => stream.group === group)} onChoose={choose} />
          )}
          <ul className="divide-y divide-line border-line border-y">
            {members.map((draft) => (
              <StreamDraftRow
                key={draft.stream.name}
                draft={draft}
                problem={problems.get(draft.stream.name)}
                tableNames={tableNames}
                onChange={(part) => set(draft.stream.name, part)}
                onOpen={() => setOpen(draft.stream.name)}
              />
            ))}
          </ul>
        </section>
      ))}
      {found.length === 0 ? <p className="text-muted text-sm">{t('picker.nothing')}</p> : null}
      {shown.length < found.length ? (
        <div>
          <Button onClick={() => setAll(true)}>{t('picker.showAll', { count: found.length })}</Button>
        </div>
      ) : null}
      {edited ? (
        <StreamDraftDialog
          draft={edited}
          ownTables={tables.filter(({ kind }) => kind === 'own').map(({ id, name }) => ({ id, name }))}
          onClose={() => setOpen(null)}
          onSave={(part) => {
            set(edited.stream.name, { ...part, chosen: true })
            setOpen(null)
          }}
        />
      ) : null}
    </div>
  )
}

/** Stands over the columns of the rows, whose widths it shares. */
function PickerHead() {
  const { t } = useTranslation('data-connections')
  return (
    <div aria-hidden="true" className="-mb-2 flex items-center gap-3 font-medium text-muted text-xs">
      <span className="flex-1 ps-5.5">{t('column.atSource')}</span>
      <span className={cx(ROWS, 'text-end')}>{t('column.rows')}</span>
      <span className={TARGET}>{t('column.here')}</span>
      <span className={MODE}>{t('column.mode')}</span>
      <span className="w-6 shrink-0" />
    </div>
  )
}

type GroupHeadProps = {
  group: string
  members: StreamDraft[]
  onChoose: (members: StreamDraft[], chosen: boolean) => void
}

function GroupHead({ group, members, onChoose }: GroupHeadProps) {
  const { t } = useTranslation('data-connections')
  const chosen = members.filter((draft) => draft.chosen).length
  const every = chosen === members.length
  return (
    <div className="flex min-h-8 items-center gap-3">
      <h3 className="font-medium text-sm">{group}</h3>
      <span className="tnum text-muted text-xs">{t('picker.ofGroup', { count: chosen, all: members.length })}</span>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t(every ? 'picker.noneOf' : 'picker.allOf', { group })}
        onClick={() => onChoose(members, !every)}
      >
        {t(every ? 'picker.none' : 'picker.all')}
      </Button>
    </div>
  )
}
