import type { JsonValue } from '../../../shared/domain/common'
import { type Filter, type KnownField, type KnownTable, PAGE_SIZE, type Sorting } from './calls'
import { type Clause, readClause, readClauses, toFilter } from './clauses'
import { assigneeField, dateField, isDate, relation, statusField, textOf } from './fields'
import { describeRecord, findRecord, readReference } from './find-record'
import { isQuoted, reveal } from './request'
import { quoteValue } from './show'
import { splitAtTable } from './tables'
import type { Request, Steps, Turn } from './types'
import { findMention } from './words'

/** What a sentence asks of one table. */
export type Lookup = {
  table: KnownTable
  filters: Filter[]
  search: string | null
  /** The part of `search` that may name a record of another table. */
  object: string | null
  sort: Sorting | null
  limit: number
  /** The conditions in words: `for customer 5 (Luís Gonçalves)`. */
  words: string[]
  /** Fields that the question names; they are shown. */
  asked: string[]
}

type LookupContext = { request: Request; turn: Turn; tables: readonly KnownTable[]; table: KnownTable }

export const emptyLookup = (table: KnownTable): Lookup => ({
  table,
  filters: [],
  search: null,
  object: null,
  sort: null,
  limit: PAGE_SIZE,
  words: [],
  asked: [],
})

/** Words before the table: "open tickets", "high priority tickets", "unpaid invoices". */
export function addAdjective(lookup: Lookup, words: string, { request, turn, table }: LookupContext): Lookup {
  const bare = words.replace(/^(?:(?:the|all|any|every|our|my|me|of|a|an|list|records?|rows?)\b\s*)+/gi, '').trim()
  if (bare === '') return lookup
  const clause = readClause(bare, { request, table, now: turn.now })
  if (clause) return withClause(lookup, clause)
  const status = statusField(table)
  if (!status)
    return { ...lookup, search: reveal(request, bare), words: [...lookup.words, `matching "${reveal(request, bare)}"`] }
  const value = reveal(request, bare)
  return withClause(lookup, { field: status, op: 'eq', value })
}

const INTRO = /^(?:where|whose|with|having|have|has|(?:that|which|who) (?:have|has|are|is|were)|and)\s+/i
const LINK =
  /^(?:for|of|from|by|in|on|at|to|about|named|called|titled|matching|containing|mentioning|like|belonging to|related to|assigned to|owned by|the)\s+/i
const FILLER =
  /^(?:(?:are there|are|is|were|do we have|we have|exist|there|records?|rows?|in the table|table|in total|that)\b\s*)+/i
const TAIL =
  /\s+(?:(?=where\s|whose\s|having\s)|(?=with\s+(?:an? |the )?\S+\s*(?:=|:|is\s|over\s|under\s|above\s|below\s|>|<)))/i

const ASSIGNED = /^(?:assigned to|owned by)\s+(.+)$/i
const YEAR = /^(?:in|of|from|during)\s+((?:19|20)\d\d)$/i
const OWNED =
  /^(?:does|do|did|has|have)\s+(.+?)\s+(?:have|has|make|made|place|placed|own|get|got|buy|bought|paid for|pay)$/i
const IS_ADJECTIVE = /^(?:are|is|were|was)\s+(?:still\s+|currently\s+|now\s+)?((?:not\s+)?[\p{L}_-]+)$/iu

/** Words after the table: "in Brazil", "for customer 5", "where total over 100". */
export function* addConditions(lookup: Lookup, text: string, context: LookupContext): Steps<Lookup> {
  const bare = text.replace(FILLER, '').replace(FILLER, '').trim()
  if (bare === '' || /^(?:in total|altogether|now|please)$/i.test(bare)) return lookup
  const adjective = IS_ADJECTIVE.exec(text)?.[1]
  if (adjective) return addAdjective(lookup, adjective, context)
  const plain = addPlain(lookup, bare, context)
  if (plain) return plain
  const owner = OWNED.exec(bare)?.[1]
  if (owner) return yield* addObject(lookup, owner, context)
  const tail = TAIL.exec(bare)
  if (!tail) return yield* addObject(lookup, bare.replace(LINK, '').replace(LINK, ''), context)
  const first = yield* addConditions(lookup, bare.slice(0, tail.index), context)
  return yield* addConditions(first, bare.slice(tail.index), context)
}

