import { type RawBuilder, sql } from 'kysely'
import type { CellValue } from '../../shared/domain/table'
import { isSearched, orderSql, type StoredField } from './columns'
import { fieldOf, type StoredTable } from './stored-tables'
import { toStored } from './values'

type FilterOp = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'starts-with' | 'empty' | 'not-empty'
export type RecordFilter = { fieldId: string; op: FilterOp; value: CellValue }

type Condition = RawBuilder<unknown>

/** All filters and the search have to hold. Column names are ours; values are bound. */
export function whereSql(table: StoredTable, filters: readonly RecordFilter[], search: string | null): Condition {
  const conditions = filters.map((filter) => filterSql(fieldOf(table, filter.fieldId), filter))
  if (search) conditions.push(searchSql(table, search))
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

function searchSql(table: StoredTable, search: string): Condition {
  const searched = table.fields.filter(isSearched)
  if (searched.length === 0) return sql`false`
  return sql`(${sql.join(
    searched.map((field) => contains(field, search)),
    sql` or `,
  )})`
}

/** Without regard to case for the letters A to Z, as SQLite's `like` is. */
const contains = ({ column }: StoredField, text: string): Condition =>
  sql`${sql.raw(column)} like ${`%${escapeLike(text)}%`} escape '\\'`

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function filterSql(field: StoredField, { op, value }: RecordFilter): Condition {
  const column = sql.raw(field.column)
  switch (op) {
    case 'empty':
      return sql`(${column} is null or ${column} = '')`
    case 'not-empty':
      return sql`(${column} is not null and ${column} <> '')`
    case 'contains':
      return contains(field, String(value ?? ''))
    case 'starts-with':
      return sql`${column} like ${`${escapeLike(String(value ?? ''))}%`} escape '\\'`
    case 'eq':
      return equals(field, value)
    case 'ne':
      return sql`not ${equals(field, value)}`
    default:
      return compare(field, COMPARISONS[op], value)
  }
}

/** Never null, so that its opposite holds for empty values. */
function equals(field: StoredField, value: CellValue): Condition {
  const column = sql.raw(field.column)
  if (value === null || value === '') return sql`(${column} is null or ${column} = '')`
  return sql`coalesce(${compare(field, '=', value)}, 0)`
}

function compare(field: StoredField, operator: string, value: CellValue): Condition {
  // A day given for a date and time means that whole day, wherever the value lies in it.
  if (field.type === 'datetime' && /^\d{4}-\d{2}-\d{2}$/.test(String(value)))
    return sql`substr(${sql.raw(field.column)}, 1, 10) ${sql.raw(operator)} ${value}`
  const stored = toStored(field, value)
  const bound = field.type === 'number' ? sql`cast(${stored} as real)` : sql`${stored}`
  return sql`${sql.raw(orderSql(field))} ${sql.raw(operator)} ${bound}`
}
