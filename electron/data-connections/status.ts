import type { DataConnection, DataStream } from '../../shared/domain/data-connection'
import type { StoredDataConnection, StoredStream } from './queries'

/** What a data connection is at, derived: nothing stores it, so nothing can disagree with it. */
export function statusOf(stored: StoredDataConnection, isSyncing: boolean): DataConnection['status'] {
  if (isSyncing) return 'syncing'
  if (stored.needsReauth) return 'needs-reauth'
  if (stored.paused) return 'paused'
  if (stored.failure) return 'failed'
  return stored.lastSyncedAt ? 'healthy' : 'not-synced'
}

export function toDataStream(stored: StoredStream, isSyncing: boolean, tableName: string | undefined): DataStream {
  const settled = stored.failure ? 'failed' : stored.lastSyncedAt ? 'healthy' : 'not-synced'
  return {
    id: stored.id,
    name: stored.name,
    tableId: tableName === undefined ? null : stored.tableId,
    tableName: tableName ?? stored.tableName,
    rows: stored.rows,
    status: isSyncing ? 'syncing' : settled,
    lastSyncedAt: stored.lastSyncedAt,
    failure: stored.failure,
  }
}
