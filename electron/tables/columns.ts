import type { CellValue, Field, FieldType } from '../../shared/domain/table'

/** A field as it is stored: `column` is its place in the SQLite table and never comes from outside. */
export type StoredField = Field & {
  column: string
  /** The name at the source, for synced fields. */
  sourceName: string | null
}

/** No affinity for numbers, so that one beyond double precision stays the text it came as. */
const COLUMN_TYPES: Record<FieldType, '' | ' text' | ' integer'> = {
  text: ' text',
  'long-text': ' text',
  integer: ' integer',
  number: '',
  boolean: ' integer',
  date: ' text',
  datetime: ' text',
  select: ' text',
  'multi-select': ' text',
  email: ' text',
  url: ' text',
  json: ' text',
  reference: ' integer',
}

const SEARCHED: ReadonlySet<FieldType> = new Set(['text', 'long-text', 'select', 'multi-select', 'email', 'url'])

export const recordsTable = (number: number): string => `t_${number}`
export const stagingTable = (number: number): string => `t_${number}_next`

export const columnDefinition = ({ column, type }: StoredField): string => `${column}${COLUMN_TYPES[type]}`

/** Creates the table that holds the records, without its index. */
export const createRecordsSql = (name: string, fields: readonly StoredField[]): string =>
  `create table ${name} (${['_id integer primary key', '_key text', ...fields.map(columnDefinition)].join(', ')})`

/** The name carries a stamp: SQLite keeps an index's name when its table is renamed. */
export const createKeyIndexSql = (name: string): string =>
  `create unique index ${name}_key_${Date.now().toString(36)} on ${name} (_key)`

export const isSearched = (field: StoredField): boolean => SEARCHED.has(field.type)

/** The column as it is read: an integer that a JavaScript number cannot hold leaves as text. */
export const readSql = ({ column, type }: StoredField): string =>
  type === 'integer'
    ? `iif(${column} not between -9007199254740991 and 9007199254740991, cast(${column} as text), ${column})`
    : column

/** What a field is compared and sorted by. */
export function orderSql({ column, type }: StoredField): string {
  if (type === 'number')
    return `case ${column} when 'Infinity' then 9e999 when '-Infinity' then -9e999 when 'NaN' then 9e999 else cast(${column} as real) end`
  return type === 'integer' || type === 'boolean' || type === 'reference' ? column : `${column} collate nocase`
}

export function toCell(field: StoredField, raw: unknown): CellValue {
  if (field.type === 'boolean' && typeof raw === 'number') return raw !== 0
  return typeof raw === 'string' || typeof raw === 'number' ? raw : null
}
