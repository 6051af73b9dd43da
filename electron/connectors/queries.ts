import type { Kysely } from 'kysely'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import { type SecretRef, toSecretRef } from '../secrets/secret-ref'

type Db = Kysely<WorkspaceDatabase>
export type ConnectorRow = WorkspaceDatabase['connector']

/** Oldest first, without the deleted ones. */
export const listConnectors = (db: Db): Promise<ConnectorRow[]> =>
  db.selectFrom('connector').selectAll().where('deleted_at', 'is', null).orderBy('created_at').orderBy('id').execute()

export const listDeleted = (db: Db): Promise<{ id: string; name: string }[]> =>
  db.selectFrom('connector').select(['id', 'name']).where('deleted_at', 'is not', null).execute()

/** Fails with `not-found`, also for one that was deleted. */
export async function getConnector(db: Db, id: string): Promise<ConnectorRow> {
  const row = await db
    .selectFrom('connector')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'connector', id })
  return row
}

export async function insertConnector(db: Db, row: ConnectorRow): Promise<void> {
  await named(row.name, db.insertInto('connector').values(row).execute())
}

type Change = Partial<Omit<ConnectorRow, 'id' | 'type' | 'created_at'>>

/** Does nothing when it was deleted meanwhile. */
export async function updateConnector(db: Db, id: string, change: Change): Promise<void> {
  await named(change.name ?? '', db.updateTable('connector').set(change).where('id', '=', id).execute())
}

export async function secretsOf(db: Db, id: string): Promise<ReadonlyMap<string, SecretRef>> {
  const rows = await db.selectFrom('connector_secret').selectAll().where('connector_id', '=', id).execute()
  return new Map(rows.map((row) => [row.key, toSecretRef(row.secret_id)]))
}

export async function putSecretRef(db: Db, id: string, key: string, ref: SecretRef): Promise<void> {
  await db
    .insertInto('connector_secret')
    .values({ connector_id: id, key, secret_id: ref })
    .onConflict((conflict) => conflict.columns(['connector_id', 'key']).doUpdateSet({ secret_id: ref }))
    .execute()
}

export async function deleteSecretRef(db: Db, id: string, key: string | null): Promise<void> {
  const all = db.deleteFrom('connector_secret').where('connector_id', '=', id)
  await (key === null ? all : all.where('key', '=', key)).execute()
}

async function named<T>(name: string, write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('UNIQUE')) throw error
    throw new AppFailure({ code: 'conflict', message: `Another connector is called ${name}` })
  }
}
