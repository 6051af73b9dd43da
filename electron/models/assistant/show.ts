import type { JsonValue } from '../../../shared/domain/common'
import type { KnownField, KnownTable, Page, RecordValues } from './calls'
import { isDate, keyField, labelFields, statusField, textOf } from './fields'

const MOST_ROWS = 20
const MOST_COLUMNS = 6
const MOST_LINES = 16
const LONGEST_CELL = 80

/** A GitHub-flavoured table. Cells are one line each and cannot break out of it. */
export function gfmTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

function cell(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  const short = flat.length > LONGEST_CELL ? `${flat.slice(0, LONGEST_CELL - 1)}…` : flat
  return plain(short)
}

/** Text of others inside an answer: no mark of it is read as formatting, a link or a picture. */
export const plain = (text: string): string =>
  text.replace(/[\\|`*~[\]<>]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (mark) => `\\${mark}`)

/** The records of a page: up to six columns that say something, those named in the question first. */
export function showRecords(
  table: KnownTable,
  records: readonly RecordValues[],
  asked: readonly string[] = [],
): string {
  const shown = records.slice(0, MOST_ROWS)
  const columns = columnsFor(table, shown, asked)
  const head = keyField(table) ? columns : ['_id', ...columns]
  return gfmTable(
    head.map((name) => (name === '_id' ? '#' : name)),
    shown.map((record) => head.map((name) => textOf(record[name] ?? null))),
  )
}

/** One record, a line for each field that holds something. */
function showRecord(table: KnownTable, record: RecordValues): string {
  const names = table.fields.map((field) => field.name).filter((name) => textOf(record[name] ?? null) !== '')
  const known = names.length > 0 ? names : Object.keys(record)
  const lines = known.slice(0, MOST_LINES).map((name) => [name, textOf(record[name] ?? null)])
  const more = known.length > MOST_LINES ? `\n\n${known.length - MOST_LINES} more fields are not shown.` : ''
  return gfmTable(['Field', 'Value'], lines) + more
}

function columnsFor(table: KnownTable, records: readonly RecordValues[], asked: readonly string[]): string[] {
  const holds = (field: KnownField) => records.some((record) => textOf(record[field.name] ?? null) !== '')
  const worth = (field: KnownField) => field.type !== 'json' && (field.type !== 'long-text' || table.fields.length < 4)
  const rest = table.fields.filter((field) => worth(field) && holds(field))
  const references = rest.filter((field) => field.type === 'reference' || /id$/i.test(field.name))
  const dates = rest.filter(isDate)
  const plain = rest.filter((field) => !references.includes(field) && !dates.includes(field))
  const leading = [keyField(table), ...labelFields(table), statusField(table)].filter((field) => field !== undefined)
  const ordered = [...leading.map((field) => field.name), ...asked]
  const names = [...new Set([...ordered, ...[...plain, ...dates, ...references].map((field) => field.name)])]
  const chosen = new Set(names.slice(0, MOST_COLUMNS))
  const inOrder = table.fields.map((field) => field.name).filter((name) => chosen.has(name))
  return inOrder.length > 0 ? inOrder : namesIn(records).slice(0, MOST_COLUMNS)
}

export const namesIn = (records: readonly RecordValues[]): string[] =>
  [...new Set(records.flatMap((record) => Object.keys(record)))].filter((name) => name !== '_id')

/** "Source: Stripe, as of 2 May 2025, 10:12 UTC (3 hours ago)." */
export function originOf(
  origin: { source?: string | null | undefined; as_of?: string | null | undefined },
  now: Date,
): string {
  const source = origin.source ? `Source: ${origin.source}` : ''
  const asOf = origin.as_of ? `as of ${asOfWords(origin.as_of, now)}` : ''
  const words = [source, asOf].filter((part) => part !== '').join(', ')
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

function asOfWords(iso: string, now: Date): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return iso
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return 'now'
  const stamp = `${iso.slice(0, 10)} ${at.toISOString().slice(11, 16)} UTC`
  if (minutes < 60) return `${stamp} (${plural(minutes, 'minute')} ago)`
  if (minutes < 48 * 60) return `${stamp} (${plural(Math.floor(minutes / 60), 'hour')} ago)`
  return `${stamp} (${plural(Math.floor(minutes / 1440), 'day')} ago)`
}

export const plural = (count: number, one: string): string => {
  const many = /[^aeiou]y$/i.test(one) ? `${one.slice(0, -1)}ies` : /(s|x|ch|sh)$/i.test(one) ? `${one}es` : `${one}s`
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}

/** A sentence, a table and where it comes from. */
export const answer = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n')

/** Sentence, rows and origin of a page. */
export function showPage(table: KnownTable, page: Page, sentence: string, asked: readonly string[], now: Date): string {
  const [only] = page.records
  const body = page.records.length === 1 && only ? showRecord(table, only) : showRecords(table, page.records, asked)
  const shown = Math.min(page.records.length, MOST_ROWS)
  const more =
    page.total > shown
      ? `${shown} of ${page.total.toLocaleString('en')} ${shown === 1 ? 'is' : 'are'} shown; say "show more" for the next.`
      : ''
  return answer(sentence, page.records.length > 0 ? body : '', [more, originOf(page, now)].filter(Boolean).join(' '))
}

export const quoteValue = (value: JsonValue): string => `"${textOf(value)}"`
