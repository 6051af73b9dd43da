import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import type { Span } from './use-cell'
import { type Question, readRecords } from './use-pages'

/** As many as one command takes. */
const MOST_DELETED = 1000

/** Deletes the rows that were chosen in the grid, after asking. */
export function DeleteRecords({ table, question, span }: { table: Table; question: Question; span: Span }) {
  const { t } = useTranslation('tables')
  const remove = useCommand(['tables', 'deleteRecords'])
  const [recordIds, setRecordIds] = useState<number[]>([])
  const [failure, setFailure] = useState<AppError | null>(null)
  const [open, setOpen] = useState(false)
  const count = span.to - span.from + 1
  /** Which records they are is settled before asking: rows may move while the question stands. */
  async function ask() {
    const records = await readRecords(question, span.from, span.to)
    setFailure(Array.isArray(records) ? null : records)
    setRecordIds(Array.isArray(records) ? records.map(({ id }) => id) : [])
    setOpen(true)
  }
  async function handleDelete() {
    if ((await remove.run({ tableId: table.id, recordIds })).ok) setOpen(false)
  }
  return (
    <>
      <Button disabled={count > MOST_DELETED} onClick={() => void ask()}>
        {t('deleteRecords', { count })}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('deleteRecordsTitle', { count: recordIds.length, name: table.name })}
        description={t('deleteRecordText')}
        confirmLabel={t('deleteRecords', { count: recordIds.length })}
        busy={remove.busy}
        error={failure ?? remove.error}
        onConfirm={() => void handleDelete()}
      />
    </>
  )
}
