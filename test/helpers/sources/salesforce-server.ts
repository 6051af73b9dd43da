import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'
import { parseSoql, SoqlError, type SoqlField } from './soql'

export type SObjectField = SoqlField & { calculated?: boolean; length?: number; sortable?: boolean }
type Values = Record<string, unknown>
type SObjectRecord = Values & { Id: string; SystemModstamp: string; IsDeleted: boolean }
type SObject = {
  label: string
  fields: SObjectField[]
  /** By id; also what is in the recycle bin. */
  records: Map<string, SObjectRecord>
  prefix: string
}

export type SalesforceServer = ApiServer & {
  objects: Map<string, SObject>
  /** What time it is there, in milliseconds. */
  clock: number
  usage: { used: number; most: number }
  /** So many records come at once, the others by a locator. */
  batch: number
  /** And no more than have so many values together, so that wide records come in smaller parts. */
  cells: number
  insert(object: string, values: Values): string
  update(object: string, id: string, values: Values): void
  /** Into the recycle bin. */
  remove(object: string, id: string): void
  /** Gone for good, also from the recycle bin. */
  purge(object: string, id: string): void
  /** Not to be seen yet, as while a transaction lasts; `appear` shows all of them with the times they have. */
  hide(object: string, id: string): void
  appear(): void
  /** What is there, without the recycle bin. */
  live(object: string): SObjectRecord[]
}

const contract = openApiContract(new URL('../../fixtures/sources/salesforce.json', import.meta.url))
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const LONGEST_ADDRESS = 16_384
const HTML = { 'content-type': 'text/html;charset=UTF-8' }

/** An id of 15 characters in which case counts, and three that say what the case of the others is. */
function salesforceId(prefix: string, number: number): string {
  let rest = ''
  for (let left = number; rest.length < 12; left = Math.floor(left / 62)) rest = DIGITS.charAt(left % 62) + rest
  const id = prefix + rest
  const check = [0, 5, 10].map((from) => {
    const bits = [...id.slice(from, from + 5)].map((each, index) => (/[A-Z]/.test(each) ? 2 ** index : 0))
    return CHECK.charAt(bits.reduce((sum, bit) => sum + bit, 0))
  })
  return id + check.join('')
}

export const systemFields: SObjectField[] = [
  { name: 'Id', type: 'id', length: 18 },
  { name: 'IsDeleted', type: 'boolean' },
  { name: 'CreatedDate', type: 'datetime' },
  { name: 'SystemModstamp', type: 'datetime' },
]

