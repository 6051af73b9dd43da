import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { USUAL_SETTINGS } from '../../../shared/domain/field-types'
import { FieldType } from '../../../shared/domain/table'
import { createKeyIndexSql, createRecordsSql, recordsTable, type StoredField } from '../columns'
import { type DraftField, getStoredTable, settingsJson, type TablesDb } from '../stored-tables'
import { renewSearchIndex } from '../write/search-index'
import type { TableOrigin } from './calls'
import { createFieldIndexes } from './field-indexes'
import { completeFields, mergeSettings } from './field-rules'
import { freeName, refuseTaken } from './names'
import { inTransaction, statementsOf } from './statements'

type TableDraft = { name: string; origin: TableOrigin | null; fields: DraftField[] }

/**
 * Writes a table, its fields, the SQLite table of its records and their indexes in one transaction, that of the caller if
 * there is one. Fails with `conflict` when the name is taken and with `invalid-input` when a field makes no sense.
 */
export async function insertTable(db: TablesDb, draft: TableDraft, now: string): Promise<string> {
  return inTransaction(db, async (transaction) => {
    refuseTaken(draft.name, await tableNames(transaction), 'table')
    const id = randomUUID()
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
    const drafts = draft.origin ? draft.fields : await completeFields(transaction, draft.fields)
    const fields = drafts.map((field, index) => toStoredField(field, index + 1, index))
    for (const field of fields) await insertField(transaction, id, field)
    const records = recordsTable(Number(inserted.insertId))
    await sql.raw(createRecordsSql(records, fields)).execute(transaction)
    await sql.raw(createKeyIndexSql(records)).execute(transaction)
    await createFieldIndexes(statementsOf(transaction), records, fields)
    await renewSearchIndex(transaction, await getStoredTable(transaction, id))
    return id
  })
}

export const toStoredField = (draft: DraftField, columnNumber: number, position: number): StoredField => ({
  id: randomUUID(),
  column: `f_${columnNumber}`,
  name: draft.name,
  type: FieldType.parse(draft.type),
  position,
  synced: draft.synced,
  primaryKey: draft.primaryKey,
  vanished: false,
  sourceName: draft.sourceName,
  settings: mergeSettings(USUAL_SETTINGS, draft.settings),
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
      settings: settingsJson(field.settings),
      deleted_at: null,
      vanished: field.vanished ? 1 : 0,
    })
    .execute()
}

/** The name itself, or with the first number that makes it free. */
export async function freeTableName(db: TablesDb, wanted: string): Promise<string> {
  return freeName(wanted, await tableNames(db))
}

/** Of tables that are not deleted. */
export async function tableNames(db: TablesDb): Promise<string[]> {
  const rows = await db.selectFrom('app_table').select('name').where('deleted_at', 'is', null).execute()
  return rows.map(({ name }) => name)
}
