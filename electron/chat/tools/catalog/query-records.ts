import { z } from 'zod'
import type { JsonValue } from '../../../../shared/domain/common'
import { CellValue, type RecordRow, type Table } from '../../../../shared/domain/table'
import { FILTER_OPS, type FilterOp, type RecordFilter } from '../../ports'
import { readTool, ToolRefusal } from '../define'
import { counted, findField, findTable, provenance, toRecord } from '../tables'

const MOST_RECORDS = 200
const MOST_CHARACTERS = 60_000

const Filter = z.object({
  field: z.string(),
  op: z.string().describe(`One of: ${FILTER_OPS.join(', ')}`),
  value: CellValue.optional(),
})
const Input = z.object({
  table: z.string().describe('Name or id of the table'),
  filters: z.array(Filter).max(20).optional().describe('All of them have to hold'),
  search: z.string().max(200).optional().describe('Words to find anywhere in a record'),
  sort: z.object({ field: z.string(), direction: z.enum(['asc', 'desc']).optional() }).optional(),
  fields: z.array(z.string()).max(200).optional().describe('Only these fields; all when left out'),
  limit: z.number().int().min(1).max(MOST_RECORDS).optional().describe('25 when left out'),
  count_only: z.boolean().optional(),
  after: z.string().max(20).optional().describe('The `next` of the page before'),
})

export default readTool({
  name: 'query_records',
  description: 'Finds records of one table by filters and words, sorted, in pages; or only counts them.',
  input: Input,
  untrusted: true,
  title: ({ table }) => `Searched ${table}`,
  async run(input, { tables, now }) {
    const table = await findTable(tables, input.table)
    const offset = offsetOf(input.after)
    const { total, rows } = await tables.queryRecords({
      tableId: table.id,
      filters: (input.filters ?? []).map((filter) => toFilter(table, filter)),
      search: input.search?.trim() || null,
      sort: input.sort
        ? { fieldId: findField(table, input.sort.field).id, direction: input.sort.direction ?? 'asc' }
        : null,
      offset,
      limit: input.count_only ? 1 : (input.limit ?? 25),
    })
    const records = input.count_only ? [] : fitting(table, rows, input.fields)
    const reached = offset + records.length
    const next = !input.count_only && reached < total && records.length > 0 ? { next: String(reached) } : {}
    return {
      output: { ...provenance(table, now()), total, records, ...next },
      summary: input.count_only ? `${total} in all` : counted(total, 'result'),
    }
  },
})

/** As many whole records as the model should read at once. */
function fitting(table: Table, rows: RecordRow[], names: string[] | undefined): JsonValue[] {
  const fields = names ? names.map((name) => findField(table, name)) : table.fields
  const records: JsonValue[] = []
  let characters = 0
  for (const row of rows) {
    const record = toRecord(table, row, fields)
    characters += JSON.stringify(record).length
    if (characters > MOST_CHARACTERS && records.length > 0) break
    records.push(record)
  }
  return records
}

function offsetOf(after: string | undefined): number {
  if (after === undefined || after === '') return 0
  if (!/^\d{1,12}$/.test(after)) throw new ToolRefusal('invalid_input', 'after: not the `next` of an earlier page')
  return Number(after)
}

const SAME: Record<string, FilterOp> = {
  '=': 'eq',
  '==': 'eq',
  is: 'eq',
  equals: 'eq',
  '!=': 'ne',
  '<>': 'ne',
  is_not: 'ne',
  not_equals: 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  starts_with: 'starts-with',
  is_empty: 'empty',
  is_not_empty: 'not-empty',
  not_empty: 'not-empty',
}

function toFilter(table: Table, { field, op, value }: z.output<typeof Filter>): RecordFilter {
  const lower = op.trim().toLowerCase()
  const known = FILTER_OPS.find((one) => one === lower) ?? SAME[lower.replace(/\s+/g, '_')]
  if (!known) throw new ToolRefusal('invalid_input', `There is no filter "${op}"`, [...FILTER_OPS])
  const needsValue = known !== 'empty' && known !== 'not-empty'
  if (needsValue && value === undefined) throw new ToolRefusal('invalid_input', `The filter on ${field} needs a value`)
  return { fieldId: findField(table, field).id, op: known, value: value ?? null }
}
