import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createMirror, seeded } from '../../../helpers/sources/mirror'
import { inFull, kindOf } from '../../../helpers/sources/readings'
import { failure, systemFields } from '../../../helpers/sources/salesforce-server'
import { accountFields, expected, insertMany, open, reading, select, server, start } from './org'

describe('reading everything', () => {
  test('has each kind of value in the form of a table', async () => {
    const at = '2026-02-11T09:14:05.000+0000'
    const values = { text: "O'Neil\n\\", big: 12.5, yes: true, day: '2026-02-11', at, hour: '10:00:00.000Z' }
    const more = { tags: 'a;b c', place: { city: 'Oslo', latitude: 59.9 }, none: null }
    const types = ['string', 'currency', 'boolean', 'date', 'datetime', 'time', 'multipicklist', 'address', 'string']
    const names = Object.keys({ ...values, ...more })
    await start([...systemFields, ...names.map((name, index) => ({ name, type: types[index] ?? '' }))])
    server.insert('Account', { ...values, ...more })
    const [row] = (await reading.snapshot(await select())).rows.values()
    expect(row?.slice(4)).toEqual([
      ...["O'Neil\n\\", 12.5, 1, '2026-02-11', '2026-02-11T09:14:05.000Z', '10:00:00.000Z'],
      ...['["a","b c"]', '{"city":"Oslo","latitude":59.9}', null],
    ])
  })

  test('reads the properties of the sample org as they are', async () => {
    const file = new URL('../../../fixtures/sources/salesforce-properties.json', import.meta.url)
    const { records } = JSON.parse(readFileSync(file, 'utf8')) as { records: Record<string, string | number>[] }
    const samples = records.map(({ attributes: _, ...values }) => values)
    const names = Object.keys(samples[0] ?? {})
    const typeOf = (name: string) => (typeof samples[0]?.[name] === 'number' ? 'double' : 'string')
    await start([...systemFields, ...names.map((name) => ({ name, type: typeOf(name) }))])
    for (const values of samples) server.insert('Account', values)
    const selection = await select()
    const { rows } = await reading.snapshot(selection)
    expect(rows.size).toBe(12)
    expect(rows).toEqual(expected(selection))
  })

  test.each([2000, 150])('ends with what is there after being stopped at every page (%i at once)', async (batch) => {
    await start()
    insertMany(4321)
    server.batch = batch
    const selection = await select()
    const mirror = createMirror(selection)
    const turns = await reading.takeByPage(mirror, inFull(selection))
    expect(turns).toBeGreaterThanOrEqual(4321 / batch)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('never follows a locator, which a new session no longer knows', async () => {
    await start()
    insertMany(500)
    server.batch = 100
    const selection = await select()
    expect((await reading.snapshot(selection)).rows.size).toBe(500)
    expect(server.requests.filter(({ path }) => path.includes('/query/'))).toEqual([])
  })

  test.each([1, 2, 3])('loses no record while others come, change and go (seed %i)', async (seed) => {
    await start()
    const ids = insertMany(3000)
    server.batch = 200
    const selection = await select()
    const random = seeded(seed)
    const staying = new Set(ids)
    server.onRequest(() => {
      const id = ids[Math.floor(random() * ids.length)] ?? ''
      const kind = random()
      if (kind < 0.5) server.insert('Account', { Name: 'New', Amount__c: 1 })
      else if (kind < 0.75) server.update('Account', id, { Name: 'Edited' })
      else if (staying.delete(id)) server.remove('Account', id)
    })
    const { rows } = await reading.snapshot(selection)
    expect([...staying].filter((id) => !rows.has(JSON.stringify([id])))).toEqual([])
  })

  test('asks in several queries for more fields than an address has room for, and joins them', async () => {
    const wide = Array.from({ length: 700 }, (_, index) => `A_rather_long_name_of_a_field_${index}__c`)
    await start([...accountFields, ...wide.map((name) => ({ name, type: 'string' }))])
    const ids = Array.from({ length: 250 }, (_, row) =>
      server.insert('Account', Object.fromEntries(wide.map((name, index) => [name, `${row}/${index}`]))),
    )
    server.cells = 25_000
    const selection = await select()
    const before = server.requests.length
    let queries = 0
    server.onRequest(() => {
      // Gone between the queries of one page: whole in the table or not there at all.
      if (++queries === 2) server.remove('Account', ids[10] ?? '')
    })
    const { rows } = await reading.snapshot(selection)
    expect(rows).toEqual(expected(selection))
    expect(server.requests.length - before).toBeGreaterThan(8)
  })

  test('asks for fewer records when a query takes too long, and gives up on the stream when that does not help', async () => {
    await start()
    insertMany(3000)
    const selection = await select()
    const { status, body } = failure(400, 'QUERY_TIMEOUT', 'Your query request was running for too long.')
    server.misbehave({ kind: 'status', status, body }, 2)
    expect((await reading.snapshot(selection)).rows.size).toBe(3000)
    expect(server.requests.some(({ url }) => url.searchParams.get('q')?.endsWith('LIMIT 125'))).toBe(true)
    server.misbehave({ kind: 'status', status, body }, 4)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', /too long/))
  })

  test('gives the keys alone, and of some keys those that are gone', async () => {
    await start()
    const ids = insertMany(700)
    const selection = await select()
    const gone = ids.filter((_, index) => index % 3 === 0)
    for (const id of gone) server.remove('Account', id)
    const rows = await reading.keysOf(selection)
    expect(rows.flat().sort()).toEqual(ids.filter((id) => !gone.includes(id)).sort())
    const keys = ids.map((id) => [id])
    expect((await open().confirmGone?.(selection, keys))?.flat()).toEqual(gone)
  })
})
