import type { CellValue, FieldType } from '../../shared/domain/table'

const LONGEST = 2000

/** A cell in one line. */
export function cellText(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  return String(value).slice(0, LONGEST)
}

const plain = (value: CellValue): string => (value === null ? '' : String(value).replace(/[\t\r\n]+/g, ' '))

/** Rows as tab-separated values, whole; tabs and line breaks inside a value become spaces. */
export const tsv = (rows: readonly (readonly CellValue[])[]): string =>
  rows.map((values) => values.map(plain).join('\t')).join('\n')

export const isNumeric = (type: FieldType): boolean => type === 'integer' || type === 'number'
