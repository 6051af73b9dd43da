import { sql } from 'kysely'
import type { CellValue, RecordRow } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { toCell } from '../columns'
import type { StoredTable } from '../stored-tables'
import type { Ask } from './ask'
import { readRows } from './rows'

type FoundRecord = { row: RecordRow; overlays: { fieldId: string; sourceValue: CellValue }[] }

/** With what the source says of the values that were edited here. Fails with `not-found`. */
export async function readRow(ask: Ask, table: StoredTable, recordId: number): Promise<FoundRecord> {
  const [row] = await readRows(ask, table, { ids: [recordId], fields: table.fields })
  if (!row) throw new AppFailure({ code: 'not-found', what: 'record', id: String(recordId) })
  if (!row.edited) return { row, overlays: [] }
  const stored = await ask(
    sql`select field_id, source_value from overlay where table_id = ${table.id} and record_id = ${recordId}`,
  )
  const overlays = table.fields.flatMap((field) => {
    const found = stored.find((one) => one.field_id === field.id)
    return found ? [{ fieldId: field.id, sourceValue: toCell(field, found.source_value) }] : []
  })
  return { row, overlays }
}
