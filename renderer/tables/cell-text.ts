import type { CellValue, Field, FieldType } from '../../shared/domain/table'

const LONGEST = 2000

export const isNumeric = (type: FieldType): boolean => type === 'integer' || type === 'number'

/** The choices of a multi-select; what is not a list of texts counts as one choice. */
export function choicesOf(value: CellValue): string[] {
  if (value === null || value === '') return []
  const text = String(value)
  if (!text.startsWith('[')) return [text]
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed.map(String) : [text]
  } catch {
    return [text]
  }
}

const GROUPS = /\B(?=(\d{3})+(?!\d))/g

/** A number with thin spaces between thousands; digit for digit what is stored, however long it is. */
export function numberText(value: CellValue): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(String(value))
  if (!match) return String(value)
  const [, sign = '', whole = '', rest = ''] = match
  return `${sign}${whole.length > 4 ? whole.replace(GROUPS, '\u202f') : whole}${rest}`
}

/** A stored moment in the time zone of this computer: "2026-03-31 14:30". Seconds only where there are some. */
export function datetimeText(value: CellValue): string {
  const text = String(value)
  const at = new Date(text)
  if (!/[T ]\d\d:\d\d/.test(text) || Number.isNaN(at.getTime())) return text
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const seconds = at.getSeconds() === 0 ? '' : `:${two(at.getSeconds())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}${seconds}`
}

/** A value in one line, as a person reads it. `label` is that of the record a reference leads to. */
export function cellText(value: CellValue, field?: Pick<Field, 'type'>, label?: string): string {
  if (value === null) return ''
  switch (field?.type) {
    case 'boolean':
      return value === true || value === 1 || value === 'true' ? '✓' : '✗'
    case 'integer':
    case 'number':
      return numberText(value)
    case 'datetime':
      return datetimeText(value)
    case 'multi-select':
      return choicesOf(value).join(', ')
    case 'reference':
      return label ?? `#${value}`
    default:
      return typeof value === 'boolean' ? (value ? '✓' : '✗') : String(value).slice(0, LONGEST)
  }
}

/** A value as it is copied: whole and plain, so that pasting it gives the same value. */
export function copiedText(value: CellValue, field: Pick<Field, 'type'>, label?: string): string {
  if (value === null) return ''
  if (field.type === 'boolean') return value === true || value === 1 ? 'true' : 'false'
  if (field.type === 'reference') return label ?? String(value)
  if (field.type !== 'multi-select') return String(value)
  const choices = choicesOf(value)
  return choices.some((choice) => choice.includes(',') || choice.startsWith('[')) ? String(value) : choices.join(', ')
}
