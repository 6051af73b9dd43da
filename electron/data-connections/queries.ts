import { type Kysely, sql } from 'kysely'
import { Schedule } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import { fromRow, fromStreamRow, type StoredDataConnection, type StoredStream } from './stored'

export type Db = Kysely<WorkspaceDatabase>

/** Without drafts. */
export async function listDataConnections(db: Db): Promise<StoredDataConnection[]> {
  const rows = await db
    .selectFrom('data_connection')
    .selectAll()
    .where('state', '=', 'ready')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** Drafts too. Fails with `not-found`. */
export async function getDataConnection(db: Db, id: string): Promise<StoredDataConnection> {
  const row = await db.selectFrom('data_connection').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'data connection', id })
  return fromRow(row)
}

export type Due = { id: string; name: string; nextRunAt: string }

/** Those whose time has come, the earliest first, and when the next one comes. */
export async function listDue(db: Db, now: string): Promise<{ due: Due[]; next: string | null }> {
  // Written out, not bound: an index that holds only those is used.
  const planned = db.selectFrom('data_connection').where(sql<boolean>`state = 'ready'`)
  const rows = await planned
    .select(['id', 'name', 'next_run_at'])
    .where('next_run_at', '<=', now)
    .orderBy('next_run_at')
    .execute()
  const later = await planned
    .select((build) => build.fn.min('next_run_at').as('next'))
    .where('next_run_at', '>', now)
    .executeTakeFirst()
  const due = rows.map(({ id, name, next_run_at }) => ({ id, name, nextRunAt: next_run_at ?? now }))
  return { due, next: later?.next ?? null }
}

/** Those that start by themselves. */
export async function listPlanned(db: Db): Promise<StoredDataConnection[]> {
  const rows = await db
    .selectFrom('data_connection')
    .selectAll()
    .where('next_run_at', 'is not', null)
    .where('state', '=', 'ready')
    .execute()
  return rows.map(fromRow)
}

type Scheduled = Pick<StoredDataConnection, 'id' | 'name' | 'schedule'> & { since: string; message: string }

/** Those that keep a schedule, neither paused nor waiting for a person to sign in, of which it was not said that they are late. */
export async function listNotToldLate(db: Db): Promise<Scheduled[]> {
  const rows = await db
    .selectFrom('data_connection')
    .select(['id', 'name', 'schedule'])
    .select(sql<string>`coalesce(last_synced_at, created_at)`.as('since'))
    .select(sql<string>`coalesce(json_extract(failure, '$.message'), '')`.as('message'))
    .where('state', '=', 'ready')
    .where('paused', '=', 0)
    .where('needs_reauth', '=', 0)
    .where('told_late', '=', 0)
    .where(sql<string>`json_extract(schedule, '$.kind')`, '!=', 'manual')
    .execute()
  return rows.map(({ schedule, ...row }) => ({ ...row, schedule: Schedule.parse(JSON.parse(schedule)) }))
}

/** Whose last failure has this reason. */
export async function listFailedFor(db: Db, reasons: readonly string[]): Promise<StoredDataConnection[]> {
  const rows = await db
    .selectFrom('data_connection')
    .selectAll()
    .where('state', '=', 'ready')
    .where(sql<string>`json_extract(failure, '$.reason')`, 'in', reasons)
    .execute()
  return rows.map(fromRow)
}

export async function listDraftsBefore(db: Db, time: string): Promise<string[]> {
  const rows = await db
    .selectFrom('data_connection')
    .select('id')
    .where('state', '=', 'draft')
    .where('created_at', '<', time)
    .execute()
  return rows.map(({ id }) => id)
}

type Draft = Pick<StoredDataConnection, 'id' | 'name' | 'sourceId' | 'config' | 'secretId' | 'createdAt'>

export async function insertDraft(db: Db, draft: Draft): Promise<void> {
  await db
    .insertInto('data_connection')
    .values({
      ...{ id: draft.id, name: draft.name, source_id: draft.sourceId, config: JSON.stringify(draft.config) },
      ...{ secret_id: draft.secretId, state: 'draft', created_at: draft.createdAt },
      ...{ identity: null, external_id: null, test_mode: 0, schedule: '{"kind":"manual"}' },
      ...{ slot_at: null, next_run_at: null, waits_until: null, paused: 0, needs_reauth: 0, failures: 0 },
      ...{ failing_since: null, failure: null, last_synced_at: null, discovered_at: null, told_late: 0 },
    })
    .execute()
}

export type Changes = Partial<Omit<StoredDataConnection, 'id' | 'sourceId'>>

const json = (value: unknown) => JSON.stringify(value)
const flag = (value: boolean) => (value ? 1 : 0)

