import type { Kysely, Selectable } from 'kysely'
import { FieldType, type NewField, type Table } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'
import type { TablesDatabase } from '../db/schema'
import type { StoredField } from './columns'

export type TablesDb = Kysely<TablesDatabase>
export type StoredTable = Omit<Table, 'fields' | 'recordCount'> & {
  /** The number in `t_<n>`. */
  number: number
  streamId: string | null
  fields: StoredField[]
}

export async function listStoredTables(db: TablesDb): Promise<StoredTable[]> {
  const rows = await db.selectFrom('app_table').selectAll().orderBy('name').execute()
  const fields = await db.selectFrom('field').selectAll().orderBy('position').execute()
  const byTable = groupByTable(fields)
  return rows.map((row) => fromRow(row, byTable.get(row.id) ?? []))
}

/** Fails with `not-found`. */
export async function getStoredTable(db: TablesDb, id: string): Promise<StoredTable> {
  const row = await db.selectFrom('app_table').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'table', id })
  return withFields(db, row)
}

export async function findTableOfStream(db: TablesDb, streamId: string): Promise<StoredTable | null> {
  const row = await db.selectFrom('app_table').selectAll().where('stream_id', '=', streamId).executeTakeFirst()
  return row ? withFields(db, row) : null
}

export function fieldOf(table: StoredTable, fieldId: string): StoredField {
  const field = table.fields.find((one) => one.id === fieldId)
  if (!field) throw new AppFailure({ code: 'not-found', what: 'field', id: fieldId })
  return field
}

export type DraftField = NewField & { synced: boolean; primaryKey: boolean; sourceName: string | null }

/** The next free column of a table; columns of fields that were replaced are not used again. */
export const nextColumn = (fields: readonly StoredField[]): number =>
  Math.max(0, ...fields.map((field) => Number(field.column.slice(2)))) + 1

type TableRow = Selectable<TablesDatabase['app_table']>
type FieldRow = Selectable<TablesDatabase['field']>

async function withFields(db: TablesDb, row: TableRow): Promise<StoredTable> {
  const fields = await db.selectFrom('field').selectAll().where('table_id', '=', row.id).orderBy('position').execute()
  return fromRow(row, fields)
}

function groupByTable(fields: FieldRow[]): Map<string, FieldRow[]> {
  const groups = new Map<string, FieldRow[]>()
  for (const field of fields) groups.set(field.table_id, [...(groups.get(field.table_id) ?? []), field])
  return groups
}

const fromRow = (row: TableRow, fields: FieldRow[]): StoredTable => ({
  id: row.id,
  number: row.number,
  name: row.name,
  kind: row.data_connection_id === null ? 'own' : 'synced',
  sourceId: row.source_id,
  dataConnectionId: row.data_connection_id,
  dataConnectionName: row.data_connection_name,
  asOf: row.as_of,
  streamId: row.stream_id,
  fields: fields.map(fromFieldRow),
})

function fromFieldRow(row: FieldRow): StoredField {
  if (!/^f_\d+$/.test(row.column_name)) throw new Error(`Not a column of ours: ${row.column_name}`)
  return {
    id: row.id,
    column: row.column_name,
    name: row.name,
    type: FieldType.parse(row.type),
    position: row.position,
    synced: row.synced === 1,
    primaryKey: row.primary_key === 1,
    sourceName: row.source_name,
  }
}
