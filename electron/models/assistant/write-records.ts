import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { inputOf, type KnownTable, type Page } from './calls'
import { isNumber, spelledLike, textOf } from './fields'
import { describeRecord, type Found } from './find-record'
import type { Lookup } from './lookup'
import { conditionsOf } from './run-lookup'
import { answer, gfmTable, plural } from './show'
import { nounOf } from './tables'
import type { JsonObject, Steps } from './types'

/** Writes values to one record, and says what they were. Values are spelled as the field spells the present one. */
export function* updateRecord(table: KnownTable, { id, record }: Found, values: JsonObject): Steps<string> {
  const spelled = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, spelling(table, name, record[name] ?? null, value)]),
  )
  const changed = Object.entries(spelled).filter(([name, value]) => textOf(record[name] ?? null) !== textOf(value))
  const what = describeRecord(table, record)
  if (changed.length === 0) return `${what} has ${valuesInWords(spelled)} already, so nothing was changed.`
  yield { tool: 'update_records', input: { table: table.name, updates: [{ id, values: spelled }] } }
  const rows = changed.map(([name, value]) => [name, textOf(record[name] ?? null), textOf(value)])
  return answer(`Updated ${what} in ${table.name}.`, gfmTable(['Field', 'Before', 'After'], rows))
}

/** Writes the same values to all records of a look-up; the card shows them first. */
export function* updateRecords(lookup: Lookup, page: Page, values: JsonObject): Steps<string> {
  const { table, words } = lookup
  const which = words.length > 0 ? ` ${words.join(' ')}` : ''
  if (page.total === 0) return `I found no ${plural(0, nounOf(table)).slice(2)}${which}, so nothing was changed.`
  const [first = {}] = page.records
  const set = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, spelling(table, name, first[name] ?? null, value)]),
  )
  const conditions = inputOf(conditionsOf(lookup))
  const all = lookup.filters.length === 0 && !lookup.search ? { where: { all: [] } } : {}
  const done = yield { tool: 'update_records', input: { ...conditions, ...all, set } }
  const updated = Updated.safeParse(done).data?.updated ?? page.total
  if (updated === 0) return `${plural(page.total, nounOf(table))}${which} had ${valuesInWords(set)} already.`
  return `Updated ${plural(updated, nounOf(table))}${which}: ${valuesInWords(set)}.`
}

const Updated = z.object({ updated: z.number() })

function spelling(table: KnownTable, name: string, current: JsonValue, value: JsonValue): JsonValue {
  const field = table.fields.find((one) => one.name === name)
  const chosen = field?.type === 'select' || field?.type === 'text'
  return chosen && !isNumber(field) && typeof value === 'string' && !value.includes('@')
    ? spelledLike(current, value)
    : value
}

const valuesInWords = (values: JsonObject): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${textOf(value) || 'nothing'}`)
    .join(', ')

export function* createRecord(table: KnownTable, values: JsonObject): Steps<string> {
  const made = yield { tool: 'create_records', input: { table: table.name, records: [values] } }
  const id = idIn(made)
  const rows = Object.entries(values).map(([name, value]) => [name, textOf(value)])
  return answer(
    `Created ${id === '' ? 'a record' : `record${id}`} in ${table.name}.`,
    gfmTable(['Field', 'Value'], rows),
  )
}

function idIn(made: JsonValue): string {
  const holder = typeof made === 'object' && made !== null && !Array.isArray(made) ? made : {}
  const ids = Array.isArray(holder.ids) ? holder.ids : Array.isArray(holder.created) ? holder.created : []
  return ids.length > 0 ? ` ${textOf(ids[0] ?? null)}` : ''
}

export function* deleteRecord(table: KnownTable, { id, record }: Found): Steps<string> {
  yield { tool: 'delete_records', input: { table: table.name, ids: [id] } }
  return `Deleted ${describeRecord(table, record)} from ${table.name}.`
}
