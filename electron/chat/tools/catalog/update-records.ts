import { z } from 'zod'
import type { CellValue, Table } from '../../../../shared/domain/table'
import type { FieldValues } from '../../ports'
import { currentRows, sampleOf, targetIds, toldIds } from '../changes'
import { type ToolContext, ToolRefusal, writeTool } from '../define'
import { CONDITIONS, hasConditions } from '../question'
import { counted, findTable } from '../tables'
import { GivenValues, readValues } from '../values'

const Update = z.object({
  id: z.number().int().describe('`_id` of the record'),
  values: GivenValues.describe('By the names of the fields'),
})
const Input = z.object({
  table: z.string().describe('Name or id of the table'),
  updates: z.array(Update).min(1).max(500).optional().describe('Each record with its own values'),
  set: GivenValues.optional().describe('The same values for all records of `ids`, `filters`, `where` or `search`'),
  ids: z.array(z.number().int()).min(1).max(1000).optional().describe('`_id` of each record to `set`'),
  ...CONDITIONS,
})
type Input = z.output<typeof Input>

export default writeTool({
  name: 'update_records',
  description:
    'Changes values of records, all of them or none: `updates` for values of their own, or `set` for the same values in many. The person is shown before and after first.',
  input: Input,
  effect: 'write',
  title: ({ table, updates, ids }) => {
    const count = updates?.length ?? ids?.length
    return count === undefined ? `Update records in ${table}` : `Update ${counted(count, 'record')} in ${table}`
  },
  async plan(input, context) {
    const table = await findTable(context, input.table, 'write')
    const wanted = await wantedValues(context, table, input)
    const updates = await workOut(context, table, wanted)
    const ids = updates.map(({ id }) => id)
    const same = wanted.size - ids.length
    const unchanged = same > 0 ? { unchanged: same } : {}
    if (ids.length === 0) {
      const said = wanted.size === 0 ? 'No record matches' : 'Nothing would change'
      return { kind: 'none', result: { output: { table: table.name, updated: 0, ids, ...unchanged }, summary: said } }
    }
    const count = counted(ids.length, 'record')
    return {
      kind: 'change',
      title: `Update ${count} in ${table.name}`,
      tableId: table.id,
      tableName: table.name,
      count: ids.length,
      sample: await sampleOf(context, table, updates),
      canonical: { tool: 'update_records', tableId: table.id, updates },
      async apply(write) {
        const edits = updates.map(({ id, before, after }) => ({ recordId: id, values: after, expected: before }))
        await context.tables.writeRecords({ tableId: table.id, edits, adds: [], ...write })
        return {
          output: { table: table.name, updated: ids.length, ...toldIds(ids), ...unchanged },
          summary: `${count} updated`,
        }
      },
    }
  },
})

/** The values that each record is to have, by its id. */
async function wantedValues(context: ToolContext, table: Table, input: Input): Promise<Map<number, FieldValues>> {
  if ((input.updates === undefined) === (input.set === undefined))
    throw new ToolRefusal('invalid_input', 'Give either updates, or set with the records it is for')
  if (input.updates !== undefined && (input.ids !== undefined || hasConditions(input)))
    throw new ToolRefusal('invalid_input', 'updates: each names its record; give no ids or conditions beside them')
  if (input.set !== undefined) {
    const set = await readValues(context, table, input.set)
    return new Map((await targetIds(context, table, input)).map((id) => [id, set]))
  }
  const wanted = new Map<number, FieldValues>()
  for (const { id, values } of input.updates ?? []) {
    if (wanted.has(id)) throw new ToolRefusal('invalid_input', 'updates: a record is named twice')
    wanted.set(id, await readValues(context, table, values))
  }
  return wanted
}

type Update = { id: number; before: FieldValues; after: FieldValues }

/** What differs, with the values that are there now. */
async function workOut(context: ToolContext, table: Table, wanted: ReadonlyMap<number, FieldValues>) {
  const rows = await currentRows(context, table, [...wanted.keys()])
  const places = new Map(table.fields.map(({ id }, index) => [id, index]))
  return rows.flatMap(({ id, values }): Update[] => {
    const now = (fieldId: string): CellValue => values[places.get(fieldId) ?? -1] ?? null
    const changed = Object.entries(wanted.get(id) ?? {}).filter(([fieldId, value]) => now(fieldId) !== value)
    if (changed.length === 0) return []
    refuseKey(table, changed)
    const before = Object.fromEntries(changed.map(([fieldId]) => [fieldId, now(fieldId)]))
    return [{ id, before, after: Object.fromEntries(changed) }]
  })
}

function refuseKey(table: Table, changed: readonly [fieldId: string, value: CellValue][]): void {
  if (table.kind === 'synced' && !table.fields.some((field) => field.synced && field.primaryKey))
    throw new ToolRefusal('refused', `Records of ${table.name} have no key at their source, so changes would be lost`)
  const key = table.fields.find(
    (field) => field.synced && field.primaryKey && changed.some(([fieldId]) => fieldId === field.id),
  )
  if (key) throw new ToolRefusal('refused', `${key.name} is the key of these records at their source`)
}
