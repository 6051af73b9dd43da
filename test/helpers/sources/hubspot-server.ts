import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'

export type HubSpotProperty = {
  name: string
  label?: string
  type: string
  fieldType: string
  calculated?: boolean
  archived?: boolean
}
type Properties = Record<string, string | null>
type CrmRecord = { id: string; properties: Properties; createdAt: number; archivedAt: number | null }
type CrmType = { properties: HubSpotProperty[]; records: Map<string, CrmRecord> }
type Owner = { id: string; email: string; archived: boolean } & Record<string, unknown>

export type HubSpotServer = ApiServer & {
  types: Map<string, CrmType>
  schemas: Record<string, unknown>[]
  owners: Owner[]
  accountType: 'STANDARD' | 'SANDBOX'
  /** What time it is there, in milliseconds. */
  clock: number
  /** No page has more than so many, however many are asked for. */
  mostAtOnce: number
  /** What the key may not do; the name of a type, `schemas` or `owners`. */
  forbidden: Set<string>
  insert(type: string, properties?: Properties): string
  /** Properties and the time of the last change. */
  update(type: string, id: string, properties: Properties): void
  /** As when a property is computed: its record is not modified. */
  compute(type: string, id: string, properties: Properties): void
  /** Into the recycle bin. */
  archive(type: string, id: string): void
  /** Gone for good, also from the recycle bin. */
  purge(type: string, id: string): void
  merge(type: string, winner: string, loser: string): void
  associate(from: [type: string, id: string], to: [type: string, id: string]): void
  /** Not to be found by the search yet; `appear` shows all of them with the times they have. */
  hide(type: string, id: string): void
  appear(): void
  /** Places in lists that were given out so far are no longer good. */
  forgetPlaces(): void
  live(type: string): CrmRecord[]
}

const contract = openApiContract(new URL('../../fixtures/sources/hubspot.json', import.meta.url))
const LONGEST_ADDRESS = 8000
const SEARCHABLE = 10_000
const MOST_LISTED = 100
const LINKS_AT_ONCE = 3

const property = (name: string, type: string, fieldType: string, more = {}) => ({ name, type, fieldType, ...more })

/** What every object has. */
const systemProperties = (type: string): HubSpotProperty[] => [
  property('hs_object_id', 'number', 'number'),
  property('createdate', 'datetime', 'date'),
  property('hs_lastmodifieddate', 'datetime', 'date'),
  ...(type === 'contacts' ? [property('lastmodifieddate', 'datetime', 'date')] : []),
  property('hs_merged_object_ids', 'enumeration', 'checkbox'),
]

