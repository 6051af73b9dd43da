import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import stripe from '../../../electron/sources/catalog/stripe'
import type { Selection, SourceReader, Window } from '../../../electron/sources/define'
import { streams } from '../../../electron/sources/stripe/streams'
import type { JsonValue } from '../../../shared/domain/common'
import type { FieldType } from '../../../shared/domain/table'
import { type SeenRequest, sourceContext } from '../../helpers/source-context'
import { createMirror, type Mirror, seeded, wholeStream } from '../../helpers/sources/mirror'
import { failure, type StripeObject, type StripeServer, startStripe } from '../../helpers/sources/stripe-server'

const KEY = 'rk_test_51AcmeSecret'
const MINUTE = 60
const DAY = 24 * 60 * MINUTE

let server: StripeServer
beforeEach(async () => {
  server = await startStripe(KEY)
})
afterEach(async () => {
  await server.close()
  expect([...new Set(server.violations)].slice(0, 20)).toEqual([])
})

type Given = { key?: string; signal?: AbortSignal; config?: Record<string, string>; seen?: SeenRequest[] }

function open({ key = KEY, config = {}, ...given }: Given = {}): SourceReader {
  if (stripe.kind !== 'http') throw new Error('not over HTTP')
  const now = () => new Date(server.clock * 1000)
  const credentials = { config: { auth: 'key', ...config }, secrets: { key } }
  return stripe.http.reader(sourceContext(stripe, credentials, { base: server.url, now, ...given }))
}

async function select(name: string): Promise<Selection> {
  const stream = (await open().discover()).find((each) => each.name === name)
  if (!stream) throw new Error(`no stream ${name}`)
  return wholeStream(stream)
}

const insertMany = (kind: string, count: number, values = {}) =>
  Array.from({ length: count }, () => server.insert(kind, values))

/** What a stream stands for at the server. */
function recordsOf(name: string): StripeObject[] {
  const parts: Record<string, string> = {
    ...{ subscription_items: 'subscription', invoice_line_items: 'invoice', credit_note_line_items: 'credit_note' },
  }
  const parent = parts[name]
  if (parent !== undefined)
    return server
      .live(parent)
      .flatMap(({ id, created }) =>
        server.partsOf(id).map((part) => ({ ...part, [parent]: id, [`${parent}_created`]: created })),
      )
  if (name === 'payment_methods')
    return server
      .live('payment_method')
      .filter(({ customer }) => customer !== null)
      .map((method) => ({ ...method, details: method[String(method.type)] }))
  return server.live(streams.find((each) => each.name === name)?.object.object ?? '')
}

function cell(type: FieldType, value: unknown): string | number | null {
  if (value === null || value === undefined) return null
  if (type === 'json') return JSON.stringify(value)
  if (type === 'datetime') return new Date(Number(value) * 1000).toISOString()
  return type === 'boolean' || type === 'number' ? Number(value) : (value as string | number)
}

/** What a table holds once it is up to date. */
const expected = ({ fields, stream }: Selection) =>
  new Map(
    recordsOf(stream.name).map((record) => [
      JSON.stringify(fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => record[name])),
      fields.map(({ name, type }) => cell(type, record[name])),
    ]),
  )

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString()

/** The window that follows one that ended at `after`, as the engine reckons it. */
function nextWindow(after: number): Window {
  return { from: isoOf(after), to: isoOf(server.clock - MINUTE + 0.5) }
}

type Pages = ReturnType<SourceReader['keys']>

/** Reads to the end, given up and gone on with after every page, each time by another reader. */
async function takeByPage(mirror: Mirror, pages: (reader: SourceReader, resume: JsonValue) => Pages): Promise<number> {
  let resume: JsonValue = null
  for (let turn = 0; turn < 200; turn += 1) {
    const taken = await mirror.take(pages(open(), resume), 1)
    if (taken.done && taken.pages === 0) return turn
    resume = JSON.parse(JSON.stringify(taken.resume))
  }
  throw new Error('does not end')
}

async function snapshot(selection: Selection): Promise<Mirror> {
  const mirror = createMirror(selection)
  await mirror.take(open().snapshot(selection, null))
  return mirror
}

const kindOf = (kind: string, message = /./) => ({ verdict: { kind, message: expect.stringMatching(message) } })
const requestsTo = (path: string) => server.requests.filter(({ url }) => url.pathname === path)

