import { openApiContract } from '../openapi-contract'
import { parseFormula } from './airtable-formula'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'

export type TableField = { id: string; name: string; type: string; options?: Record<string, unknown> | null }
type Cells = Record<string, unknown>
type AirtableRecord = { id: string; created: number; modified: number | null; fields: Cells }
type Table = { id: string; name: string; fields: TableField[]; records: Map<string, AirtableRecord> }
type Base = { id: string; name: string; permissionLevel: string; tables: Table[] }

export type AirtableServer = ApiServer & {
  bases: Base[]
  /** The ids of the users, by the tokens that are accepted. */
  users: Map<string, string>
  /** Of a sign-in; null for a personal access token, of which nothing is told. */
  scopes: string[] | null
  /** What time it is there, in milliseconds. */
  clock: number
  /** No page has more than so many, however many are asked for. */
  mostAtOnce: number
  /** Ids of bases that the token may not see, and `bases` for all of them. */
  forbidden: Set<string>
  /** What it says of a record that is gone: it does both. */
  missing: ApiAnswer
  table(id: string): Table
  insert(table: string, fields?: Cells): string
  update(table: string, id: string, fields: Cells): void
  /** As when a formula is worked out: the record is not modified. */
  compute(table: string, id: string, fields: Cells): void
  remove(table: string, id: string): void
  /** Not to be found yet; `appear` shows all of them with the times they have. */
  hide(table: string, id: string): void
  appear(): void
  /** Readings that are under way cannot be gone on with. */
  expireIterators(): void
}

const contract = openApiContract(new URL('../../fixtures/sources/airtable.json', import.meta.url))
const BASES_AT_ONCE = 2

export const airtableFailure = (status: number, type: string, message?: string): ApiAnswer => ({
  status,
  body: { error: message === undefined ? type : { type, message } },
})

const ok = (body: unknown): ApiAnswer => ({ status: 200, body })
export const HIDDEN = airtableFailure(
  403,
  'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND',
  'Invalid permissions, or the requested model was not found.',
)

/** A cell without a value is left out, as is a checkbox that is not ticked. */
const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === false ||
  value === '' ||
  (Array.isArray(value) && value.length === 0)

const base = (id: string, name: string, tables: Table[], permissionLevel = 'create') => ({
  ...{ id, name, tables, permissionLevel },
})
export const table = (id: string, name: string, fields: TableField[]): Table => ({
  ...{ id, name, fields, records: new Map() },
})

