import { z } from 'zod'
import type { JsonValue } from '../../../../shared/domain/common'
import type { RecordQuestion } from '../../../../shared/domain/record-question'
import type { Field, Table } from '../../../../shared/domain/table'
import { AggregateInput, aggregate } from '../aggregate'
import { readTool, type ToolContext } from '../define'
import { CONDITIONS, SortInput, toQuestion } from '../question'
import { type NamedRecord, toRecords } from '../records'
import { counted, findField, findTable, provenance } from '../tables'

const MOST_RECORDS = 200
const MOST_CHARACTERS = 60_000
const USUAL = 25

const Input = z.object({
  table: z.string().describe('Name or id of the table'),
  ...CONDITIONS,
  sort: SortInput.optional(),
  fields: z.array(z.string()).max(200).optional().describe('Only these fields; all when left out'),
  limit: z.number().int().min(1).max(MOST_RECORDS).optional().describe(`${USUAL} when left out`),
  count_only: z.boolean().optional(),
  aggregate: AggregateInput.optional(),
  after: z.string().max(4000).optional().describe('The `next` of the page before'),
})

export default readTool({
  name: 'query_records',
  description:
    'Finds records of one table by conditions and words, sorted, in pages; or only counts them; or groups and measures them.',
  input: Input,
  untrusted: true,
  title: ({ table }) => `Searched ${table}`,
  async run(input, context) {
    const table = await findTable(context, input.table, 'read')
    const question = await toQuestion(context, table, input)
    const origin = provenance(table, context.now())
    if (input.count_only || input.aggregate) {
      const { total } = await context.tables.query({ question: { ...question, sort: [] }, limit: 1 })
      if (!input.aggregate) return { output: { ...origin, total, records: [] }, summary: `${total} in all` }
      const asked = { table, question, input: input.aggregate, limit: input.limit ?? MOST_RECORDS }
      const { groups, more } = await aggregate(context, asked)
      return {
        output: { ...origin, total, groups, ...(more > 0 ? { groups_left_out: more } : {}) },
        summary: counted(groups.length, 'group'),
      }
    }
    const fields = input.fields ? input.fields.map((name) => findField(table, name)) : table.fields
    const { records, total, next } = await readPage(context, { table, question, fields, input })
    return { output: { ...origin, total, records, ...(next ? { next } : {}) }, summary: counted(total, 'result') }
  },
})

type Asked = { table: Table; question: RecordQuestion; fields: readonly Field[]; input: z.output<typeof Input> }

/** As many whole records as the model should read at once. A page that was too long is asked for anew, and shorter. */
async function readPage(context: ToolContext, { question, fields, input }: Asked) {
  const page = (limit: number) =>
    context.tables.query({
      question,
      fieldIds: fields.map(({ id }) => id),
      limit,
      ...(input.after ? { after: input.after } : {}),
    })
  const found = await page(input.limit ?? USUAL)
  const all = await toRecords(context, fields, found.rows)
  const records = fitting(all)
  const { nextHandle } = records.length < all.length ? await page(records.length) : found
  return { records, total: found.total, next: nextHandle }
}

function fitting(records: NamedRecord[]): JsonValue[] {
  let characters = 0
  const end = records.findIndex((record, index) => {
    characters += JSON.stringify(record).length
    return characters > MOST_CHARACTERS && index > 0
  })
  return end < 0 ? records : records.slice(0, end)
}
