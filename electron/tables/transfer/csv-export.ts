import type { CellValue } from '../../../shared/domain/table'
import type { StoredField } from '../columns'
import { csvText } from './csv-text'
import type { Format } from './export-format'

const NEVER_GUARDED: ReadonlySet<StoredField['type']> = new Set([
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'reference',
])

/**
 * RFC 4180: nothing between two commas is no value, two quotes are an empty text. The guarded form is for spreadsheets
 * and begins with a byte order mark, without which they misread what is not ASCII; the other one is for programs.
 */
export function csvFormat(fields: readonly StoredField[], names: readonly string[], isGuarded: boolean): Format {
  const texts = fields.map(({ type }) => !NEVER_GUARDED.has(type))
  const cell = (value: CellValue, index: number) => {
    if (value === null) return ''
    return typeof value === 'string' ? csvText(value, isGuarded && texts[index] === true) : String(value)
  }
  const header = names.map((name) => csvText(name, isGuarded)).join(',')
  return {
    before: `${isGuarded ? '\ufeff' : ''}${header}\r\n`,
    row: (values) => `${values.map(cell).join(',')}\r\n`,
    between: '',
    after: '',
  }
}
