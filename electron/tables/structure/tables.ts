import type { NewField } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { getStoredTable, type TablesDb } from '../stored-tables'
import { freeName, refuse, refuseTaken } from './names'
import { inTransaction } from './statements'
import { insertTable, tableNames } from './write-tables'

/** A table made by hand. */
export const createTable = (db: TablesDb, name: string, fields: NewField[], now: string): Promise<string> =>
  insertTable(
    db,
    { name, origin: null, fields: fields.map((f) => ({ ...f, synced: false, primaryKey: false, sourceName: null })) },
    now,
  )

/** Fails with `conflict` when the name is taken. */
export async function renameTable(db: TablesDb, id: string, name: string): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const table = await getStoredTable(transaction, id)
    const others = (await tableNames(transaction)).filter((one) => one !== table.name)
    refuseTaken(name, others, 'table')
    await transaction.updateTable('app_table').set({ name }).where('id', '=', id).execute()
  })
}

/** Softly: `restoreTable` brings it back, references to its records stay and show them as missing. */
export async function deleteTable(db: TablesDb, id: string, now: string): Promise<void> {
  const table = await getStoredTable(db, id)
  if (table.dataConnectionId !== null)
    refuse(`${table.name} is filled by ${table.dataConnectionName}; delete that data connection first`)
  await db.updateTable('app_table').set({ deleted_at: now }).where('id', '=', id).execute()
}

/** A number is added when the name was taken meanwhile. One that is not deleted is left as it is. */
export async function restoreTable(db: TablesDb, id: string): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const row = await transaction
      .selectFrom('app_table')
      .select(['name', 'deleted_at'])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw new AppFailure({ code: 'not-found', what: 'table', id })
    if (row.deleted_at === null) return
    const name = freeName(row.name, await tableNames(transaction))
    await transaction.updateTable('app_table').set({ name, deleted_at: null }).where('id', '=', id).execute()
  })
}
