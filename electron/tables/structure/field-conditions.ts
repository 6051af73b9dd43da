import type { FieldType } from '../../../shared/domain/table'
import type { StoredField } from '../columns'

const NUMERIC: ReadonlySet<FieldType> = new Set(['integer', 'number', 'boolean', 'reference'])

/** Never stored as an empty text. */
export const isNumeric = (type: FieldType): boolean => NUMERIC.has(type)

/** What makes a stored value of this field count as none. */
export function emptySql({ column, type }: StoredField): string {
  if (isNumeric(type)) return `${column} is null`
  return type === 'multi-select'
    ? `(${column} is null or ${column} in ('', '[]'))`
    : `(${column} is null or ${column} = '')`
}

/** That a select or multi-select has one of some choices, which are bound as a JSON list. */
export const hasChoiceSql = ({ column, type }: StoredField): string =>
  type === 'select'
    ? `${column} in (select value from json_each(?))`
    : `exists (select 1 from json_each(iif(json_valid(${column}), ${column}, '[]'))
        where value in (select value from json_each(?)))`
