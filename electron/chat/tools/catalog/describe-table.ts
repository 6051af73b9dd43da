import { z } from 'zod'
import type { Field } from '../../../../shared/domain/table'
import { readTool } from '../define'
import { toRecords } from '../records'
import { counted, findTable, provenance, readableTables } from '../tables'

const SAMPLE = 3

export default readTool({
  name: 'describe_table',
  description:
    'Describes one table: its fields with their types, choices and rules, what they refer to, and a few of its records.',
  input: z.object({ table: z.string().describe('Name or id of the table') }),
  untrusted: true,
  title: ({ table }) => `Described ${table}`,
  async run({ table: wanted }, context) {
    const table = await findTable(context, wanted, 'read')
    const question = { tableId: table.id, filter: null, search: null, sort: [] }
    const { rows } = await context.tables.query({ question, limit: SAMPLE })
    const names = new Map((await readableTables(context)).map(({ id, name }) => [id, name]))
    const output = {
      ...provenance(table, context.now()),
      id: table.id,
      record_count: table.recordCount,
      fields: table.fields.map((field) => describe(field, names)),
      sample: await toRecords(context, table.fields, rows),
    }
    return { output, summary: counted(table.fields.length, 'field') }
  },
})

/** Only what is particular to the field. */
function describe({ name, type, synced, primaryKey, vanished, settings }: Field, names: ReadonlyMap<string, string>) {
  const { options, required, unique, defaultValue, referenceTableId } = settings
  return {
    name,
    type,
    ...(options.length > 0 ? { options: options.map((option) => option.name) } : {}),
    ...(required ? { required } : {}),
    ...(unique ? { unique } : {}),
    ...(defaultValue === null ? {} : { default: defaultValue }),
    ...(referenceTableId === null ? {} : { references: names.get(referenceTableId) ?? 'a table that is not readable' }),
    ...(synced ? { synced } : {}),
    ...(primaryKey ? { key: primaryKey } : {}),
    ...(vanished ? { no_longer_at_source: vanished } : {}),
  }
}
