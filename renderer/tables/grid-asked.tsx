import { useState } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog'
import type { Outcome } from './grid-ground'
import type { Asked } from './use-grid-actions'

type AskedDialogProps = { asked: Asked; onDone: (outcome: Outcome) => boolean; onClose: () => void }

/** Asks before very much is changed at once. */
export function AskedDialog({ asked, onDone, onClose }: AskedDialogProps) {
  const [busy, setBusy] = useState(false)
  async function handleConfirm() {
    setBusy(true)
    const outcome = await asked.run()
    onClose()
    onDone(outcome)
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={asked.title}
      description={asked.text}
      confirmLabel={asked.confirm}
      danger={asked.danger}
      busy={busy}
      onConfirm={() => void handleConfirm()}
    />
  )
}
