import type { CellValue, Field } from '../../shared/domain/table'

/** What is wrong with a typed text, as a key of `tables:wrong`; main looks at it again. */
export type CellFlaw = 'integer' | 'number' | 'date' | 'datetime' | 'email' | 'url' | 'json' | 'required' | 'boolean'

/** An infinite number is written as a word in the tables of some sources. */
const NUMBER = /^([+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|-?Infinity|NaN)$/i

function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

const isMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$/.test(text) &&
  isCalendarDay(text.slice(0, 10)) &&
  !Number.isNaN(Date.parse(text))

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const CHECKS: Partial<Record<Field['type'], [CellFlaw, (text: string) => boolean]>> = {
  integer: ['integer', (text) => /^[+-]?\d{1,19}$/.test(text)],
  number: ['number', (text) => NUMBER.test(text)],
  date: ['date', (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isCalendarDay(text)],
  datetime: ['datetime', isMoment],
  email: ['email', (text) => /^[^\s@]+@[^\s@]+$/.test(text)],
  url: ['url', (text) => URL.canParse(text)],
  json: ['json', isJson],
}

/** Null when main would most likely take it. */
export function flawOf({ type, settings }: Field, text: string): CellFlaw | null {
  const trimmed = text.trim()
  if (trimmed === '') return settings.required ? 'required' : null
  const check = CHECKS[type]
  return check && !check[1](trimmed) ? check[0] : null
}

/** A typed text as a value. A time without a zone is meant in the zone of this computer. */
export function typedValue({ type }: Pick<Field, 'type'>, text: string): CellValue {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (type === 'datetime') return new Date(trimmed.length === 10 ? `${trimmed}T00:00` : trimmed).toISOString()
  return type === 'text' || type === 'long-text' ? text : trimmed
}

/** A value as the text that is edited. */
export function editedText(
  { type }: Pick<Field, 'type'>,
  value: CellValue,
  shown: (value: CellValue) => string,
): string {
  if (value === null) return ''
  if (type === 'datetime') return shown(value)
  if (type !== 'json') return String(value)
  try {
    return JSON.stringify(JSON.parse(String(value)), null, 2)
  } catch {
    return String(value)
  }
}
