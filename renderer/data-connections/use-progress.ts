import { useState } from 'react'
import type { SyncProgress } from '../../shared/domain/data-connection'
import { useEventOf } from '../app/events'

type ByStream = Record<string, SyncProgress>

/** What is being read right now, by stream; what an earlier run said is forgotten with the first word of the next. */
export function useProgress(dataConnectionId: string | null): ByStream {
  const [progress, setProgress] = useState<ByStream>({})
  useEventOf('sync-progress', ({ progress: now }) => {
    if (dataConnectionId !== null && now.dataConnectionId !== dataConnectionId) return
    setProgress((before) => withProgress(before, now))
  })
  return progress
}

export const withProgress = (before: ByStream, now: SyncProgress): ByStream => ({
  ...Object.fromEntries(
    Object.entries(before).filter(
      ([, { dataConnectionId, runId }]) => dataConnectionId !== now.dataConnectionId || runId === now.runId,
    ),
  ),
  [now.streamId]: now,
})

/** Rows per second of everything that is being read. */
export const totalRate = (progress: ByStream): number =>
  Object.values(progress).reduce((sum, { phase, rowsPerSecond }) => (phase === 'done' ? sum : sum + rowsPerSecond), 0)
