import type { Selectable } from 'kysely'
import { z } from 'zod'
import { ConfigValues, Failure } from '../../shared/domain/common'
import { DiscoveredStream, Schedule, StreamSettings, SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import type { WorkspaceDatabase } from '../db/schema'

export type StoredDataConnection = {
  id: string
  name: string
  sourceId: string
  config: Record<string, string>
  secretId: string | null
  isDraft: boolean
  identity: string | null
  externalId: string | null
  testMode: boolean
  schedule: Schedule
  slotAt: string | null
  nextRunAt: string | null
  waitsUntil: string | null
  paused: boolean
  needsReauth: boolean
  failures: number
  failingSince: string | null
  failure: Failure | null
  lastSyncedAt: string | null
  discoveredAt: string | null
  /** That it has not synced for long was said. */
  toldLate: boolean
  createdAt: string
}
export type StoredStream = {
  id: string
  dataConnectionId: string
  name: string
  tableId: string | null
  tableName: string
  rows: number | null
  settings: StreamSettings
  discovered: DiscoveredStream
  cursor: string | null
  lastSyncedAt: string | null
  lastFullReadAt: string | null
  failure: Failure | null
}

const toFailure = (text: string | null): Failure | null => (text === null ? null : Failure.parse(JSON.parse(text)))

export const fromRow = (row: Selectable<WorkspaceDatabase['data_connection']>): StoredDataConnection => ({
  id: row.id,
  name: row.name,
  sourceId: row.source_id,
  config: ConfigValues.parse(JSON.parse(row.config)),
  secretId: row.secret_id,
  isDraft: row.state === 'draft',
  identity: row.identity,
  externalId: row.external_id,
  testMode: row.test_mode === 1,
  schedule: Schedule.parse(JSON.parse(row.schedule)),
  slotAt: row.slot_at,
  nextRunAt: row.next_run_at,
  waitsUntil: row.waits_until,
  paused: row.paused === 1,
  needsReauth: row.needs_reauth === 1,
  failures: row.failures,
  failingSince: row.failing_since,
  failure: toFailure(row.failure),
  lastSyncedAt: row.last_synced_at,
  discoveredAt: row.discovered_at,
  toldLate: row.told_late === 1,
  createdAt: row.created_at,
})

export const fromStreamRow = (row: Selectable<WorkspaceDatabase['data_stream']>): StoredStream => ({
  id: row.id,
  dataConnectionId: row.data_connection_id,
  name: row.name,
  tableId: row.table_id,
  tableName: row.table_name,
  rows: row.rows,
  settings: StreamSettings.parse(JSON.parse(row.settings)),
  discovered: DiscoveredStream.parse(JSON.parse(row.discovered)),
  cursor: row.cursor,
  lastSyncedAt: row.last_synced_at,
  lastFullReadAt: row.last_full_read_at,
  failure: toFailure(row.failure),
})

const RunStreams = z.array(SyncRunStream)

export const fromRunRow = (row: Selectable<WorkspaceDatabase['sync_run']>): SyncRun =>
  SyncRun.parse({
    id: row.id,
    dataConnectionId: row.data_connection_id,
    mode: row.mode,
    trigger: row.trigger,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    streams: RunStreams.parse(JSON.parse(row.streams)),
    failure: toFailure(row.failure),
  })
