import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'
import { seeded } from './mirror'
import { contractFile, sampleOf } from './stripe-samples'

type Values = Record<string, unknown>
export type StripeObject = Values & { id: string }
type Stored = { value: StripeObject; at: number; order: number }

export type StripeServer = ApiServer & {
  /** What time it is there, in seconds since 1970. */
  clock: number
  /** What may not be read: the beginnings of paths. */
  forbidden: string[]
  live: (kind: string) => StripeObject[]
  /** As many parts inside as are given, for what has parts. */
  insert(kind: string, values?: Values, parts?: number): string
  update(kind: string, id: string, values: Values): void
  remove(kind: string, id: string): void
  /** Another list of parts, told of as an update of what they are in. */
  setParts(kind: string, id: string, count: number, kept: number): void
  partsOf(id: string): StripeObject[]
  /** An object as it is from now on, without an event. */
  set(kind: string, id: string, values: Values): void
  /** From now on events cannot be seen before `appear`, and have the time they happened at all the same. */
  hideEvents(): void
  appear(): void
  /** Events that happened earlier are no longer kept. */
  forgetEvents(before: number): void
}

const contract = openApiContract(contractFile)
const VERSION = '2022-11-15'
const ACCOUNT = 'acct_1Acme'

const PREFIXES: Record<string, string> = {
  customer: 'cus',
  subscription: 'sub',
  invoice: 'in',
  charge: 'ch',
  product: 'prod',
}
const PARTS: Record<string, { list: string; kind: string; prefix: string }> = {
  subscription: { list: 'items', kind: 'subscription_item', prefix: 'si' },
  invoice: { list: 'lines', kind: 'line_item', prefix: 'il' },
  credit_note: { list: 'lines', kind: 'credit_note_line_item', prefix: 'cnli' },
}
const KINDS: Record<string, string> = {
  ...{ 'checkout/sessions': 'checkout.session', balance_transactions: 'balance_transaction' },
  ...Object.fromEntries(
    'customers subscriptions invoices invoiceitems charges payment_intents payment_methods refunds disputes products prices plans coupons promotion_codes payouts transfers credit_notes setup_intents tax_rates quotes'
      .split(' ')
      .map((path) => [path, path.slice(0, -1)]),
  ),
}
/** Where the names of events differ from the usual ones; empty where nothing is told. */
const EVENTS: Record<string, { created?: string; updated?: string }> = {
  ...{ charge: { created: 'charge.succeeded' }, balance_transaction: { created: '', updated: '' } },
  subscription: { created: 'customer.subscription.created', updated: 'customer.subscription.updated' },
  dispute: { created: 'charge.dispute.created', updated: 'charge.dispute.updated' },
  payment_intent: { updated: 'payment_intent.processing' },
  setup_intent: { updated: 'setup_intent.succeeded' },
  payment_method: { created: 'payment_method.attached' },
  'checkout.session': { created: '', updated: 'checkout.session.completed' },
  quote: { updated: 'quote.finalized' },
}

export const failure = (status: number, message: string, more: Values = {}): ApiAnswer => ({
  status,
  body: { error: { type: 'invalid_request_error', message, ...more } },
})
const missing = (id: string, param = 'id', status = 404) =>
  failure(status, `No such object: '${id}'`, { code: 'resource_missing', param })

