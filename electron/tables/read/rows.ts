import { sql } from 'kysely'
import type { RecordRow } from '../../../shared/domain/table'
import { readSql, recordsTable, type StoredField, toCell } from '../columns'
import type { StoredTable } from '../stored-tables'
import type { Ask, Sql } from './ask'

/** The records of these ids in the order of the ids, with the values of `fields`. Those that are gone are left out. */
export async function readRows(
  ask: Ask,
  table: StoredTable,
  options: { ids: readonly number[]; fields: readonly StoredField[] },
): Promise<RecordRow[]> {
  if (options.ids.length === 0) return []
  const list = sql`(select value from json_each(${JSON.stringify(options.ids)}))`
  const found = await ask(sql`${rowsSql(table, options.fields)} where _id in ${list}`)
  const edited = await editedPlaces(ask, table, options)
  const rows = new Map(found.map((row) => [Number(row._id), toRow(row, options.fields)]))
  return options.ids.flatMap((id) => {
    const row = rows.get(id)
    if (!row) return []
    const places = edited.get(id)
    return [places ? { ...row, edited: places } : row]
  })
}

const rowsSql = (table: StoredTable, fields: readonly StoredField[]): Sql =>
  sql.raw(
    `select ${['_id', ...fields.map((field) => `${readSql(field)} as ${field.column}`)].join(', ')} from ${recordsTable(table.number)}`,
  )

const toRow = (row: Record<string, unknown>, fields: readonly StoredField[]): RecordRow => ({
  id: Number(row._id),
  values: fields.map((field) => toCell(field, row[field.column])),
})

/** Where records hold something else than what the source says, as places in `fields`. */
async function editedPlaces(
  ask: Ask,
  table: StoredTable,
  { ids, fields }: { ids: readonly number[]; fields: readonly StoredField[] },
): Promise<Map<number, number[]>> {
  const edited = new Map<number, number[]>()
  if (!table.fields.some((field) => field.synced)) return edited
  const overlays = await ask(sql`select record_id, field_id from overlay where table_id = ${table.id}
    and record_id in (select value from json_each(${JSON.stringify(ids)}))`)
  for (const overlay of overlays) {
    const place = fields.findIndex((field) => field.id === overlay.field_id)
    if (place < 0) continue
    const id = Number(overlay.record_id)
    edited.set(
      id,
      [...(edited.get(id) ?? []), place].sort((a, b) => a - b),
    )
  }
  return edited
}
