import { describe, expect, test } from 'vitest'
import { streams } from '../../../../electron/sources/stripe/streams'
import { createMirror, seeded } from '../../../helpers/sources/mirror'
import { inFull } from '../../../helpers/sources/readings'
import { expected, fill, insertMany, open, reading, server } from './account'

describe('reading everything', () => {
  test.each(streams.map(({ name }) => name))('has each kind of value of %s in the form of a table', async (name) => {
    fill()
    const selection = await reading.select(name)
    const wanted = expected(selection)
    expect(wanted.size).toBeGreaterThanOrEqual(3)
    expect((await reading.snapshot(selection)).rows).toEqual(wanted)
  })

  test('has values for every field but those that nobody has', async () => {
    fill()
    const empty: string[] = []
    for (const { name } of streams) {
      const selection = await reading.select(name)
      const rows = [...(await reading.snapshot(selection)).rows.values()]
      for (const [at, field] of selection.fields.entries())
        if (rows.every((row) => row[at] === null)) empty.push(`${name}.${field.name}`)
    }
    // By chance of the samples alone; a name that the contract does not have would be empty always.
    expect(empty.length).toBeLessThan(10)
  })

  test('keeps an exponent, minor units, and integers that a double does not hold', async () => {
    server.insert('product')
    const selection = await reading.select('products')
    const { id, ...product } = server.live('product')[0] ?? { id: '' }
    const data = [{ ...product, id, metadata: { amount: '9007199254740993' }, created: 1_700_000_000 }]
    const body = { object: 'list', url: '/v1/products', has_more: false, data }
    server.misbehave({ kind: 'status', status: 200, body }, 1, ({ path }) => path.startsWith('/v1/products'))
    const [row = []] = (await reading.snapshot(selection)).rows.values()
    const at = (name: string) => row[selection.fields.findIndex((field) => field.name === name)]
    expect(at('metadata')).toBe('{"amount":"9007199254740993"}')
    expect(at('created')).toBe('2023-11-14T22:13:20.000Z')
  })

  test('reads subscriptions that ended', async () => {
    server.insert('subscription', { status: 'canceled' })
    expect((await reading.snapshot(await reading.select('subscriptions'))).rows.size).toBe(1)
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
      const selection = await reading.select(name)
      const mirror = createMirror(selection)
      const turns = await reading.takeByPage(mirror, inFull(selection))
      expect(turns).toBeGreaterThanOrEqual(3)
      expect(mirror.rows).toEqual(expected(selection))
    },
  )

  test.each([1, 2, 3, 4])('loses no record while others come, change and go (seed %i)', async (seed) => {
    const ids = insertMany('customer', 1500)
    const selection = await reading.select('customers')
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
    const { rows } = await reading.snapshot(selection)
    expect([...staying].filter((id) => !rows.has(JSON.stringify([id])))).toEqual([])
  })

  test('begins again when all that it could go on after was deleted', async () => {
    const ids = insertMany('customer', 900)
    const selection = await reading.select('customers')
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
    const selection = await reading.select('payment_methods')
    server.onRequest(({ path }) => (path.includes('payment_methods') ? server.remove('customer', one) : undefined))
    expect((await reading.snapshot(selection)).rows.size).toBe(1)
  })

  test('gives the keys alone, and of some keys those that are gone', async () => {
    const ids = insertMany('invoice', 230)
    for (const id of ids) server.setParts('invoice', id, 12, 0)
    const gone = ids.filter((_, index) => index % 20 === 0)
    for (const [name, key] of [
      ['invoices', (id: string) => [id]],
      ['invoice_line_items', (id: string) => [server.partsOf(id)[11]?.id ?? '', id]],
    ] as const) {
      const selection = await reading.select(name)
      const before = expected(selection).size
      for (const id of gone) server.remove('invoice', id)
      const rows = await reading.keysOf(selection)
      expect(rows.map((row) => JSON.stringify(row)).sort()).toEqual([...expected(selection).keys()].sort())
      expect(before).toBeGreaterThanOrEqual(rows.length)
      const asked = ids.slice(0, 45).map(key)
      expect(await open().confirmGone?.(selection, asked)).toEqual(gone.slice(0, 3).map(key))
    }
  })
})
