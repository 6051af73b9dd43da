import { z } from 'zod'
import { Json } from '../../shared/domain/common'
import { StreamFilter } from '../../shared/domain/data-connection'
import type { Connection } from '../db/connection'

/** What was asked for when the records were read: with anything else of it, what is there is not what would be read. */
const Fingerprint = z.object({
  sourceVersion: z.number(),
  /** Whose records they are; null when it was not said. */
  account: z.string().nullable(),
  stream: z.string(),
  /** Types by the names of the fields. */
  fields: z.record(z.string(), z.string()),
  key: z.array(z.string()),
  cursorField: z.string().nullable(),
  filters: z.array(StreamFilter),
})
export type Fingerprint = z.infer<typeof Fingerprint>

const SnapshotWindow = z.object({
  kind: z.literal('snapshot'),
  fingerprint: Fingerprint,
  startedAt: z.string(),
  /** From where changes are read once everything was. */
  to: z.string().nullable(),
  resume: Json,
  /** The source's, as it was before the first page; null where it has none. */
  stamp: z.string().nullable(),
  /** Everything is staged, and waits for being merged. */
  complete: z.boolean(),
  /** `filters`: records that are missing are outside of new filters, not deleted. */
  reason: z.enum(['first', 'asked', 'confirmed', 'filters', 'recompute', 'other']),
  read: z.number(),
})
const ChangesWindow = z.object({
  kind: z.literal('changes'),
  startedAt: z.string(),
  from: z.string(),
  to: z.string(),
  resume: Json,
})
/** A comparison of keys. Records after `upto` were added while it ran. */
const Sweep = z.object({ startedAt: z.string(), resume: Json, complete: z.boolean(), upto: z.number() })

const Question = z.object({ missing: z.number(), of: z.number() })

const StreamState = z.object({
  fingerprint: Fingerprint.nullable(),
  cursor: z.string().nullable(),
  window: z.discriminatedUnion('kind', [SnapshotWindow, ChangesWindow]).nullable(),
  sweep: Sweep.nullable(),
  /** The source's, before everything was read last. */
  stamp: z.string().nullable(),
  lastFullAt: z.string().nullable(),
  lastSweepAt: z.string().nullable(),
  lastRecomputeAt: z.string().nullable(),
  /** Until it is answered, or no longer so. */
  question: Question.nullable(),
  /** Said with the next success. */
  notes: z.array(z.string()),
})
export type StreamState = z.infer<typeof StreamState>
export type SnapshotWindow = z.infer<typeof SnapshotWindow>
export type ChangesWindow = z.infer<typeof ChangesWindow>

const NOTHING_READ: StreamState = {
  fingerprint: null,
  cursor: null,
  window: null,
  sweep: null,
  stamp: null,
  lastFullAt: null,
  lastSweepAt: null,
  lastRecomputeAt: null,
  question: null,
  notes: [],
}

export async function readState(connection: Connection, streamId: string): Promise<StreamState> {
  const [row] = await connection.all('select cursor from sync_cursor where stream_id = ?', [streamId])
  return parseState(row?.cursor)
}

/** Within the transaction of what it is the state after. */
export async function writeState(connection: Connection, streamId: string, state: StreamState, at: string) {
  await connection.run(
    `insert into sync_cursor (stream_id, cursor, fingerprint, updated_at) values (?, ?, '', ?)
      on conflict (stream_id) do update set cursor = excluded.cursor, updated_at = excluded.updated_at`,
    [streamId, JSON.stringify(state), at],
  )
}

/** Where a table is left over unless its stream goes on with it. */
export async function listStates(connection: Connection): Promise<{ number: number; state: StreamState }[]> {
  const rows = await connection.all(
    'select t.number, c.cursor from app_table t join sync_cursor c on c.stream_id = t.stream_id',
  )
  return rows.map((row) => ({ number: Number(row.number), state: parseState(row.cursor) }))
}

/** A state that another version wrote differently means reading everything once more. */
function parseState(text: unknown): StreamState {
  if (typeof text !== 'string') return NOTHING_READ
  try {
    return StreamState.parse(JSON.parse(text))
  } catch {
    return NOTHING_READ
  }
}