describe('connecting', () => {
  test('says whose account it is, and that its data is for tests', async () => {
    expect(await open().check()).toEqual({
      identity: 'Acme Inc, acct_1Acme',
      externalId: 'acct_1Acme test',
      testMode: true,
    })
  })

  test('counts live data of the same account as another account', async () => {
    await server.close()
    server = await startStripe('sk_live_1')
    expect(await open({ key: ' sk_live_1\n' }).check()).toMatchObject({ externalId: 'acct_1Acme', testMode: false })
  })

  test('reads a connected account of a platform', async () => {
    const identity = await open({ config: { account: 'acct_1Shop' } }).check()
    expect(identity).toMatchObject({ identity: 'Acme Inc, acct_1Shop', externalId: 'acct_1Shop test' })
  })

  test('knows the account by its refusals when a restricted key may read neither it nor its balance', async () => {
    server.forbidden = ['/v1/account', '/v1/balance']
    expect(await open().check()).toEqual({
      identity: 'acct_1Acme',
      externalId: 'acct_1Acme test',
      testMode: true,
    })
  })

  test('asks for another key when the key is not accepted, and repeats nothing of it', async () => {
    const asked = open({ key: 'rk_test_wrong' }).check()
    await expect(asked).rejects.toMatchObject(kindOf('needs-reauth', /Invalid API Key provided: rk_test_…/))
  })

  test('says that nobody answered when there is no network', async () => {
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })

  test('pins the version of the API', () => {
    expect(stripe.kind === 'http' && stripe.http.headers).toEqual({ 'stripe-version': '2022-11-15' })
  })
})

describe('discovery', () => {
  test('offers the catalogue with keys, cursors and how deletes are seen', async () => {
    const found = await open().discover()
    expect(
      found.map(({ name, fields, cursorField, deletes }) => {
        const key = fields.filter(({ primaryKey }) => primaryKey).map((field) => field.name)
        return [name, key.join(), cursorField, deletes].join(' ')
      }),
    ).toEqual([
      ...['customers id created told', 'subscriptions id created sweep', 'invoices id created told'],
      ...['invoiceitems id date told', 'charges id created sweep', 'payment_intents id created sweep'],
      ...[
        'refunds id created sweep',
        'disputes id created sweep',
        'products id updated told',
        'prices id created told',
      ],
      ...['plans id created told', 'coupons id created told', 'promotion_codes id created full-read'],
      ...['payouts id created sweep', 'balance_transactions id created full-read', 'transfers id created sweep'],
      ...['checkout_sessions id created full-read', 'credit_notes id created sweep', 'setup_intents id created sweep'],
      ...['tax_rates id created sweep', 'quotes id created sweep'],
      'subscription_items id,subscription created sweep',
      'invoice_line_items id,invoice invoice_created sweep',
      'credit_note_line_items id,credit_note credit_note_created sweep',
      'payment_methods id created sweep',
    ])
    for (const { fields, cursorField } of found) {
      expect(fields.map(({ name }) => name)).toContain(cursorField)
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
      expect(fields.map(({ name }) => name)).not.toContain('client_secret')
    }
  })

  test('names no more types of events than one request takes', () => {
    expect(Math.max(...streams.map(({ object }) => new Set(object.events).size))).toBeLessThanOrEqual(20)
  })

  test('says what the key may not read, and offers the rest', async () => {
    server.forbidden = ['/v1/charges']
    const found = await open().discover()
    const notes = new Map(found.map(({ name, note }) => [name, note]))
    expect(notes.get('charges')).toContain('does not have the required permissions')
    expect(notes.get('charges')).not.toContain('f00d')
    expect(notes.get('customers')).toBeNull()
  })

  test('reads everything each time when the key may not read events', async () => {
    server.forbidden = ['/v1/events']
    const found = await open().discover()
    const told = new Map(found.map(({ name, cursorField, deletes }) => [name, `${cursorField} ${deletes}`]))
    expect(told.get('customers')).toBe('null full-read')
    expect(told.get('balance_transactions')).toBe('created full-read')
    expect(found[0]?.note).toContain('may not read events')
  })

  test('reads in full once a day what changes without an event, and everything once events are no longer kept', async () => {
    const timings = new Map((await open().discover()).map((stream) => [stream.name, stripe.timing(stream)]))
    expect(timings.get('balance_transactions')).toMatchObject({
      ...{ retentionMs: null, sweepEveryMs: null, recomputeEveryMs: DAY * 1000 },
    })
    expect(timings.get('customers')).toEqual({
      ...{ granularityMs: 1000, lagMs: 60_000, lookbackMs: 0, recomputeEveryMs: null },
      ...{ retentionMs: 29 * DAY * 1000, sweepEveryMs: 7 * DAY * 1000 },
    })
  })
})

