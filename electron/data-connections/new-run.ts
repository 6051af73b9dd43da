import type { SyncRun } from '../../shared/domain/data-connection'
import type { StoredStream } from './stored'

const NO_COUNTS = { read: 0, added: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 }

type Wanted = { runId: string; dataConnectionId: string; full: boolean; by: { trigger: SyncRun['trigger'] } }

/** A run at its start, with its first stream about to be read. */
export function newRun(entry: Wanted, streams: StoredStream[], now: Date): SyncRun {
  const isFull =
    entry.full || streams.every(({ settings, lastFullReadAt }) => settings.mode === 'full' || !lastFullReadAt)
  return {
    id: entry.runId,
    dataConnectionId: entry.dataConnectionId,
    mode: isFull ? 'full' : 'incremental',
    trigger: entry.by.trigger,
    status: 'running',
    startedAt: now.toISOString(),
    endedAt: null,
    streams: streams.map(({ id, discovered }, index) => ({
      ...{
        streamId: id,
        name: discovered.label,
        status: index === 0 ? ('running' as const) : ('waiting' as const),
        mode: null,
        counts: { ...NO_COUNTS },
        bytes: 0,
        requests: 0,
      },
      ...{
        retries: 0,
        rateLimitedMs: 0,
        durationMs: 0,
        cursorBefore: null,
        cursorAfter: null,
        failure: null,
        failedRequest: null,
      },
    })),
    failure: null,
  }
}

/** What the end of the program cut off. */
export const interrupted = (run: SyncRun): SyncRun => ({
  ...run,
  status: 'interrupted',
  streams: run.streams.map((stream) =>
    ['running', 'waiting', 'cancelled'].includes(stream.status)
      ? { ...stream, status: 'interrupted', failure: null }
      : stream,
  ),
})
