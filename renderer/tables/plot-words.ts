import type { CellValue, Field } from '../../shared/domain/table'
import { cellText } from './cell-text'
import { type ToolWords, valueWords } from './filter-words'

type Named = { value: CellValue; label: string }

/** How a value is called beside its bar. */
export function plotLabel(field: Field, { value, label }: Named, t: ToolWords): string {
  if (value === null || value === '') return t('summary.emptyValue')
  if (field.type === 'boolean') return valueWords(value, field, { t })
  if (field.type === 'reference' || field.type === 'multi-select') return label || String(value)
  return cellText(value, field)
}