/** One account, read with one key, as the pinned version of the API shows it. */
export async function startStripe(key: string): Promise<StripeServer> {
  const random = seeded(7)
  const kinds = new Map<string, Map<string, Stored>>()
  const parts = new Map<string, StripeObject[]>()
  const deleted = new Set<string>()
  const events: (Stored & { isHidden: boolean })[] = []
  let [made, isHiding] = [0, false]

  const ofKind = (kind: string) => {
    const known = kinds.get(kind) ?? new Map<string, Stored>()
    kinds.set(kind, known)
    return known
  }
  const madeAt = (kind: string) => (kind === 'invoiceitem' ? 'date' : 'created')
  const show = (kind: string, { value }: Stored): StripeObject => {
    const inside = PARTS[kind]
    const all = parts.get(value.id) ?? []
    return inside
      ? { ...value, [inside.list]: listOf(all.slice(0, 10), all.length > 10, `/v1/${value.id}/lines`) }
      : value
  }
  const tell = (type: string, payload: Values, previous?: Values) => {
    if (type === '') return
    made += 1
    const data = previous ? { object: payload, previous_attributes: previous } : { object: payload }
    const value = {
      ...{ id: `evt_${made}`, object: 'event', api_version: '2019-05-16', created: server.clock, data, type },
      ...{ livemode: false, pending_webhooks: 0, request: null },
    }
    events.push({ value, at: server.clock, order: made, isHidden: isHiding })
  }
  /** As another version of the API would show it: nothing but the ids is to be relied on. */
  const payloadOf = (kind: string, stored: Stored): Values => {
    const { id, object, customer, charge, [madeAt(kind)]: at } = stored.value
    const list = PARTS[kind]?.list ?? 'nothing'
    return {
      id,
      object,
      customer,
      charge,
      [madeAt(kind)]: at,
      [list]: show(kind, stored)[list],
      status: 'of another version',
      name: 'x',
    }
  }
  const partOf = (kind: string, parent: string): StripeObject => {
    made += 1
    const { kind: part = '', prefix = '' } = PARTS[kind] ?? {}
    // A line does not say which invoice it is on.
    const owner = kind === 'subscription' ? { subscription: parent } : {}
    return { ...sampleOf(part, random), id: `${prefix}_${made}`, ...owner }
  }

  const answer = (request: ApiRequest): ApiAnswer | null => {
    const { pathname, searchParams } = request.url
    if (request.headers['stripe-version'] !== VERSION) server.violations.push(`no version on ${request.path}`)
    if (request.headers.authorization !== `Bearer ${key}`)
      return failure(401, 'Invalid API Key provided: rk_test_*********f00d')
    if (server.forbidden.some((path) => pathname.startsWith(path)))
      return failure(403, `The provided key 'rk_test_****f00d' does not have the required permissions on '${ACCOUNT}'.`)
    if (pathname === '/v1/account') return { status: 200, body: accountOf(request) }
    if (pathname === '/v1/balance')
      return { status: 200, body: { object: 'balance', available: [], pending: [], livemode: !key.includes('_test_') } }
    if (pathname === '/v1/events') return page(visible(searchParams), request)
    return nested(request) ?? direct(request)
  }
  const visible = (query: URLSearchParams) =>
    events.filter(({ isHidden, value }) => !isHidden && query.getAll('types[]').includes(String(value.type)))
  const nested = (request: ApiRequest): ApiAnswer | null => {
    const { pathname, searchParams } = request.url
    const [, , path = '', id = '', list] = pathname.split('/')
    const owner = searchParams.get('subscription') ?? id
    if (pathname !== '/v1/subscription_items' && list !== 'lines' && list !== 'payment_methods') return null
    const kind = pathname === '/v1/subscription_items' ? 'subscription' : KINDS[path]
    if (!kind || !ofKind(kind).has(owner)) return missing(owner, kind, list ? 404 : 400)
    if (list === 'payment_methods')
      return page(
        [...ofKind('payment_method').values()].filter(({ value }) => value.customer === id),
        request,
      )
    const all = parts.get(owner) ?? []
    return page(
      all.map((value, index) => ({ value, at: 0, order: all.length - index })),
      request,
    )
  }
  const direct = (request: ApiRequest): ApiAnswer | null => {
    const { pathname, searchParams } = request.url
    const path = pathname.slice('/v1/'.length)
    const kind = KINDS[path]
    if (kind) {
      const isLeftOut = ({ value }: Stored) => kind === 'subscription' && value.status === 'canceled'
      const some = [...ofKind(kind).values()].filter((one) => searchParams.get('status') === 'all' || !isLeftOut(one))
      return page(some, request, (stored) => show(kind, stored))
    }
    const id = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
    const one = KINDS[path.slice(0, path.lastIndexOf('/'))] ?? ''
    const stored = ofKind(one).get(id)
    if (stored) return { status: 200, body: show(one, stored) }
    if (one === 'customer' && deleted.has(id)) return { status: 200, body: { id, object: one, deleted: true } }
    return missing(id)
  }

  const api = await startApi({ contract, answer })
  const server: StripeServer = Object.assign(api, {
    ...{ clock: 1_768_000_000, forbidden: [] },
    live: (kind: string) => [...ofKind(kind).values()].map((stored) => show(kind, stored)),
    insert(kind: string, values: Values = {}, count = 0) {
      made += 1
      const id = `${PREFIXES[kind] ?? kind}_${made}`
      const own = { ...sampleOf(kind, random), id, object: kind, [madeAt(kind)]: server.clock, ...values }
      const stored = { value: own, at: Number(Reflect.get(own, madeAt(kind))), order: made }
      ofKind(kind).set(own.id, stored)
      parts.set(
        own.id,
        Array.from({ length: count }, () => partOf(kind, own.id)),
      )
      tell(EVENTS[kind]?.created ?? `${kind}.created`, payloadOf(kind, stored))
      return own.id
    },
    update(kind: string, id: string, values: Values) {
      const stored = ofKind(kind).get(id)
      if (!stored) return
      stored.value = { ...stored.value, ...values }
      tell(EVENTS[kind]?.updated ?? `${kind}.updated`, payloadOf(kind, stored))
    },
    remove(kind: string, id: string) {
      const stored = ofKind(kind).get(id)
      if (!stored) return
      tell(kind === 'payment_method' ? 'payment_method.detached' : `${kind}.deleted`, payloadOf(kind, stored))
      if (kind === 'payment_method') stored.value = { ...stored.value, customer: null }
      else ofKind(kind).delete(id)
      deleted.add(id)
    },
    setParts(kind: string, id: string, count: number, kept: number) {
      const stored = ofKind(kind).get(id)
      if (!stored) return
      const { list = '' } = PARTS[kind] ?? {}
      const before = { [list]: show(kind, stored)[list] }
      const some = (parts.get(id) ?? []).slice(0, kept)
      parts.set(id, [...some, ...Array.from({ length: Math.max(0, count - some.length) }, () => partOf(kind, id))])
      tell(EVENTS[kind]?.updated ?? `${kind}.updated`, payloadOf(kind, stored), before)
    },
    partsOf: (id: string) => parts.get(id) ?? [],
    set(kind: string, id: string, values: Values) {
      const stored = ofKind(kind).get(id)
      if (stored) stored.value = { ...stored.value, ...values }
    },
    hideEvents: () => {
      isHiding = true
    },
    appear() {
      isHiding = false
      for (const event of events) event.isHidden = false
    },
    forgetEvents: (before: number) => void events.splice(0, events.length, ...events.filter(({ at }) => at >= before)),
  })
  return server
}

