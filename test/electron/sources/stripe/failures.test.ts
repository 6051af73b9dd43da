import { describe, expect, test } from 'vitest'
import type { SeenRequest } from '../../../helpers/source-context'
import { createMirror } from '../../../helpers/sources/mirror'
import { changesIn, inFull, kindOf } from '../../../helpers/sources/readings'
import { failure, type StripeServer } from '../../../helpers/sources/stripe-server'
import { expected, fill, insertMany, KEY, MINUTE, nextWindow, open, reading, server } from './account'

describe('drift', () => {
  test('has no value for a field that vanished, and passes over one that is new', async () => {
    const id = server.insert('invoice')
    const selection = await reading.select('invoices')
    const body = {
      ...{ object: 'list', url: '/v1/invoices', has_more: false },
      data: [{ id, object: 'invoice', created: 1_700_000_000, parent: { type: 'new' }, discount: { source: 1 } }],
    }
    server.misbehave({ kind: 'status', status: 200, body }, 1, ({ path }) => path.startsWith('/v1/invoices'))
    const [row] = (await reading.snapshot(selection)).rows.values()
    expect(row?.filter((value) => value !== null)).toEqual([id, '2023-11-14T22:13:20.000Z', '{"source":1}'])
  })

  test('says that it does not know the form of what is no list', async () => {
    const selection = await reading.select('charges')
    server.misbehave({ kind: 'status', status: 200, body: { object: 'list', data: [{}] } }, 1)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /form/))
  })

  test('loses one stream, and no other, when a permission is taken away', async () => {
    insertMany('charge', 2)
    const [charges, customers] = [await reading.select('charges'), await reading.select('customers')]
    server.forbidden = ['/v1/charges']
    await expect(reading.snapshot(charges)).rejects.toMatchObject(kindOf('stream-unavailable', /permissions/))
    expect((await reading.snapshot(customers)).rows.size).toBe(0)
  })

  test.each([
    [400, { message: 'Received unknown parameter' }, 'fatal'],
    [403, { code: 'account_invalid', message: 'No access to this account' }, 'config'],
    [404, { message: 'Unrecognized request URL' }, 'stream-unavailable'],
  ])('reads %i %j as %s', async (status, error, kind) => {
    const selection = await reading.select('charges')
    server.misbehave({ kind: 'status', status, body: { error } }, 1)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf(kind, new RegExp(error.message)))
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
    const selection = await reading.select('customers')
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () => server.misbehave(what, times))
    expect(mirror.rows).toEqual(expected(selection))
    server.clock += 10 * MINUTE
    const window = nextWindow(server.clock - 20 * MINUTE)
    const again = createMirror(selection)
    await reading.takeInTwo(again, changesIn(selection, window), () => server.misbehave(what, times))
    expect(again.rows).toEqual(expected(selection))
  })

  test('asks for another key when 401 stays, and goes on from where it was', async () => {
    insertMany('charge', 350)
    const selection = await reading.select('charges')
    const mirror = createMirror(selection)
    const goWrong = () =>
      server.misbehave({ kind: 'status', ...failure(401, 'Expired API Key provided: rk_test_***f00d') }, 2)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong)).toMatchObject(kindOf('needs-reauth'))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('does not ask again when Stripe says that it is of no use', async () => {
    const selection = await reading.select('charges')
    const before = server.requests.length
    server.misbehave({ kind: 'status', status: 500, headers: { 'stripe-should-retry': 'false' } }, 5)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /500/))
    expect(server.requests.length - before).toBe(1)
  })

  test.each(['snapshot', 'changes'] as const)('ends %s when the same page comes again and again', async (method) => {
    const id = server.insert('charge')
    const selection = await reading.select('charges')
    const about = { object: { id, object: 'charge' } }
    const body = { object: 'list', url: '/', has_more: true, data: [{ id: 'same', object: 'charge', data: about }] }
    server.misbehave({ kind: 'status', status: 200, body }, 50, ({ path }) => /charges\?|events/.test(path))
    const window = nextWindow(server.clock - 20 * MINUTE)
    const pages = method === 'snapshot' ? open().snapshot(selection, null) : open().changes(selection, window, null)
    await expect(createMirror(selection).take(pages)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test('gives up when it can go on after no record', async () => {
    insertMany('charge', 101)
    const selection = await reading.select('charges')
    const lost = failure(400, 'No such charge', { code: 'resource_missing', param: 'starting_after' })
    server.misbehave({ kind: 'status', ...lost }, 1000, ({ path }) => path.includes('starting_after'))
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('retry', /faster/))
  })

  test('stops when it is told to', async () => {
    insertMany('charge', 350)
    const selection = await reading.select('charges')
    await expect(reading.stopAfterOnePage(selection)).rejects.toMatchObject({ name: 'AbortError' })
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
