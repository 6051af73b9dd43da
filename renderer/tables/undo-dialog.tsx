import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UndoConflict, UndoOutcome, UndoTarget } from '../../shared/domain/record-change'
import { api } from '../app/api'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { ValueWords } from './record-value'
import { tellFailure, tellUndone, undoTarget } from './undo-batches'

type UndoDialogProps = { target: UndoTarget; onClose: () => void }

/** What an undo would put back and what it would leave alone; then the undo. */
function UndoDialog({ target, onClose }: UndoDialogProps) {
  const { t } = useTranslation('table-panels')
  const preview = useQueryOf(['records', 'previewUndo'], target)
  const undo = useCommand(['records', 'undo'])
  const count = preview.data?.records ?? 0
  async function handleUndo() {
    const result = await undo.run(target)
    if (!result.ok) return
    onClose()
    tellUndone(result.value)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('undo.title')}
      width={560}
      footer={
        <>
          <Button data-safe onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button variant="primary" busy={undo.busy} disabled={count === 0} onClick={() => void handleUndo()}>
            {t('undo.confirm', { count })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {preview.error ? <ErrorNote error={preview.error} /> : null}
        {preview.data ? <Preview outcome={preview.data} /> : preview.error ? null : <Skeleton rows={3} />}
        {undo.error ? <ErrorNote error={undo.error} /> : null}
      </div>
    </Dialog>
  )
}

function Preview({ outcome }: { outcome: UndoOutcome }) {
  const { t } = useTranslation('table-panels')
  const { records, conflicts, conflictCount } = outcome
  return (
    <>
      <p className="text-sm">{records === 0 ? t('undo.nothing') : t('undo.puts', { count: records })}</p>
      {conflictCount > 0 ? (
        <section className="flex flex-col gap-2">
          <h3 className="font-medium text-sm">{t('undo.conflicts', { count: conflictCount })}</h3>
          <ul className="max-h-72 divide-y divide-line overflow-y-auto rounded-md bg-sunken px-3">
            {conflicts.map((conflict) => (
              <Conflict key={`${conflict.tableId}-${conflict.recordId}-${conflict.fieldName}`} conflict={conflict} />
            ))}
          </ul>
          {conflictCount > conflicts.length ? (
            <p className="text-muted text-xs">{t('undo.more', { count: conflictCount - conflicts.length })}</p>
          ) : null}
        </section>
      ) : null}
    </>
  )
}

function Conflict({ conflict }: { conflict: UndoConflict }) {
  const { t } = useTranslation('table-panels')
  return (
    <li className="py-2 text-sm">
      <p className="[overflow-wrap:anywhere]">
        <span className="font-medium">{conflict.label}</span>
        <span className="text-muted">
          {' · '}
          {conflict.tableName}
          {conflict.fieldName === null ? null : ` · ${conflict.fieldName}`}
        </span>
      </p>
      {conflict.fieldName === null ? null : (
        <p className="text-xs [overflow-wrap:anywhere]">
          <span className="text-muted">{t('undo.found')}</span> <ValueWords value={conflict.found} />
          <span className="text-muted"> · {t('undo.wanted')}</span> <ValueWords value={conflict.wanted} />
        </p>
      )}
      <p className="text-muted text-xs [overflow-wrap:anywhere]">{conflict.reason}</p>
    </li>
  )
}

/** Undoes one record's change at once, and asks first when there is more to know. */
export function useUndo() {
  const [target, setTarget] = useState<UndoTarget | null>(null)
  const [asked, setAsked] = useState<string | null>(null)
  async function ask(batchId: string) {
    const wanted: UndoTarget = { kind: 'batch', batchId }
    setAsked(batchId)
    const preview = await api.records.previewUndo(wanted)
    if (!preview.ok) tellFailure(preview.error)
    else if (preview.value.conflictCount > 0 || preview.value.records !== 1) setTarget(wanted)
    else await undoTarget(wanted)
    setAsked(null)
  }
  return {
    ask,
    /** The batch that is being looked at. */
    asked,
    dialog: target ? <UndoDialog target={target} onClose={() => setTarget(null)} /> : null,
  }
}
