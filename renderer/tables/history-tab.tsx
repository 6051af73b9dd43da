import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { HistoryEntry } from './history-entry'
import { useUndo } from './undo-dialog'

const PAGE = 20

/** What became of a record: who wrote what and when, the latest first. */
export function HistoryTab({ table, recordId }: { table: Table; recordId: number }) {
  const undo = useUndo()
  return (
    <>
      <HistoryPage
        table={table}
        recordId={recordId}
        before={null}
        asked={undo.asked}
        onUndo={(batchId) => void undo.ask(batchId)}
      />
      {undo.dialog}
    </>
  )
}

type HistoryPageProps = {
  table: Table
  recordId: number
  /** The last entry of the page before. */
  before: number | null
  /** The batch whose undo was asked for. */
  asked: string | null
  onUndo: (batchId: string) => void
}

/** A page of entries, and below it the button for the next one or that one itself. */
function HistoryPage({ table, recordId, before, asked, onUndo }: HistoryPageProps) {
  const { t } = useTranslation('table-panels')
  const [more, setMore] = useState(false)
  const question = { tableId: table.id, recordId, before, limit: PAGE }
  const { data, error } = useQueryOf(['records', 'history'], question)
  if (error) return <ErrorNote error={error} />
  if (!data) return <Skeleton rows={4} />
  const last = data.at(-1)
  if (!last) return before === null ? <p className="text-muted text-sm">{t('history.none')}</p> : null
  return (
    <>
      <ul aria-label={t('record.history')} className="flex flex-col divide-y divide-line">
        {data.map((entry) => (
          <HistoryEntry
            key={entry.id}
            entry={entry}
            fields={table.fields}
            busy={asked === entry.batch.id}
            onUndo={() => onUndo(entry.batch.id)}
          />
        ))}
      </ul>
      {more ? (
        <HistoryPage table={table} recordId={recordId} before={last.id} asked={asked} onUndo={onUndo} />
      ) : data.length === PAGE ? (
        <Button className="mt-2" onClick={() => setMore(true)}>
          {t('history.more')}
        </Button>
      ) : null}
    </>
  )
}