export const hubspotFailure = (status: number, category: string, message: string, more = {}): ApiAnswer => ({
  status,
  body: { status: 'error', message, correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf', category, ...more },
})

const ok = (body: unknown, status = 200): ApiAnswer => ({ status, body })
const iso = (ms: number) => new Date(ms).toISOString()

/** The CRM of one account. Ids grow, as there; lists are in their order. */
export async function startHubSpot(token: string, given: Record<string, HubSpotProperty[]>): Promise<HubSpotServer> {
  const types = new Map<string, CrmType>(
    Object.entries(given).map(([name, properties]) => [
      name,
      { properties: [...systemProperties(name), ...properties], records: new Map() },
    ]),
  )
  const hidden = new Set<CrmRecord>()
  const links = new Map<string, Set<string>>()
  const winners = new Map<string, string>()
  let [made, epoch] = [900, 0]

  const answer = (request: ApiRequest): ApiAnswer | null => {
    if (request.path.length > LONGEST_ADDRESS) return hubspotFailure(414, 'VALIDATION_ERROR', 'URI too long')
    if (request.headers.authorization !== `Bearer ${token}`)
      return hubspotFailure(401, 'INVALID_AUTHENTICATION', 'Authentication credentials not found.')
    return route(request)
  }
  const route = (request: ApiRequest): ApiAnswer | null => {
    const [area = '', version = '', resource = '', type = '', action = ''] = request.url.pathname.slice(1).split('/')
    if (area === 'account-info') return ok(details())
    if (area === 'crm-object-schemas') return allowed('schemas') ?? ok({ results: server.schemas })
    if (resource === 'owners') return allowed('owners') ?? listOwners(request)
    if (version === 'v4') return allowed(type) ?? allowed(action) ?? associations(request, type, action)
    return allowed(type) ?? crm(request, resource, type, action)
  }
  const allowed = (name: string): ApiAnswer | null => {
    const scope = `crm.objects.${name}.read`
    return server.forbidden.has(name)
      ? hubspotFailure(403, 'MISSING_SCOPES', 'This app hasn’t been granted all required scopes to make this call.', {
          errors: [{ message: 'Scopes', context: { requiredGranularScopes: [scope] } }],
        })
      : null
  }
  const details = () => ({
    portalId: 62_515,
    accountType: server.accountType,
    uiDomain: 'app.hubspot.com',
    timeZone: 'Europe/Oslo',
  })
  const crm = (request: ApiRequest, resource: string, type: string, action: string): ApiAnswer | null => {
    const found = types.get(type)
    if (!found) return hubspotFailure(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${type}`)
    if (resource === 'properties')
      return ok({ results: found.properties.map((each) => ({ label: each.name, ...each })) })
    if (action === 'search') return search(found, JSON.parse(request.body))
    if (action === 'batch') return batch(found, type, JSON.parse(request.body))
    return list(found, request.url.searchParams)
  }
  const shown = ({ properties }: CrmType, record: CrmRecord, names: readonly string[]) => {
    const known = names.filter((name) => properties.some((each) => each.name === name))
    return {
      id: record.id,
      properties: Object.fromEntries(['hs_object_id', ...known].map((name) => [name, record.properties[name] ?? null])),
      createdAt: iso(record.createdAt),
      updatedAt: record.properties.hs_lastmodifieddate ?? iso(record.createdAt),
      ...(record.archivedAt === null ? { archived: false } : { archived: true, archivedAt: iso(record.archivedAt) }),
    }
  }
  /** A place is the last id, and the time at which places were forgotten last. */
  const pageOf = <T extends { id: string }>(all: T[], query: URLSearchParams): { some: T[]; next?: string } | null => {
    const [at, last] = Buffer.from(query.get('after') ?? '', 'base64url')
      .toString()
      .split(':')
    if (last !== undefined && Number(at) !== epoch) return null
    const left = all.filter(({ id }) => last === undefined || Number(id) > Number(last))
    const some = left.slice(0, Math.min(server.mostAtOnce, Number(query.get('limit') ?? 10)))
    const next = some.length < left.length ? Buffer.from(`${epoch}:${some.at(-1)?.id}`).toString('base64url') : null
    return next === null ? { some } : { some, next }
  }
  const paged = <T extends { id: string }>(all: T[], query: URLSearchParams, show: (each: T) => unknown): ApiAnswer => {
    const page = pageOf(all, query)
    if (!page) return hubspotFailure(400, 'VALIDATION_ERROR', 'The after parameter is not valid')
    const paging = page.next === undefined ? {} : { paging: { next: { after: page.next, link: 'https://api' } } }
    return ok({ results: page.some.map(show), ...paging })
  }
  const list = (type: CrmType, query: URLSearchParams): ApiAnswer => {
    if (Number(query.get('limit') ?? 10) > MOST_LISTED)
      return hubspotFailure(400, 'VALIDATION_ERROR', `limit must be at most ${MOST_LISTED}`)
    const isArchived = query.get('archived') === 'true'
    const all = [...type.records.values()].filter(({ archivedAt }) => (archivedAt !== null) === isArchived)
    const names = (query.get('properties') ?? '').split(',')
    return paged(all, query, (record) => shown(type, record, names))
  }
  const listOwners = ({ url }: ApiRequest): ApiAnswer =>
    paged(
      server.owners.filter(({ archived }) => archived === (url.searchParams.get('archived') === 'true')),
      url.searchParams,
      (owner) => owner,
    )
  const search = (type: CrmType, asked: Search): ApiAnswer => {
    const { after = 0, properties = [], sorts = [], filterGroups = [] } = asked
    const limit = Math.min(server.mostAtOnce, asked.limit ?? 10)
    const sort = toSort(sorts[0])
    const filters = filterGroups.flatMap((group) => group.filters)
    const named = [...filters, sort].map(({ propertyName }) => propertyName)
    const unknown = named.find((name) => !type.properties.some((each) => each.name === name))
    if (unknown !== undefined) return hubspotFailure(400, 'VALIDATION_ERROR', `Property '${unknown}' does not exist`)
    const unplayed = filters.find(({ operator }) => !(operator in OPERATORS))
    if (unplayed) return hubspotFailure(501, 'NOT_PLAYED', `${unplayed.operator} is not played by this server`)
    if (Number(after) + limit > SEARCHABLE)
      return hubspotFailure(400, 'VALIDATION_ERROR', 'Paging through more than 10000 results is not allowed')
    const all = [...type.records.values()].filter((record) => record.archivedAt === null && !hidden.has(record))
    const found = all.filter(
      (record) => filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every(passes(record))),
    )
    const [by, sign] = [sort.propertyName, sort.direction === 'DESCENDING' ? -1 : 1]
    found.sort((one, other) => sign * (numberOf(one.properties[by]) - numberOf(other.properties[by])))
    const some = found.slice(Number(after), Number(after) + limit)
    const end = Number(after) + some.length
    const paging = end < found.length ? { paging: { next: { after: String(end) } } } : {}
    return ok({ total: found.length, results: some.map((record) => shown(type, record, properties)), ...paging })
  }
  const batch = (type: CrmType, name: string, asked: { inputs: { id: string }[]; properties: string[] }): ApiAnswer => {
    const ids = [...new Set(asked.inputs.map(({ id }) => winners.get(`${name}/${id}`) ?? id))]
    const found = ids.map((id) => type.records.get(id)).filter((record) => record && record.archivedAt === null)
    const results = found.flatMap((record) => (record ? [shown(type, record, asked.properties)] : []))
    const missing = ids.filter((id) => !results.some((record) => record.id === id))
    return multiple(results, missing.length === 0 ? [] : [{ message: 'Could not get some objects', ids: missing }])
  }
  const multiple = (results: unknown[], missing: { message: string; ids: string[] }[]): ApiAnswer => {
    const errors = missing.map(({ message, ids }) => ({
      ...{ status: 'error', category: 'OBJECT_NOT_FOUND', message, context: { ids } },
    }))
    const times = { status: 'COMPLETE', startedAt: iso(server.clock), completedAt: iso(server.clock) }
    return errors.length === 0
      ? ok({ ...times, results })
      : ok({ ...times, results, numErrors: errors.length, errors }, 207)
  }
  const associations = ({ body }: ApiRequest, from: string, to: string): ApiAnswer => {
    const { inputs }: { inputs: { id: string; after?: string }[] } = JSON.parse(body)
    const missing: { message: string; ids: string[] }[] = []
    const results = inputs.flatMap(({ id, after = '0' }) => {
      const all = [...(links.get(`${from}/${id}/${to}`) ?? [])]
      const some = all.slice(Number(after), Number(after) + LINKS_AT_ONCE)
      const end = Number(after) + some.length
      if (all.length === 0) missing.push({ message: `No ${to} is associated with ${from} ${id}.`, ids: [id] })
      const paging = end < all.length ? { paging: { next: { after: String(end) } } } : {}
      const linked = some.map((each) => ({ toObjectId: Number(each), associationTypes: [{ typeId: 1 }] }))
      return all.length === 0 ? [] : [{ from: { id }, to: linked, ...paging }]
    })
    return multiple(results, missing)
  }
  const recordOf = (type: string, id: string): CrmRecord => {
    const found = types.get(type)?.records.get(id)
    if (!found) throw new Error(`no ${type} ${id}`)
    return found
  }
  const stamp = (type: string) => ({
    hs_lastmodifieddate: iso(server.clock),
    ...(type === 'contacts' ? { lastmodifieddate: iso(server.clock) } : {}),
  })
  const api = await startApi({ contract, answer })
  const server: HubSpotServer = {
    ...api,
    ...{ types, schemas: [], owners: [], accountType: 'STANDARD', forbidden: new Set(), mostAtOnce: 200 },
    clock: Date.UTC(2026, 0, 10),
    insert(type, properties = {}) {
      made += 1
      const id = String(made)
      const own = { hs_object_id: id, createdate: iso(server.clock), ...stamp(type) }
      const record = { id, properties: { ...own, ...properties }, createdAt: server.clock, archivedAt: null }
      types.get(type)?.records.set(id, record)
      return id
    },
    update: (type, id, properties) => void Object.assign(recordOf(type, id).properties, properties, stamp(type)),
    compute: (type, id, properties) => void Object.assign(recordOf(type, id).properties, properties),
    archive(type, id) {
      recordOf(type, id).archivedAt = server.clock
    },
    purge: (type, id) => void types.get(type)?.records.delete(id),
    merge(type, winner, loser) {
      types.get(type)?.records.delete(loser)
      winners.set(`${type}/${loser}`, winner)
      const before = recordOf(type, winner).properties.hs_merged_object_ids
      server.update(type, winner, { hs_merged_object_ids: before ? `${before};${loser}` : loser })
    },
    associate([from, id], [to, other]) {
      for (const [key, value] of [[`${from}/${id}/${to}`, other] as const, [`${to}/${other}/${from}`, id] as const])
        links.set(key, (links.get(key) ?? new Set()).add(value))
    },
    hide: (type, id) => void hidden.add(recordOf(type, id)),
    appear: () => hidden.clear(),
    forgetPlaces() {
      epoch += 1
    },
    live: (type) => [...(types.get(type)?.records.values() ?? [])].filter(({ archivedAt }) => archivedAt === null),
  }
  return server
}

type Filter = { propertyName: string; operator: string; value?: string }
type Sort = { propertyName: string; direction?: string }
type Search = {
  limit?: number
  after?: string
  properties?: string[]
  sorts?: (string | Sort)[]
  filterGroups?: { filters: Filter[] }[]
}

/** Times are compared as milliseconds, numbers as numbers. */
const numberOf = (value: string | null | undefined): number =>
  value ? (/^-?\d+$/.test(value) ? Number(value) : Date.parse(value)) : Number.NaN

/** The name of a property, with a minus before it for the other way round, or both in words. */
function toSort(given: string | Sort = 'createdate'): Sort {
  if (typeof given !== 'string') return given
  return given.startsWith('-')
    ? { propertyName: given.slice(1), direction: 'DESCENDING' }
    : { propertyName: given, direction: 'ASCENDING' }
}

const OPERATORS: Record<string, (found: number, wanted: number) => boolean> = {
  GT: (found, wanted) => found > wanted,
  GTE: (found, wanted) => found >= wanted,
  LT: (found, wanted) => found < wanted,
  LTE: (found, wanted) => found <= wanted,
}

const passes =
  (record: CrmRecord) =>
  ({ propertyName, operator, value }: Filter): boolean => {
    const [found, wanted] = [numberOf(record.properties[propertyName]), numberOf(value)]
    return OPERATORS[operator]?.(found, wanted) ?? false
  }