/** Three of everything, with what they belong to. */
function fill(): void {
  for (const { object, partOf } of streams) {
    const values = object.object === 'payment_method' ? { customer: server.live('customer')[0]?.id, type: 'card' } : {}
    if (partOf === null) for (let index = 0; index < 3; index += 1) server.insert(object.object, values, index * 12)
    server.clock += 10
  }
}

describe('reading everything', () => {
  test.each(streams.map(({ name }) => name))('has each kind of value of %s in the form of a table', async (name) => {
    fill()
    const selection = await select(name)
    const wanted = expected(selection)
    expect(wanted.size).toBeGreaterThanOrEqual(3)
    expect((await snapshot(selection)).rows).toEqual(wanted)
  })

  test('has values for every field but those that nobody has', async () => {
    fill()
    const empty: string[] = []
    for (const { name } of streams) {
      const selection = await select(name)
      const rows = [...(await snapshot(selection)).rows.values()]
      for (const [at, field] of selection.fields.entries())
        if (rows.every((row) => row[at] === null)) empty.push(`${name}.${field.name}`)
    }
    // By chance of the samples alone; a name that the contract does not have would be empty always.
    expect(empty.length).toBeLessThan(10)
  })

  test('keeps an exponent, minor units, and integers that a double does not hold', async () => {
    server.insert('product')
    const selection = await select('products')
    const { id, ...product } = server.live('product')[0] ?? { id: '' }
    const data = [{ ...product, id, metadata: { amount: '9007199254740993' }, created: 1_700_000_000 }]
    const body = { object: 'list', url: '/v1/products', has_more: false, data }
    server.misbehave({ kind: 'status', status: 200, body }, 1, ({ path }) => path.startsWith('/v1/products'))
    const [row = []] = (await snapshot(selection)).rows.values()
    const at = (name: string) => row[selection.fields.findIndex((field) => field.name === name)]
    expect(at('metadata')).toBe('{"amount":"9007199254740993"}')
    expect(at('created')).toBe('2023-11-14T22:13:20.000Z')
  })

  test('reads subscriptions that ended', async () => {
    server.insert('subscription', { status: 'canceled' })
    expect((await snapshot(await select('subscriptions'))).rows.size).toBe(1)
  })

  test.each(['charges', 'invoice_line_items', 'payment_methods'])(
    'ends with what is there after being stopped at every page of %s',
    async (name) => {
      const customers = insertMany('customer', name === 'payment_methods' ? 230 : 1)
      insertMany('charge', name === 'charges' ? 450 : 1)
      for (let index = 0; index < 230; index += 1) {
        server.clock += index % 3
        server.insert('invoice', {}, index % 17)
        server.insert('payment_method', { customer: customers[index] ?? null })
      }
      const selection = await select(name)
      const mirror = createMirror(selection)
      const turns = await takeByPage(mirror, (reader, resume) => reader.snapshot(selection, resume))
      expect(turns).toBeGreaterThanOrEqual(3)
      expect(mirror.rows).toEqual(expected(selection))
    },
  )

  test.each([1, 2, 3, 4])('loses no record while others come, change and go (seed %i)', async (seed) => {
    const ids = insertMany('customer', 1500)
    const selection = await select('customers')
    const random = seeded(seed)
    const staying = new Set(ids)
    server.onRequest(({ url }) => {
      const after = url.searchParams.get('starting_after')
      server.insert('customer')
      // Those that were read last are the ones to go on after.
      if (after !== null && random() < 0.5)
        for (const id of ids.slice(ids.indexOf(after), ids.indexOf(after) + Math.floor(random() * 30)))
          if (staying.delete(id)) server.remove('customer', id)
      server.update('customer', ids[Math.floor(random() * ids.length)] ?? '', { name: 'Edited' })
    })
    const { rows } = await snapshot(selection)
    expect([...staying].filter((id) => !rows.has(JSON.stringify([id])))).toEqual([])
  })

  test('begins again when all that it could go on after was deleted', async () => {
    const ids = insertMany('customer', 900)
    const selection = await select('customers')
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 6)
    for (const id of ids.slice(300, 850)) server.remove('customer', id)
    mirror.rows.clear()
    await mirror.take(open().snapshot(selection, resume))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('has nothing of a customer who was deleted before their payment methods were asked for', async () => {
    const [one = '', two = ''] = insertMany('customer', 2)
    for (const customer of [one, two]) server.insert('payment_method', { customer })
    const selection = await select('payment_methods')
    server.onRequest(({ path }) => (path.includes('payment_methods') ? server.remove('customer', one) : undefined))
    expect((await snapshot(selection)).rows.size).toBe(1)
  })

  test('gives the keys alone, and of some keys those that are gone', async () => {
    const ids = insertMany('invoice', 230)
    for (const id of ids) server.setParts('invoice', id, 12, 0)
    const gone = ids.filter((_, index) => index % 20 === 0)
    for (const [name, key] of [
      ['invoices', (id: string) => [id]],
      ['invoice_line_items', (id: string) => [server.partsOf(id)[11]?.id ?? '', id]],
    ] as const) {
      const selection = await select(name)
      const before = expected(selection).size
      for (const id of gone) server.remove('invoice', id)
      const rows: string[][] = []
      for await (const page of open().keys(selection, null)) rows.push(...(JSON.parse(page.json) as string[][]))
      expect(rows.map((row) => JSON.stringify(row)).sort()).toEqual([...expected(selection).keys()].sort())
      expect(before).toBeGreaterThanOrEqual(rows.length)
      const asked = ids.slice(0, 45).map(key)
      expect(await open().confirmGone?.(selection, asked)).toEqual(gone.slice(0, 3).map(key))
    }
  })
})

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
    const selection = await select(name)
    let ended = server.clock - MINUTE
    server.onRequest(() => (random() < 0.3 ? step(random) : undefined))
    const mirror = await snapshot(selection)
    for (let run = 0; run < 3; run += 1) {
      for (let count = 0; count < 150; count += 1) step(random)
      server.clock += 10 * MINUTE
      const window = nextWindow(ended)
      await takeByPage(mirror, (reader, resume) => reader.changes(selection, window, resume))
      ended = Math.floor(Date.parse(window.to) / 1000)
    }
    server.onRequest(() => undefined)
    server.clock += 10 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(ended), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('reads thousands of events with one and the same time, stopped at every page', async () => {
    const selection = await select('charges')
    const ids = insertMany('charge', 1500)
    for (const id of ids) server.update('charge', id, { amount: 5 })
    server.clock += 10 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(server.clock - 20 * MINUTE)
    const turns = await takeByPage(mirror, (reader, resume) => reader.changes(selection, window, resume))
    expect(turns).toBeGreaterThanOrEqual(30)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('asks for an object once, however many events tell of it', async () => {
    const selection = await select('products')
    const id = server.insert('product')
    for (let count = 0; count < 350; count += 1) server.update('product', id, { name: String(count) })
    server.clock += 10 * MINUTE
    const mirror = createMirror(selection)
    await mirror.take(open().changes(selection, nextWindow(server.clock - 20 * MINUTE), null))
    expect(mirror.rows).toEqual(expected(selection))
    expect(requestsTo(`/v1/products/${id}`)).toHaveLength(1)
  })

  test('reads many that were made at about the same time as pages of a list', async () => {
    const selection = await select('charges')
    for (let count = 0; count < 900; count += 1) {
      server.clock += count % 20 === 0 ? 1 : 0
      server.insert('charge')
    }
    server.clock += 10 * MINUTE
    const before = server.requests.length
    const mirror = createMirror(selection)
    await mirror.take(open().changes(selection, nextWindow(server.clock - 20 * MINUTE), null))
    expect(mirror.rows).toEqual(expected(selection))
    expect(server.requests.length - before).toBeLessThan(900 / 5)
  })

  test('finds what happened in the last second of one window and the first of the next', async () => {
    const selection = await select('customers')
    const mirror = createMirror(selection)
    const first = nextWindow(server.clock - 20 * MINUTE)
    server.clock = Math.floor(Date.parse(first.to) / 1000)
    server.insert('customer')
    server.clock += 5 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(Math.floor(Date.parse(first.to) / 1000)), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('finds events that can be seen late, within the time that windows end before now', async () => {
    const selection = await select('customers')
    server.hideEvents()
    server.insert('customer')
    const began = server.clock - MINUTE
    server.clock += 50
    const first = nextWindow(began)
    const mirror = createMirror(selection)
    await mirror.take(open().changes(selection, first, null))
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(Math.floor(Date.parse(first.to) / 1000)), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('goes on from the beginning of the window when the event after which to go on is no longer kept', async () => {
    const selection = await select('charges')
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
    const selection = await select('invoice_line_items')
    const id = server.insert('invoice', {}, 30)
    const mirror = await snapshot(selection)
    const ended = server.clock
    server.clock += MINUTE
    server.setParts('invoice', id, 5, 5)
    server.clock += 10 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(ended), null))
    expect(mirror.rows.size).toBe(25)
    const left = [...mirror.rows.keys()].map((key): string[] => JSON.parse(key))
    for (const key of (await open().confirmGone?.(selection, left)) ?? []) mirror.rows.delete(JSON.stringify(key))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('tells what was deleted, also under an id that has to be escaped', async () => {
    const coupons = ['25% off/é?', 'plain'].map((id) => server.insert('coupon', { id }))
    const customer = server.insert('customer')
    const [selection, customers] = [await select('coupons'), await select('customers')]
    const [mirror, others] = [await snapshot(selection), await snapshot(customers)]
    const ended = server.clock
    server.clock += MINUTE
    server.update('coupon', coupons[1] ?? '', { name: 'Still there' })
    server.remove('coupon', coupons[0] ?? '')
    server.remove('customer', customer)
    server.clock += 10 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(ended), null))
    await others.take(open().changes(customers, nextWindow(ended), null))
    expect(mirror.rows).toEqual(expected(selection))
    expect([mirror.rows.size, others.rows.size]).toEqual([1, 0])
  })

  test('deletes nothing for a 404 that is not said by Stripe', async () => {
    const id = server.insert('product')
    const selection = await select('products')
    server.clock += 10 * MINUTE
    server.misbehave({ kind: 'status', status: 404, body: { error: 'proxy' } }, 1, ({ path }) => path.endsWith(id))
    const pages = open().changes(selection, nextWindow(server.clock - 20 * MINUTE), null)
    await expect(createMirror(selection).take(pages)).rejects.toMatchObject(kindOf('stream-unavailable', /404/))
  })

  test('reads a charge again when a dispute of it is told of', async () => {
    const charge = server.insert('charge', { disputed: false })
    const selection = await select('charges')
    const mirror = await snapshot(selection)
    const ended = server.clock
    server.clock += 5 * MINUTE
    server.set('charge', charge, { disputed: true })
    server.insert('dispute', { charge })
    server.clock += 5 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(ended), null))
    expect(requestsTo(`/v1/charges/${charge}`)).toHaveLength(1)
    expect(mirror.rows).toEqual(expected(selection))
  })
})

describe('drift', () => {
  test('has no value for a field that vanished, and passes over one that is new', async () => {
    const id = server.insert('invoice')
    const selection = await select('invoices')
    const body = {
      ...{ object: 'list', url: '/v1/invoices', has_more: false },
      data: [{ id, object: 'invoice', created: 1_700_000_000, parent: { type: 'new' }, discount: { source: 1 } }],
    }
    server.misbehave({ kind: 'status', status: 200, body }, 1, ({ path }) => path.startsWith('/v1/invoices'))
    const [row] = (await snapshot(selection)).rows.values()
    expect(row?.filter((value) => value !== null)).toEqual([id, '2023-11-14T22:13:20.000Z', '{"source":1}'])
  })

  test('says that it does not know the form of what is no list', async () => {
    const selection = await select('charges')
    server.misbehave({ kind: 'status', status: 200, body: { object: 'list', data: [{}] } }, 1)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /form/))
  })

  test('loses one stream, and no other, when a permission is taken away', async () => {
    insertMany('charge', 2)
    const [charges, customers] = [await select('charges'), await select('customers')]
    server.forbidden = ['/v1/charges']
    await expect(snapshot(charges)).rejects.toMatchObject(kindOf('stream-unavailable', /permissions/))
    expect((await snapshot(customers)).rows.size).toBe(0)
  })

  test.each([
    [400, { message: 'Received unknown parameter' }, 'fatal'],
    [403, { code: 'account_invalid', message: 'No access to this account' }, 'config'],
    [404, { message: 'Unrecognized request URL' }, 'stream-unavailable'],
  ])('reads %i %j as %s', async (status, error, kind) => {
    const selection = await select('charges')
    server.misbehave({ kind: 'status', status, body: { error } }, 1)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf(kind, new RegExp(error.message)))
  })
})

