import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sort, Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { Num } from '../ui/num'
import { SearchInput } from '../ui/search-input'
import { Skeleton } from '../ui/skeleton'
import { TextInput } from '../ui/text-input'
import { DeleteRecords } from './delete-records'
import { Grid } from './grid'
import { RecordPanel } from './record-panel'
import type { Span } from './use-cell'
import { useDebounced } from './use-debounced'

const TYPING_MS = 200

/** One table: search, count, the grid, and the record that is open. */
export function TableView({ table }: { table: Table }) {
  const { t } = useTranslation('tables')
  const [typed, setTyped] = useState('')
  const [sort, setSort] = useState<Sort | null>(null)
  const [openId, setOpenId] = useState<number | null>(null)
  const [span, setSpan] = useState<Span>({ from: 0, to: 0 })
  const [target, setTarget] = useState<{ row: number } | null>(null)
  const search = useDebounced(typed.trim(), TYPING_MS) || null
  const question = { tableId: table.id, sort, search }
  const add = useCommand(['tables', 'addRecord'])
  const counted = useQueryOf(['tables', 'count'], { tableId: table.id, search }, { keep: true })
  const rowCount = counted.data ?? table.recordCount ?? undefined
  const isOwn = table.kind === 'own'
  async function handleAdd() {
    const result = await add.run({ tableId: table.id, values: {} })
    if (!result.ok) return
    setOpenId(result.value)
    if (!search && !sort && rowCount !== undefined) setTarget({ row: rowCount })
  }
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex shrink-0 items-center gap-2 p-2">
          <div className="w-64 min-w-0">
            <SearchInput value={typed} onChange={setTyped} placeholder={t('search')} />
          </div>
          <Counted count={counted.isPlaceholderData ? undefined : rowCount} />
          <span className="flex-1" />
          {isOwn && span.to > span.from ? <DeleteRecords table={table} question={question} span={span} /> : null}
          <GoToRow rowCount={rowCount ?? 0} onGo={(row) => setTarget({ row })} />
          {isOwn ? (
            <Button icon={<Plus aria-hidden="true" />} busy={add.busy} onClick={() => void handleAdd()}>
              {t('addRecord')}
            </Button>
          ) : null}
        </div>
        <Failures errors={[counted.error, add.error]} />
        {rowCount === undefined && !counted.error ? <Skeleton className="p-4" rows={8} /> : null}
        {rowCount === 0 ? <EmptyState title={t(search ? 'noMatch' : 'noRecords')} /> : null}
        {rowCount ? (
          <Grid
            table={table}
            question={question}
            rowCount={rowCount}
            onSort={setSort}
            target={target}
            openId={openId}
            onOpen={setOpenId}
            onSpan={setSpan}
          />
        ) : null}
      </div>
      {openId === null ? null : (
        <RecordPanel key={openId} table={table} recordId={openId} onClose={() => setOpenId(null)} />
      )}
    </div>
  )
}

/** Said late when it takes long; the rows do not wait for it. */
function Counted({ count }: { count: number | undefined }) {
  const { t } = useTranslation('tables')
  return (
    <span className="text-muted text-xs" role="status">
      {count === undefined ? t('counting') : <Num value={count} unit={t('records', { count })} />}
    </span>
  )
}

const Failures = ({ errors }: { errors: (AppError | null)[] }) =>
  errors.map((error) => (error ? <ErrorNote key={error.code} error={error} className="mx-2 mb-2" /> : null))

function GoToRow({ rowCount, onGo }: { rowCount: number; onGo: (row: number) => void }) {
  const { t } = useTranslation('tables')
  const [typed, setTyped] = useState('')
  return (
    <form
      className="w-28"
      onSubmit={(event) => {
        event.preventDefault()
        const row = Number.parseInt(typed, 10)
        if (row > 0) onGo(Math.min(row, rowCount) - 1)
      }}
    >
      <TextInput value={typed} onChange={setTyped} inputMode="numeric" placeholder={t('goTo')} aria-label={t('goTo')} />
    </form>
  )
}