/** Conditions that need no look-up of another record: "where …", "in 2024", "assigned to Ana", "over 100". */
function addPlain(lookup: Lookup, text: string, { request, turn, table }: LookupContext): Lookup | null {
  const clauseContext = { request, table, now: turn.now }
  if (INTRO.test(text)) {
    const clauses = readClauses(text.replace(INTRO, ''), clauseContext)
    return clauses ? clauses.reduce(withClause, lookup) : withSearch(lookup, text.replace(INTRO, ''), request)
  }
  if (TAIL.test(text)) return null
  const year = YEAR.exec(text)?.[1]
  const date = year ? dateField(table) : undefined
  if (year && date) return inYear(lookup, date, Number(year))
  const assigned = ASSIGNED.exec(text)?.[1]
  const assignee = assigned ? assigneeField(table) : undefined
  if (assigned && assignee) return withClause(lookup, { field: assignee, op: 'eq', value: reveal(request, assigned) })
  const direct = isQuoted(text) || LINK.test(text) ? null : readClauses(text, clauseContext)
  return direct ? direct.reduce(withClause, lookup) : null
}

/** What follows "for", "of", "in": another record, a field with a value, or words to look for. */
function* addObject(lookup: Lookup, text: string, context: LookupContext): Steps<Lookup> {
  const { request, turn, table } = context
  const related = relatedMention(text, context)
  if (related) {
    const reference = readReference(request, related.reference)
    const link = relation(table, related.table)
    if (reference && link) {
      const { record, id } = yield* findRecord(related.table, reference, turn)
      const value = link.holds ? (record[link.holds.name] ?? id) : id
      const words = `for ${describeRecord(related.table, record)}`
      return { ...withFilter(lookup, { field: link.via.name, op: 'eq', value }), words: [...lookup.words, words] }
    }
  }
  const clauses = isQuoted(text) ? null : readClauses(text, { request, table, now: turn.now })
  if (clauses) return clauses.reduce(withClause, lookup)
  const words = related ? related.reference : text.replace(/^the\s+/i, '')
  return { ...withSearch(lookup, words, request), object: reveal(request, words) }
}

function relatedMention(
  text: string,
  { tables, table }: LookupContext,
): { table: KnownTable; reference: string } | null {
  const others = tables.filter((one) => one.name !== table.name)
  const mention = isQuoted(text) ? null : findMention(text, others)
  if (!mention || mention.score < 0.8) return null
  const split = splitAtTable(text, others)
  if (!split) return null
  if (split.before === '' && split.after !== '') return { table: split.table, reference: split.after }
  return split.after === '' && split.before !== '' ? { table: split.table, reference: split.before } : null
}

function inYear(lookup: Lookup, field: KnownField, year: number): Lookup {
  const from = withFilter(lookup, { field: field.name, op: 'gte', value: `${year}-01-01` })
  const until = withFilter(from, { field: field.name, op: 'lt', value: `${year + 1}-01-01` })
  return { ...until, words: [...lookup.words, `with ${field.name} in ${year}`] }
}

export function withFilter(lookup: Lookup, filter: Filter): Lookup {
  return { ...lookup, filters: [...lookup.filters, filter], asked: [...lookup.asked, filter.field] }
}

const OPERATOR_WORDS: Record<Clause['op'], string> = {
  eq: 'is',
  ne: 'is not',
  gt: 'is over',
  gte: 'is at least',
  lt: 'is under',
  lte: 'is at most',
  contains: 'contains',
  'starts-with': 'starts with',
  empty: 'is empty',
  'not-empty': 'is not empty',
}

const DATE_WORDS: Partial<Record<Clause['op'], string>> = {
  gt: 'is after',
  lt: 'is before',
  gte: 'is from',
  lte: 'is until',
}

const operatorWords = ({ field, op }: Clause): string =>
  (isDate(field) ? DATE_WORDS[op] : undefined) ?? OPERATOR_WORDS[op]

function withClause(lookup: Lookup, clause: Clause): Lookup {
  const value = clause.op === 'empty' || clause.op === 'not-empty' ? '' : ` ${valueWords(clause.value)}`
  const joint = lookup.words.some((words) => words.startsWith('where')) ? 'and' : 'where'
  const words = `${joint} ${clause.field.name} ${operatorWords(clause)}${value}`
  return { ...withFilter(lookup, toFilter(clause)), words: [...lookup.words, words] }
}

const valueWords = (value: JsonValue): string => (typeof value === 'string' ? quoteValue(value) : textOf(value))

function withSearch(lookup: Lookup, text: string, request: Request): Lookup {
  const words = reveal(request, text)
  if (words === '') return lookup
  const search = lookup.search ? `${lookup.search} ${words}` : words
  return { ...lookup, search: search.slice(0, 200), words: [...lookup.words, `matching "${words}"`] }
}
