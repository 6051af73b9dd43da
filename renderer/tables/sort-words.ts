import type { Field, FieldType, Sort } from '../../shared/domain/table'
import type { ToolWords } from './filter-words'

const KIND: Partial<Record<FieldType, 'number' | 'time' | 'flag'>> = {
  integer: 'number',
  number: 'number',
  date: 'time',
  datetime: 'time',
  boolean: 'flag',
}

/** "A to Z", "largest first", "oldest first": what a direction means for a type. */
export const directionWords = (type: FieldType, direction: Sort['direction'], t: ToolWords): string =>
  t(`sort.${KIND[type] ?? 'text'}.${direction}`)

/** All sorts of a view in a few words; null when there is none. */
export function sortWords(sort: Sort[], fields: Field[], t: ToolWords): string | null {
  const said = sort.flatMap(({ fieldId, direction }) => {
    const field = fields.find(({ id }) => id === fieldId)
    return field ? [t('sort.one', { field: field.name, direction: directionWords(field.type, direction, t) })] : []
  })
  const [first] = said
  if (first === undefined) return null
  return said.length > 1 ? t('sort.more', { first, count: said.length - 1 }) : first
}
