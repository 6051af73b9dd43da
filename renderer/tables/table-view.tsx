import { Plus } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sort, Table } from '../../shared/domain/table'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Num } from '../ui/num'
import { SearchInput } from '../ui/search-input'
import { TextInput } from '../ui/text-input'
import { Grid } from './grid'
import { RecordPanel } from './record-panel'

/** One table: search, count, the grid, and the record that is open. */
export function TableView({ table }: { table: Table }) {
  const { t } = useTranslation('tables')
  const [typed, setTyped] = useState('')
  const [sort, setSort] = useState<Sort | null>(null)
  const [openId, setOpenId] = useState<number | null>(null)
  const [goTo, setGoTo] = useState('')
  const [target, setTarget] = useState<{ row: number } | null>(null)
  const search = useDeferredValue(typed.trim()) || null
  const add = useCommand(['tables', 'addRecord'])
  const { data: count, error } = useQueryOf(['tables', 'count'], { tableId: table.id, search }, { keep: true })
  const all = search === null ? (table.recordCount ?? count) : count
  async function handleAdd() {
    const result = await add.run({ tableId: table.id, values: {} })
    if (result.ok) setOpenId(result.value)
  }
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="flex shrink-0 items-center gap-2 p-2">
          <div className="w-64">
            <SearchInput value={typed} onChange={setTyped} placeholder={t('search')} />
          </div>
          <span className="text-muted text-xs" role="status">
            {all === undefined ? t('counting') : <Num value={all} unit={t('records', { count: all })} />}
          </span>
          <span className="flex-1" />
          <form
            className="w-28"
            onSubmit={(event) => {
              event.preventDefault()
              const row = Number.parseInt(goTo, 10)
              if (row > 0) setTarget({ row: row - 1 })
            }}
          >
            <TextInput
              value={goTo}
              onChange={setGoTo}
              inputMode="numeric"
              placeholder={t('goTo')}
              aria-label={t('goTo')}
            />
          </form>
          {table.kind === 'own' ? (
            <Button icon={<Plus aria-hidden="true" />} busy={add.busy} onClick={() => void handleAdd()}>
              {t('addRecord')}
            </Button>
          ) : null}
        </div>
        {error ? <ErrorNote error={error} className="mx-2" /> : null}
        {add.error ? <ErrorNote error={add.error} className="mx-2" /> : null}
        <Grid
          table={table}
          rowCount={all ?? 0}
          search={search}
          sort={sort}
          onSort={setSort}
          target={target}
          openId={openId}
          onOpen={setOpenId}
        />
      </div>
      {openId === null ? null : (
        <RecordPanel key={openId} table={table} recordId={openId} onClose={() => setOpenId(null)} />
      )}
    </div>
  )
}
