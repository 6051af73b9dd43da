import { z } from 'zod'
import { ConfigField, ConfigValues, Failure, Id, Name, Timestamp } from './common'
import { FieldType } from './table'

export const SourceInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Asked for whichever way a person connects. */
  fields: z.array(ConfigField),
  /** The ways to connect; the chosen one is kept in the configuration under `auth`. */
  auth: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      fields: z.array(ConfigField),
      signsIn: z.boolean(),
      /** What to register at the service as the address to come back to; null where nothing has to be. */
      redirectUri: z.string().nullable(),
    }),
  ),
})
export type SourceInfo = z.infer<typeof SourceInfo>

export const StreamField = z.object({
  /** Never changes when the field is renamed at the source, where the source has such a name. */
  name: z.string(),
  /** What people call it at the source; the name where it is left out. */
  label: z.string().optional(),
  type: FieldType,
  /** The type in the words of the source, for example `character varying(40)`. */
  sourceType: z.string(),
  primaryKey: z.boolean(),
})
export type StreamField = z.infer<typeof StreamField>

const StreamFilterOp = z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains', 'empty', 'not-empty'])
/** Which records of a stream are synced. All filters have to hold. */
export const StreamFilter = z.object({ field: z.string().max(300), op: StreamFilterOp, value: z.string().max(1000) })
export type StreamFilter = z.infer<typeof StreamFilter>

export const DiscoveredStream = z.object({
  /** Unique at the source, for example `public.customer`; never changes when the stream is renamed there. */
  name: z.string(),
  label: z.string(),
  /** What it belongs to, for example a schema or a base; null where streams stand by themselves. */
  group: z.string().nullable(),
  fields: z.array(StreamField),
  estimatedRows: z.number().nullable(),
  /** The field that says when a record was last changed; null when the stream can only be read in full. */
  cursorField: z.string().nullable(),
  /** Other fields that a person may choose instead. */
  cursorChoices: z.array(z.string()),
  /** How deletes at the source are seen: told by it, found by comparing keys, found by reading all, or not at all. */
  deletes: z.enum(['told', 'sweep', 'full-read', 'never']),
  /** Which filters the source applies itself; the others are applied after the download. */
  filters: z.enum(['source', 'local']),
  /** What a person should know before choosing it, as a sentence; null when there is nothing. */
  note: z.string().nullable(),
})
export type DiscoveredStream = z.infer<typeof DiscoveredStream>

/** When a data connection syncs by itself. */
export const Schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('manual') }),
  z.object({ kind: z.literal('interval'), minutes: z.number().int().min(5).max(43_200) }),
  /** Five fields; `timeZone` is an IANA name. */
  z.object({ kind: z.literal('cron'), expression: z.string().min(9).max(120), timeZone: z.string().min(1).max(60) }),
])
export type Schedule = z.infer<typeof Schedule>

export const StreamSettings = z.object({
  /** `incremental` reads what changed since the last time; `full` reads everything each time. */
  mode: z.enum(['incremental', 'full']),
  /** Names of the fields to sync; null for all of them, also those that the source gets later. */
  fields: z.array(z.string().max(300)).max(2000).nullable(),
  filters: z.array(StreamFilter).max(20),
  /** Another field than the source's own to tell what changed; null for its own. */
  cursorField: z.string().max(300).nullable(),
  /** What becomes of records that are gone at the source. `keep` marks them and leaves them out of nothing. */
  deletes: z.enum(['remove', 'keep']),
})
export type StreamSettings = z.infer<typeof StreamSettings>

export const StreamChoice = z.object({
  name: z.string().min(1).max(300),
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('new'), tableName: Name }),
    /** A table made by hand: its fields of the same name and type are filled from now on. */
    z.object({ kind: z.literal('existing'), tableId: Id }),
  ]),
  settings: StreamSettings,
})
export type StreamChoice = z.infer<typeof StreamChoice>

const DataConnectionStatus = z.enum([
  'not-synced',
  'queued',
  'syncing',
  'healthy',
  /** Some streams failed in the last run, others did not. */
  'degraded',
  /** The source asks to wait; nothing failed. */
  'rate-limited',
  'failed',
  'needs-reauth',
  'paused',
])
export type DataConnectionStatus = z.infer<typeof DataConnectionStatus>

export const DataStream = z.object({
  id: Id,
  name: z.string(),
  label: z.string(),
  tableId: Id.nullable(),
  tableName: z.string(),
  rows: z.number().int().nullable(),
  status: z.enum(['not-synced', 'syncing', 'healthy', 'failed']),
  settings: StreamSettings,
  /** As it was when the source was last asked. */
  discovered: DiscoveredStream,
  /** Up to where changes were read, as the source spells it; null before the first full read. */
  cursor: z.string().nullable(),
  lastSyncedAt: Timestamp.nullable(),
  lastFullReadAt: Timestamp.nullable(),
  failure: Failure.nullable(),
})
export type DataStream = z.infer<typeof DataStream>

export const DataConnection = z.object({
  id: Id,
  name: z.string(),
  sourceId: z.string(),
  config: ConfigValues,
  hasSecret: z.boolean(),
  /** Who it is at the source, in words; null before the first check. */
  identity: z.string().nullable(),
  testMode: z.boolean(),
  status: DataConnectionStatus,
  failure: Failure.nullable(),
  schedule: Schedule,
  nextRunAt: Timestamp.nullable(),
  /** Until when the source asks to wait. */
  waitsUntil: Timestamp.nullable(),
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
  /** Without a key, or otherwise not to be stored. */
  failed: z.number().int(),
})
export type SyncCounts = z.infer<typeof SyncCounts>

export const SyncRunStream = z.object({
  streamId: Id,
  name: z.string(),
  status: z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted']),
  /** What was done: everything read, or what changed. */
  mode: z.enum(['full', 'incremental']).nullable(),
  counts: SyncCounts,
  bytes: z.number().int(),
  requests: z.number().int(),
  retries: z.number().int(),
  /** So long the source had it wait within the run; left out for runs from before this was counted. */
  rateLimitedMs: z.number().optional(),
  durationMs: z.number(),
  cursorBefore: z.string().nullable(),
  cursorAfter: z.string().nullable(),
  failure: Failure.nullable(),
  /** The request that failed, without secrets. */
  failedRequest: z.object({ method: z.string(), url: z.string(), status: z.number().int().nullable() }).nullable(),
})
export type SyncRunStream = z.infer<typeof SyncRunStream>

export const SyncRun = z.object({
  id: Id,
  dataConnectionId: Id,
  mode: z.enum(['full', 'incremental']),
  trigger: z.enum(['manual', 'schedule', 'catch-up', 'agent']),
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
  phase: z.enum(['reading', 'waiting', 'merging', 'indexing', 'comparing', 'done']),
  rows: z.number().int(),
  estimatedRows: z.number().nullable(),
  rowsPerSecond: z.number(),
})
export type SyncProgress = z.infer<typeof SyncProgress>
