import { describe, expect, test } from 'vitest'
import { createMirror, seeded } from '../../../helpers/sources/mirror'
import { changesIn, kindOf } from '../../../helpers/sources/readings'
import { failure } from '../../../helpers/sources/stripe-server'
import { DAY, expected, insertMany, MINUTE, nextWindow, open, reading, server } from './account'

const requestsTo = (path: string) => server.requests.filter(({ url }) => url.pathname === path)

/** One change of what streams are read of, by chance. */
function step(random: () => number): void {
  const anyOf = (kind: string) => {
    const live = server.live(kind)
    return live[Math.floor(random() * live.length)]?.id ?? ''
  }
  const kinds = [
    'customer',
    'invoice',
    'subscription',
    'payment_method',
    'coupon',
    'balance_transaction',
    'credit_note',
  ]
  const kind = kinds[Math.floor(random() * kinds.length)] ?? ''
  const action = random()
  const hasParts = ['invoice', 'subscription', 'credit_note'].includes(kind)
  if (action < 0.35) {
    const customer = kind === 'payment_method' ? { customer: anyOf('customer') || null } : {}
    server.insert(kind, customer, hasParts ? Math.floor(random() * 11) : 0)
  } else if (hasParts && action < 0.7)
    server.setParts(kind, anyOf(kind), Math.floor(random() * 11), Math.floor(random() * 6))
  else if (kind === 'balance_transaction') return
  else if (action < 0.85 || kind === 'subscription' || kind === 'credit_note')
    server.update(kind, anyOf(kind), { metadata: { step: String(random()) } })
  else if (kind !== 'customer') server.remove(kind, anyOf(kind))
  server.clock += random() < 0.6 ? 0 : 2
}

