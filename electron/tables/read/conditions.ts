import { sql } from 'kysely'
import type { FilterGroup, FilterRule } from '../../../shared/domain/record-question'
import type { CellValue, FieldType } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { orderSql, type StoredField } from '../columns'
import { fieldOf, type StoredTable } from '../stored-tables'
import { toStored } from '../values'
import { allOf, anyOf, notOf, type Sql } from './ask'
import { contains, isOneOf } from './text-conditions'
import { type Comparison, compareDay, compareMoment, dayAfter, daysBetween, isDay } from './time-conditions'

const MOST_DAYS = 100_000
const SIGNS: Record<Comparison, string> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** Values are bound; only our own column names are part of the text. Fails with `not-found` or `invalid-input`. */
export function groupSql(table: StoredTable, group: FilterGroup, now: Date): Sql {
  if (group.items.length === 0) return sql`true`
  const items = group.items.map((item) =>
    item.kind === 'group' ? groupSql(table, item, now) : ruleSql(fieldOf(table, item.fieldId), item, now),
  )
  return group.match === 'all' ? sql`(${allOf(items)})` : anyOf(items)
}

/** No value, an empty text, an empty list. */
export function isEmpty({ column, type }: StoredField): Sql {
  if (type === 'multi-select') return sql.raw(`(${column} is null or ${column} in ('', '[]'))`)
  return sql.raw(hasTexts(type) ? `(${column} is null or ${column} = '')` : `${column} is null`)
}

export function isFilled({ column, type }: StoredField): Sql {
  if (type === 'multi-select') return sql.raw(`(${column} is not null and ${column} not in ('', '[]'))`)
  return sql.raw(hasTexts(type) ? `(${column} is not null and ${column} <> '')` : `${column} is not null`)
}

const NUMERIC: ReadonlySet<FieldType> = new Set(['integer', 'number', 'boolean', 'reference'])
export const hasTexts = (type: FieldType): boolean => !NUMERIC.has(type)

function ruleSql(field: StoredField, { op, value }: FilterRule, now: Date): Sql {
  switch (op) {
    case 'empty':
      return isEmpty(field)
    case 'not-empty':
      return isFilled(field)
    case 'any-of':
      return isAnyOf(field, listOf(value))
    case 'none-of':
      return notOf(isAnyOf(field, listOf(value)))
    case 'has-all':
      return allOf(listOf(value).map((one) => isAnyOf(field, [one])))
    case 'eq':
      return isAnyOf(field, [oneOf(field, value)])
    case 'ne':
      return notOf(isAnyOf(field, [oneOf(field, value)]))
    case 'contains':
      return containsText(field, oneOf(field, value), 'anywhere')
    case 'not-contains':
      return notOf(containsText(field, oneOf(field, value), 'anywhere'))
    case 'starts-with':
      return containsText(field, oneOf(field, value), 'start')
    case 'ends-with':
      return containsText(field, oneOf(field, value), 'end')
    case 'last-days':
    case 'next-days':
      return aroundToday(field, op, { value: oneOf(field, value), now })
    default:
      return compare(field, op, oneOf(field, value))
  }
}

const listOf = (value: FilterRule['value']): CellValue[] => (Array.isArray(value) ? value : [value])

const oneOf = (field: StoredField, value: FilterRule['value']): CellValue =>
  Array.isArray(value) ? fail(field, 'is compared with one value here, not with a list') : value

/** A list may hold null or an empty text, which stands for records without a value. */
function isAnyOf(field: StoredField, values: readonly CellValue[]): Sql {
  const given = values.filter((value) => value !== null && value !== '')
  const conditions = given.length === values.length ? [] : [isEmpty(field)]
  if (given.length > 0) conditions.push(isAnyGiven(field, given))
  return anyOf(conditions)
}

