import { type Kysely, type Selectable, sql } from 'kysely'
import { USUAL_SETTINGS } from '../../shared/domain/field-types'
import { FieldSettings, FieldType, type NewField, type Table } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'
import type { TablesDatabase } from '../db/schema'
import { recordsTable, type StoredField } from './columns'

export type TablesDb = Kysely<TablesDatabase>
export type StoredTable = Omit<Table, 'fields' | 'recordCount' | 'searchReady'> & {
  /** The number in `t_<n>`. */
  number: number
  streamId: string | null
  /** See `app_table.search_upto`. */
  searchUpto: number | null
  /** By position, without deleted ones. */
  fields: StoredField[]
}

/** `search_upto` of a full-text index that is complete. */
export const ALL_SEARCHABLE = Number.MAX_SAFE_INTEGER

export async function listStoredTables(db: TablesDb): Promise<StoredTable[]> {
  const rows = await db.selectFrom('app_table').selectAll().where('deleted_at', 'is', null).orderBy('name').execute()
  const fields = await db
    .selectFrom('field')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const byTable = groupByTable(fields)
  return rows.map((row) => fromRow(row, byTable.get(row.id) ?? []))
}

/** Fails with `not-found`, also for a deleted one. */
export async function getStoredTable(db: TablesDb, id: string): Promise<StoredTable> {
  const row = await db
    .selectFrom('app_table')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'table', id })
  return withFields(db, row)
}

export async function findTableOfStream(db: TablesDb, streamId: string): Promise<StoredTable | null> {
  const row = await db.selectFrom('app_table').selectAll().where('stream_id', '=', streamId).executeTakeFirst()
  return row ? withFields(db, row) : null
}

/** Fails with `not-found`. */
export function fieldOf(table: StoredTable, fieldId: string): StoredField {
  const field = table.fields.find((one) => one.id === fieldId)
  if (!field) throw new AppFailure({ code: 'not-found', what: 'field', id: fieldId })
  return field
}

export type DraftField = NewField & { synced: boolean; primaryKey: boolean; sourceName: string | null }

/** The next free column of a table, also beyond those of fields that were deleted or replaced. */
export async function nextColumn(db: TablesDb, { number }: Pick<StoredTable, 'number'>): Promise<number> {
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${recordsTable(number)})`.execute(db)
  const numbers = rows.flatMap(({ name }) => (/^f_\d+$/.test(name) ? [Number(name.slice(2))] : []))
  return Math.max(0, ...numbers) + 1
}

type TableRow = Selectable<TablesDatabase['app_table']>
type FieldRow = Selectable<TablesDatabase['field']>

async function withFields(db: TablesDb, row: TableRow): Promise<StoredTable> {
  const fields = await db
    .selectFrom('field')
    .selectAll()
    .where('table_id', '=', row.id)
    .where('deleted_at', 'is', null)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return fromRow(row, fields)
}

function groupByTable(fields: FieldRow[]): Map<string, FieldRow[]> {
  const groups = new Map<string, FieldRow[]>()
  for (const field of fields) {
    const group = groups.get(field.table_id)
    if (group) group.push(field)
    else groups.set(field.table_id, [field])
  }
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
  searchUpto: row.search_upto,
  fields: fields.map(fromFieldRow),
})

export function fromFieldRow(row: FieldRow): StoredField {
  if (!/^f_\d+$/.test(row.column_name)) throw new Error(`Not a column of ours: ${row.column_name}`)
  return {
    id: row.id,
    column: row.column_name,
    name: row.name,
    type: FieldType.parse(row.type),
    position: row.position,
    synced: row.synced === 1,
    primaryKey: row.primary_key === 1,
    vanished: row.vanished === 1,
    sourceName: row.source_name,
    settings: FieldSettings.parse({ ...USUAL_SETTINGS, ...JSON.parse(row.settings) }),
  }
}

/** What differs from the usual, as it is stored. */
export function settingsJson(settings: Partial<FieldSettings>): string {
  const differing = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(USUAL_SETTINGS[name as keyof FieldSettings]),
  )
  return JSON.stringify(Object.fromEntries(differing))
}