describe('reading what changed', () => {
  const changing = ['customers', 'invoices', 'invoice_line_items', 'subscription_items', 'payment_methods', 'coupons']
  test.each(
    [...changing, 'balance_transactions', 'credit_note_line_items'].flatMap((name) =>
      [1, 2].map((seed) => [name, seed] as const),
    ),
  )('equals the account after any history of %s (seed %i)', async (name, seed) => {
    const random = seeded(seed * 97 + name.length)
    for (let count = 0; count < 400; count += 1) step(random)
    const selection = await reading.select(name)
    const began = server.clock - MINUTE
    server.onRequest(() => (random() < 0.3 ? step(random) : undefined))
    const mirror = await reading.snapshot(selection)
    const history = {
      ...{ rounds: 3, steps: 150, step: () => step(random), later: 10 * MINUTE, after: began * 1000 },
      window: (after: number) => nextWindow(Math.floor(after / 1000)),
    }
    await reading.follow(mirror, selection, server, history)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('reads thousands of events of the same time, stopped at every page', { timeout: 30_000 }, async () => {
    const selection = await reading.select('charges')
    const ids = insertMany('charge', 1500)
    for (const id of ids) server.update('charge', id, { amount: 5 })
    server.clock += 10 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(server.clock - 20 * MINUTE)
    const turns = await reading.takeByPage(mirror, changesIn(selection, window))
    expect(turns).toBeGreaterThanOrEqual(30)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('asks for an object once, however many events tell of it', async () => {
    const selection = await reading.select('products')
    const id = server.insert('product')
    for (let count = 0; count < 350; count += 1) server.update('product', id, { name: String(count) })
    server.clock += 10 * MINUTE
    const mirror = await reading.catchUp(selection, nextWindow(server.clock - 20 * MINUTE))
    expect(mirror.rows).toEqual(expected(selection))
    expect(requestsTo(`/v1/products/${id}`)).toHaveLength(1)
  })

  test('reads many that were made at about the same time as pages of a list', async () => {
    const selection = await reading.select('charges')
    for (let count = 0; count < 900; count += 1) {
      server.clock += count % 20 === 0 ? 1 : 0
      server.insert('charge')
    }
    server.clock += 10 * MINUTE
    const before = server.requests.length
    const mirror = await reading.catchUp(selection, nextWindow(server.clock - 20 * MINUTE))
    expect(mirror.rows).toEqual(expected(selection))
    expect(server.requests.length - before).toBeLessThan(900 / 5)
  })

  test('finds what happened in the last second of one window and the first of the next', async () => {
    const selection = await reading.select('customers')
    const mirror = createMirror(selection)
    const first = nextWindow(server.clock - 20 * MINUTE)
    server.clock = Math.floor(Date.parse(first.to) / 1000)
    server.insert('customer')
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(Math.floor(Date.parse(first.to) / 1000)), mirror)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('finds events that can be seen late, within the time that windows end before now', async () => {
    const selection = await reading.select('customers')
    server.hideEvents()
    server.insert('customer')
    const began = server.clock - MINUTE
    server.clock += 50
    const first = nextWindow(began)
    const mirror = await reading.catchUp(selection, first)
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(Math.floor(Date.parse(first.to) / 1000)), mirror)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('goes on from the beginning of the window when the event after which to go on is no longer kept', async () => {
    const selection = await reading.select('charges')
    insertMany('charge', 300)
    server.clock += DAY
    insertMany('charge', 100)
    server.clock += 10 * MINUTE
    const window = nextWindow(server.clock - 2 * DAY)
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().changes(selection, window, null), 2)
    server.forgetEvents(server.clock - DAY / 2)
    const message = 'The event has aged out of our retention policy'
    server.misbehave({ kind: 'status', ...failure(400, message) }, 1, ({ path }) => path.includes('starting_after'))
    await mirror.take(open().changes(selection, window, resume))
    expect(mirror.rows.size).toBeGreaterThanOrEqual(200)
  })

  test('leaves to a comparison of keys the parts beyond the ten that an event shows', async () => {
    const selection = await reading.select('invoice_line_items')
    const id = server.insert('invoice', {}, 30)
    const mirror = await reading.snapshot(selection)
    const ended = server.clock
    server.clock += MINUTE
    server.setParts('invoice', id, 5, 5)
    server.clock += 10 * MINUTE
    await reading.catchUp(selection, nextWindow(ended), mirror)
    expect(mirror.rows.size).toBe(25)
    const left = [...mirror.rows.keys()].map((key): string[] => JSON.parse(key))
    for (const key of (await open().confirmGone?.(selection, left)) ?? []) mirror.rows.delete(JSON.stringify(key))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('tells what was deleted, also under an id that has to be escaped', async () => {
    const coupons = ['25% off/é?', 'plain'].map((id) => server.insert('coupon', { id }))
    const customer = server.insert('customer')
    const [selection, customers] = [await reading.select('coupons'), await reading.select('customers')]
    const [mirror, others] = [await reading.snapshot(selection), await reading.snapshot(customers)]
    const ended = server.clock
    server.clock += MINUTE
    server.update('coupon', coupons[1] ?? '', { name: 'Still there' })
    server.remove('coupon', coupons[0] ?? '')
    server.remove('customer', customer)
    server.clock += 10 * MINUTE
    await reading.catchUp(selection, nextWindow(ended), mirror)
    await reading.catchUp(customers, nextWindow(ended), others)
    expect(mirror.rows).toEqual(expected(selection))
    expect([mirror.rows.size, others.rows.size]).toEqual([1, 0])
  })

  test('deletes nothing for a 404 that is not said by Stripe', async () => {
    const id = server.insert('product')
    const selection = await reading.select('products')
    server.clock += 10 * MINUTE
    server.misbehave({ kind: 'status', status: 404, body: { error: 'proxy' } }, 1, ({ path }) => path.endsWith(id))
    const pages = open().changes(selection, nextWindow(server.clock - 20 * MINUTE), null)
    await expect(createMirror(selection).take(pages)).rejects.toMatchObject(kindOf('stream-unavailable', /404/))
  })

  test('reads a charge again when a dispute of it is told of', async () => {
    const charge = server.insert('charge', { disputed: false })
    const selection = await reading.select('charges')
    const mirror = await reading.snapshot(selection)
    const ended = server.clock
    server.clock += 5 * MINUTE
    server.set('charge', charge, { disputed: true })
    server.insert('dispute', { charge })
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(ended), mirror)
    expect(requestsTo(`/v1/charges/${charge}`)).toHaveLength(1)
    expect(mirror.rows).toEqual(expected(selection))
  })
})
