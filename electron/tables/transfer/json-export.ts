import type { CellValue, FieldType } from '../../../shared/domain/table'
import type { StoredField } from '../columns'
import type { Format } from './export-format'

const AS_JSON: ReadonlySet<FieldType> = new Set(['json', 'multi-select'])

/** One object a line. An integer that no JSON number holds exactly is a text. */
export function jsonLinesFormat(fields: readonly StoredField[], names: readonly string[]): Format {
  return { before: '', row: rowWriter(fields, names), between: '\n', after: '\n' }
}

/** One list of objects. */
export function jsonListFormat(fields: readonly StoredField[], names: readonly string[]): Format {
  return { before: '[\n', row: rowWriter(fields, names), between: ',\n', after: '\n]\n' }
}

function rowWriter(fields: readonly StoredField[], names: readonly string[]): Format['row'] {
  const keys = names.map((name) => `${JSON.stringify(name)}:`)
  const asJson = fields.map(({ type }) => AS_JSON.has(type))
  return (values) => {
    const parts = values.map(
      (value, index) => `${keys[index]}${asJson[index] ? embedded(value) : JSON.stringify(value)}`,
    )
    return `{${parts.join(',')}}`
  }
}

/** As it is stored, but on one line: outside of texts a line end in JSON is only a space. */
function embedded(value: CellValue): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  try {
    JSON.parse(value)
  } catch {
    return JSON.stringify(value)
  }
  return value.replace(/[\r\n]+/g, ' ')
}
