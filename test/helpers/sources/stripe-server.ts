import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'
import { seeded } from './mirror'
import { failure, listOf, missing, NUMBERED, page, type Stored, type StripeObject, typesIn } from './stripe-list'
import { contractFile, sampleOf } from './stripe-samples'

export { failure, type StripeObject }

type Values = Record<string, unknown>

export type StripeServer = ApiServer & {
  /** What time it is there, in seconds since 1970. */
  clock: number
  /** No page has more than so many, however many are asked for. */
  mostAtOnce: number
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
const PARTS: Record<string, { list: string; kind: string; prefix: string; url: (id: string) => string }> = {
  subscription: {
    ...{ list: 'items', kind: 'subscription_item', prefix: 'si' },
    url: (id) => `/v1/subscription_items?subscription=${id}`,
  },
  invoice: { list: 'lines', kind: 'line_item', prefix: 'il', url: (id) => `/v1/invoices/${id}/lines` },
  credit_note: {
    ...{ list: 'lines', kind: 'credit_note_line_item', prefix: 'cnli' },
    url: (id) => `/v1/credit_notes/${id}/lines`,
  },
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
    return inside ? { ...value, [inside.list]: listOf(all.slice(0, 10), all.length > 10, inside.url(value.id)) } : value
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
    if (pathname === '/v1/events') return page(visible(searchParams), request, server)
    return nested(request) ?? direct(request)
  }
  const visible = (query: URLSearchParams) =>
    events.filter(({ isHidden, value }) => {
      const types = typesIn(query)
      return !isHidden && (types.length === 0 || types.includes(String(value.type)))
    })
  const nested = (request: ApiRequest): ApiAnswer | null => {
    const { pathname, searchParams } = request.url
    const [, , path = '', id = '', list = ''] = pathname.split('/')
    if (path === 'subscription_items')
      return partsIn(request, 'subscription', searchParams.get('subscription') ?? '', 400)
    if (list === 'lines') return partsIn(request, KINDS[path] ?? 'object', id, 404)
    if (list !== 'payment_methods') return null
    if (!ofKind('customer').has(id)) return missing('customer', id, 'customer')
    const all = [...ofKind('payment_method').values()]
    return page(
      all.filter(({ value }) => value.customer === id),
      request,
      server,
    )
  }
  const partsIn = (request: ApiRequest, kind: string, owner: string, status: number): ApiAnswer => {
    if (!ofKind(kind).has(owner)) return missing(kind, owner, kind, status)
    const all = parts.get(owner) ?? []
    return page(
      all.map((value, index) => ({ value, at: 0, order: all.length - index })),
      request,
      server,
    )
  }
  const direct = (request: ApiRequest): ApiAnswer | null => {
    const { pathname, searchParams } = request.url
    const path = pathname.slice('/v1/'.length)
    const kind = KINDS[path]
    if (kind) {
      const isLeftOut = ({ value }: Stored) => kind === 'subscription' && value.status === 'canceled'
      const some = [...ofKind(kind).values()].filter((one) => searchParams.has('status') || !isLeftOut(one))
      return page(some, request, { mostAtOnce: server.mostAtOnce, show: (stored) => show(kind, stored) })
    }
    const id = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
    const one = KINDS[path.slice(0, path.lastIndexOf('/'))] ?? ''
    const stored = ofKind(one).get(id)
    if (stored) return { status: 200, body: show(one, stored) }
    if (one === 'customer' && deleted.has(id)) return { status: 200, body: { id, object: one, deleted: true } }
    return missing(one || 'object', id)
  }

  const identified = (request: ApiRequest): ApiAnswer | null => {
    const right = answer(request)
    return right && { ...right, headers: { 'request-id': `req_${request.number}`, 'stripe-version': VERSION } }
  }
  const contractPath = ({ path }: ApiRequest) => path.replaceAll(NUMBERED, 'types[]')
  const api = await startApi({ contract, answer: identified, contractPath })
  const server: StripeServer = Object.assign(api, {
    ...{ clock: 1_768_000_000, forbidden: [], mostAtOnce: 100 },
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

function accountOf({ headers }: ApiRequest) {
  const dashboard = { display_name: 'Acme Inc', timezone: 'Etc/UTC' }
  return { id: headers['stripe-account'] ?? ACCOUNT, object: 'account', settings: { dashboard } }
}
