import { sql } from 'kysely'
import type { CellValue } from '../../../shared/domain/table'
import { readSql, recordsTable, type StoredField, toCell } from '../columns'
import { fromFieldRow, type StoredTable, type TablesDb } from '../stored-tables'
import { type Stored, toStored } from '../values'
import type { FieldValues } from './calls'

/** What a write of records of one table needs, inside one transaction. */
export type TableWriter = { db: TablesDb; table: StoredTable; jsonEach: string; at: string }

/** Values by the ids of records that are there, and of these by the ids of `fields`. */
export async function readCells(
  { db, table, jsonEach }: TableWriter,
  ids: readonly number[],
  fields: readonly StoredField[] = table.fields,
): Promise<Map<number, FieldValues>> {
  const columns = ['_id', ...fields.map((field) => `${readSql(field)} as ${field.column}`)].join(', ')
  const { rows } = await sql<Record<string, unknown>>`select ${sql.raw(columns)}
    from ${sql.raw(recordsTable(table.number))}
    where _id in (select value from ${sql.raw(jsonEach)}(${JSON.stringify(ids)}))`.execute(db)
  return new Map(
    rows.map((row) => [
      Number(row._id),
      Object.fromEntries(fields.map((field) => [field.id, toCell(field, row[field.column])])),
    ]),
  )
}

/** Also those that were deleted: a record takes their values along when it goes, and brings them back. */
export async function allFields(db: TablesDb, tableId: string): Promise<StoredField[]> {
  const rows = await db.selectFrom('field').selectAll().where('table_id', '=', tableId).orderBy('position').execute()
  return rows.map(fromFieldRow)
}

/** The values that are not empty: what the journal keeps of a whole record. */
export const withoutNulls = (cells: FieldValues): FieldValues =>
  Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null))

/** As the column holds it, without asking whether a person could have typed it. */
export const fromCell = (cell: CellValue): Stored => (typeof cell === 'boolean' ? Number(cell) : cell)

/** What an earlier value is stored as, or undefined when the field has become of a type that cannot hold it. */
export function storedAgain(field: StoredField, cell: CellValue): Stored | undefined {
  // Sources hold what nobody could type here, for example a text that is no address in an email field.
  if (field.synced || field.sourceName !== null) return fitsColumn(field, cell) ? fromCell(cell) : undefined
  try {
    const stored = toStored({ ...field, settings: { options: [] } }, cell)
    return toCell(field, stored) === cell ? stored : undefined
  } catch {
    return undefined
  }
}

function fitsColumn({ type }: StoredField, cell: CellValue): boolean {
  if (cell === null) return true
  if (type === 'boolean') return typeof cell === 'boolean'
  if (type === 'integer' || type === 'reference') return /^-?\d+$/.test(String(cell))
  if (type === 'number') return typeof cell !== 'boolean'
  return typeof cell === 'string'
}

/** Of an object by field ids: what is not there is empty. */
export const cellOf = (values: FieldValues, fieldId: string): CellValue => values[fieldId] ?? null
