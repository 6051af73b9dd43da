import { z } from 'zod'
import { writeTool } from '../define'
import { counted, findTable, labelOf, toRecord } from '../tables'

const MOST_SHOWN = 10

export default writeTool({
  name: 'delete_records',
  description: 'Deletes records of a table. The person is shown them first.',
  input: z.object({
    table: z.string().describe('Name or id of the table'),
    ids: z.array(z.number().int()).min(1).max(200).describe('`_id` of each record'),
  }),
  effect: 'destructive',
  title: ({ table, ids }) => `Delete ${counted(ids.length, 'record')} of ${table}`,
  async plan(input, { tables }) {
    const table = await findTable(tables, input.table)
    const ids = [...new Set(input.ids)]
    const rows = []
    for (const id of ids) rows.push(await tables.record(table.id, id))
    const count = counted(ids.length, 'record')
    return {
      title: `Delete ${count} of ${table.name}`,
      tableId: table.id,
      tableName: table.name,
      count: ids.length,
      sample: rows.slice(0, MOST_SHOWN).map((row) => {
        const { _id, ...before } = toRecord(table, row)
        return { label: labelOf(row), before, after: null }
      }),
      canonical: { tool: 'delete_records', tableId: table.id, records: rows },
      async apply(actor) {
        const deleted = await tables.deleteRecords(table.id, ids, actor)
        return { output: { table: table.name, deleted }, summary: `${counted(deleted, 'record')} deleted` }
      },
    }
  },
})
