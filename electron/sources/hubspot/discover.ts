import { z } from 'zod'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { HttpContext, Identity } from '../define'
import { readShape } from '../http/shape'
import { unless } from '../http/unless'
import { cursorOf, isComputed, LINKS, type Linked, Property, toStreamFields } from './fields'
import { OWNERS } from './owners'
import { countRecords } from './records'

const Account = z.object({ portalId: z.number(), portalName: z.string().nullish(), accountType: z.string() })

/** An account is known by its number. https://developers.hubspot.com/docs/api-reference/account-account-info-v3/guide */
export async function checkAccount(context: HttpContext): Promise<Identity> {
  const answer = await context.request({ path: '/account-info/v3/details' })
  const { portalId, portalName, accountType } = readShape(Account, answer)
  return {
    identity: portalName || `HubSpot account ${portalId}`,
    externalId: String(portalId),
    testMode: accountType !== 'STANDARD',
  }
}

type CrmType = { name: string; label: string; links: readonly Linked[] }

const STANDARD: readonly CrmType[] = [
  { name: 'contacts', label: 'Contacts', links: ['companies', 'deals'] },
  { name: 'companies', label: 'Companies', links: ['contacts', 'deals'] },
  { name: 'deals', label: 'Deals', links: ['companies', 'contacts'] },
  { name: 'tickets', label: 'Tickets', links: ['companies', 'contacts', 'deals'] },
  { name: 'products', label: 'Products', links: [] },
  { name: 'line_items', label: 'Line items', links: ['deals'] },
  { name: 'quotes', label: 'Quotes', links: ['companies', 'contacts', 'deals'] },
]

/** What may be read. The ids of what may not be read are left out too. */
export async function discoverStreams(context: HttpContext): Promise<DiscoveredStream[]> {
  const types = [...STANDARD, ...(await customTypes(context))]
  const properties = await Promise.all(types.map(({ name }) => unlessUnavailable(readProperties(context, name))))
  const isReadable = (name: string) => types.some((type, index) => type.name === name && properties[index] !== null)
  const streams: DiscoveredStream[] = []
  for (const [index, type] of types.entries()) {
    const known = properties[index]
    if (!known) continue
    const rows = await unlessUnavailable(countRecords(context, type.name))
    streams.push(toStream({ ...type, links: type.links.filter(isReadable) }, known, rows))
  }
  const owners = await unlessUnavailable(context.request({ path: '/crm/v3/owners', query: { limit: '1' } }))
  return owners === null ? streams : [...streams, OWNERS]
}

const Properties = z.object({ results: z.array(Property) })

export async function readProperties(context: HttpContext, type: string): Promise<Property[]> {
  return readShape(Properties, await context.request({ path: `/crm/v3/properties/${type}` })).results
}

const Schemas = z.object({
  results: z.array(
    z.object({
      objectTypeId: z.string(),
      name: z.string(),
      labels: z.object({ plural: z.string().optional() }).optional(),
      archived: z.boolean().optional(),
      associations: z.array(z.object({ fromObjectTypeId: z.string(), toObjectTypeId: z.string() })).default([]),
    }),
  ),
})

const TYPE_IDS: Record<Linked, string> = { contacts: '0-1', companies: '0-2', deals: '0-3' }

/** Custom objects are known by an id that stays when they are renamed; only some plans have any. */
async function customTypes(context: HttpContext): Promise<CrmType[]> {
  const answer = await unlessUnavailable(context.request({ path: '/crm-object-schemas/v3/schemas' }))
  if (!answer) return []
  const { results } = readShape(Schemas, answer)
  return results
    .filter(({ archived }) => !archived)
    .map(({ objectTypeId, name, labels, associations }) => {
      const ids = new Set(associations.flatMap((each) => [each.fromObjectTypeId, each.toObjectTypeId]))
      const links = (['companies', 'contacts', 'deals'] as const).filter((to) => ids.has(TYPE_IDS[to]))
      return { name: objectTypeId, label: labels?.plural || name, links }
    })
}

/** Null for what the key may not read. */
const unlessUnavailable = <T>(asked: Promise<T>) => unless(asked, 'stream-unavailable')

function toStream(
  { name, label, links }: CrmType,
  properties: readonly Property[],
  estimatedRows: number | null,
): DiscoveredStream {
  const taken = new Set(properties.map((property) => property.name))
  const fields = toStreamFields(
    properties,
    links.filter((to) => !taken.has(LINKS[to])),
  )
  const cursorField = fields.some((field) => field.name === cursorOf(name)) ? cursorOf(name) : null
  return {
    ...{ name, label, group: null, fields, estimatedRows, cursorField, cursorChoices: [], filters: 'local' },
    deletes: cursorField === null ? 'full-read' : 'told',
    note:
      cursorField === null || !fields.some(isComputed)
        ? null
        : 'Calculated properties and associations change without their record being modified, so all records are read again once a day.',
  }
}
