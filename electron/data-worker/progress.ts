import type { SyncProgress } from '../../shared/domain/data-connection'

const INTERVAL_MS = 100

type Subject = Pick<SyncProgress, 'dataConnectionId' | 'runId' | 'streamId' | 'estimatedRows'>

/** Says how far a stream is: at every change of phase, else at most ten times a second. */
export function createProgress(subject: Subject, emit: (progress: SyncProgress) => void) {
  const started = performance.now()
  let lastAt = Number.NEGATIVE_INFINITY
  let lastPhase: SyncProgress['phase'] | null = null
  return (phase: SyncProgress['phase'], rows: number): void => {
    const now = performance.now()
    if (phase === lastPhase && now - lastAt < INTERVAL_MS) return
    lastAt = now
    lastPhase = phase
    const seconds = Math.max((now - started) / 1000, 0.001)
    emit({ ...subject, phase, rows, rowsPerSecond: Math.round(rows / seconds) })
  }
}
