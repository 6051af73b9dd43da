import { randomUUID } from 'node:crypto'
import { fieldOf, getStoredTable } from '../stored-tables'
import type { RecordCalls } from './calls'
import { cellOf, readCells } from './cells'
import { insertBatch, insertEntries } from './journal'
import { applyEdits } from './write-core'
import type { WriteTools } from './write-records'

/** Puts the source's value back in the place of an edited one, in the caller's transaction. */
export async function revertValue(tools: WriteTools, input: RecordCalls['revertValue']['input']): Promise<void> {
  const { db, at } = tools
  const table = await getStoredTable(db, input.tableId)
  const field = fieldOf(table, input.fieldId)
  const overlay = await db
    .selectFrom('overlay')
    .select('source_value')
    .where('table_id', '=', table.id)
    .where('record_id', '=', input.recordId)
    .where('field_id', '=', field.id)
    .executeTakeFirst()
  const writer = { ...tools, table }
  const cells = (await readCells(writer, [input.recordId], [field])).get(input.recordId)
  if (!overlay || !cells) return
  const before = cellOf(cells, field.id)
  const edit = { recordId: input.recordId, changes: [{ field, before, stored: overlay.source_value }] }
  const entries = await applyEdits(writer, [edit])
  const batch = { id: randomUUID(), at, tableId: table.id, actor: input.actor, action: 'revert' as const, records: 1 }
  await insertBatch(db, batch)
  await insertEntries(db, batch, entries)
}
