import type { JsonValue } from '../../../shared/domain/common'
import type { KnownField, KnownTable, RecordValues } from './calls'
import { Answered } from './types'
import { fold, nameScore, stemsOf } from './words'

const TEXT_TYPES = new Set(['text', 'long-text', 'select', 'multi-select', 'email', 'url'])
export const isText = (field: KnownField): boolean => TEXT_TYPES.has(field.type)
export const isNumber = (field: KnownField): boolean => field.type === 'integer' || field.type === 'number'
export const isDate = (field: KnownField): boolean => field.type === 'date' || field.type === 'datetime'

const named = (field: KnownField, ...names: string[]): boolean =>
  names.some((name) => stemsOf(field.name).join(' ') === stemsOf(name).join(' '))
const firstNamed = (table: KnownTable, names: readonly string[]): KnownField | undefined =>
  names.flatMap((name) => table.fields.filter((field) => named(field, name)))[0]

/** The field that numbers the records, as in "customer 5": `id`, `customer_id`, `CustomerId`, `number` or `key`. */
export const keyField = (table: KnownTable): KnownField | undefined =>
  firstNamed(table, ['id', `${table.name} id`, lastWord(table, 'id'), 'number', `${table.name} number`, 'key'])

const lastWord = (table: KnownTable, suffix: string): string => `${stemsOf(table.name).at(-1) ?? ''} ${suffix}`

/** What a person calls a record by. Two fields for a first and a last name; none when no field is a name. */
export function nameFields(table: KnownTable): KnownField[] {
  const first = firstNamed(table, ['first name', 'given name', 'firstname'])
  const last = firstNamed(table, ['last name', 'family name', 'surname', 'lastname'])
  const whole = firstNamed(table, ['name', 'title', 'subject', 'summary', 'full name', `${table.name} name`, 'label'])
  if (whole) return [whole]
  return first && last ? [first, last] : []
}

/** The same, or the first text there is. */
export function labelFields(table: KnownTable): KnownField[] {
  const names = nameFields(table)
  if (names.length > 0) return names
  const any = table.fields.find((field) => field.type === 'text' && field !== keyField(table))
  return any ? [any] : []
}

export const labelOf = (table: KnownTable, record: RecordValues): string =>
  nameFields(table)
    .map((field) => textOf(record[field.name] ?? null))
    .filter((text) => text !== '')
    .join(' ')

/** How to name a record so that it is found again: by its number. */
export function numberOf(table: KnownTable, record: RecordValues): string {
  const key = keyField(table)
  return textOf((key ? record[key.name] : null) ?? record._id ?? null)
}

/** Where "open" or "resolved" belongs. A `state` beside an address is the address's. */
export function statusField(table: KnownTable): KnownField | undefined {
  const status = firstNamed(table, ['status', 'stage', 'phase', 'ticket status', `${table.name} status`])
  const postal = table.fields.some((field) => named(field, 'city', 'country', 'postal code', 'zip'))
  return status ?? (postal ? undefined : firstNamed(table, ['state']))
}

export const assigneeField = (table: KnownTable): KnownField | undefined =>
  firstNamed(table, ['assignee', 'owner', 'assigned to', 'responsible', 'agent'])

/** The number that "over 100" is about. */
export const amountField = (table: KnownTable): KnownField | undefined =>
  firstNamed({ ...table, fields: table.fields.filter(isNumber) }, [
    'total',
    'amount',
    'price',
    'unit price',
    'value',
    'total amount',
    'amount due',
    'revenue',
    'quantity',
  ])

/** The date that "latest" is about. */
export function dateField(table: KnownTable): KnownField | undefined {
  const dates = table.fields.filter(isDate)
  const usual = ['created at', 'created', `${table.name} date`, 'date', 'created on', 'updated at', 'updated']
  return firstNamed({ ...table, fields: dates }, usual) ?? dates[0]
}

export const booleanField = (table: KnownTable, word: string): KnownField | undefined =>
  table.fields.find((field) => field.type === 'boolean' && named(field, word, `is ${word}`, `has ${word}`))

