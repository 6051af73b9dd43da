import { sql } from 'kysely'
import { anyOf, type Sql } from './ask'

/** SQLite compares patterns of at most 50,000 bytes, and only up to a NUL. */
const LONGEST_PATTERN = 10_000

const foldAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/**
 * SQLite ignores case for the letters A to Z only. Asking for a text also in small letters, in capitals and with a
 * capital first finds the usual spellings of other letters, too.
 */
function spellings(text: string): string[] {
  const lower = text.toLowerCase()
  const [first = '', ...rest] = lower
  const all = [text, lower, text.toUpperCase(), first.toUpperCase() + rest.join('')]
  return [...new Map(all.map((spelling) => [foldAscii(spelling), spelling])).values()]
}

type Place = 'anywhere' | 'start' | 'end'

/** The text `inside` is in the value of this expression. Neither true nor false for no value. */
export const contains = (value: string, inside: string, place: Place = 'anywhere'): Sql =>
  anyOf(spellings(inside).map((spelling) => containsSpelling(sql.raw(value), spelling, place)))

function containsSpelling(value: Sql, inside: string, place: Place): Sql {
  if (inside.length > LONGEST_PATTERN || inside.includes('\0')) return containsLong(value, inside, place)
  const escaped = inside.replace(/[\\%_]/g, '\\$&')
  const pattern = `${place === 'start' ? '' : '%'}${escaped}${place === 'end' ? '' : '%'}`
  return sql`${value} like ${pattern} escape '\\'`
}

function containsLong(value: Sql, inside: string, place: Place): Sql {
  if (place === 'anywhere') return sql`instr(lower(${value}), lower(${inside})) > 0`
  const part =
    place === 'start' ? sql`substr(${value}, 1, length(${inside}))` : sql`substr(${value}, -length(${inside}))`
  return sql`lower(${part}) = lower(${inside})`
}

/** The value of this expression is one of the texts. */
export function isOneOf(value: string, texts: readonly string[]): Sql {
  if (texts.length === 0) return sql`false`
  return sql`${sql.raw(value)} collate nocase in (${sql.join(texts.flatMap(spellings))})`
}
