import { describe, expect, test } from 'vitest'
import type { HubSpotProperty } from '../../../helpers/sources/hubspot-server'
import { createMirror, seeded } from '../../../helpers/sources/mirror'
import { inFull } from '../../../helpers/sources/readings'
import { contactProperties, expected, insertMany, open, reading, select, server, start } from './account'

describe('reading everything', () => {
  test.each<[string, HubSpotProperty, string | null, string | number | null]>([
    ['a text', { name: 'x', type: 'string', fieldType: 'text' }, 'O’Neil;', 'O’Neil;'],
    ['the empty text', { name: 'x', type: 'string', fieldType: 'text' }, '', null],
    ['a number', { name: 'x', type: 'number', fieldType: 'number' }, '12.50', 12.5],
    ['two numbers in one', { name: 'x', type: 'number', fieldType: 'number' }, '1;2', '1;2'],
    [
      'a long number',
      { name: 'x', type: 'number', fieldType: 'number' },
      '12345678901234567890',
      '12345678901234567890',
    ],
    ['yes', { name: 'x', type: 'bool', fieldType: 'booleancheckbox' }, 'true', 1],
    ['no', { name: 'x', type: 'enumeration', fieldType: 'booleancheckbox' }, 'false', 0],
    ['a day', { name: 'x', type: 'date', fieldType: 'date' }, '2026-02-11', '2026-02-11'],
    ['a day in milliseconds', { name: 'x', type: 'date', fieldType: 'date' }, '1770768000000', '2026-02-11'],
    [
      'a time',
      { name: 'x', type: 'datetime', fieldType: 'date' },
      '2026-02-11T09:14:05.120Z',
      '2026-02-11T09:14:05.120Z',
    ],
    [
      'a time in milliseconds',
      { name: 'x', type: 'datetime', fieldType: 'date' },
      '1770801245120',
      '2026-02-11T09:14:05.120Z',
    ],
    ['choices', { name: 'x', type: 'enumeration', fieldType: 'checkbox' }, ';a;b c', '["a","b c"]'],
    ['an object', { name: 'x', type: 'json', fieldType: 'text' }, '{"a":[1]}', '{"a":[1]}'],
    ['nothing', { name: 'x', type: 'json', fieldType: 'text' }, null, null],
  ])('has %s in the form of a table', async (_, property, value, cell) => {
    await start({ products: [property] })
    server.insert('products', { x: value })
    const selection = await select('products')
    const [row] = (await reading.snapshot(selection)).rows.values()
    expect(row?.[selection.fields.findIndex(({ name }) => name === 'x')]).toBe(cell)
  })

  test('ends with what is there after being stopped at every page', { timeout: 30_000 }, async () => {
    await start()
    insertMany(1234)
    const selection = await select()
    const mirror = createMirror(selection)
    expect(await reading.takeByPage(mirror, inFull(selection))).toBe(13)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('has the ids of what a record is associated with, however many', async () => {
    await start({ contacts: contactProperties, companies: [], deals: [] })
    const contacts = insertMany(620)
    const companies = Array.from({ length: 8 }, () => server.insert('companies'))
    for (const company of companies.toReversed())
      server.associate(['contacts', contacts[610] ?? ''], ['companies', company])
    const selection = await select()
    const mirror = createMirror(selection)
    expect(await reading.takeByPage(mirror, inFull(selection))).toBe(2)
    const at = selection.fields.findIndex(({ name }) => name === 'associated_company_ids')
    expect(mirror.rows.size).toBe(620)
    expect([contacts[610], contacts[0]].map((id) => mirror.rows.get(JSON.stringify([id]))?.[at])).toEqual([
      ...[JSON.stringify(companies), '[]'],
    ])
  })

  test('reads no associations that were not asked for', async () => {
    await start({ contacts: contactProperties, companies: [] })
    insertMany(3)
    const { stream, ...rest } = await select()
    await reading.snapshot({ ...rest, stream, fields: stream.fields.slice(0, 3) })
    expect(server.requests.filter(({ path }) => path.includes('associations'))).toEqual([])
  })

  test.each([1, 2, 3])('loses no record while others come, change and go (seed %i)', async (seed) => {
    await start()
    const ids = insertMany(1500)
    const selection = await select()
    const random = seeded(seed)
    const staying = new Set(ids)
    server.onRequest(() => {
      const id = ids[Math.floor(random() * ids.length)] ?? ''
      const kind = random()
      if (kind < 0.5) insertMany(1)
      else if (kind < 0.75) server.update('contacts', id, { email: 'edited@x.test' })
      else if (staying.delete(id)) server.archive('contacts', id)
    })
    const { rows } = await reading.snapshot(selection)
    expect([...staying].filter((id) => !rows.has(JSON.stringify([id])))).toEqual([])
  })

  test('reads more properties than an address has room for', async () => {
    const wide = Array.from({ length: 400 }, (_, index) => `a_rather_long_name_of_a_property_${index}`)
    await start({ contacts: wide.map((name) => ({ name, type: 'string', fieldType: 'text' })) })
    for (let row = 0; row < 130; row += 1)
      server.insert('contacts', Object.fromEntries(wide.map((name, index) => [name, `${row}/${index}`])))
    const selection = await select()
    expect((await reading.snapshot(selection)).rows).toEqual(expected(selection))
  })

  test('begins anew where HubSpot does not know a place any more', async () => {
    await start()
    insertMany(450)
    const selection = await select()
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () => server.forgetPlaces(), 2)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('reads owners, also those who were deactivated', async () => {
    await start()
    const owner = (index: number) => ({
      ...{ id: String(index), email: `o${index}@x.test`, firstName: 'Ada', userId: index, archived: index % 3 === 0 },
      ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-02T00:00:00Z', teams: [{ id: '1', name: 'All' }] },
    })
    server.owners.push(...Array.from({ length: 450 }, (_, index) => owner(index + 1)))
    const selection = await select('owners')
    const mirror = createMirror(selection)
    expect(await reading.takeByPage(mirror, inFull(selection))).toBe(5)
    expect(mirror.rows.size).toBe(450)
    expect(mirror.rows.get('["3"]')).toEqual([
      ...['3', 'o3@x.test', 'Ada', null, 3, '[{"id":"1","name":"All"}]', 1],
      ...['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    ])
  })

  test('gives the keys alone, and of some keys those that are gone', async () => {
    await start()
    const ids = insertMany(350)
    const selection = await select()
    const gone = ids.filter((_, index) => index % 3 === 0)
    for (const [index, id] of gone.entries()) index % 2 ? server.purge('contacts', id) : server.archive('contacts', id)
    const rows = await reading.keysOf(selection)
    expect(rows.flat()).toEqual(ids.filter((id) => !gone.includes(id)))
    expect(
      (
        await open().confirmGone?.(
          selection,
          ids.map((id) => [id]),
        )
      )?.flat(),
    ).toEqual(gone)
  })
})
