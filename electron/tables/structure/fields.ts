import type { NewField } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { columnDefinition, isSearched, recordsTable, type StoredField } from '../columns'
import { fieldOf, fromFieldRow, getStoredTable, nextColumn, settingsJson, type TablesDb } from '../stored-tables'
import { toStored } from '../values'
import { renewSearchIndex } from '../write/search-index'
import { countWhere, refuseDoubles } from './column-checks'
import { emptySql } from './field-conditions'
import { createFieldIndexes, dropFieldIndexes } from './field-indexes'
import { completeSettings } from './field-rules'
import { countOf, freeName, refuse, refuseTaken } from './names'
import { statementsOf } from './statements'
import { insertField, toStoredField } from './write-tables'

/** What to do once the transaction is through. `search`: have the full-text index built. */
export type Changed = { search: boolean }

/**
 * Adds a field as the last one; records that are there already get its default. Beside synced fields it needs a key at
 * the source. Call it inside a transaction.
 */
export async function addField(
  db: TablesDb,
  tableId: string,
  { name, type, settings: given }: NewField,
): Promise<Changed & { id: string }> {
  const table = await getStoredTable(db, tableId)
  if (table.kind === 'synced' && !table.fields.some((field) => field.primaryKey))
    refuse(`${table.name} has no key at its source: values added here could not be found again after a sync`)
  refuseTaken(name, namesOf(table.fields), 'field')
  const settings = await completeSettings(db, { name, type }, given)
  const position = Math.max(-1, ...table.fields.map((field) => field.position)) + 1
  const draft = { name, type, settings, synced: false, primaryKey: false, sourceName: null }
  const field = toStoredField(draft, await nextColumn(db, table), position)
  const records = recordsTable(table.number)
  const statements = statementsOf(db)
  await statements.exec(`alter table ${records} add column ${columnDefinition(field)}`)
  const value = toStored(field, settings.defaultValue)
  if (value !== null) await statements.all(`update ${records} set ${field.column} = ?`, [value])
  else if (settings.required) {
    const without = await countWhere(statements, table.number, 'true')
    if (without > 0)
      refuse(`${name} needs a default to be required: ${countOf(without, 'record')} would be without a value`)
  }
  if (settings.unique) await refuseDoubles(statements, table, field)
  await insertField(db, tableId, field)
  await createFieldIndexes(statements, records, [field])
  return { id: field.id, ...(await renewIfSearched(db, tableId, field)) }
}

/** To a place among the table's fields, counted from 0. Call it inside a transaction. */
export async function moveField(db: TablesDb, tableId: string, fieldId: string, position: number): Promise<void> {
  const { fields } = await getStoredTable(db, tableId)
  const moved = fields.find((field) => field.id === fieldId)
  if (!moved) throw new AppFailure({ code: 'not-found', what: 'field', id: fieldId })
  const order = fields.filter((field) => field !== moved)
  order.splice(position, 0, moved)
  for (const [index, field] of order.entries())
    if (field.position !== index)
      await db.updateTable('field').set({ position: index }).where('id', '=', field.id).execute()
}

/** Softly: its values stay, so that `restoreField` brings them back. Call it inside a transaction. */
export async function deleteField(db: TablesDb, tableId: string, fieldId: string, now: string): Promise<Changed> {
  const table = await getStoredTable(db, tableId)
  const field = fieldOf(table, fieldId)
  refuseSynced(field, 'deleted')
  if (table.fields.length === 1) refuse(`${field.name} is the only field of ${table.name}; delete the table instead`)
  await db.updateTable('field').set({ deleted_at: now }).where('id', '=', fieldId).execute()
  await dropFieldIndexes(statementsOf(db), recordsTable(table.number), field)
  return renewIfSearched(db, tableId, field)
}

/**
 * A number is added when the name was taken meanwhile. The field is no longer required when records came to be without a
 * value. Call it inside a transaction.
 */
export async function restoreField(db: TablesDb, tableId: string, fieldId: string): Promise<Changed> {
  const table = await getStoredTable(db, tableId)
  const row = await db
    .selectFrom('field')
    .selectAll()
    .where('id', '=', fieldId)
    .where('table_id', '=', tableId)
    .executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'field', id: fieldId })
  if (row.deleted_at === null) return { search: false }
  const field = fromFieldRow(row)
  const statements = statementsOf(db)
  const empty = field.settings.required ? await countWhere(statements, table.number, emptySql(field)) : 0
  const settings = { ...field.settings, required: field.settings.required && empty === 0 }
  await db
    .updateTable('field')
    .set({ deleted_at: null, name: freeName(row.name, namesOf(table.fields)), settings: settingsJson(settings) })
    .where('id', '=', fieldId)
    .execute()
  await createFieldIndexes(statements, recordsTable(table.number), [field])
  return renewIfSearched(db, tableId, field)
}

/** Fails with `refused` for a field that a data connection fills. */
export function refuseSynced({ name, synced }: StoredField, what: string): void {
  if (synced) refuse(`${name} is filled by a data connection and cannot be ${what}`)
}

export const namesOf = (fields: readonly StoredField[]): string[] => fields.map((field) => field.name)

async function renewIfSearched(db: TablesDb, tableId: string, field: StoredField): Promise<Changed> {
  if (!isSearched(field)) return { search: false }
  await renewSearchIndex(db, await getStoredTable(db, tableId))
  return { search: true }
}
