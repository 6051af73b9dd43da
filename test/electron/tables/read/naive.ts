import type { FilterGroup, FilterRule, RecordQuestion } from '../../../../shared/domain/record-question'
import type { CellValue, FieldType, Sort } from '../../../../shared/domain/table'
import type { Stored } from './open-fixture'

/** What the reader promises, written a second time without SQLite and without a thought for speed. */
type NaiveField = { id: string; type: FieldType }
export type NaiveTable = { fields: NaiveField[]; rows: Map<number, Stored[]>; searchable: boolean; today: string }

const fold = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
const bytes = (text: string) => Buffer.from(fold(text), 'utf8')

const isText = (type: FieldType) => !['integer', 'number', 'boolean', 'reference'].includes(type)
const isEmpty = ({ type }: NaiveField, value: Stored) =>
  value === null || (isText(type) && value === '') || (type === 'multi-select' && value === '[]')

function spelled(text: string): string[] {
  const lower = text.toLowerCase()
  const letters = [...lower]
  const capital = (letters[0] ?? '').toUpperCase() + letters.slice(1).join('')
  return [text, lower, text.toUpperCase(), capital].map(fold)
}

const same = (value: string, wanted: string) => spelled(wanted).includes(fold(value))
const within = (value: string, wanted: string, how: (value: string, wanted: string) => boolean) =>
  spelled(wanted).some((spelling) => how(fold(value), spelling))

/** The number that a value counts as. */
function asNumber(value: Stored): number {
  if (value === 'NaN' || value === 'Infinity') return Number.POSITIVE_INFINITY
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : Number(value)
}

