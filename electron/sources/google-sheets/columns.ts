import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'
import { columnLetters } from './a1'
import { isBlank, isUnused } from './cells'

/** The key of rows that have no column to be known by. */
export const ROW_FIELD = '_row'

/** A cell of the sample: a failed formula has no value. `format` is the type of its number format. */
export type SampleCell = { value: JsonValue; format: string | null }
export type Column = { name: string; cells: SampleCell[]; titled: boolean }

/** Names of all columns by their place: blank headers and those that are there already get the letters of their column. */
export function columnNames(header: readonly JsonValue[], width: number): string[] {
  const taken = new Set([ROW_FIELD])
  return Array.from({ length: width }, (_, index) => {
    const title = titleOf(header[index])
    const letters = columnLetters(index)
    let name = title === '' ? `column_${letters}` : title
    while (taken.has(name.toLowerCase())) name = `${name}_${letters}`
    taken.add(name.toLowerCase())
    return name
  })
}

/** Headers may be numbers, such as years. */
export const titleOf = (value: JsonValue | undefined): string =>
  isBlank(value) ? '' : String(value).replace(/\s+/g, ' ').trim().slice(0, 300)

export function toStreamField({ name, cells }: Column, key: string | null): StreamField {
  return { name, ...typeOf(cells), primaryKey: name === key }
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const LINK = /^https?:\/\/\S+$/i
const LONG = 200

/** By what the sample holds and how its numbers are shown; a format that comes first in `sourceType` is how to read numbers. */
function typeOf(cells: readonly SampleCell[]): { type: FieldType; sourceType: string } {
  const filled = cells.filter(({ value }) => !isBlank(value))
  const texts = filled.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  const numbers = filled.filter(({ value }) => typeof value === 'number')
  const format = numberFormat(numbers.length > 0 ? numbers : cells)
  if (filled.length === 0) return numericType(format) ?? { type: 'text', sourceType: 'EMPTY' }
  if (texts.length === filled.length) return { type: textType(texts), sourceType: 'TEXT' }
  if (numbers.length === filled.length) return numericType(format) ?? { type: 'number', sourceType: format ?? 'NUMBER' }
  if (filled.every(({ value }) => typeof value === 'boolean')) return { type: 'boolean', sourceType: 'BOOLEAN' }
  return { type: 'text', sourceType: numbers.length > 0 ? `${format ?? 'NUMBER'} or TEXT` : 'MIXED' }
}

function textType(texts: readonly string[]): FieldType {
  if (texts.every((text) => EMAIL.test(text))) return 'email'
  if (texts.every((text) => LINK.test(text))) return 'url'
  return texts.some((text) => text.length > LONG || text.includes('\n')) ? 'long-text' : 'text'
}

const DATED: Record<string, FieldType> = { DATE: 'date', DATE_TIME: 'datetime', TIME: 'text' }

function numericType(format: string | null): { type: FieldType; sourceType: string } | null {
  const type = format === null ? undefined : DATED[format]
  return type && format !== null ? { type, sourceType: format } : null
}

/** The format that most cells have; a moment beats a day, so that no time of day is lost. */
function numberFormat(cells: readonly SampleCell[]): string | null {
  const counts = new Map<string, number>()
  for (const { format } of cells) if (format) counts.set(format, (counts.get(format) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most?.[0] === 'DATE' && counts.has('DATE_TIME') ? 'DATE_TIME' : (most?.[0] ?? null)
}

const KEY_NAMES = [/^_?(id|uuid|guid)$/i, /^key$/i, /([ _-]id|[a-z]Id|[ _-]uuid)$|^id[ _-]/i, /[ _-]key$/i, /^e-?mail/i]

/** The column that rows are known by: the one that was asked for, else one that is named like a key and is one in the sample. */
export function keyColumn(columns: readonly Column[], wanted: string): string | null {
  if (wanted === ROW_FIELD) return null
  const asked = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (asked) return asked.name
  for (const pattern of KEY_NAMES) {
    const found = columns.find((column) => column.titled && pattern.test(column.name) && isKey(column, columns))
    if (found) return found.name
  }
  return null
}

function isKey({ cells }: Column, columns: readonly Column[]): boolean {
  const used = cells.filter((_, row) => columns.some((column) => !isUnused(column.cells[row]?.value)))
  const values = new Set(used.map(({ value }) => String(value)))
  return used.length > 0 && values.size === used.length && used.every(({ value }) => !isBlank(value))
}
