import type { CellValue } from '../../shared/domain/table'

const LONGEST = 2000

/** A cell in one line. */
export function cellText(value: CellValue): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  return String(value).slice(0, LONGEST)
}

/** One row as tab-separated values; tabs and line breaks inside a value become spaces. */
export const tsv = (values: readonly CellValue[]): string =>
  values.map((value) => cellText(value).replace(/[\t\r\n]+/g, ' ')).join('\t')
