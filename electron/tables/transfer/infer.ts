import type { FieldType, NewField } from '../../../shared/domain/table'
import { toStored } from '../values'

/** A value that was looked at: one of CSV, which may be anything, or the JSON text, number or boolean, list or object. */
export type Sample = { text: string; kind: 'any' | 'text' | 'scalar' | 'nested' }

const MOST_CHOICES = 12
const LONGEST_CHOICE = 40
/** So many values, and so many for each choice, before a field is taken for one of choices. */
const FEWEST_VALUES = 20
const REPEATS = 4
const LONG_TEXT = 200
const COLORS = 8

const INTEGER = /^-?(0|[1-9]\d{0,18})$/
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i

type Test = { type: FieldType; fits: (text: string) => boolean }

/** From the narrowest to the widest. `007`, `+49` and what is beyond 64 bits are texts: as numbers they would change. */
const TESTS: Test[] = [
  { type: 'integer', fits: (text) => INTEGER.test(text) && text !== '-0' && stores('integer', text) },
  { type: 'number', fits: (text) => NUMBER.test(text) && !isLongInteger(text) },
  { type: 'boolean', fits: (text) => /^(true|false|yes|no)$/i.test(text) },
  { type: 'date', fits: (text) => stores('date', text) },
  { type: 'datetime', fits: (text) => /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text) && stores('datetime', text) },
  { type: 'email', fits: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && stores('email', text) },
  { type: 'url', fits: (text) => /^https?:\/\//i.test(text) && stores('url', text) },
  { type: 'multi-select', fits: (text) => listOf(text) !== null },
  { type: 'json', fits: (text) => /^[[{]/.test(text) && stores('json', text) },
]

const isLongInteger = (text: string) => /^-?\d{16,}$/.test(text) && !stores('integer', text)

/** Is not a name, by the look of it. */
export const looksTyped = (text: string): boolean => TESTS.some(({ fits }) => fits(text.trim()))

/** The field that holds these values as they are. Values that were not looked at may not fit it. */
export function inferField(name: string, samples: Sample[]): NewField {
  const values = samples.filter(({ text }) => text.trim() !== '')
  if (values.length === 0) return { name, type: 'text' }
  if (values.some(({ kind }) => kind === 'nested') && !values.every(({ text }) => listOf(text)))
    return { name, type: 'json' }
  const type = TESTS.find((test) => values.every((value) => isOf(test, value)))?.type
  if (type === 'multi-select')
    return choices(
      name,
      type,
      values.flatMap(({ text }) => listOf(text) ?? []),
    )
  if (type) return { name, type }
  const texts = values.map(({ text }) => text)
  return inferText(name, texts, samples.length > values.length)
}

const OF_TEXTS: ReadonlySet<FieldType> = new Set(['date', 'datetime', 'email', 'url'])
const OF_SCALARS: ReadonlySet<FieldType> = new Set(['integer', 'number', 'boolean'])

/** In JSON a text is meant as a text, but for numbers with more digits than a JSON number keeps. */
function isOf({ type, fits }: Test, { text, kind }: Sample): boolean {
  if (!fits(text)) return false
  if (kind === 'text') return OF_TEXTS.has(type) || (OF_SCALARS.has(type) && text.length >= 16)
  if (kind === 'scalar') return OF_SCALARS.has(type)
  return true
}

function inferText(name: string, values: string[], hasBlank: boolean): NewField {
  const distinct = new Set(values)
  const enough = values.length >= FEWEST_VALUES && values.length >= distinct.size * REPEATS
  const short = [...distinct].every((text) => text.length <= LONGEST_CHOICE && text === text.trim())
  if (enough && short && !hasBlank && distinct.size <= MOST_CHOICES) return choices(name, 'select', values)
  const long = values.some((text) => text.length > LONG_TEXT || /[\r\n]/.test(text))
  return { name, type: long ? 'long-text' : 'text' }
}

function choices(name: string, type: 'select' | 'multi-select', values: string[]): NewField {
  const distinct = [...new Set(values)].slice(0, 500)
  return {
    name,
    type,
    settings: { options: distinct.map((choice, index) => ({ name: choice, color: index % COLORS })) },
  }
}

/** A JSON list of short texts that are not empty. */
function listOf(text: string): string[] | null {
  if (!text.startsWith('[')) return null
  try {
    const list: unknown = JSON.parse(text)
    const isList = Array.isArray(list) && list.every((item) => typeof item === 'string' && isChoice(item))
    return isList ? list : null
  } catch {
    return null
  }
}

const isChoice = (text: string) => text.length > 0 && text.length <= 120 && text === text.trim()

function stores(type: FieldType, text: string): boolean {
  try {
    return toStored({ id: '', name: '', type }, text) !== null
  } catch {
    return false
  }
}
