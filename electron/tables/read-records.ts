import { type RawBuilder, sql } from 'kysely'
import type { RecordRow, Sort } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'
import { orderSql, readSql, recordsTable, type StoredField, toCell } from './columns'
import { type Extent, isGapFree } from './positions'
import { fieldOf, type StoredTable, type TablesDb } from './stored-tables'

type Window = { offset: number; limit: number; sort: Sort | null; where: RawBuilder<unknown> | null }

/** Rows in the order asked for, with the values of `fields`. `extent` makes a page in record order cheap at any depth. */
export async function readRows(
  db: TablesDb,
  table: StoredTable,
  window: Window,
  options: { extent: Extent | null; fields: StoredField[] },
): Promise<RecordRow[]> {
  const columns = options.fields.map((field) => `${readSql(field)} as ${field.column}`)
  const select = sql.raw(`select ${['_id', ...columns].join(', ')} from ${recordsTable(table.number)}`)
  const { rows } = await sql<Record<string, unknown>>`${select} ${slice(table, window, options.extent)}`.execute(db)
  return rows.map((row) => toRow(row, options.fields))
}

/** Fails with `not-found`. */
export async function readRow(db: TablesDb, table: StoredTable, recordId: number): Promise<RecordRow> {
  const window = { offset: 0, limit: 1, sort: null, where: sql`_id = ${recordId}` }
  const [row] = await readRows(db, table, window, { extent: null, fields: table.fields })
  if (!row) throw new AppFailure({ code: 'not-found', what: 'record', id: String(recordId) })
  return row
}

export async function countRows(db: TablesDb, table: StoredTable, where: RawBuilder<unknown>): Promise<number> {
  const from = sql.raw(recordsTable(table.number))
  const { rows } = await sql<{ total: number }>`select count(*) as total from ${from} where ${where}`.execute(db)
  return rows[0]?.total ?? 0
}

function slice(table: StoredTable, { offset, limit, sort, where }: Window, extent: Extent | null): RawBuilder<unknown> {
  if (!sort && !where && extent && isGapFree(extent))
    return sql`where _id >= ${extent.first + offset} order by _id limit ${limit}`
  const order = sort ? sql.raw(orderTerms(fieldOf(table, sort.fieldId), sort.direction)) : sql`_id`
  const condition = where ?? sql`true`
  if (!sort) return sql`where ${condition} order by _id limit ${limit} offset ${offset}`
  // Sorting ids and the one value instead of whole records keeps a deep page of a large table bearable.
  const from = sql.raw(recordsTable(table.number))
  return sql`where _id in (select _id from ${from} where ${condition} order by ${order} limit ${limit} offset ${offset})
    order by ${order}`
}

/** Empty values come last in both directions. */
const orderTerms = (field: StoredField, direction: Sort['direction']): string =>
  `${orderSql(field)} ${direction} nulls last, _id`

const toRow = (row: Record<string, unknown>, fields: StoredField[]): RecordRow => ({
  id: Number(row._id),
  values: fields.map((field) => toCell(field, row[field.column])),
})
