import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'

export const Property = z.object({
  name: z.string(),
  label: z.string().optional(),
  type: z.string(),
  fieldType: z.string(),
  calculated: z.boolean().optional(),
  archived: z.boolean().optional(),
})
export type Property = z.infer<typeof Property>

/** The key of every object. */
export const ID = 'hs_object_id'
/** Of a record that others were merged into, the ids that these had. */
export const MERGED = 'hs_merged_object_ids'
const CALCULATED = ' calculated'
const LONGEST_LABEL = 80
const LINK = 'association '

/** What a record may be associated with; each has a field for the ids. */
export const LINKS = {
  companies: 'associated_company_ids',
  contacts: 'associated_contact_ids',
  deals: 'associated_deal_ids',
}
export type Linked = keyof typeof LINKS

const isLinked = (name: string): name is Linked => name in LINKS

const TYPES: Partial<Record<string, FieldType>> = {
  ...{ number: 'number', bool: 'boolean', date: 'date', datetime: 'datetime', json: 'json', enumeration: 'select' },
  'enumeration checkbox': 'multi-select',
  'enumeration booleancheckbox': 'boolean',
  'string textarea': 'long-text',
  'string html': 'long-text',
}

/** The key first, then what else a record has, then with what it is associated. */
export function toStreamFields(properties: readonly Property[], links: readonly Linked[]): StreamField[] {
  const others = properties.filter(({ name, archived }) => name !== ID && !archived)
  const labelOf = labelsOf(others)
  return [
    { name: ID, type: 'text', sourceType: 'number', primaryKey: true },
    ...others.map(({ name, type, fieldType, calculated }) => ({
      ...{ name, ...labelOf(name), type: typeOf(name, `${type} ${fieldType}`, type) },
      sourceType: `${type} ${fieldType}${calculated ? CALCULATED : ''}`,
      primaryKey: false,
    })),
    ...links.map((to) => ({ name: LINKS[to], type: 'json' as const, sourceType: `${LINK}${to}`, primaryKey: false })),
  ]
}

/** Labels that say which property it is: several may have the same one, or that of another's name. */
function labelsOf(properties: readonly Property[]) {
  const titled = properties.map(({ name, label = '' }) => ({ name, label: label.replace(/\s+/g, ' ').trim() }))
  const counts = new Map<string, number>()
  for (const { name, label } of titled)
    for (const text of new Set([name.toLowerCase(), label.toLowerCase()])) counts.set(text, (counts.get(text) ?? 0) + 1)
  const labels = new Map(titled.map(({ name, label }) => [name, label]))
  return (name: string): { label?: string } => {
    const label = labels.get(name) ?? ''
    const isGood = label !== '' && label !== name && label.length <= LONGEST_LABEL
    return isGood && counts.get(label.toLowerCase()) === 1 ? { label } : {}
  }
}

const typeOf = (name: string, both: string, type: string): FieldType =>
  name === 'email' ? 'email' : (TYPES[both] ?? TYPES[type] ?? 'text')

/** Computed by HubSpot, or not a property at all: neither moves the time of a record's last change. */
export const isComputed = ({ sourceType }: StreamField): boolean =>
  sourceType.endsWith(CALCULATED) || sourceType.startsWith(LINK)

export function linkOf({ sourceType }: StreamField): Linked | null {
  const to = sourceType.startsWith(LINK) ? sourceType.slice(LINK.length) : ''
  return isLinked(to) ? to : null
}

/** When a record was last changed. The other name exists for contacts too and is not kept up to date there. */
export const cursorOf = (type: string): string => (type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate')

/** Properties are texts, whatever they hold; one without a value may be the empty text. */
export function toJson({ type }: StreamField, value: JsonValue | undefined): JsonValue {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') return value
  switch (type) {
    case 'date':
      return toMoment(value)?.slice(0, 10) ?? value
    case 'datetime':
      return toMoment(value) ?? value
    case 'multi-select':
      return value.split(';').filter((choice) => choice !== '')
    case 'json':
      return parsed(value)
    default:
      return value
  }
}

/** Times come as ISO-8601 or as milliseconds since 1970; null for the former. */
function toMoment(value: string): string | null {
  const moment = new Date(/^-?\d{5,}$/.test(value) ? Number(value) : Number.NaN)
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
