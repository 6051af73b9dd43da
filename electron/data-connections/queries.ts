import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { ConfigValues, Failure } from '../../shared/domain/common'
import { SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'

export type Db = Kysely<WorkspaceDatabase>

export type StoredDataConnection = {
  id: string
  name: string
  sourceId: string
  config: Record<string, string>
  secretId: string | null
  paused: boolean
  needsReauth: boolean
  failure: Failure | null
  lastSyncedAt: string | null
  createdAt: string
}
export type StoredStream = {
  id: string
  dataConnectionId: string
  name: string
  tableId: string | null
  tableName: string
  rows: number | null
  lastSyncedAt: string | null
  failure: Failure | null
}

export async function listDataConnections(db: Db): Promise<StoredDataConnection[]> {
  const rows = await db.selectFrom('data_connection').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(fromRow)
}

/** Fails with `not-found`. */
export async function getDataConnection(db: Db, id: string): Promise<StoredDataConnection> {
  const row = await db.selectFrom('data_connection').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'data connection', id })
  return fromRow(row)
}

type NewStream = { id: string; name: string; tableName: string; fields: unknown }

export async function insertDataConnection(
  db: Db,
  dataConnection: Pick<StoredDataConnection, 'id' | 'name' | 'sourceId' | 'config' | 'secretId' | 'createdAt'>,
  streams: NewStream[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('data_connection')
      .values({
        id: dataConnection.id,
        name: dataConnection.name,
        source_id: dataConnection.sourceId,
        config: JSON.stringify(dataConnection.config),
        secret_id: dataConnection.secretId,
        paused: 0,
        needs_reauth: 0,
        failure: null,
        last_synced_at: null,
        created_at: dataConnection.createdAt,
      })
      .execute()
    for (const [position, stream] of streams.entries())
      await transaction
        .insertInto('data_stream')
        .values({
          id: stream.id,
          data_connection_id: dataConnection.id,
          name: stream.name,
          table_id: null,
          table_name: stream.tableName,
          fields: JSON.stringify(stream.fields),
          position,
          rows: null,
          last_synced_at: null,
          failure: null,
        })
        .execute()
  })
}

type Changes = Partial<
  Pick<StoredDataConnection, 'name' | 'config' | 'secretId' | 'needsReauth' | 'failure' | 'lastSyncedAt'>
>

export async function updateDataConnection(db: Db, id: string, changes: Changes): Promise<void> {
  if (Object.keys(changes).length === 0) return
  const { name, config, secretId, needsReauth, failure, lastSyncedAt } = changes
  await db
    .updateTable('data_connection')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(config === undefined ? {} : { config: JSON.stringify(config) }),
      ...(secretId === undefined ? {} : { secret_id: secretId }),
      ...(needsReauth === undefined ? {} : { needs_reauth: needsReauth ? 1 : 0 }),
      ...(failure === undefined ? {} : { failure: failure && JSON.stringify(failure) }),
      ...(lastSyncedAt === undefined ? {} : { last_synced_at: lastSyncedAt }),
    })
    .where('id', '=', id)
    .execute()
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

/** Leaves `rows` and the time of the last sync alone when the stream failed. */
export async function updateStream(
  db: Db,
  id: string,
  changes: { failure: Failure | null; synced?: { tableId: string; tableName: string; rows: number; at: string } },
): Promise<void> {
  const { failure, synced } = changes
  await db
    .updateTable('data_stream')
    .set({
      failure: failure && JSON.stringify(failure),
      ...(synced
        ? { table_id: synced.tableId, table_name: synced.tableName, rows: synced.rows, last_synced_at: synced.at }
        : {}),
    })
    .where('id', '=', id)
    .execute()
}

/** Fails with `busy` when a run of this data connection is under way: an index allows one. */
export async function insertRun(db: Db, run: SyncRun, name: string): Promise<void> {
  try {
    await db
      .insertInto('sync_run')
      .values({
        id: run.id,
        data_connection_id: run.dataConnectionId,
        mode: run.mode,
        trigger: run.trigger,
        status: run.status,
        started_at: run.startedAt,
        ended_at: null,
        streams: JSON.stringify(run.streams),
        failure: null,
      })
      .execute()
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('UNIQUE constraint failed: sync_run.data_connection_id')))
      throw error
    throw new AppFailure({ code: 'busy', what: `The sync of ${name}` })
  }
}

export async function updateRun(
  db: Db,
  id: string,
  run: Pick<SyncRun, 'status' | 'endedAt' | 'streams' | 'failure'>,
): Promise<void> {
  await db
    .updateTable('sync_run')
    .set({
      status: run.status,
      ended_at: run.endedAt,
      streams: JSON.stringify(run.streams),
      failure: run.failure && JSON.stringify(run.failure),
    })
    .where('id', '=', id)
    .execute()
}

/** Newest first. */
export async function listRuns(db: Db, dataConnectionId: string, limit: number): Promise<SyncRun[]> {
  const rows = await db
    .selectFrom('sync_run')
    .selectAll()
    .where('data_connection_id', '=', dataConnectionId)
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRunRow)
}

export async function listRunningRuns(db: Db): Promise<SyncRun[]> {
  const rows = await db.selectFrom('sync_run').selectAll().where('status', '=', 'running').execute()
  return rows.map(fromRunRow)
}

const toFailure = (text: string | null): Failure | null => (text === null ? null : Failure.parse(JSON.parse(text)))

const fromRow = (row: Selectable<WorkspaceDatabase['data_connection']>): StoredDataConnection => ({
  id: row.id,
  name: row.name,
  sourceId: row.source_id,
  config: ConfigValues.parse(JSON.parse(row.config)),
  secretId: row.secret_id,
  paused: row.paused === 1,
  needsReauth: row.needs_reauth === 1,
  failure: toFailure(row.failure),
  lastSyncedAt: row.last_synced_at,
  createdAt: row.created_at,
})

const fromStreamRow = (row: Selectable<WorkspaceDatabase['data_stream']>): StoredStream => ({
  id: row.id,
  dataConnectionId: row.data_connection_id,
  name: row.name,
  tableId: row.table_id,
  tableName: row.table_name,
  rows: row.rows,
  lastSyncedAt: row.last_synced_at,
  failure: toFailure(row.failure),
})

const RunStreams = z.array(SyncRunStream)

const fromRunRow = (row: Selectable<WorkspaceDatabase['sync_run']>): SyncRun =>
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