function isAnyGiven(field: StoredField, values: readonly CellValue[]): Sql {
  if (field.type === 'multi-select')
    return sql`exists (select 1 from ${choicesOf(field)} choice where ${isOneOf('choice.value', values.map(String))})`
  if (!hasTexts(field.type) || field.type === 'datetime' || field.type === 'date')
    return anyOf(values.map((value) => compare(field, 'eq', value)))
  return isOneOf(field.column, values.map(String))
}

/** The choices of a record as rows; none where the column does not hold a list. */
export const choicesOf = ({ column }: StoredField): Sql =>
  sql.raw(`json_each(case when json_valid(${column}) then ${column} else '[]' end)`)

function containsText(field: StoredField, value: CellValue, place: 'anywhere' | 'start' | 'end'): Sql {
  if (!hasTexts(field.type)) return fail(field, 'holds no text to look in')
  const text = String(value ?? '')
  if (text === '') return sql`true`
  if (field.type === 'multi-select')
    return sql`exists (select 1 from ${choicesOf(field)} choice where ${contains('choice.value', text, place)})`
  return contains(field.column, text, place)
}

function compare(field: StoredField, op: Comparison, value: CellValue): Sql {
  if (value === null || value === '') return fail(field, 'is compared with a value here')
  switch (field.type) {
    case 'datetime':
      return compareTime(field, op, String(value))
    case 'number':
      return compareNumber(field, op, value)
    case 'integer':
      return sql`${sql.raw(`${field.column} ${SIGNS[op]}`)} cast(${toStored(field, value)} as integer)`
    case 'boolean':
      return sql`${sql.raw(`${field.column} ${SIGNS[op]}`)} ${toStored(field, value)}`
    case 'reference':
      return sql`${sql.raw(`${field.column} ${SIGNS[op]}`)} ${recordId(field, value)}`
    case 'multi-select':
      return fail(field, 'has no order to compare by')
    default: {
      const text = field.type === 'date' ? toStored(field, value) : String(value)
      const condition = sql`${sql.raw(`${orderSql(field)} ${SIGNS[op]}`)} ${text}`
      return op === 'lt' || op === 'lte' ? sql`(${condition} and ${isFilled(field)})` : condition
    }
  }
}

function compareTime(field: StoredField, op: Comparison, text: string): Sql {
  const stored = String(toStored(field, text))
  return isDay(text.trim()) ? compareDay(field, op, text.trim()) : compareMoment(field, op, stored)
}

/** What is not a finite number is sorted as infinite, but equal only to itself. */
function compareNumber(field: StoredField, op: Comparison, value: CellValue): Sql {
  const text = String(value)
  if (/^(NaN|-?Infinity)$/.test(text)) {
    if (op === 'eq') return sql`${sql.raw(field.column)} = ${text}`
    return sql`${sql.raw(`${orderSql(field)} ${SIGNS[op]} ${text === '-Infinity' ? '-9e999' : '9e999'}`)}`
  }
  return sql`${sql.raw(`${orderSql(field)} ${SIGNS[op]}`)} cast(${toStored(field, value)} as real)`
}

function recordId(field: StoredField, value: CellValue): number {
  const id = Number(value)
  return typeof value !== 'boolean' && Number.isSafeInteger(id) ? id : fail(field, 'takes the id of a record')
}

/** Today and so many days before or after it, in UTC. */
function aroundToday(field: StoredField, op: 'last-days' | 'next-days', at: { value: CellValue; now: Date }): Sql {
  if (field.type !== 'date' && field.type !== 'datetime') return fail(field, 'holds no days')
  const days = typeof at.value === 'string' && at.value.trim() !== '' ? Number(at.value) : at.value
  if (typeof days !== 'number' || !Number.isInteger(days) || days < 0 || days > MOST_DAYS)
    return fail(field, 'takes a whole number of days')
  const today = at.now.toISOString().slice(0, 10)
  return op === 'last-days'
    ? daysBetween(field, dayAfter(today, -days), today)
    : daysBetween(field, today, dayAfter(today, days))
}

function fail(field: StoredField, what: string): never {
  throw new AppFailure({ code: 'invalid-input', message: `${field.name} ${what}`, field: field.id })
}
