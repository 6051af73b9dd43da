import { useTranslation } from 'react-i18next'
import type { UndoConflict } from '../../shared/domain/record-change'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { visibleText } from './visible-text'

type UndoRunDialogProps = { runId: string; onClose: () => void }

/** Says what an undo of the whole run would put back and what stays, then does it. */
export function UndoRunDialog({ runId, onClose }: UndoRunDialogProps) {
  const { t } = useTranslation('chat')
  const target = { kind: 'run', runId } as const
  const preview = useQueryOf(['records', 'previewUndo'], target)
  const undo = useCommand(['records', 'undo'])
  const records = preview.data?.records ?? 0
  async function handleUndo() {
    if ((await undo.run(target)).ok) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('undo.title')}
      description={preview.data ? t('undo.description', { count: records }) : t('undo.reading')}
      width={520}
      footer={
        <>
          <Button size="lg" data-safe onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button
            size="lg"
            variant="primary"
            busy={undo.busy}
            disabled={records === 0}
            onClick={() => void handleUndo()}
          >
            {t('undo.action', { count: records })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {preview.error ? <ErrorNote error={preview.error} /> : null}
        {undo.error ? <ErrorNote error={undo.error} /> : null}
        {preview.data || preview.error ? null : <Skeleton rows={2} />}
        {preview.data && preview.data.conflictCount > 0 ? (
          <Conflicts conflicts={preview.data.conflicts} count={preview.data.conflictCount} />
        ) : null}
      </div>
    </Dialog>
  )
}

const words = (value: UndoConflict['found']): string => (value === null || value === '' ? '—' : String(value))

function Conflicts({ conflicts, count }: { conflicts: readonly UndoConflict[]; count: number }) {
  const { t } = useTranslation('chat')
  const more = count - conflicts.length
  return (
    <div>
      <p className="mb-1.5 text-sm">{t('undo.conflicts', { count })}</p>
      <ul className="flex max-h-64 flex-col gap-2 overflow-y-auto rounded-md bg-sunken px-3 py-2 text-sm">
        {conflicts.map(({ tableId, tableName, recordId, label, fieldName, wanted, found, reason }) => (
          <li key={`${tableId}/${recordId}/${fieldName}`} className="[overflow-wrap:anywhere]">
            <span className="block">
              {visibleText([tableName, label, fieldName].filter((part) => part !== null && part !== '').join(' · '))}
            </span>
            <span className="block text-muted text-xs">
              {fieldName === null
                ? visibleText(reason)
                : visibleText(t('undo.stays', { found: words(found), wanted: words(wanted) }))}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p className="mt-1.5 text-muted text-xs">{t('undo.more', { count: more })}</p> : null}
    </div>
  )
}
