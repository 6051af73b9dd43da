import type { JsonValue } from '../../../shared/domain/common'
import type { KnownTable } from './calls'
import { isNumber, spelledLike, textOf } from './fields'
import { describeRecord, type Found } from './find-record'
import { answer, gfmTable } from './show'
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
