import { getRecord, type KnownTable, PAGE_SIZE, type Page, queryRecords, type RecordValues } from './calls'
import { isText, keyField, labelOf, numberOf, sameText, toValue } from './fields'
import { isQuoted, reveal } from './request'
import { answer, plain, plural, showRecords } from './show'
import { nounOf } from './tables'
import { Answered, type Request, type Steps, type Turn } from './types'

/** How a sentence points at one record: its number, its name, or the one that was spoken of last. */
export type Reference = { kind: 'number'; value: string } | { kind: 'name'; value: string } | { kind: 'last' }
export type Found = { id: number; record: RecordValues; page: Page }

export function readReference(request: Request, part: string): Reference | null {
  const text = part
    .trim()
    .replace(/^(?:with|by|where|whose|for|of|called|named|titled|labelled|about)\s+/i, '')
    .replace(/^(?:the|a|an|record|row)\s+/i, '')
    .replace(/^(?:(?:name|title|subject)\s+(?:is\s+)?|(?:called|named|titled)\s+)/i, '')
    .trim()
  const number = /^(?:#|no\.?|number|id|record|nr\.?)?\s*(?:is|=|:)?\s*#?(\d+)$/i.exec(text)
  if (number?.[1] && !isQuoted(text)) return { kind: 'number', value: number[1] }
  if (/^(?:it|this|that|this one|that one|same)$/i.test(text)) return { kind: 'last' }
  const value = reveal(request, text)
  return value === '' ? null : { kind: 'name', value }
}

/** The one record that is meant. Answers when there is none, and asks when there are several. */
export function* findRecord(table: KnownTable, reference: Reference, turn: Turn): Steps<Found> {
  if (reference.kind === 'last') return lastRecord(table, turn)
  if (reference.kind === 'number') return yield* byNumber(table, reference.value, turn.now)
  return yield* byName(table, reference.value)
}

function* byNumber(table: KnownTable, number: string, now: Date): Steps<Found> {
  const key = keyField(table)
  const page = key
    ? yield* queryRecords({
        table: table.name,
        filters: [{ field: key.name, op: 'eq', value: toValue(key, number, now) }],
        limit: 2,
      })
    : yield* getRecord(table.name, Number(number))
  return single(table, page, `${nounOf(table)} ${number}`)
}

function* byName(table: KnownTable, name: string): Steps<Found> {
  const key = keyField(table)
  if (key && isText(key) && /^\S*\d\S*$/.test(name)) {
    const filters = [{ field: key.name, op: 'eq' as const, value: name }]
    const page = yield* queryRecords({ table: table.name, filters, limit: 2 })
    if (page.total > 0) return single(table, page, name)
  }
  const page = yield* queryRecords({ table: table.name, search: name, limit: PAGE_SIZE })
  const exact = page.records.filter((record) => isCalled(table, record, name))
  const meant = exact.length > 0 ? { ...page, total: exact.length, records: exact } : page
  return single(table, meant, `${nounOf(table)} called "${name}"`)
}

const isCalled = (table: KnownTable, record: RecordValues, name: string): boolean =>
  sameText(labelOf(table, record), name) ||
  table.fields.some((field) => field.type === 'email' && sameText(record[field.name] ?? null, name))

function single(table: KnownTable, page: Page, wanted: string): Found {
  const [record] = page.records
  if (!record) throw new Answered(`I found no ${wanted}${wanted.includes(table.name) ? '' : ` in ${table.name}`}.`)
  if (page.total > 1) throw whichOne(table, page, wanted)
  return { id: Number(record._id), record, page }
}

function whichOne(table: KnownTable, page: Page, wanted: string): Answered {
  const noun = nounOf(table)
  const example = numberOf(table, page.records[0] ?? {})
  return new Answered(
    answer(
      `${plural(page.total, noun)} match "${/"(.*)"$/.exec(wanted)?.[1] ?? wanted}". Which one?`,
      showRecords(table, page.records),
      `Say it again with its number, for example: ${noun} ${example}.`,
    ),
  )
}

/** The record that the last look-up of this table answered with, when it was exactly one. */
function lastRecord(table: KnownTable, turn: Turn): Found {
  const last = turn.past.findLast(
    ({ tool, input }) => (tool === 'query_records' || tool === 'get_record') && input.table === table.name,
  )
  const value = last?.outcome.ok ? last.outcome.value : null
  const holder = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  const records = Array.isArray(holder.records) ? holder.records : [holder.record ?? null]
  const [record] = records
  if (records.length !== 1 || typeof record !== 'object' || record === null || Array.isArray(record))
    throw new Answered(`I do not know which ${nounOf(table)} is meant. Say its name or number.`)
  const id = Number(record._id ?? last?.input.id)
  return { id, record, page: { table: table.name, total: 1, records: [record], next: null } }
}

/** "customer 5 (Luís Gonçalves)". */
export function describeRecord(table: KnownTable, record: RecordValues): string {
  const number = numberOf(table, record)
  const label = labelOf(table, record)
  return `${nounOf(table)} ${number}${label && label !== number ? ` (${plain(label)})` : ''}`
}