/** The field through which `table` points at `other`, and the field of `other` that it holds. Null `holds`: its `_id`. */
export function relation(table: KnownTable, other: KnownTable): { via: KnownField; holds: KnownField | null } | null {
  const key = keyField(other)
  const noun = stemsOf(other.name).at(-1) ?? ''
  const names = [`${other.name} id`, `${noun} id`, ...(key && stemsOf(key.name).length > 1 ? [key.name] : [])]
  const byKey = firstNamed(table, names)
  if (byKey) return { via: byKey, holds: byKey.type === 'reference' ? null : (key ?? null) }
  const byName = firstNamed(table, [other.name, noun])
  if (byName?.type === 'reference') return { via: byName, holds: null }
  return byName && isNumber(byName) ? { via: byName, holds: key ?? null } : null
}

/** The fields that a name can mean, best first match only; more than one when they match equally well. */
export function fieldsCalled(table: KnownTable, name: string): KnownField[] {
  const said = stemsOf(name)
  const scored = table.fields.map((field) => ({ field, score: nameScore(said, stemsOf(field.name)) }))
  const best = Math.max(0, ...scored.map((one) => one.score))
  return best === 0 ? [] : scored.filter((one) => one.score === best).map((one) => one.field)
}

export function theField(table: KnownTable, name: string): KnownField {
  const [field, ...others] = fieldsCalled(table, name)
  if (!field)
    throw new Answered(`${table.name} has no field called "${name}". Its fields are ${listOf(fieldNames(table))}.`)
  if (others.length === 0) return field
  throw new Answered(
    `Which field: ${listOf(
      [field, ...others].map((one) => one.name),
      'or',
    )}?`,
  )
}

const fieldNames = (table: KnownTable): string[] => table.fields.map((field) => field.name)

export function listOf(names: readonly string[], joiner = 'and'): string {
  const shown = names.length > 12 ? [...names.slice(0, 11), `${names.length - 11} more`] : names
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} ${joiner} ${shown.at(-1)}`
}

/** What was typed as a value of that field. Answers what is wrong when it cannot be one. */
export function toValue(field: KnownField, typed: string, now: Date): JsonValue {
  if (/^(nothing|none|null|empty|blank)$/i.test(typed)) return null
  if (isNumber(field)) return toNumber(field, typed)
  if (field.type === 'boolean') return toBoolean(field, typed)
  if (isDate(field)) return toDate(typed, now)
  if (field.type === 'reference' && /^\d+$/.test(typed)) return Number(typed)
  return typed
}

function toNumber(field: KnownField, typed: string): number {
  const plain = typed.replace(/^[^\d.,+-]+|\s*[%€$£a-z]*$/gi, '').replace(/,(?=\d{3}\b)/g, '')
  const value = plain === '' ? Number.NaN : Number(plain)
  if (!Number.isFinite(value)) throw new Answered(`${field.name} holds numbers; "${typed}" is not one.`)
  return value
}

function toBoolean(field: KnownField, typed: string): boolean {
  if (/^(true|yes|on|1|done|checked)$/i.test(typed)) return true
  if (/^(false|no|off|0|unchecked)$/i.test(typed)) return false
  throw new Answered(`${field.name} is either yes or no; "${typed}" is neither.`)
}

const DAYS: Record<string, number> = { today: 0, now: 0, yesterday: -1, tomorrow: 1 }

function toDate(typed: string, now: Date): string {
  const days = DAYS[typed.toLowerCase()]
  if (days === undefined) return typed
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

/** Takes the spelling of the value that is there: "resolved" beside "Open" becomes "Resolved". */
export function spelledLike(current: JsonValue | undefined, typed: string): string {
  if (typeof current !== 'string' || typed !== typed.toLowerCase()) return typed
  if (current.length > 1 && current === current.toUpperCase() && /[A-Z]/.test(current)) return typed.toUpperCase()
  return /^\p{Lu}\p{Ll}/u.test(current) ? typed.charAt(0).toUpperCase() + typed.slice(1) : typed
}

export function textOf(value: JsonValue): string {
  if (value === null) return ''
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ')
  // A reference says which record it leads to.
  if (typeof value === 'object' && 'label' in value && typeof value.label === 'string') return value.label
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export const sameText = (a: JsonValue, b: string): boolean => fold(textOf(a)) === fold(b)