const asMicros = (iso: string): bigint => {
  const [, head = '', fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(iso) ?? []
  return BigInt(Date.parse(`${head}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'))
}

const addDays = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const sign = (a: number | bigint | string, b: number | bigint | string) => (a < b ? -1 : a > b ? 1 : 0)

/** Smaller, equal or greater than what a filter asks for. */
function against({ type }: NaiveField, value: Stored, wanted: CellValue): number {
  switch (type) {
    case 'integer':
      return sign(BigInt(value ?? 0), BigInt(wanted as string | number))
    case 'number':
      return sign(asNumber(value), asNumber(wanted as Stored))
    case 'datetime':
      return /^\d{4}-\d\d-\d\d$/.test(String(wanted))
        ? sign(String(value).slice(0, 10), String(wanted))
        : sign(asMicros(String(value)), asMicros(String(wanted)))
    default:
      return Buffer.compare(bytes(String(value)), bytes(String(wanted)))
  }
}

function equal(field: NaiveField, value: Stored, wanted: CellValue): boolean {
  if (wanted === null || wanted === '') return isEmpty(field, value)
  if (isEmpty(field, value)) return false
  switch (field.type) {
    case 'multi-select':
      return (JSON.parse(String(value)) as string[]).some((choice) => same(choice, String(wanted)))
    case 'boolean':
    case 'reference':
      return Number(value) === Number(wanted)
    case 'number':
      return typeof wanted === 'string' && /NaN|Infinity/.test(wanted)
        ? value === wanted
        : against(field, value, wanted) === 0
    case 'integer':
    case 'date':
    case 'datetime':
      return against(field, value, wanted) === 0
    default:
      return same(String(value), String(wanted))
  }
}

function hasText(field: NaiveField, value: Stored, wanted: string, how: (value: string, wanted: string) => boolean) {
  if (wanted === '') return true
  if (value === null) return false
  const texts = field.type === 'multi-select' ? (JSON.parse(String(value || '[]')) as string[]) : [String(value)]
  return texts.some((text) => within(text, wanted, how))
}

const anywhere = (value: string, wanted: string) => value.includes(wanted)
const atStart = (value: string, wanted: string) => value.startsWith(wanted)
const atEnd = (value: string, wanted: string) => value.endsWith(wanted)

function inDays(value: Stored, first: string, last: string): boolean {
  const day = String(value).slice(0, 10)
  return value !== null && value !== '' && day >= first && day <= last
}

function rule(
  field: NaiveField,
  { op, value: wanted }: FilterRule,
  { value, today }: { value: Stored; today: string },
) {
  const list = Array.isArray(wanted) ? wanted : [wanted]
  const one = list[0] ?? null
  const filled = !isEmpty(field, value)
  switch (op) {
    case 'empty':
      return !filled
    case 'not-empty':
      return filled
    case 'eq':
    case 'any-of':
      return list.some((each) => equal(field, value, each))
    case 'ne':
    case 'none-of':
      return !list.some((each) => equal(field, value, each))
    case 'has-all':
      return list.every((each) => equal(field, value, each))
    case 'contains':
      return hasText(field, value, String(one), anywhere)
    case 'not-contains':
      return !hasText(field, value, String(one), anywhere)
    case 'starts-with':
      return hasText(field, value, String(one), atStart)
    case 'ends-with':
      return hasText(field, value, String(one), atEnd)
    case 'last-days':
      return inDays(value, addDays(today, -Number(one)), today)
    case 'next-days':
      return inDays(value, today, addDays(today, Number(one)))
    case 'gt':
      return filled && against(field, value, one) > 0
    case 'gte':
      return filled && against(field, value, one) >= 0
    case 'lt':
      return filled && against(field, value, one) < 0
    case 'lte':
      return filled && against(field, value, one) <= 0
  }
}

function holds(table: NaiveTable, group: FilterGroup, row: Stored[]): boolean {
  if (group.items.length === 0) return true
  const results = group.items.map((item) => {
    if (item.kind === 'group') return holds(table, item, row)
    const place = table.fields.findIndex(({ id }) => id === item.fieldId)
    const field = table.fields[place]
    if (!field) throw new Error(`No field ${item.fieldId}`)
    return rule(field, item, { value: row[place] ?? null, today: table.today })
  })
  return group.match === 'all' ? results.every(Boolean) : results.some(Boolean)
}

const SEARCHED: FieldType[] = ['text', 'long-text', 'select', 'multi-select', 'email', 'url']
const tokens = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{Co}]+/u)
    .filter(Boolean)

function found(table: NaiveTable, search: string, row: Stored[]): boolean {
  const texts = row
    .filter((value, place) => value !== null && SEARCHED.includes(table.fields[place]?.type ?? 'json'))
    .map(String)
  const trimmed = search.trim()
  if (trimmed === '') return true
  const words = trimmed.split(/[^\p{L}\p{N}\p{M}\p{Co}]+/u).filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word))
  if (table.searchable && words.length > 0) {
    const all = texts.flatMap(tokens)
    return words.flatMap(tokens).every((word) => all.some((token) => token.startsWith(word)))
  }
  return (words.length > 0 ? words : [trimmed]).every((word) => texts.some((text) => within(text, word, anywhere)))
}

function inOrder(field: NaiveField, a: Stored, b: Stored): number {
  if (field.type === 'integer') return sign(BigInt(a ?? 0), BigInt(b ?? 0))
  if (!isText(field.type)) return sign(asNumber(a), asNumber(b))
  return Buffer.compare(bytes(String(a)), bytes(String(b)))
}

/** The ids of a question in its order. */
export function naiveIds(table: NaiveTable, { filter, search, sort }: RecordQuestion): number[] {
  const matching = [...table.rows].filter(
    ([, row]) => (!filter || holds(table, filter, row)) && found(table, search ?? '', row),
  )
  const last = sort.at(-1)?.direction === 'desc' ? -1 : 1
  matching.sort(([idA, a], [idB, b]) => {
    const orders = sort.map((one) => bySort(table, one, a, b))
    return orders.find((order) => order !== 0) ?? (idA - idB) * last
  })
  return matching.map(([id]) => id)
}

function bySort(table: NaiveTable, { fieldId, direction }: Sort, a: Stored[], b: Stored[]): number {
  const place = table.fields.findIndex(({ id }) => id === fieldId)
  const field = table.fields[place]
  if (!field) throw new Error(`No field ${fieldId}`)
  const [x, y] = [a[place] ?? null, b[place] ?? null]
  const [noX, noY] = [isEmpty(field, x), isEmpty(field, y)]
  if (noX || noY) return Number(noX) - Number(noY)
  return inOrder(field, x, y) * (direction === 'desc' ? -1 : 1)
}
