import type { DataConnectionStatus, DataStream } from '../../shared/domain/data-connection'
import type { StoredDataConnection, StoredStream } from './stored'

export type RunState = 'running' | 'queued' | null
type Known = Pick<
  StoredDataConnection,
  'needsReauth' | 'paused' | 'failure' | 'failures' | 'lastSyncedAt' | 'waitsUntil'
>
type Part = Pick<StoredStream, 'failure' | 'lastSyncedAt'>

/** What a data connection is at, derived: nothing stores it, so nothing can disagree with it. */
export function statusOf(stored: Known, streams: readonly Part[], run: RunState, now: Date): DataConnectionStatus {
  if (run === 'running') return 'syncing'
  if (run === 'queued') return 'queued'
  if (stored.needsReauth) return 'needs-reauth'
  if (stored.paused) return 'paused'
  if (isWaiting(stored, now)) return 'rate-limited'
  const failed = streams.filter(({ failure }) => isFailure(failure)).length
  // A run in which nothing went well was counted.
  if (failed > 0 && failed < streams.length && stored.failures === 0 && stored.lastSyncedAt) return 'degraded'
  if (isFailure(stored.failure) || failed > 0) return 'failed'
  return stored.lastSyncedAt ? 'healthy' : 'not-synced'
}

export const isWaiting = ({ waitsUntil }: Pick<Known, 'waitsUntil'>, now: Date): boolean =>
  waitsUntil !== null && Date.parse(waitsUntil) > now.getTime()

/** Said with something that is in order. */
const isFailure = (failure: Part['failure']): boolean => failure !== null && failure.reason !== 'fields-changed'

export function toDataStream(stored: StoredStream, isSyncing: boolean, tableName: string | undefined): DataStream {
  const { dataConnectionId: _, ...rest } = stored
  const settled = isFailure(stored.failure) ? 'failed' : stored.lastSyncedAt ? 'healthy' : 'not-synced'
  return {
    ...rest,
    label: stored.discovered.label,
    tableId: tableName === undefined ? null : stored.tableId,
    tableName: tableName ?? stored.tableName,
    status: isSyncing ? 'syncing' : settled,
  }
}
