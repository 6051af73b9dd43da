import { sql } from 'kysely'
import type { RecordQuestion } from '../../../shared/domain/record-question'
import type { CellValue, Sort } from '../../../shared/domain/table'
import { orderSql, type StoredField } from '../columns'
import { fieldOf, type StoredTable } from '../stored-tables'
import { allOf, anyOf, type Sql } from './ask'
import { hasTexts, isEmpty, isFilled } from './conditions'
import type { Selection } from './selection'

type Direction = Sort['direction']
export type SortKey = { field: StoredField; direction: Direction }

export const sortKeys = (table: StoredTable, sort: RecordQuestion['sort']): SortKey[] =>
  sort.map(({ fieldId, direction }) => ({ field: fieldOf(table, fieldId), direction }))

/** What a record is sorted by, null where it has no value. */
const keySql = ({ field }: SortKey): string => valueSql(field)

/** What values are told apart and put in order by, null where there is none. */
export function valueSql(field: StoredField): string {
  if (!hasTexts(field.type)) return orderSql(field)
  const value = field.type === 'multi-select' ? `nullif(${field.column}, '[]')` : field.column
  return `nullif(${value}, '') collate nocase`
}

/** The same, in a form that keeps what a JavaScript number would lose. */
export function keyColumns(keys: readonly SortKey[]): Sql {
  const columns = keys.map((key, index) => {
    const isWhole = key.field.type === 'integer' || key.field.type === 'reference'
    return `, ${isWhole ? `cast(${key.field.column} as text)` : keySql(key)} as key_${index}`
  })
  return sql.raw(columns.join(''))
}

/**
 * A part of the records in the order asked for, and the parts follow each other. Records without a value of the first
 * field come last in both directions; asking for them apart lets an index serve both.
 */
export type Segment = { where: Sql; order: Sql; kind: 'all' | 'filled' | 'empty' }

export const isIndexed = ({ type, settings }: StoredField): boolean =>
  type !== 'multi-select' && (settings.indexed || settings.unique || type === 'reference')

/** Records that are equal otherwise come by id, in the direction of the last field, so that an index can be read backwards. */
const lastDirection = (keys: readonly SortKey[]): Direction => keys.at(-1)?.direction ?? 'asc'

export function segmentsOf(selection: Selection, keys: readonly SortKey[]): Segment[] {
  const [first] = keys
  return first && !selection.isFullText && isIndexed(first.field) ? inParts(selection, keys) : inOne(selection, keys)
}

/** The fastest way to all of them: sorting is faster without empty values, but looking twice at a filter is not. */
export const wholeSegments = (selection: Selection, keys: readonly SortKey[]): Segment[] =>
  selection.isWhole && keys.length > 0 ? inParts(selection, keys) : inOne(selection, keys)

const byIdSql = (selection: Selection, keys: readonly SortKey[]): Sql =>
  sql`${selection.id} ${sql.raw(lastDirection(keys))}`

const inOne = (selection: Selection, keys: readonly SortKey[]): Segment[] => [
  { where: sql`true`, order: sql.join([...keys.map(orderTerm), byIdSql(selection, keys)]), kind: 'all' },
]

function inParts(selection: Selection, keys: readonly SortKey[]): Segment[] {
  const byId = byIdSql(selection, keys)
  const [first, ...rest] = keys
  if (!first) return inOne(selection, keys)
  const terms = rest.map(orderTerm)
  const byFirst = sql.raw(`${orderSql(first.field)} ${first.direction}`)
  return [
    { where: indexFilled(first.field), order: sql.join([byFirst, ...terms, byId]), kind: 'filled' },
    { where: indexEmpty(first.field), order: sql.join([...terms, byId]), kind: 'empty' },
  ]
}

const orderTerm = (key: SortKey): Sql => sql.raw(`${keySql(key)} ${key.direction} nulls last`)

/** In the words of the index, so that it can be answered without the record. */
const indexFilled = (field: StoredField): Sql =>
  field.type === 'number' ? sql.raw(`${orderSql(field)} is not null`) : isFilled(field)

const indexEmpty = (field: StoredField): Sql =>
  field.type === 'number' ? sql.raw(`${orderSql(field)} is null`) : isEmpty(field)

export type Place = { id: number; values: (string | null)[] }

/** After the place of a record in this order, whether or not the record is still there. */
export function afterSql(selection: Selection, keys: readonly SortKey[], place: Place): Sql {
  const bound = keys.map((key, index) => boundKey(key, place.values[index] ?? null))
  const equal = (index: number): Sql => equalKey(keys[index], bound[index] ?? null)
  const steps = keys.flatMap((key, index) => {
    const value = bound[index]
    if (!value) return []
    const beyond = sql`${sql.raw(keySql(key))} ${sql.raw(key.direction === 'asc' ? '>' : '<')} ${value}`
    const step = sql`(${beyond} or ${sql.raw(keySql(key))} is null)`
    return [sql`(${allOf([...keys.slice(0, index).map((_, before) => equal(before)), step])})`]
  })
  const sign = sql.raw(lastDirection(keys) === 'asc' ? '>' : '<')
  const byId = sql`${selection.id} ${sign} ${place.id}`
  return anyOf([...steps, sql`(${allOf([...keys.map((_, index) => equal(index)), byId])})`])
}

function equalKey(key: SortKey | undefined, value: Sql | null): Sql {
  if (!key) return sql`true`
  return value ? sql`${sql.raw(keySql(key))} = ${value}` : sql`${sql.raw(keySql(key))} is null`
}

/** Where an index can start reading for what comes after a place. */
export const fromKeySql = ({ field, direction }: SortKey, value: string): Sql =>
  sql`${sql.raw(`${orderSql(field)} ${direction === 'asc' ? '>=' : '<='}`)} ${boundKey({ field, direction }, value)}`

function boundKey({ field }: SortKey, value: string | null): Sql | null {
  if (value === null) return null
  if (hasTexts(field.type)) return sql`${value}`
  return field.type === 'number' ? sql`${Number(value)}` : sql`cast(${value} as integer)`
}

/** The place of a row that was read with `keyColumns`. */
export const placeOf = (row: Record<string, unknown>, keys: readonly SortKey[]): Place => ({
  id: Number(row._id),
  values: keys.map((_, index) => textOf(row[`key_${index}`])),
})

const textOf = (raw: unknown): string | null => (raw === null || raw === undefined ? null : String(raw as CellValue))
