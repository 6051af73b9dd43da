import { z } from 'zod'
import { currentRows, refuseSynced, sampleOf, targetIds } from '../changes'
import { writeTool } from '../define'
import { CONDITIONS } from '../question'
import { counted, findTable } from '../tables'

export default writeTool({
  name: 'delete_records',
  description: 'Deletes records of a table, all of them or none. The person is shown them first.',
  input: z.object({
    table: z.string().describe('Name or id of the table'),
    ids: z.array(z.number().int()).min(1).max(1000).optional().describe('`_id` of each record; or give conditions'),
    ...CONDITIONS,
  }),
  effect: 'destructive',
  title: ({ table, ids }) =>
    ids ? `Delete ${counted(ids.length, 'record')} of ${table}` : `Delete records of ${table}`,
  async plan(input, context) {
    const table = await findTable(context, input.table, 'write')
    refuseSynced(table, 'delete')
    const ids = await targetIds(context, table, input)
    if (ids.length === 0)
      return { kind: 'none', result: { output: { table: table.name, deleted: 0 }, summary: 'No record matches' } }
    const rows = await currentRows(context, table, ids)
    const count = counted(ids.length, 'record')
    return {
      kind: 'change',
      title: `Delete ${count} of ${table.name}`,
      tableId: table.id,
      tableName: table.name,
      count: ids.length,
      sample: await sampleOf(
        context,
        table,
        rows.map(({ id, values }) => ({
          id,
          before: Object.fromEntries(table.fields.map((field, index) => [field.id, values[index] ?? null])),
          after: null,
        })),
      ),
      canonical: { tool: 'delete_records', tableId: table.id, records: rows.map(({ id, values }) => ({ id, values })) },
      async apply(write) {
        const { deleted } = await context.tables.deleteRecords({ tableId: table.id, recordIds: ids, ...write })
        return { output: { table: table.name, deleted }, summary: `${counted(deleted, 'record')} deleted` }
      },
    }
  },
})
