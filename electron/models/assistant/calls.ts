import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { FieldType } from '../../../shared/domain/table'
import { Answered, type JsonObject, type Steps } from './types'

const Origin = { source: z.string().nullish(), as_of: z.string().nullish() }
const KnownField = z.object({ name: z.string(), type: FieldType.catch('text') })
export type KnownField = z.infer<typeof KnownField>
const KnownTable = z.object({
  name: z.string(),
  record_count: z.number().nullish(),
  fields: z.array(KnownField).catch([]),
  ...Origin,
})
export type KnownTable = z.infer<typeof KnownTable>
export const TableList = z.object({ tables: z.array(KnownTable) })

const Values = z.record(z.string(), z.json())
export type RecordValues = z.infer<typeof Values>
export const Page = z.object({
  table: z.string().catch(''),
  total: z.number().catch(0),
  records: z.array(Values).catch([]),
  next: z.string().nullish(),
  ...Origin,
})
export type Page = z.infer<typeof Page>
const Single = z.object({ record: Values.catch({}), ...Origin })

export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'starts-with' | 'empty' | 'not-empty'
export type Filter = { field: string; op: Operator; value?: JsonValue }
export type Sorting = { field: string; direction: 'asc' | 'desc' }
export type Query = {
  table: string
  filters?: Filter[]
  search?: string
  sort?: Sorting
  limit?: number
  count_only?: boolean
  after?: string
}

export const PAGE_SIZE = 20

export function* listTables(): Steps<KnownTable[]> {
  return read(TableList, 'list_tables', yield { tool: 'list_tables', input: {} }).tables
}

export function* queryRecords(query: Query): Steps<Page> {
  return read(Page, 'query_records', yield { tool: 'query_records', input: inputOf(query) })
}

export function inputOf({ filters = [], ...rest }: Query): JsonObject {
  return { ...rest, ...(filters.length > 0 ? { filters: filters.map((filter) => ({ ...filter })) } : {}) }
}

/** One record by its `_id`, as a page of one. */
export function* getRecord(table: string, id: number): Steps<Page> {
  const { record, ...origin } = read(Single, 'get_record', yield { tool: 'get_record', input: { table, id } })
  return { table, total: 1, records: [{ _id: id, ...record }], next: null, ...origin }
}

const Groups = z.object({
  total: z.number().catch(0),
  groups: z.array(Values).catch([]),
  groups_left_out: z.number().catch(0),
  ...Origin,
})

export type Aggregate = { group_by?: string; step?: string; measures: { fn: string; field?: string }[] }

/** Numbers over the records of a question, a row per group. */
export function* measureRecords(query: Query, aggregate: Aggregate): Steps<z.infer<typeof Groups>> {
  const input = { ...inputOf(query), aggregate: { ...aggregate } }
  return read(Groups, 'query_records', yield { tool: 'query_records', input })
}

function read<S extends z.ZodType>(schema: S, tool: string, value: JsonValue): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new Answered(`\`${tool}\` answered in a form that I do not know, so I stopped.`)
}
