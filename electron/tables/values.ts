import { z } from 'zod'
import type { CellValue, FieldSettings, FieldType } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'

export type Stored = string | number | null
/** A field of a source has no settings that could refuse a value. */
type NamedField = {
  id: string
  name: string
  type: FieldType
  synced?: boolean
  settings?: Pick<FieldSettings, 'options'>
}

const LONGEST_TEXT = 1_000_000
const OPTIONS_NAMED = 12
const SMALLEST_INTEGER = -(2n ** 63n)
const LARGEST_INTEGER = 2n ** 63n - 1n
const LONE_SURROGATES = /\p{Cs}/gu
const TRUE = new Set(['true', 'yes', '1'])
const FALSE = new Set(['false', 'no', '0'])
const StringList = z.array(z.string())

/**
 * What is stored for a value that a person or an agent typed. Texts are kept exactly, but for halves of surrogate pairs:
 * they have no place in UTF-8 and become U+FFFD. Fails with `invalid-input` that names the field.
 */
export function toStored(field: NamedField, value: CellValue): Stored {
  if (value === null) return null
  if (typeof value === 'number' && field.type === 'number' && Number.isFinite(value)) return value
  const text = String(value).replace(LONE_SURROGATES, '\ufffd')
  if (text.length > LONGEST_TEXT) fail(field, `holds at most ${LONGEST_TEXT.toLocaleString('en')} characters`)
  if (text.trim() === '') return isText(field.type) ? text : null
  return PARSERS[field.type](text.trim(), field, text)
}

type Parser = (trimmed: string, field: NamedField, text: string) => Stored
const asTyped: Parser = (_, __, text) => text

const PARSERS: Record<FieldType, Parser> = {
  text: asTyped,
  'long-text': asTyped,
  select: parseSelect,
  reference: parseReference,
  integer: parseInteger,
  number: parseNumber,
  boolean: parseBoolean,
  date: parseDate,
  datetime: parseDatetime,
  'multi-select': parseList,
  email: (text, field) => (/^[^\s@]+@[^\s@]+$/.test(text) ? text : fail(field, 'takes an email address')),
  url: (text, field) => (URL.canParse(text) ? text : fail(field, 'takes a full web address')),
  json: parseJson,
}

const isText = (type: FieldType) => type === 'text' || type === 'long-text'

/** An integer beyond what a JavaScript number holds is kept as text; the column makes it an integer again. */
function parseInteger(text: string, field: NamedField): Stored {
  if (!/^[+-]?\d{1,19}$/.test(text)) return fail(field, 'takes a whole number')
  const exact = BigInt(text.replace('+', ''))
  if (exact < SMALLEST_INTEGER || exact > LARGEST_INTEGER) return fail(field, 'takes a whole number of 64 bits')
  const number = Number(exact)
  return Number.isSafeInteger(number) ? number : exact.toString()
}

function parseNumber(text: string, field: NamedField): Stored {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return fail(field, 'takes a number')
  return exactNumber(text)
}

function parseBoolean(text: string, field: NamedField): Stored {
  const lower = text.toLowerCase()
  if (TRUE.has(lower)) return 1
  return FALSE.has(lower) ? 0 : fail(field, 'takes yes or no')
}

function parseDate(text: string, field: NamedField): Stored {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && isCalendarDay(text)
  return isDate ? text : fail(field, 'takes a date, for example 2026-03-31')
}

function parseDatetime(text: string, field: NamedField): Stored {
  const time = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time) || !isCalendarDay(text.slice(0, 10)))
    return fail(field, 'takes a date and time, for example 2026-03-31T14:30:00Z')
  return new Date(time).toISOString()
}

function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

function parseSelect(trimmed: string, field: NamedField, text: string): Stored {
  return optionsOf(field).length === 0 ? text : optionNamed(field, trimmed)
}

/** A JSON list of texts, or words separated by commas. */
function parseList(text: string, field: NamedField): Stored {
  const given = StringList.safeParse(tryJson(text))
  const words = (given.success ? given.data : text.split(',')).map((item) => item.trim()).filter((item) => item !== '')
  const items = optionsOf(field).length === 0 ? words : words.map((word) => optionNamed(field, word))
  return items.length === 0 ? null : JSON.stringify([...new Set(items)])
}

const optionsOf = ({ synced, settings }: NamedField) => (synced ? [] : (settings?.options ?? []))

/** In the spelling of the option. */
function optionNamed(field: NamedField, text: string): string {
  const options = optionsOf(field)
  const found = options.find(({ name }) => name === text) ?? options.find(({ name }) => isSameWord(name, text))
  if (found) return found.name
  const some = options.slice(0, OPTIONS_NAMED).map(({ name }) => name)
  return fail(field, `takes one of its options: ${some.join(', ')}${options.length > some.length ? ' and others' : ''}`)
}

const isSameWord = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

function parseReference(text: string, field: NamedField): Stored {
  const id = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(id) && id > 0 ? id : fail(field, 'takes the number of a record')
}

function parseJson(text: string, field: NamedField): Stored {
  return tryJson(text) === undefined ? fail(field, 'takes valid JSON') : text
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A number where a double holds it exactly (15 significant digits always do), else the text itself. */
export function exactNumber(text: string): string | number {
  const number = Number(text)
  if (!Number.isFinite(number)) return text
  if (text.length <= 15) return number
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\D/g, '')
    .replace(/^0+/, '')
  return digits.length <= 15 ? number : text
}

function fail(field: NamedField, what: string): never {
  throw new AppFailure({ code: 'invalid-input', message: `${field.name} ${what}`, field: field.id })
}
