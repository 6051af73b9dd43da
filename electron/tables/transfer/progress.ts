import type { TransferProgress } from '../../../shared/domain/transfer'

const INTERVAL_MS = 100

/** Says how far an import or export is, at most ten times a second. */
export function createTransferProgress(id: string, emit: (progress: TransferProgress) => void) {
  let lastAt = Number.NEGATIVE_INFINITY
  return (records: number, fraction: number | null): void => {
    const now = performance.now()
    if (now - lastAt < INTERVAL_MS && fraction !== 1) return
    lastAt = now
    emit({ id, records, fraction: fraction === null ? null : Math.min(1, fraction) })
  }
}
