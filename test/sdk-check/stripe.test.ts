import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { failure, type StripeServer, startStripe } from '../helpers/sources/stripe-server'

const KEY = 'rk_test_51AcmeSecret'

let server: StripeServer
beforeEach(async () => {
  server = await startStripe(KEY)
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

/** The types of the package know no version but the newest. */
const PINNED = '2022-11-15' as Stripe.StripeConfig['apiVersion'] & string

function client(key = KEY): Stripe {
  const { hostname, port } = new URL(server.url)
  return new Stripe(key, { apiVersion: PINNED, host: hostname, port, protocol: 'http', telemetry: false })
}

const insertMany = (kind: string, count: number) => Array.from({ length: count }, () => server.insert(kind))
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )

async function idsOf(list: AsyncIterable<{ id: string }>): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of list) ids.push(id)
  return ids
}

describe('stripe for Node reads the server that stands in for Stripe', () => {
  test('it pages through all customers, the newest first', async () => {
    const made = insertMany('customer', 230)
    expect(await idsOf(client().customers.list({ limit: 100 }))).toEqual(made.toReversed())
    expect(server.requests.length).toBe(3)
  })

  test('it pages backwards from a customer', async () => {
    const made = insertMany('customer', 25)
    const page = await client().customers.list({ limit: 10, ending_before: made[4] ?? '' })
    expect(page.data.map(({ id }) => id)).toEqual(made.slice(5, 15).toReversed())
    expect(page.has_more).toBe(true)
  })

  test('it reads an object by its id as the list shows it, and the account', async () => {
    const id = server.insert('invoice', {}, 12)
    const read = await client().invoices.retrieve(id)
    const listed = await client().invoices.list()
    expect(JSON.parse(JSON.stringify(listed.data[0]))).toEqual(JSON.parse(JSON.stringify(read)))
    expect(read.lastResponse.apiVersion).toBe('2022-11-15')
    expect(read.lastResponse.requestId).toMatch(/^req_/)
    expect((await client().accounts.retrieveCurrent()).object).toBe('account')
    expect((await client().balance.retrieve()).livemode).toBe(false)
  })

  test('it follows the list inside of an invoice, and that of a subscription, to their ends', async () => {
    const invoice = await client().invoices.retrieve(server.insert('invoice', {}, 130))
    expect(invoice.lines.url).toBe(`/v1/invoices/${invoice.id}/lines`)
    const lines = await idsOf(client().invoices.listLineItems(invoice.id ?? '', { limit: 100 }))
    expect(lines).toEqual(server.partsOf(invoice.id ?? '').map(({ id }) => id))
    const subscription = await client().subscriptions.retrieve(server.insert('subscription', {}, 15))
    expect(subscription.items.url).toBe(`/v1/subscription_items?subscription=${subscription.id}`)
    const items = await idsOf(client().subscriptionItems.list({ subscription: subscription.id }))
    expect(items).toEqual(server.partsOf(subscription.id).map(({ id }) => id))
  })

  test('it leaves out what was cancelled unless it asks for all', async () => {
    const active = server.insert('subscription', { status: 'active' })
    const canceled = server.insert('subscription', { status: 'canceled' })
    expect(await idsOf(client().subscriptions.list())).toEqual([active])
    expect(await idsOf(client().subscriptions.list({ status: 'all' }))).toEqual([canceled, active])
    expect(await idsOf(client().subscriptions.list({ status: 'canceled' }))).toEqual([canceled])
  })

  test('it reads the events of some types since a time, and then what they are about', async () => {
    const [kept = '', gone = ''] = insertMany('customer', 120)
    server.insert('product')
    server.clock += 3600
    const since = server.clock
    for (let time = 0; time < 110; time += 1) server.update('customer', kept, { name: `Name ${time}` })
    server.remove('customer', gone)
    const types = ['customer.created', 'customer.updated', 'customer.deleted']
    const seen = new Map<string, number>()
    for await (const { data, type } of client().events.list({ created: { gte: since }, types, limit: 100 })) {
      expect(types).toContain(type)
      const { id } = data.object as { id: string }
      seen.set(id, (seen.get(id) ?? 0) + 1)
    }
    expect([...seen]).toEqual([
      [gone, 1],
      [kept, 110],
    ])
    expect(await client().customers.retrieve(kept)).toMatchObject({ id: kept, name: 'Name 109' })
    expect(await client().customers.retrieve(gone)).toMatchObject({ id: gone, deleted: true })
  })

  test('it reads events of all types when it names none, and of one when it names one', async () => {
    server.insert('customer')
    server.insert('product')
    const types = async (query: Stripe.EventListParams) =>
      (await client().events.list(query)).data.map(({ type }) => type)
    expect(await types({})).toEqual(['product.created', 'customer.created'])
    expect(await types({ type: 'customer.created' })).toEqual(['customer.created'])
  })

  test('it asks again by itself when it is told to, and otherwise knows that it was too much', async () => {
    const id = server.insert('customer')
    const { body } = failure(429, 'Too many requests', { code: 'lock_timeout' })
    server.misbehave({ kind: 'status', status: 429, body, headers: { 'stripe-should-retry': 'true' } }, 1)
    expect((await client().customers.retrieve(id)).id).toBe(id)
    expect(server.requests.length).toBe(2)
    server.misbehave({ kind: 'status', status: 429, body }, 1)
    expect(await refusal(client().customers.retrieve(id))).toBeInstanceOf(Stripe.errors.StripeRateLimitError)
  })

  test('it asks again by itself after a failure of the server and after a broken connection', async () => {
    const id = server.insert('customer')
    server.misbehave({ kind: 'status', status: 503, body: {} }, 1)
    server.misbehave({ kind: 'reset' }, 1)
    expect((await client().customers.retrieve(id)).id).toBe(id)
    expect(server.requests.length).toBe(3)
  })

  test('it knows each refusal by its kind', async () => {
    const { StripeAuthenticationError, StripePermissionError, StripeInvalidRequestError } = Stripe.errors
    expect(await refusal(client('rk_test_wrong').customers.list())).toBeInstanceOf(StripeAuthenticationError)
    server.forbidden.push('/v1/charges')
    expect(await refusal(client().charges.list())).toBeInstanceOf(StripePermissionError)
    const missing = await refusal(client().customers.retrieve('cus_none'))
    expect(missing).toBeInstanceOf(StripeInvalidRequestError)
    expect(missing).toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
      message: "No such customer: 'cus_none'",
    })
    const lost = await refusal(client().customers.list({ starting_after: 'cus_none' }))
    expect(lost).toBeInstanceOf(StripeInvalidRequestError)
    expect(lost).toMatchObject({ code: 'resource_missing', param: 'starting_after', statusCode: 400 })
    const tooMany = await refusal(client().customers.list({ limit: 101 }))
    expect(tooMany).toMatchObject({
      type: 'StripeInvalidRequestError',
      param: 'limit',
      requestId: expect.stringMatching(/^req_/),
    })
  })
})