const listOf = (data: unknown[], hasMore: boolean, url: string) => ({ object: 'list', url, has_more: hasMore, data })

function accountOf({ headers }: ApiRequest) {
  const dashboard = { display_name: 'Acme Inc', timezone: 'Etc/UTC' }
  return { id: headers['stripe-account'] ?? ACCOUNT, object: 'account', settings: { dashboard } }
}

/** The newest first. What it goes on after has to be there, whether or not it is in this list. */
function page(all: Stored[], { url }: ApiRequest, show = ({ value }: Stored): StripeObject => value): ApiAnswer {
  const { pathname, searchParams } = url
  const limit = Number(searchParams.get('limit') ?? 10)
  const types = searchParams.getAll('types[]')
  if (limit < 1 || limit > 100 || types.length > 20) return failure(400, 'Invalid limit or too many types')
  const [from, to] = [searchParams.get('created[gte]'), searchParams.get('created[lte]')]
  const after = searchParams.get('starting_after')
  const last = after === null ? null : all.find(({ value }) => value.id === after)
  if (last === undefined) return missing(after ?? '', 'starting_after', 400)
  const rest = all
    .filter(({ at }) => (from === null || at >= Number(from)) && (to === null || at <= Number(to)))
    .filter((each) => last === null || newestFirst(last, each) < 0)
    .sort(newestFirst)
  return { status: 200, body: listOf(rest.slice(0, limit).map(show), rest.length > limit, pathname) }
}

const newestFirst = (a: Stored, b: Stored): number => b.at - a.at || b.order - a.order
