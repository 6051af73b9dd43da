import { z } from 'zod'
import type { Table } from '../../../../shared/domain/table'
import type { FieldValues } from '../../ports'
import { refuseSynced, sampleOf, toldIds } from '../changes'
import { ToolRefusal, writeTool } from '../define'
import { counted, findTable } from '../tables'
import { GivenValues, isEmpty, readValues } from '../values'

export default writeTool({
  name: 'create_records',
  description: 'Adds records to a table, all of them or none. The person is shown them first.',
  input: z.object({
    table: z.string().describe('Name or id of the table'),
    records: z
      .array(GivenValues)
      .min(1)
      .max(500)
      .describe('Each by the names of its fields; a choice by its name, a reference by the id or label of the record'),
  }),
  effect: 'write',
  title: ({ table, records }) => `Create ${counted(records.length, 'record')} in ${table}`,
  async plan(input, context) {
    const table = await findTable(context, input.table, 'write')
    refuseSynced(table, 'add')
    const records: FieldValues[] = []
    for (const given of input.records) records.push(complete(table, await readValues(context, table, given)))
    const count = counted(records.length, 'record')
    return {
      kind: 'change',
      title: `Create ${count} in ${table.name}`,
      tableId: table.id,
      tableName: table.name,
      count: records.length,
      sample: await sampleOf(
        context,
        table,
        records.map((after) => ({ id: null, before: null, after })),
      ),
      canonical: { tool: 'create_records', tableId: table.id, records },
      async apply(write) {
        const { added } = await context.tables.writeRecords({ tableId: table.id, edits: [], adds: records, ...write })
        return { output: { table: table.name, created: added.length, ...toldIds(added) }, summary: `${count} created` }
      },
    }
  },
})

/** With the usual values of fields that were left out: the card shows what is written. */
function complete(table: Table, values: FieldValues): FieldValues {
  const usual = table.fields.filter(({ id, settings }) => !(id in values) && settings.defaultValue !== null)
  const all = { ...values, ...Object.fromEntries(usual.map(({ id, settings }) => [id, settings.defaultValue])) }
  const missing = table.fields.find(({ id, settings }) => settings.required && isEmpty(all[id]))
  if (missing) throw new ToolRefusal('invalid_input', `${missing.name} needs a value`)
  return all
}