describe('a service that misbehaves', () => {
  const busy = failure(429, 'Too many requests', { code: 'rate_limit' })
  const locked = failure(429, 'Another request holds it', { code: 'lock_timeout' })
  test.each<[string, Parameters<StripeServer['misbehave']>[0], number]>([
    ['429 without Retry-After', { kind: 'status', ...busy }, 3],
    ['429 with Retry-After', { kind: 'status', ...busy, headers: { 'retry-after': '2' } }, 3],
    ['what is locked', { kind: 'status', ...locked }, 3],
    ['a conflict', { kind: 'status', status: 409 }, 2],
    ['a storm of 503', { kind: 'status', status: 503 }, 5],
    ['an advice to ask again', { kind: 'status', status: 402, headers: { 'stripe-should-retry': 'true' } }, 3],
    ['JSON that breaks off', { kind: 'truncated' }, 3],
    ['broken connections', { kind: 'reset' }, 3],
    ['a slow answer', { kind: 'slow-drip' }, 3],
    ['one 401', { kind: 'status', ...failure(401, 'Expired') }, 1],
  ])('comes to the same records after %s, in full and from events', async (_, what, times) => {
    server.clock = Math.floor(Date.now() / 1000)
    insertMany('customer', 350)
    const selection = await select('customers')
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 1)
    server.misbehave(what, times)
    await mirror.take(open().snapshot(selection, resume))
    expect(mirror.rows).toEqual(expected(selection))
    server.clock += 10 * MINUTE
    const window = nextWindow(server.clock - 20 * MINUTE)
    const again = createMirror(selection)
    const first = await again.take(open().changes(selection, window, null), 1)
    server.misbehave(what, times)
    await again.take(open().changes(selection, window, first.resume))
    expect(again.rows).toEqual(expected(selection))
  })

  test('asks for another key when 401 stays, and goes on from where it was', async () => {
    insertMany('charge', 350)
    const selection = await select('charges')
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 1)
    server.misbehave({ kind: 'status', ...failure(401, 'Expired API Key provided: rk_test_***f00d') }, 2)
    await expect(mirror.take(open().snapshot(selection, resume))).rejects.toMatchObject(kindOf('needs-reauth'))
    await mirror.take(open().snapshot(selection, resume))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('does not ask again when Stripe says that it is of no use', async () => {
    const selection = await select('charges')
    const before = server.requests.length
    server.misbehave({ kind: 'status', status: 500, headers: { 'stripe-should-retry': 'false' } }, 5)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /500/))
    expect(server.requests.length - before).toBe(1)
  })

  test.each(['snapshot', 'changes'] as const)('ends %s when the same page comes again and again', async (method) => {
    const id = server.insert('charge')
    const selection = await select('charges')
    const about = { object: { id, object: 'charge' } }
    const body = { object: 'list', url: '/', has_more: true, data: [{ id: 'same', object: 'charge', data: about }] }
    server.misbehave({ kind: 'status', status: 200, body }, 50, ({ path }) => /charges\?|events/.test(path))
    const window = nextWindow(server.clock - 20 * MINUTE)
    const pages = method === 'snapshot' ? open().snapshot(selection, null) : open().changes(selection, window, null)
    await expect(createMirror(selection).take(pages)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test('gives up when it can go on after no record', async () => {
    insertMany('charge', 101)
    const selection = await select('charges')
    const lost = failure(400, 'No such charge', { code: 'resource_missing', param: 'starting_after' })
    server.misbehave({ kind: 'status', ...lost }, 1000, ({ path }) => path.includes('starting_after'))
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('retry', /faster/))
  })

  test('stops when it is told to', async () => {
    insertMany('charge', 350)
    const selection = await select('charges')
    const stop = new AbortController()
    const pages = open({ signal: stop.signal }).snapshot(selection, null)[Symbol.asyncIterator]()
    await pages.next()
    stop.abort()
    await expect(pages.next()).rejects.toThrow()
  })

  test('writes the key into no address', async () => {
    fill()
    const seen: SeenRequest[] = []
    const reader = open({ seen })
    await reader.discover()
    expect(seen.length).toBeGreaterThan(10)
    expect(JSON.stringify(seen)).not.toContain(KEY)
  })
})
