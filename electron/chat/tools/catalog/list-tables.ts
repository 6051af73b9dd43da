import { z } from 'zod'
import { readTool } from '../define'
import { counted, provenance, readableTables } from '../tables'

export default readTool({
  name: 'list_tables',
  description:
    'Lists the tables of the workspace with their fields, where their records come from and how old they are.',
  input: z.object({}),
  untrusted: false,
  title: () => 'Listed the tables',
  async run(_input, context) {
    const all = await readableTables(context)
    const output = all.map((table) => {
      const { table: name, ...origin } = provenance(table, context.now())
      const fields = table.fields.map((field) => ({ name: field.name, type: field.type }))
      return { id: table.id, name, ...origin, record_count: table.recordCount, fields }
    })
    return { output: { tables: output }, summary: counted(all.length, 'table') }
  },
})
