import { z } from 'zod'
import { readTool } from '../define'
import { labelsOf, toRecords } from '../records'
import { findTable, provenance } from '../tables'

export default readTool({
  name: 'get_record',
  description: 'Reads one record of a table by its `_id`. References come with the label of the record they lead to.',
  input: z.object({ table: z.string().describe('Name or id of the table'), id: z.number().int() }),
  untrusted: true,
  title: ({ table }) => `Read a record of ${table}`,
  async run({ table: wanted, id }, context) {
    const table = await findTable(context, wanted, 'read')
    const row = await context.tables.record(table.id, id)
    const [record] = await toRecords(context, table.fields, [row])
    const label = (await labelsOf(context, table.id, [id])).get(id)
    return {
      output: { ...provenance(table, context.now()), record: record ?? null },
      summary: label ?? `Record ${id}`,
    }
  },
})
