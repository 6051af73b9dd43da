import { powerMonitor } from 'electron'

type PowerHooks = { onSuspend: () => void; onResume: () => void }

/** Says when the computer goes to sleep and wakes. Call after `ready`; the returned function stops it. */
export function watchPower({ onSuspend, onResume }: PowerHooks): () => void {
  powerMonitor.on('suspend', onSuspend)
  powerMonitor.on('resume', onResume)
  return () => {
    powerMonitor.off('suspend', onSuspend)
    powerMonitor.off('resume', onResume)
  }
}
