import { z } from 'zod'
import { Json, type JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'
import { inside } from '../http/inside'

export const AirtableField = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  options: z.record(z.string(), Json).nullish(),
})
export type AirtableField = z.infer<typeof AirtableField>

/** What every record has besides its fields. The time of the last change can be asked by, but is not given. */
export const RECORD_ID = '_record_id'
export const CREATED = '_created_time'
export const MODIFIED = '_last_modified_time'

const OWN: StreamField[] = [
  { name: RECORD_ID, type: 'text', sourceType: 'id', primaryKey: true },
  { name: CREATED, type: 'datetime', sourceType: 'createdTime', primaryKey: false },
]

const TYPES: Partial<Record<string, FieldType>> = {
  ...{ multilineText: 'long-text', richText: 'long-text', aiText: 'long-text' },
  ...{ checkbox: 'boolean', rating: 'integer', count: 'integer', autoNumber: 'integer' },
  ...{ number: 'number', currency: 'number', percent: 'number', duration: 'number' },
  ...{ date: 'date', dateTime: 'datetime', createdTime: 'datetime', lastModifiedTime: 'datetime' },
  ...{ email: 'email', url: 'url', button: 'url' },
  ...{ singleSelect: 'select', externalSyncSource: 'select', multipleSelects: 'multi-select' },
  ...{ multipleRecordLinks: 'json', multipleAttachments: 'json', multipleLookupValues: 'json' },
  ...{ singleCollaborator: 'json', multipleCollaborators: 'json', createdBy: 'json', lastModifiedBy: 'json' },
}

/** Of these, the type is that of their result. */
const WITH_RESULT: ReadonlySet<string> = new Set(['formula', 'rollup', 'createdTime', 'lastModifiedTime'])

/** Their values change without their record being modified. */
const COMPUTED: ReadonlySet<string> = new Set(['formula', 'rollup', 'count', 'multipleLookupValues', 'button'])

/** Fields go by their ids, so that one is read on when it was renamed meanwhile. */
export const toStreamFields = (fields: readonly AirtableField[]): StreamField[] => [
  ...OWN,
  ...fields.map(({ id, name, type, options }) => {
    const resultType = inside(options ?? null, 'result', 'type')
    const decisive = WITH_RESULT.has(type) && typeof resultType === 'string' ? resultType : type
    return { name: id, label: name, type: TYPES[decisive] ?? 'text', sourceType: type, primaryKey: false }
  }),
]

/** Null for what is no field at Airtable. */
export const fieldIdOf = ({ name }: StreamField): string | null => (OWN.some((own) => own.name === name) ? null : name)

export const isComputed = ({ sourceType }: StreamField): boolean => COMPUTED.has(sourceType)

/** Of a cell; one that is empty is left out there, as is a checkbox that is not ticked. */
export function toJson({ type, sourceType }: StreamField, value: JsonValue | undefined): JsonValue {
  if (value === undefined || value === null) return sourceType === 'checkbox' ? false : null
  if (type === 'json') return withoutLinks(value)
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(withoutLinks)
  return plainOf(sourceType, value) ?? null
}

/** What a cell of one value shows of an object; nothing for a formula that failed. */
function plainOf(sourceType: string, value: JsonValue): JsonValue | undefined {
  if (isFailed(value)) return null
  if (sourceType === 'barcode') return inside(value, 'text')
  if (sourceType === 'button') return inside(value, 'url')
  return sourceType === 'aiText' ? inside(value, 'value') : value
}

const isFailed = (value: JsonValue): boolean =>
  inside(value, 'specialValue') !== undefined || typeof inside(value, 'error') === 'string'

/** Addresses of attachments are others each time and expire within hours. */
function withoutLinks(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutLinks)
  if (isFailed(value)) return null
  if (inside(value, 'filename') === undefined || inside(value, 'url') === undefined) return value
  const kept = ['id', 'filename', 'size', 'type'].flatMap((name) => {
    const part = inside(value, name)
    return part === undefined ? [] : [[name, part] as const]
  })
  return Object.fromEntries(kept)
}
