import { z } from 'zod'
import { Json, type JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'
import { inside, listOf } from '../http/inside'

/** https://developers.notion.com/reference/page-property-values */
export const Properties = z.record(z.string(), z.object({ id: z.string(), type: z.string() }).catchall(Json))
type Properties = z.infer<typeof Properties>

const TYPES: [FieldType, string[]][] = [
  ['text', ['title', 'formula', 'unique_id', 'phone_number', 'created_by', 'last_edited_by']],
  ['long-text', ['rich_text']],
  ['number', ['number']],
  ['boolean', ['checkbox']],
  ['select', ['select', 'status']],
  ['multi-select', ['multi_select', 'people']],
  ['datetime', ['date', 'created_time', 'last_edited_time', 'earliest_date rollup', 'latest_date rollup']],
  ['email', ['email']],
  ['url', ['url']],
]

export const toField = (name: string, sourceType: string): StreamField => {
  const isNumber = sourceType.endsWith(' rollup') && !/^show_/.test(sourceType)
  const known = TYPES.find(([, types]) => types.includes(sourceType))?.[0]
  return { name, type: known ?? (isNumber ? 'number' : 'json'), sourceType, primaryKey: false }
}

/** Dates may be ranges: their ends are fields of their own. */
const END = ' (end)'

/** By the ids of the properties, which stay when these are renamed. Buttons have no value. */
export const toFields = (properties: Properties): StreamField[] =>
  Object.entries(properties).flatMap(([label, { id, type, rollup }]) => {
    if (type === 'button') return []
    const ends = type === 'date' ? ['', END] : ['']
    const sourceType = type === 'rollup' ? `${inside(rollup, 'function')} rollup` : type
    return ends.map((end) => ({ ...toField(id + end, sourceType), label: label + end }))
  })

/** Values by the names of their fields. */
export const toValues = (properties: Properties): Record<string, JsonValue> =>
  Object.fromEntries(
    Object.values(properties).flatMap(({ id, type, ...property }) => {
      const value = property[type] ?? null
      const end: [string, JsonValue][] = type === 'date' ? [[id + END, inside(value, 'end') ?? null]] : []
      return [[id, unwrap(value, type)], ...end]
    }),
  )

/** Fields that change without an edit of their page. */
export const isComputed = ({ sourceType }: StreamField): boolean => /^formula$| rollup$/.test(sourceType)

export const plainText = (value: JsonValue): string =>
  listOf(value).reduce<string>((text, part) => `${text}${inside(part, 'plain_text') ?? ''}`, '')

const WHOLE = ['place', 'verification']

/** A value without what is around it, also one within the result of a formula or a rollup. */
function unwrap(value: JsonValue, type: JsonValue = null): JsonValue {
  if (type === 'title' || type === 'rich_text') return plainText(value)
  if (type === 'unique_id') return [inside(value, 'prefix') ?? [], inside(value, 'number') ?? []].flat().join('-')
  if (Array.isArray(value)) return value.map((each) => unwrap(each))
  const named = WHOLE.includes(String(type)) ? value : nameOf(value)
  const inner = inside(value, 'type')
  return named ?? (typeof inner === 'string' ? unwrap(inside(value, inner) ?? null, inner) : value)
}

/** Of a choice, person, page, file or date. The addresses of uploaded files expire, so these are known by their names. */
const nameOf = (value: JsonValue): JsonValue | undefined =>
  inside(value, 'external', 'url') ?? inside(value, 'start') ?? inside(value, 'name') ?? inside(value, 'id')
