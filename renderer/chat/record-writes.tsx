import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryOf } from '../app/query'
import { UndoRunDialog } from './undo-run-dialog'
import { writesOf } from './writes-of'

/** What the run of an answer changed in records, in one quiet line, and the way back. */
export function RecordWrites({ runId }: { runId: string }) {
  const { t } = useTranslation('chat')
  const [open, setOpen] = useState(false)
  const { data: batches = [] } = useQueryOf(['records', 'changes'], { tableId: null, runId, limit: 200 })
  const { data: tables } = useQueryOf(['tables', 'list'])
  if (batches.length === 0) return null
  const { count, names, undone } = writesOf(batches, tables ?? [])
  const where = names.length > 0 ? names.join(', ') : t('writes.goneTable')
  return (
    <p className="flex flex-wrap items-center gap-1.5 text-muted text-sm">
      <span>{t('writes.changed', { count, where })}</span>
      <span aria-hidden="true">·</span>
      {undone ? (
        <span>{t('writes.undone')}</span>
      ) : (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="rounded-sm underline underline-offset-3 hover:text-ink"
        >
          {t('writes.undo')}
        </button>
      )}
      {open ? <UndoRunDialog runId={runId} onClose={() => setOpen(false)} /> : null}
    </p>
  )
}
