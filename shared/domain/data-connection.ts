import { z } from 'zod'
import { ConfigField, ConfigValues, Failure, Id, Timestamp } from './common'
import { FieldType } from './table'

export const SourceInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  fields: z.array(ConfigField),
})
export type SourceInfo = z.infer<typeof SourceInfo>

export const StreamField = z.object({
  name: z.string(),
  type: FieldType,
  /** The type in the words of the source, for example `character varying(40)`. */
  sourceType: z.string(),
  primaryKey: z.boolean(),
})
export type StreamField = z.infer<typeof StreamField>

export const DiscoveredStream = z.object({
  /** Unique at the source, for example `public.customer`. */
  name: z.string(),
  label: z.string(),
  fields: z.array(StreamField),
  estimatedRows: z.number().nullable(),
})
export type DiscoveredStream = z.infer<typeof DiscoveredStream>

export const StreamChoice = z.object({ name: z.string().min(1).max(300), tableName: z.string().trim().min(1).max(120) })

const DataConnectionStatus = z.enum(['not-synced', 'syncing', 'healthy', 'needs-reauth', 'failed', 'paused'])

export const DataStream = z.object({
  id: Id,
  name: z.string(),
  tableId: Id.nullable(),
  tableName: z.string(),
  rows: z.number().int().nullable(),
  status: z.enum(['not-synced', 'syncing', 'healthy', 'failed']),
  lastSyncedAt: Timestamp.nullable(),
  failure: Failure.nullable(),
})
export type DataStream = z.infer<typeof DataStream>

export const DataConnection = z.object({
  id: Id,
  name: z.string(),
  sourceId: z.string(),
  config: ConfigValues,
  hasSecret: z.boolean(),
  status: DataConnectionStatus,
  failure: Failure.nullable(),
  lastSyncedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  streams: z.array(DataStream),
})
export type DataConnection = z.infer<typeof DataConnection>

export const SyncCounts = z.object({
  read: z.number().int(),
  added: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  deleted: z.number().int(),
  failed: z.number().int(),
})
export type SyncCounts = z.infer<typeof SyncCounts>

export const SyncRunStream = z.object({
  streamId: Id,
  name: z.string(),
  status: z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']),
  counts: SyncCounts,
  bytes: z.number().int(),
  durationMs: z.number(),
  failure: Failure.nullable(),
})
export type SyncRunStream = z.infer<typeof SyncRunStream>

export const SyncRun = z.object({
  id: Id,
  dataConnectionId: Id,
  mode: z.enum(['full', 'incremental']),
  trigger: z.enum(['manual', 'schedule', 'agent']),
  status: z.enum(['running', 'succeeded', 'partial', 'failed', 'cancelled', 'interrupted']),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  streams: z.array(SyncRunStream),
  failure: Failure.nullable(),
})
export type SyncRun = z.infer<typeof SyncRun>

/** Pushed while a sync runs; an append-only stream, so it may carry state. */
export const SyncProgress = z.object({
  dataConnectionId: Id,
  runId: Id,
  streamId: Id,
  phase: z.enum(['reading', 'merging', 'indexing', 'done']),
  rows: z.number().int(),
  estimatedRows: z.number().nullable(),
  rowsPerSecond: z.number(),
})
export type SyncProgress = z.infer<typeof SyncProgress>
