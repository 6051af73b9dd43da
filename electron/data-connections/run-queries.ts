import { sql } from 'kysely'
import type { SyncRun } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import { type Db, type StreamChanges, updateStream } from './queries'
import { fromRunRow } from './stored'

const KEPT_RUNS = 500
const KEPT_MS = 90 * 24 * 3_600_000

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

export type Unsaved = { id: string; changes: StreamChanges }

/** A run, and what its streams came to since it was last stored. Inside a transaction, so that they cannot disagree. */
export async function saveRun(db: Db, run: SyncRun, unsaved: readonly Unsaved[]): Promise<void> {
  for (const { id, changes } of unsaved) await updateStream(db, id, changes)
  await updateRun(db, run.id, run)
}

/** Newest first. */
export async function listRuns(db: Db, dataConnectionId: string, limit: number): Promise<SyncRun[]> {
  const rows = await db
    .selectFrom('sync_run')
    .selectAll()
    .where('data_connection_id', '=', dataConnectionId)
    .orderBy('started_at', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(limit)
    .execute()
  return rows.map(fromRunRow)
}

export async function listRunningRuns(db: Db): Promise<SyncRun[]> {
  const rows = await db.selectFrom('sync_run').selectAll().where('status', '=', 'running').execute()
  return rows.map(fromRunRow)
}

/** Runs are kept for 90 days, and 500 of them at most for each data connection. */
export async function pruneRuns(db: Db, now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - KEPT_MS).toISOString()
  const tooLong = await db
    .selectFrom('sync_run')
    .select('data_connection_id')
    .groupBy('data_connection_id')
    .having(({ fn, or, eb }) => or([eb(fn.countAll(), '>', KEPT_RUNS), eb(fn.min('started_at'), '<', oldest)]))
    .execute()
  for (const { data_connection_id } of tooLong) await pruneRunsOf(db, data_connection_id, oldest)
}

async function pruneRunsOf(db: Db, dataConnectionId: string, oldest: string): Promise<void> {
  await db
    .deleteFrom('sync_run')
    .where('data_connection_id', '=', dataConnectionId)
    .where('status', '!=', 'running')
    .where((where) =>
      where.or([
        where('started_at', '<', oldest),
        where(
          'id',
          'not in',
          where
            .selectFrom('sync_run as kept')
            .select('kept.id')
            .where('kept.data_connection_id', '=', dataConnectionId)
            .orderBy('kept.started_at', 'desc')
            .limit(KEPT_RUNS),
        ),
      ]),
    )
    .execute()
}
