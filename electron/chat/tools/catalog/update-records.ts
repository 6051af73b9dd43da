import { z } from 'zod'
import { CellValue, type Table } from '../../../../shared/domain/table'
import type { TablesPort } from '../../ports'
import { ToolRefusal, writeTool } from '../define'
import { counted, findTable, labelOf, named, toValues, writeEach } from '../tables'

const MOST_SHOWN = 10

const Update = z.object({
  id: z.number().int().describe('`_id` of the record'),
  values: z.record(z.string(), CellValue).describe('By the names of the fields'),
})

export default writeTool({
  name: 'update_records',
  description: 'Changes values of records. The person is shown before and after first.',
  input: z.object({
    table: z.string().describe('Name or id of the table'),
    updates: z.array(Update).min(1).max(200),
  }),
  effect: 'write',
  title: ({ table, updates }) => `Update ${counted(updates.length, 'record')} in ${table}`,
  async plan(input, { tables }) {
    const table = await findTable(tables, input.table)
    const updates = await workOut(tables, table, input.updates)
    const ids = updates.map(({ id }) => id)
    const count = counted(updates.length, 'record')
    return {
      title: `Update ${count} in ${table.name}`,
      tableId: table.id,
      tableName: table.name,
      count: updates.length,
      sample: updates.slice(0, MOST_SHOWN).map(({ label, before, after }) => ({
        label,
        before: named(table, before),
        after: named(table, after),
      })),
      canonical: { tool: 'update_records', tableId: table.id, updates },
      async apply(actor) {
        await writeEach(updates, ({ id, after }) => tables.updateRecord(table.id, id, after, actor))
        return { output: { table: table.name, updated: ids.length, ids }, summary: `${count} updated` }
      },
    }
  },
})

/** Each record with the values that it has now, of the fields that change. */
async function workOut(tables: TablesPort, table: Table, wanted: z.output<typeof Update>[]) {
  if (new Set(wanted.map(({ id }) => id)).size < wanted.length)
    throw new ToolRefusal('invalid_input', 'updates: a record is named twice')
  const updates: { id: number; label: string; before: Values; after: Values }[] = []
  for (const { id, values } of wanted) {
    const row = await tables.record(table.id, id)
    const after = toValues(table, values)
    const before = Object.fromEntries(
      Object.keys(after).map((fieldId) => [fieldId, row.values[positionOf(table, fieldId)] ?? null]),
    )
    updates.push({ id, label: labelOf(row), before, after })
  }
  return updates
}

type Values = Record<string, CellValue>
const positionOf = (table: Table, fieldId: string): number => table.fields.findIndex((field) => field.id === fieldId)