export async function updateDataConnection(db: Db, id: string, changes: Changes): Promise<void> {
  const { config, isDraft, testMode, schedule, paused, needsReauth, toldLate, failure, ...plain } = changes
  const set = {
    ...renamed(plain),
    ...(config === undefined ? {} : { config: json(config) }),
    ...(isDraft === undefined ? {} : { state: isDraft ? 'draft' : 'ready' }),
    ...(testMode === undefined ? {} : { test_mode: flag(testMode) }),
    ...(schedule === undefined ? {} : { schedule: json(schedule) }),
    ...(paused === undefined ? {} : { paused: flag(paused) }),
    ...(needsReauth === undefined ? {} : { needs_reauth: flag(needsReauth) }),
    ...(toldLate === undefined ? {} : { told_late: flag(toldLate) }),
    ...(failure === undefined ? {} : { failure: failure && json(failure) }),
  }
  if (Object.keys(set).length === 0) return
  await db.updateTable('data_connection').set(set).where('id', '=', id).execute()
}

const COLUMNS = {
  name: 'name',
  secretId: 'secret_id',
  identity: 'identity',
  externalId: 'external_id',
  slotAt: 'slot_at',
  nextRunAt: 'next_run_at',
  waitsUntil: 'waits_until',
  failures: 'failures',
  failingSince: 'failing_since',
  lastSyncedAt: 'last_synced_at',
  discoveredAt: 'discovered_at',
  createdAt: 'created_at',
} as const
type Plain = Pick<Changes, keyof typeof COLUMNS>

const isPlain = (key: string): key is keyof Plain => key in COLUMNS

function renamed(plain: Plain): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(plain).flatMap(([key, value]) =>
      isPlain(key) && value !== undefined ? [[COLUMNS[key], value] as const] : [],
    ),
  )
}

export async function deleteDataConnection(db: Db, id: string): Promise<void> {
  await db.deleteFrom('data_connection').where('id', '=', id).execute()
}

export async function listStreams(db: Db, dataConnectionId: string): Promise<StoredStream[]> {
  const rows = await db
    .selectFrom('data_stream')
    .selectAll()
    .where('data_connection_id', '=', dataConnectionId)
    .orderBy('position')
    .execute()
  return rows.map(fromStreamRow)
}

/** The streams of all data connections, by theirs. */
export async function listAllStreams(db: Db): Promise<Map<string, StoredStream[]>> {
  const rows = await db.selectFrom('data_stream').selectAll().orderBy('position').execute()
  const all = new Map<string, StoredStream[]>()
  for (const stream of rows.map(fromStreamRow)) {
    const others = all.get(stream.dataConnectionId)
    if (others) others.push(stream)
    else all.set(stream.dataConnectionId, [stream])
  }
  return all
}

/** Null when it was removed. */
export async function findStream(db: Db, id: string): Promise<StoredStream | null> {
  const row = await db.selectFrom('data_stream').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? fromStreamRow(row) : null
}

export type NewStream = Pick<StoredStream, 'id' | 'name' | 'tableId' | 'tableName' | 'settings' | 'discovered'>

/** After those that are there. */
export async function insertStreams(db: Db, dataConnectionId: string, streams: NewStream[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const last = await transaction
      .selectFrom('data_stream')
      .select((build) => build.fn.max('position').as('position'))
      .where('data_connection_id', '=', dataConnectionId)
      .executeTakeFirst()
    const first = Number(last?.position ?? -1) + 1
    for (const [index, stream] of streams.entries())
      await transaction
        .insertInto('data_stream')
        .values({
          ...{ id: stream.id, data_connection_id: dataConnectionId, name: stream.name, position: first + index },
          ...{ table_id: stream.tableId, table_name: stream.tableName, rows: null, cursor: null, failure: null },
          ...{ settings: json(stream.settings), discovered: json(stream.discovered) },
          ...{ last_synced_at: null, last_full_read_at: null },
        })
        .execute()
  })
}

export type StreamChanges = Partial<Omit<StoredStream, 'id' | 'dataConnectionId' | 'name'>>

export async function updateStream(db: Db, id: string, changes: StreamChanges): Promise<void> {
  const { tableId, tableName, rows, settings, discovered, cursor, lastSyncedAt, lastFullReadAt, failure } = changes
  const set = {
    ...(tableId === undefined ? {} : { table_id: tableId }),
    ...(tableName === undefined ? {} : { table_name: tableName }),
    ...(rows === undefined ? {} : { rows }),
    ...(settings === undefined ? {} : { settings: json(settings) }),
    ...(discovered === undefined ? {} : { discovered: json(discovered) }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(lastSyncedAt === undefined ? {} : { last_synced_at: lastSyncedAt }),
    ...(lastFullReadAt === undefined ? {} : { last_full_read_at: lastFullReadAt }),
    ...(failure === undefined ? {} : { failure: failure && json(failure) }),
  }
  if (Object.keys(set).length > 0) await db.updateTable('data_stream').set(set).where('id', '=', id).execute()
}

export async function deleteStream(db: Db, id: string): Promise<void> {
  await db.deleteFrom('data_stream').where('id', '=', id).execute()
}

const PAUSED = 'syncing_paused'

/** Whether a person paused all schedules. */
export async function isPausedForAll(db: Db): Promise<boolean> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', PAUSED).executeTakeFirst()
  return row?.value === 'yes'
}

export async function setPausedForAll(db: Db, paused: boolean): Promise<void> {
  const value = paused ? 'yes' : 'no'
  await db
    .insertInto('meta')
    .values({ key: PAUSED, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}
