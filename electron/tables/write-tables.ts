import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { FieldType, type NewField } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'
import { createKeyIndexSql, createRecordsSql, recordsTable, type StoredField } from './columns'
import { type DraftField, getStoredTable, type TablesDb } from './stored-tables'

/** The data connection that fills a table. */
export type TableOrigin = { dataConnectionId: string; dataConnectionName: string; sourceId: string; streamId: string }

/** A table made by hand. Fails with `conflict` when the name is taken. */
export async function createOwnTable(db: TablesDb, name: string, fields: NewField[], now: string): Promise<string> {
  const drafts = fields.map((field) => ({ ...field, synced: false, primaryKey: false, sourceName: null }))
  const twice = findTwice(fields.map((field) => field.name))
  if (twice) throw new AppFailure({ code: 'invalid-input', message: `Two fields are named ${twice}`, field: 'fields' })
  return namingConflict(name, () => insertTable(db, { name, origin: null, fields: drafts }, now))
}

type TableDraft = { name: string; origin: TableOrigin | null; fields: DraftField[] }

/** Writes a table, its fields and the SQLite table of its records in one transaction. */
export async function insertTable(db: TablesDb, draft: TableDraft, now: string): Promise<string> {
  const id = randomUUID()
  await db.transaction().execute(async (transaction) => {
    const inserted = await transaction
      .insertInto('app_table')
      .values({
        id,
        name: draft.name,
        data_connection_id: draft.origin?.dataConnectionId ?? null,
        stream_id: draft.origin?.streamId ?? null,
        source_id: draft.origin?.sourceId ?? null,
        data_connection_name: draft.origin?.dataConnectionName ?? null,
        as_of: null,
        created_at: now,
      })
      .executeTakeFirstOrThrow()
    const fields = draft.fields.map((field, index) => toStoredField(field, index + 1, index))
    for (const field of fields) await insertField(transaction, id, field)
    const records = recordsTable(Number(inserted.insertId))
    await sql.raw(createRecordsSql(records, fields)).execute(transaction)
    await sql.raw(createKeyIndexSql(records)).execute(transaction)
  })
  return id
}

export const toStoredField = (draft: DraftField, columnNumber: number, position: number): StoredField => ({
  id: randomUUID(),
  column: `f_${columnNumber}`,
  name: draft.name,
  type: FieldType.parse(draft.type),
  position,
  synced: draft.synced,
  primaryKey: draft.primaryKey,
  sourceName: draft.sourceName,
})

export async function insertField(db: TablesDb, tableId: string, field: StoredField): Promise<void> {
  await db
    .insertInto('field')
    .values({
      id: field.id,
      table_id: tableId,
      column_name: field.column,
      name: field.name,
      type: field.type,
      position: field.position,
      synced: field.synced ? 1 : 0,
      primary_key: field.primaryKey ? 1 : 0,
      source_name: field.sourceName,
    })
    .execute()
}

/** Fails with `conflict` when the name is taken. */
export async function renameTable(db: TablesDb, id: string, name: string): Promise<void> {
  await getStoredTable(db, id)
  await namingConflict(name, () => db.updateTable('app_table').set({ name }).where('id', '=', id).execute())
}

export async function deleteTable(db: TablesDb, id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const table = await getStoredTable(transaction, id)
    await transaction.deleteFrom('journal').where('table_id', '=', id).execute()
    await transaction.deleteFrom('app_table').where('id', '=', id).execute()
    if (table.streamId) await transaction.deleteFrom('sync_cursor').where('stream_id', '=', table.streamId).execute()
    await sql.raw(`drop table ${recordsTable(table.number)}`).execute(transaction)
  })
}

/** Makes the tables of a data connection the person's own: their fields are no longer locked. */
export async function unlinkTables(db: TablesDb, dataConnectionId: string): Promise<string[]> {
  return db.transaction().execute(async (transaction) => {
    const tables = await transaction
      .selectFrom('app_table')
      .select(['id', 'stream_id'])
      .where('data_connection_id', '=', dataConnectionId)
      .execute()
    for (const table of tables) {
      await transaction
        .updateTable('field')
        .set({ synced: 0, primary_key: 0 })
        .where('table_id', '=', table.id)
        .execute()
      await transaction
        .deleteFrom('sync_cursor')
        .where('stream_id', '=', table.stream_id ?? '')
        .execute()
    }
    await transaction
      .updateTable('app_table')
      .set({ data_connection_id: null, data_connection_name: null, stream_id: null, source_id: null })
      .where('data_connection_id', '=', dataConnectionId)
      .execute()
    return tables.map((table) => table.id)
  })
}

export async function renameOrigin(db: TablesDb, dataConnectionId: string, name: string): Promise<void> {
  await db
    .updateTable('app_table')
    .set({ data_connection_name: name })
    .where('data_connection_id', '=', dataConnectionId)
    .execute()
}

/** The name itself, or with the first number that makes it free. */
export async function freeTableName(db: TablesDb, wanted: string): Promise<string> {
  const taken = new Set(
    (await db.selectFrom('app_table').select('name').execute()).map(({ name }) => name.toLowerCase()),
  )
  let name = wanted
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${wanted} ${number}`
  return name
}

async function namingConflict<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('UNIQUE constraint failed: app_table.name'))) throw error
    throw new AppFailure({ code: 'conflict', message: `Another table is named ${name}` })
  }
}

function findTwice(names: string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size)
}
