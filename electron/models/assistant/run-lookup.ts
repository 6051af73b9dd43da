import { type Filter, type KnownTable, type Page, type Query, queryRecords } from './calls'
import { fieldsCalled, isText, relation } from './fields'
import { describeRecord, findRecord } from './find-record'
import { type Lookup, withFilter } from './lookup'
import type { Steps, Turn } from './types'

type Options = { count: boolean; tables: readonly KnownTable[]; turn: Turn }
type LookupResult = { lookup: Lookup; page: Page }

/** Asks for the records. When there are none, the words may name a record of another table. */
export function* runLookup(lookup: Lookup, options: Options): Steps<LookupResult> {
  const result = yield* ask(lookup, options)
  if (result.page.total > 0) return result
  const other = lookup.object === null ? null : yield* throughRelation(lookup, lookup.object, options)
  return other ? yield* ask(other, options) : result
}

/** A text that no record holds exactly is looked for as a part: people seldom type the stored spelling. */
function* ask(lookup: Lookup, { count }: Options): Steps<LookupResult> {
  const page = yield* queryRecords(toQuery(lookup, count))
  const filters = lookup.filters.map((filter) => loosened(filter, lookup.table))
  if (page.total > 0 || filters.every((filter, index) => filter === lookup.filters[index])) return { lookup, page }
  const loose = yield* queryRecords(toQuery({ ...lookup, filters }, count))
  if (loose.total === 0) return { lookup, page }
  const words = lookup.words.map((one) => one.replace(/ is "/, ' contains "'))
  return { lookup: { ...lookup, filters, words }, page: loose }
}

function loosened(filter: Filter, table: KnownTable): Filter {
  const [field] = fieldsCalled(table, filter.field)
  const exactText = filter.op === 'eq' && typeof filter.value === 'string' && field !== undefined && isText(field)
  return exactText ? { ...filter, op: 'contains' } : filter
}

/** Words that no record holds may name a record that the table points at: "invoices for Acme Corp". */
function* throughRelation(lookup: Lookup, words: string, { tables, turn }: Options): Steps<Lookup | null> {
  for (const other of tables) {
    const link = other.name === lookup.table.name ? null : relation(lookup.table, other)
    if (!link) continue
    if (!(yield* holdsWords(other, words))) continue
    const { record, id } = yield* findRecord(other, { kind: 'name', value: words }, turn)
    const value = link.holds ? (record[link.holds.name] ?? id) : id
    return {
      ...withFilter({ ...lookup, search: null, object: null }, { field: link.via.name, op: 'eq', value }),
      words: [...lookup.words.slice(0, -1), `for ${describeRecord(other, record)}`],
    }
  }
  return null
}

function* holdsWords(table: KnownTable, words: string): Steps<boolean> {
  return (yield* queryRecords({ table: table.name, search: words, count_only: true })).total > 0
}

/** The part of a call that says which records are meant. */
export const conditionsOf = ({ table, filters, search }: Pick<Lookup, 'table' | 'filters' | 'search'>): Query => ({
  table: table.name,
  ...(filters.length > 0 ? { filters } : {}),
  ...(search ? { search } : {}),
})

const toQuery = ({ sort, limit, ...lookup }: Lookup, count: boolean): Query => ({
  ...conditionsOf(lookup),
  ...(count ? { count_only: true } : { ...(sort ? { sort } : {}), limit }),
})