/** The reading half of one org. Times have whole seconds, as there. */
export async function startSalesforce(token: string, given: Record<string, Omit<SObject, 'records'>>) {
  const objects = new Map<string, SObject>(
    Object.entries(given).map(([name, object]) => [name, { ...object, records: new Map() }]),
  )
  const hidden = new Map<string, SObjectRecord>()
  const locators = new Map<string, { rows: Values[]; total: number }>()
  let made = 0
  const answer = (request: ApiRequest): ApiAnswer | null => {
    if (request.headers.authorization !== `Bearer ${token}`)
      return request.url.pathname.endsWith('/userinfo')
        ? { status: 403, body: 'Bad_OAuth_Token', headers: HTML }
        : failure(401, 'INVALID_SESSION_ID', 'Session expired or invalid')
    if (request.path.length + LONGEST_HEADERS > LONGEST_ADDRESS)
      return { status: 414, body: 'URI Too Long', headers: HTML }
    server.usage.used += 1
    const headers = { 'sforce-limit-info': `api-usage=${server.usage.used}/${server.usage.most}` }
    const right = route(request)
    return right && { ...right, headers }
  }
  const route = ({ url: { pathname, searchParams } }: ApiRequest): ApiAnswer | null => {
    if (pathname === '/services/oauth2/userinfo') return { status: 200, body: USER }
    const [resource = '', name, last] = pathname.replace('/services/data/v62.0/', '').split('/')
    const soql = searchParams.get('q') ?? ''
    const routes: Record<string, () => ApiAnswer | null> = {
      query: () => (name ? more(name) : query(soql, false)),
      queryAll: () => query(soql, true),
      limits: () => (name === 'recordCount' ? { status: 200, body: { sObjects: counts() } } : null),
      sobjects: () => (name ? described(name, last) : { status: 200, body: { sobjects: globals(objects) } }),
    }
    return routes[resource]?.() ?? null
  }
  const described = (name: string, last: string | undefined): ApiAnswer => {
    const object = objects.get(name)
    return object && last === 'describe'
      ? { status: 200, body: description(name, object) }
      : failure(404, 'NOT_FOUND', 'The requested resource does not exist')
  }
  const counts = () => [...objects].map(([name]) => ({ name, count: server.live(name).length }))
  const query = (soql: string, all: boolean): ApiAnswer => {
    try {
      const parsed = parseSoql(soql, (name) => {
        const object = objects.get(name)
        if (!object) throw new SoqlError('INVALID_TYPE', `sObject type '${name}' is not supported.`)
        return object.fields
      })
      const rows = [...(objects.get(parsed.object)?.records.values() ?? [])]
      const found = rows.filter((row) => !hidden.has(row.Id) && (all || !row.IsDeleted) && parsed.matches(row))
      const some = found.sort(parsed.compare).slice(0, parsed.limit)
      const most = Math.min(server.batch, Math.floor(server.cells / parsed.fields.length))
      return paged(
        some.map((row) => shown(parsed.object, parsed.fields, row)),
        most,
        some.length,
      )
    } catch (error) {
      if (error instanceof SoqlError) return failure(400, error.code, error.message)
      throw error
    }
  }
  /** Of how many the query found in all, those that are left. */
  const paged = (rows: Values[], most: number, totalSize: number): ApiAnswer => {
    const left = rows.slice(most)
    if (left.length === 0) return { status: 200, body: { totalSize, done: true, records: rows } }
    const locator = `0r8xx${locators.size}-${totalSize - left.length}`
    locators.set(locator, { rows: left, total: totalSize })
    const nextRecordsUrl = `/services/data/v62.0/query/${locator}`
    const records = rows.slice(0, most)
    return { status: 200, body: { totalSize, done: false, nextRecordsUrl, records } }
  }
  const more = (locator: string): ApiAnswer => {
    const left = locators.get(locator)
    return left
      ? paged(left.rows, server.batch, left.total)
      : failure(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
  }
  const objectNamed = (name: string): SObject => {
    const object = objects.get(name)
    if (!object) throw new Error(`no object ${name}`)
    return object
  }
  const stamp = () => salesforceTime(Math.floor(server.clock / 1000) * 1000)
  const change = (name: string, id: string, values: Values) => {
    const record = objectNamed(name).records.get(id)
    if (!record) throw new Error(`no record ${id}`)
    Object.assign(record, values, { SystemModstamp: stamp() })
  }
  const api = await startApi({ contract, answer, contractPath: judged })
  const server: SalesforceServer = {
    ...api,
    objects,
    clock: Date.UTC(2026, 0, 10),
    usage: { used: 0, most: 15_000 },
    batch: 2000,
    cells: 500_000,
    insert(name, values) {
      made += 1
      const id = salesforceId(objectNamed(name).prefix, made)
      const record = { Id: id, IsDeleted: false, CreatedDate: stamp(), SystemModstamp: stamp(), ...values }
      objectNamed(name).records.set(id, record)
      return id
    },
    update: change,
    remove: (name, id) => change(name, id, { IsDeleted: true }),
    purge: (name, id) => void objectNamed(name).records.delete(id),
    hide(name, id) {
      const record = objectNamed(name).records.get(id)
      if (record) hidden.set(id, record)
    },
    appear: () => hidden.clear(),
    live: (name) => [...(objects.get(name)?.records.values() ?? [])].filter(({ IsDeleted }) => !IsDeleted),
  }
  return server
}

/** What a token and a few headers take. */
const LONGEST_HEADERS = 2500

const USER = {
  sub: 'https://login.salesforce.com/id/00Dxx0000001gEREAY/005xx000001SwiUAAS',
  user_id: '005xx000001SwiUAAS',
  organization_id: '00Dxx0000001gEREAY',
  preferred_username: 'ada@acme.example',
  name: 'Ada',
  email: 'ada@acme.example',
}

/** A slash at the end of a path is fine, and an answer in plain text is not judged. */
const judged = ({ path, url }: ApiRequest): string | null =>
  url.pathname.endsWith('/userinfo') || path.length + LONGEST_HEADERS > LONGEST_ADDRESS
    ? null
    : path.replace(/\/(?=\?|$)/, '')

export const salesforceTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000')

export const failure = (status: number, errorCode: string, message: string): ApiAnswer => ({
  status,
  body: [{ errorCode, message }],
})

function shown(type: string, fields: readonly string[], row: Values): Values {
  const url = `/services/data/v62.0/sobjects/${type}/${String(row.Id)}`
  return { attributes: { type, url }, ...Object.fromEntries(fields.map((name) => [name, row[name] ?? null])) }
}

const globals = (objects: ReadonlyMap<string, SObject>) =>
  [...objects].map(([name, { label }]) => ({
    name,
    label,
    queryable: !name.endsWith('__e'),
    custom: name.endsWith('__c'),
  }))

const description = (name: string, { label, fields }: SObject) => ({
  name,
  label,
  queryable: true,
  fields: fields.map(({ filterable = true, sortable = true, calculated = false, ...field }) => ({
    ...field,
    filterable,
    sortable,
    calculated,
    label: field.name,
    soapType: 'xsd:string',
  })),
})
