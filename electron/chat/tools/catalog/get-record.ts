import { z } from 'zod'
import { readTool } from '../define'
import { findTable, labelOf, provenance, toRecord } from '../tables'

export default readTool({
  name: 'get_record',
  description: 'Reads one record of a table by its `_id`.',
  input: z.object({ table: z.string().describe('Name or id of the table'), id: z.number().int() }),
  untrusted: true,
  title: ({ table }) => `Read a record of ${table}`,
  async run({ table: wanted, id }, { tables, now }) {
    const table = await findTable(tables, wanted)
    const row = await tables.record(table.id, id)
    return { output: { ...provenance(table, now()), record: toRecord(table, row) }, summary: labelOf(row) }
  },
})