/** Some bases with tables, as one user sees them. */
export async function startAirtable(token: string, tables: Table[]): Promise<AirtableServer> {
  const hidden = new Set<string>()
  const iterators = new Map<string, string[]>()
  let [made, begun] = [0, 0]

  const answer = (request: ApiRequest): ApiAnswer | null => {
    const user = server.users.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    if (user === undefined) return airtableFailure(401, 'AUTHENTICATION_REQUIRED', 'Authentication required')
    const [, area = '', one = '', two = ''] = request.url.pathname.slice(1).split('/')
    if (area !== 'meta') return records(request, area, one, two)
    if (one === 'whoami') return ok(whoami(user))
    return two === '' ? listBases(request) : listTables(two)
  }
  const whoami = (id: string) => ({
    id,
    ...(server.scopes === null ? {} : { scopes: server.scopes, email: 'ada@acme.example' }),
  })
  const listBases = ({ url }: ApiRequest): ApiAnswer => {
    if (server.forbidden.has('bases')) return HIDDEN
    const from = Number(url.searchParams.get('offset')?.slice(3) ?? 0)
    const some = server.bases.slice(from, from + BASES_AT_ONCE)
    const end = from + some.length
    const bases = some.map(({ id, name, permissionLevel }) => ({ id, name, permissionLevel }))
    return ok({ bases, ...(end < server.bases.length ? { offset: `itr${end}` } : {}) })
  }
  const baseOf = (id: string): Base | undefined =>
    server.forbidden.has(id) ? undefined : server.bases.find((each) => each.id === id)
  const listTables = (id: string): ApiAnswer => {
    const found = baseOf(id)
    if (!found) return HIDDEN
    const shown = found.tables.map((each) => ({
      ...{ id: each.id, name: each.name, fields: each.fields, primaryFieldId: each.fields[0]?.id, views: [] },
    }))
    return ok({ tables: shown })
  }
  const records = (request: ApiRequest, baseId: string, tableId: string, action: string): ApiAnswer => {
    const key = decodeURIComponent(tableId)
    const found = baseOf(baseId)?.tables.find(({ id, name }) => id === key || name === key)
    if (!found) return HIDDEN
    if (action === 'listRecords') return list(found, JSON.parse(request.body))
    const asked = askedIn(request.url.searchParams)
    if (action === '') return list(found, asked)
    const record = found.records.get(action)
    return record ? ok(shown(found, record, asked)) : server.missing
  }
  const shown = ({ fields }: Table, record: AirtableRecord, asked: Asked) => {
    const wanted = fields.filter(
      ({ id, name }) => !asked.fields || asked.fields.some((key) => key === id || key === name),
    )
    const cells = wanted.filter(({ id }) => !isEmpty(record.fields[id]))
    return {
      id: record.id,
      createdTime: new Date(record.created).toISOString(),
      fields: Object.fromEntries(
        cells.map(({ id, name }) => [asked.returnFieldsByFieldId ? id : name, record.fields[id]]),
      ),
    }
  }
  /** The first page settles which records come, and in which order; what they hold is as it is when they come. */
  const list = (given: Table, asked: Asked): ApiAnswer => {
    const unplayed = ['sort', 'view', 'maxRecords', 'cellFormat'].find((name) => name in asked)
    if (unplayed) return airtableFailure(501, 'NOT_PLAYED', `${unplayed} is not played by this server`)
    const unknown = asked.fields?.find((key) => !given.fields.some(({ id, name }) => key === id || key === name))
    if (unknown !== undefined) return airtableFailure(422, 'UNKNOWN_FIELD_NAME', `Unknown field name: "${unknown}"`)
    const [iterator = '', last = ''] = asked.offset?.split('/') ?? [begin(given, asked.filterByFormula)]
    const ids = iterators.get(iterator)
    if (iterator === '')
      return airtableFailure(422, 'INVALID_FILTER_BY_FORMULA', 'The formula for filtering records is invalid')
    if (!ids) return airtableFailure(422, 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE', 'Try listing records again')
    const from = ids.indexOf(last) + 1
    const some = ids.slice(from, from + Math.min(server.mostAtOnce, asked.pageSize ?? 100))
    const there = some.flatMap((id) => given.records.get(id) ?? [])
    const isEnd = from + some.length >= ids.length
    const offset = isEnd ? {} : { offset: `${iterator}/${some.at(-1)}` }
    return ok({ records: there.map((record) => shown(given, record, asked)), ...offset })
  }
  const begin = (given: Table, formula: string | undefined): string => {
    const passes = formula === undefined ? () => true : parseFormula(formula)
    if (!passes) return ''
    const there = [...given.records.values()].filter((record) => !hidden.has(record.id) && passes(record))
    begun += 1
    const iterator = `itr${begun}`
    iterators.set(
      iterator,
      there.map(({ id }) => id),
    )
    return iterator
  }
  const tableOf = (id: string): Table => {
    const found = server.bases.flatMap((each) => each.tables).find((each) => each.id === id)
    if (!found) throw new Error(`no table ${id}`)
    return found
  }
  const change = (name: string, id: string, fields: Cells): AirtableRecord => {
    const record = tableOf(name).records.get(id)
    if (!record) throw new Error(`no record ${id}`)
    Object.assign(record.fields, fields)
    return record
  }
  const api = await startApi({ contract, answer })
  const server: AirtableServer = {
    ...api,
    bases: [
      base('appLkNDICXNqxSDhG', 'Apartment Hunting', tables),
      base('appSW9R5uCNmRmfl6', 'Nothing to see', [table('tblNone', 'None', [])], 'none'),
      base('appEmpty000000000', 'Empty', [], 'read'),
    ],
    users: new Map([[token, 'usrL2PNC5o3H4lBEi']]),
    scopes: null,
    clock: Date.UTC(2026, 0, 10),
    forbidden: new Set(),
    mostAtOnce: 100,
    missing: airtableFailure(404, 'NOT_FOUND'),
    table: tableOf,
    insert(name, fields = {}) {
      made += 1
      // As there, ids do not grow with time.
      const id = `rec${((made * 7919) % 99_991).toString(36).padStart(4, '0')}${made}`
      tableOf(name).records.set(id, { id, created: server.clock, modified: null, fields: { ...fields } })
      return id
    },
    update(name, id, fields) {
      change(name, id, fields).modified = server.clock
    },
    compute: (name, id, fields) => void change(name, id, fields),
    remove: (name, id) => void tableOf(name).records.delete(id),
    hide: (_, id) => void hidden.add(id),
    appear: () => hidden.clear(),
    expireIterators: () => iterators.clear(),
  }
  return server
}

type Asked = {
  pageSize?: number
  offset?: string
  fields?: string[]
  filterByFormula?: string
  returnFieldsByFieldId?: boolean
}

/** What is asked for in an address, as it would be in a body. */
function askedIn(query: URLSearchParams): Asked {
  const names = query.getAll('fields[]')
  const texts = ['offset', 'filterByFormula', 'cellFormat'].flatMap((name) => {
    const value = query.get(name)
    return value === null ? [] : [[name, value]]
  })
  return {
    ...Object.fromEntries(texts),
    pageSize: Number(query.get('pageSize') ?? 100),
    returnFieldsByFieldId: query.get('returnFieldsByFieldId') === 'true',
    ...(names.length > 0 ? { fields: names } : {}),
  }
}
