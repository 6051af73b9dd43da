import type { DataConnectionStatus, DataStream } from '../../shared/domain/data-connection'
import { FIELDS_CHANGED, MANY_DELETES, waitsForVault } from './failures'
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
  const wrong = streams.filter(({ failure }) => isFailure(failure))
  const broken = wrong.filter(({ failure }) => failure?.reason !== MANY_DELETES).length
  // A run in which nothing went well was counted.
  if (wrong.length > 0 && broken < streams.length && stored.failures === 0 && stored.lastSyncedAt) return 'degraded'
  if (isFailure(stored.failure) || wrong.length > 0) return 'failed'
  return stored.lastSyncedAt ? 'healthy' : 'not-synced'
}

export const isWaiting = ({ waitsUntil }: Pick<Known, 'waitsUntil'>, now: Date): boolean =>
  waitsUntil !== null && Date.parse(waitsUntil) > now.getTime()

/** A vault that is locked, and news of a stream that is in order, are said and are no failure of the source. */
const isFailure = (failure: Part['failure']): boolean =>
  failure !== null && failure.reason !== FIELDS_CHANGED && !waitsForVault(failure)

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
