import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportOutcome } from '../../shared/domain/transfer'
import { api } from '../app/api'
import { useGo, usePath } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { numberWords } from '../ui/number-words'
import { toast } from '../ui/toast'
import { BadLines } from './import-lines'
import { undoTarget } from './undo-batches'

type ImportResultProps = {
  transferId: string
  outcome: ImportOutcome
  /** The table was made for it, and goes with an undo. */
  isNew: boolean
  onClose: () => void
  onOpen: (tableId: string) => void
}

/** What an import added and what it left out. */
export function ImportResult({ transferId, outcome, isNew, onClose, onOpen }: ImportResultProps) {
  const { t } = useTranslation('table-panels')
  const go = useGo()
  const path = usePath()
  const show = useCommand(['transfers', 'showExportedFile'])
  const remove = useCommand(['tables', 'delete'])
  const [busy, setBusy] = useState(false)
  const { records, bad, badLines, badFile, batchId, tableId } = outcome
  async function undoNewTable() {
    if (!(await remove.run({ id: tableId })).ok) return
    onClose()
    if (path.endsWith(tableId)) go('/setup/tables', { replace: true })
    const redo = () => void api.tables.restore({ id: tableId }).then(() => go(`/setup/tables/${tableId}`))
    toast({ title: t('import.undone'), action: { label: t('undo.redo'), run: redo } })
  }
  async function handleUndo() {
    setBusy(true)
    if (isNew) await undoNewTable()
    else {
      onClose()
      await undoTarget({ kind: 'batch', batchId })
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('import.done')}
      width={560}
      footer={
        <>
          <Button busy={busy} onClick={() => void handleUndo()}>
            {t('import.undo')}
          </Button>
          <Button
            variant="primary"
            data-safe
            onClick={() => {
              onClose()
              onOpen(tableId)
            }}
          >
            {t('import.goTo')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="flex items-center gap-2 text-sm">
          <CircleCheck className="icon text-good" aria-hidden="true" />
          <span>
            {t('import.added', { count: records, number: numberWords(records) })}
            {bad > 0 ? `, ${t('import.leftOutLines', { count: bad, number: numberWords(bad) })}` : null}
          </span>
        </p>
        {badLines.length > 0 ? <BadLines lines={badLines} /> : null}
        {badFile ? (
          <div className="flex items-center gap-3">
            <p className="min-w-0 flex-1 text-muted text-xs [overflow-wrap:anywhere]">
              {t('import.badFile', { name: badFile })}
            </p>
            <Button size="sm" onClick={() => void show.run({ id: transferId })}>
              {t('import.showFile')}
            </Button>
          </div>
        ) : null}
        {show.error ? <ErrorNote error={show.error} /> : null}
        {remove.error ? <ErrorNote error={remove.error} /> : null}
      </div>
    </Dialog>
  )
}
