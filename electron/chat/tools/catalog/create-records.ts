import { z } from 'zod'
import { CellValue } from '../../../../shared/domain/table'
import { writeTool } from '../define'
import { counted, findTable, named, toValues, writeEach } from '../tables'

const MOST_SHOWN = 10

export default writeTool({
  name: 'create_records',
  description: 'Adds records to a table. The person is shown them first.',
  input: z.object({
    table: z.string().describe('Name or id of the table'),
    records: z.array(z.record(z.string(), CellValue)).min(1).max(200).describe('Each by the names of its fields'),
  }),
  effect: 'write',
  title: ({ table, records }) => `Create ${counted(records.length, 'record')} in ${table}`,
  async plan(input, { tables }) {
    const table = await findTable(tables, input.table)
    const records = input.records.map((record) => toValues(table, record))
    const count = counted(records.length, 'record')
    return {
      title: `Create ${count} in ${table.name}`,
      tableId: table.id,
      tableName: table.name,
      count: records.length,
      sample: records.slice(0, MOST_SHOWN).map((values, index) => ({
        label: `New record ${index + 1}`,
        before: null,
        after: named(table, values),
      })),
      canonical: { tool: 'create_records', tableId: table.id, records },
      async apply(actor) {
        const ids = await writeEach(records, (values) => tables.addRecord(table.id, values, actor))
        return { output: { table: table.name, created: ids.length, ids }, summary: `${count} created` }
      },
    }
  },
})
