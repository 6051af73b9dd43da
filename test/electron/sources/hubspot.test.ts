import { afterEach, describe, expect, test } from 'vitest'
import hubspot from '../../../electron/sources/catalog/hubspot'
import type { Selection, SourceReader, Window } from '../../../electron/sources/define'
import { hubspotVerdict } from '../../../electron/sources/hubspot/failures'
import type { JsonValue } from '../../../shared/domain/common'
import { sourceContext } from '../../helpers/source-context'
import {
  type HubSpotProperty,
  type HubSpotServer,
  hubspotFailure,
  startHubSpot,
} from '../../helpers/sources/hubspot-server'
import { createMirror, type Mirror, seeded, wholeStream } from '../../helpers/sources/mirror'

const TOKEN = 'pat-na1-test'
const [SECOND, MINUTE, DAY] = [1000, 60_000, 86_400_000]

const contactProperties: HubSpotProperty[] = [
  { name: 'email', type: 'string', fieldType: 'text' },
  { name: 'amount', type: 'number', fieldType: 'number' },
]

let server: HubSpotServer
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

async function start(given: Record<string, HubSpotProperty[]> = { contacts: contactProperties }): Promise<void> {
  server = await startHubSpot(TOKEN, given)
  for (const name of ['contacts', 'companies', 'deals', 'tickets', 'products', 'line_items', 'quotes'])
    if (!server.types.has(name)) server.forbidden.add(name)
}

type Given = { token?: string | null; entered?: string; signal?: AbortSignal }

function open({ token = null, entered = TOKEN, signal }: Given = {}): SourceReader {
  if (hubspot.kind !== 'http') throw new Error('not over HTTP')
  const credentials = { config: { auth: 'token' }, secrets: { accessToken: entered } }
  const context = sourceContext(hubspot, credentials, { base: server.url, token, ...(signal ? { signal } : {}) })
  return hubspot.http.reader(context)
}

async function select(name = 'contacts'): Promise<Selection> {
  const stream = (await open().discover()).find((each) => each.name === name)
  if (!stream) throw new Error(`no stream ${name}`)
  return wholeStream(stream)
}

const insertMany = (count: number, type = 'contacts') =>
  Array.from({ length: count }, (_, index) => server.insert(type, { email: `p${index}@x.test`, amount: `${index}` }))

/** What a table holds once it is up to date, for fields of texts, numbers and times. */
const expected = ({ fields, stream }: Selection) =>
  new Map(
    server.live(stream.name).map(({ id, properties }) => [
      JSON.stringify([id]),
      fields.map(({ name, type }) => {
        const value = properties[name] ?? null
        if (value === null || value === '') return type === 'json' ? '[]' : null
        if (type === 'multi-select') return JSON.stringify(value.split(';'))
        return type === 'number' ? Number(value) : value
      }),
    ]),
  )

/** The window that follows one that ended at `after`, as the engine reckons it. */
function nextWindow(selection: Selection, after: number): Window {
  const { lagMs, lookbackMs } = hubspot.timing(selection.stream)
  return { from: new Date(after - lookbackMs).toISOString(), to: new Date(server.clock - lagMs).toISOString() }
}

/** Reads to the end, given up and gone on with after every page, each time by another reader. */
async function takeByPage(
  mirror: Mirror,
  pages: (reader: SourceReader, resume: JsonValue) => ReturnType<SourceReader['keys']>,
) {
  let resume: JsonValue = null
  for (let turn = 0; turn < 300; turn += 1) {
    const taken = await mirror.take(pages(open(), resume), 1)
    if (taken.done) return turn
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

describe('connecting', () => {
  test('says which account it is', async () => {
    await start()
    expect(await open().check()).toEqual({
      identity: 'HubSpot account 62515',
      externalId: '62515',
      testMode: false,
    })
  })

  test('knows a sandbox', async () => {
    await start()
    server.accountType = 'SANDBOX'
    expect(await open().check()).toMatchObject({ testMode: true })
  })

  test('uses the token of a sign-in', async () => {
    await start()
    expect(await open({ token: TOKEN, entered: '' }).check()).toMatchObject({ externalId: '62515' })
  })

  test('asks for another key when the token is not accepted', async () => {
    await start()
    await expect(open({ entered: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth'))
    await expect(open({ entered: 'old' }).discover()).rejects.toMatchObject(kindOf('needs-reauth'))
  })

  test('says that nobody answered when there is no network', async () => {
    await start()
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })
})

describe('discovery', () => {
  const shop = { objectTypeId: '2-77', name: 'shop', labels: { singular: 'Shop', plural: 'Shops' } }

  test('offers what may be read, with counts, custom objects and owners', async () => {
    await start({ contacts: contactProperties, companies: [], '2-77': [] })
    server.schemas.push(
      { ...shop, associations: [{ id: '1', fromObjectTypeId: '2-77', toObjectTypeId: '0-2' }] },
      { ...shop, objectTypeId: '2-78', archived: true },
    )
    insertMany(3)
    const streams = await open().discover()
    expect(
      streams.map(({ name, label, estimatedRows, cursorField, deletes }) => [
        ...[name, label, estimatedRows, cursorField, deletes],
      ]),
    ).toEqual([
      ['contacts', 'Contacts', 3, 'lastmodifieddate', 'told'],
      ['companies', 'Companies', 0, 'hs_lastmodifieddate', 'told'],
      ['2-77', 'Shops', 0, 'hs_lastmodifieddate', 'told'],
      ['owners', 'Owners', null, null, 'full-read'],
    ])
    const links = streams.map(({ fields }) => fields.filter(({ sourceType }) => sourceType.startsWith('association')))
    expect(links.map((each) => each.map(({ name }) => name).join())).toEqual([
      ...['associated_company_ids', 'associated_contact_ids', 'associated_company_ids', ''],
    ])
  })

  test('goes without custom objects and owners where the key may not read them', async () => {
    await start()
    server.forbidden.add('schemas').add('owners')
    expect((await open().discover()).map(({ name }) => name)).toEqual(['contacts'])
  })

  test('has a type for each kind of property, and leaves out archived ones', async () => {
    const kinds = [
      ...['string text', 'string textarea', 'string html', 'number number', 'bool booleancheckbox', 'date date'],
      ...['datetime date', 'enumeration select', 'enumeration checkbox', 'enumeration booleancheckbox'],
      ...['phone_number phonenumber', 'object_coordinates text', 'json text'],
    ]
    const own = kinds.map((kind, index) => {
      const [type = '', fieldType = ''] = kind.split(' ')
      return { name: `p${index}`, type, fieldType }
    })
    const score = { name: 'score', type: 'number', fieldType: 'calculation_score', calculated: true }
    await start({ contacts: [...own, score, { ...score, name: 'old', archived: true }] })
    const { fields } = await select()
    expect(
      fields
        .filter(({ name }) => /^(?:hs_object_id|p\d+|score|old)$/.test(name))
        .map(({ type, sourceType, primaryKey }) => `${sourceType}: ${type}${primaryKey ? ' key' : ''}`),
    ).toEqual([
      ...['number: text key', 'string text: text', 'string textarea: long-text', 'string html: long-text'],
      ...['number number: number', 'bool booleancheckbox: boolean', 'date date: date', 'datetime date: datetime'],
      ...['enumeration select: select', 'enumeration checkbox: multi-select'],
      ...['enumeration booleancheckbox: boolean', 'phone_number phonenumber: text', 'object_coordinates text: text'],
      ...['json text: json', 'number calculation_score calculated: number'],
    ])
  })

  test('reads all again once a day only where something is computed', async () => {
    await start({ products: [], contacts: [{ name: 'x', type: 'number', fieldType: 'calculation', calculated: true }] })
    const daysOf = async (name: string) => (hubspot.timing((await select(name)).stream).recomputeEveryMs ?? 0) / DAY
    expect([await daysOf('products'), await daysOf('contacts')]).toEqual([0, 1])
  })
})

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
    const [row] = (await snapshot(selection)).rows.values()
    expect(row?.[selection.fields.findIndex(({ name }) => name === 'x')]).toBe(cell)
  })

  test('ends with what is there after being stopped at every page', async () => {
    await start()
    insertMany(1234)
    const selection = await select()
    const mirror = createMirror(selection)
    expect(await takeByPage(mirror, (reader, resume) => reader.snapshot(selection, resume))).toBe(13)
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
    expect(await takeByPage(mirror, (reader, resume) => reader.snapshot(selection, resume))).toBe(2)
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
    await snapshot({ ...rest, stream, fields: stream.fields.slice(0, 3) })
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
    const { rows } = await snapshot(selection)
    expect([...staying].filter((id) => !rows.has(JSON.stringify([id])))).toEqual([])
  })

  test('reads more properties than an address has room for', async () => {
    const wide = Array.from({ length: 400 }, (_, index) => `a_rather_long_name_of_a_property_${index}`)
    await start({ contacts: wide.map((name) => ({ name, type: 'string', fieldType: 'text' })) })
    for (let row = 0; row < 130; row += 1)
      server.insert('contacts', Object.fromEntries(wide.map((name, index) => [name, `${row}/${index}`])))
    const selection = await select()
    expect((await snapshot(selection)).rows).toEqual(expected(selection))
  })

  test('begins anew where HubSpot does not know a place any more', async () => {
    await start()
    insertMany(450)
    const selection = await select()
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 2)
    server.forgetPlaces()
    await mirror.take(open().snapshot(selection, resume))
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
    expect(await takeByPage(mirror, (reader, resume) => reader.snapshot(selection, resume))).toBe(5)
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
    const rows: string[][] = []
    for await (const page of open().keys(selection, null)) rows.push(...(JSON.parse(page.json) as string[][]))
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

describe('reading what changed', () => {
  test.each([1, 2, 3, 4])('equals the account after any history (seed %i)', async (seed) => {
    await start()
    const selection = await select()
    const random = seeded(seed)
    const anyId = () => {
      const live = server.live('contacts')
      return live[Math.floor(random() * live.length)]?.id ?? ''
    }
    const mergeTwo = () => {
      const [winner, loser] = [anyId(), anyId()]
      if (winner !== loser) server.merge('contacts', winner, loser)
    }
    const step = () => {
      const kind = server.live('contacts').length < 2 ? 0 : random()
      if (kind < 0.3) insertMany(1)
      else if (kind < 0.8) server.update('contacts', anyId(), { amount: String(Math.floor(random() * 100)) })
      else if (kind < 0.95) server.archive('contacts', anyId())
      else mergeTwo()
      server.clock += random() < 0.7 ? 0 : 700
    }
    insertMany(500)
    let ended = server.clock - 5 * SECOND
    server.onRequest(() => (random() < 0.5 ? step() : undefined))
    const mirror = await snapshot(selection)
    for (let run = 0; run < 4; run += 1) {
      for (let count = 0; count < 60; count += 1) step()
      server.clock += 20 * MINUTE
      const window = nextWindow(selection, ended)
      await takeByPage(mirror, (reader, resume) => reader.changes(selection, window, resume))
      ended = Date.parse(window.to)
    }
    server.onRequest(() => undefined)
    server.clock += 20 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(selection, ended), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('reads more records with one and the same time than the search gives pages for, stopped at every page', async () => {
    await start({ deals: [] })
    const selection = await select('deals')
    for (let index = 0; index < 10_300; index += 1) server.insert('deals')
    server.clock += 20 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(selection, server.clock - 30 * MINUTE)
    expect(await takeByPage(mirror, (reader, resume) => reader.changes(selection, window, resume))).toBe(52)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('finds a record that appears late with an older time', async () => {
    await start()
    const selection = await select()
    const late = server.insert('contacts', { email: 'late@x.test' })
    server.hide('contacts', late)
    server.clock += MINUTE
    const first = nextWindow(selection, server.clock)
    const mirror = createMirror(selection)
    await mirror.take(open().changes(selection, first, null))
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(selection, Date.parse(first.to)), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('tells what was archived and what was merged, and leaves to a sweep what was deleted for good', async () => {
    await start()
    const [one = '', two = '', three = '', four = ''] = insertMany(5)
    const selection = await select()
    const mirror = await snapshot(selection)
    server.clock += DAY
    const old = server.insert('contacts')
    server.archive('contacts', old)
    server.clock += DAY
    const ended = server.clock
    server.clock += MINUTE
    server.archive('contacts', one)
    server.merge('contacts', three, two)
    server.purge('contacts', four)
    server.clock += MINUTE
    const deleted: string[] = []
    for await (const page of open().changes(selection, nextWindow(selection, ended), null))
      deleted.push(...(page.deleted ?? []).flat())
    expect(deleted).toEqual([two, one])
    expect(mirror.rows.size).toBe(5)
    expect(await open().confirmGone?.(selection, [[three], [two], [four]])).toEqual([[two], [four]])
  })

  test('reads values as they are and not as the search has them', async () => {
    await start()
    const [id = ''] = insertMany(1)
    const selection = await select()
    server.clock += MINUTE
    const mirror = createMirror(selection)
    server.onRequest(({ path }) => {
      if (path.endsWith('/batch/read')) server.compute('contacts', id, { email: 'now@x.test' })
    })
    await mirror.take(open().changes(selection, nextWindow(selection, server.clock), null))
    const at = selection.fields.findIndex(({ name }) => name === 'email')
    expect(mirror.rows.get(JSON.stringify([id]))?.[at]).toBe('now@x.test')
  })

  test('does not ask for the very beginning of time', async () => {
    await start()
    insertMany(2)
    const selection = await select()
    await createMirror(selection).take(
      open().changes(selection, { from: new Date(0).toISOString(), to: new Date(server.clock).toISOString() }, null),
    )
    expect(server.requests.find(({ path }) => path.endsWith('contacts/search'))?.body).not.toContain('"value":"0"')
  })
})

describe('drift', () => {
  test('asks to look again after a property vanished, before any record is read without it', async () => {
    await start()
    insertMany(2)
    const selection = await select()
    server.types.get('contacts')?.properties.pop()
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /amount/))
    const changes = open().changes(selection, nextWindow(selection, server.clock), null)
    await expect(createMirror(selection).take(changes)).rejects.toMatchObject(kindOf('schema-changed'))
  })

  test('reads on when a property was added, and then offers it', async () => {
    await start()
    insertMany(2)
    const selection = await select()
    server.types.get('contacts')?.properties.push({ name: 'new', type: 'string', fieldType: 'text' })
    expect((await snapshot(selection)).rows.size).toBe(2)
    expect((await select()).fields.map(({ name }) => name)).toContain('new')
  })

  test('asks to look again when an object is gone, or associations may no longer be read', async () => {
    await start({ contacts: [], companies: [] })
    insertMany(2)
    const selection = await select()
    server.forbidden.add('companies')
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /companies/))
    server.types.delete('contacts')
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /infer object type/))
  })

  test('names the scope that is missing, and gives up on that stream alone', async () => {
    await start({ contacts: [], companies: [] })
    const [contacts, companies] = [await select(), await select('companies')]
    server.forbidden.add('contacts')
    await expect(snapshot(contacts)).rejects.toMatchObject(
      kindOf('stream-unavailable', /the scope crm\.objects\.contacts\.read/),
    )
    const { stream, fields } = companies
    const alone = { stream, fields: fields.filter(({ name }) => !name.startsWith('associated')), filters: [] }
    expect((await snapshot(alone)).rows.size).toBe(0)
  })
})

describe('a service that misbehaves', () => {
  const limited = (policyName: string) =>
    hubspotFailure(429, 'RATE_LIMITS', 'You have reached your limit.', { policyName })
  test.each<[string, Parameters<HubSpotServer['misbehave']>[0], number]>([
    ['429 without Retry-After', { kind: 'status', ...limited('SECONDLY') }, 3],
    ['429 with Retry-After', { kind: 'status', ...limited('DAILY'), headers: { 'retry-after': '2' } }, 3],
    ['ten seconds that are used up', { kind: 'status', ...limited('TEN_SECONDLY_ROLLING') }, 3],
    ['an account that is locked', { kind: 'status', status: 423 }, 3],
    ['a storm of 502', { kind: 'status', status: 502 }, 5],
    ['a storm of 524', { kind: 'status', status: 524 }, 5],
    ['JSON that breaks off', { kind: 'truncated' }, 3],
    ['broken connections', { kind: 'reset' }, 3],
    ['a slow answer', { kind: 'slow-drip' }, 3],
    ['one 401', { kind: 'status', ...hubspotFailure(401, 'EXPIRED_AUTHENTICATION', 'The token expired') }, 1],
  ])('comes to the same records after %s', async (_, what, times) => {
    await start()
    insertMany(250)
    const selection = await select()
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 1)
    server.misbehave(what, times)
    await mirror.take(open().snapshot(selection, resume))
    server.misbehave(what, times, ({ path }) => path.endsWith('search'))
    server.clock += MINUTE
    await mirror.take(open().changes(selection, nextWindow(selection, server.clock), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('asks to sign in again when 401 stays, and goes on from where it was', async () => {
    await start()
    insertMany(250)
    const selection = await select()
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 1)
    server.misbehave({ kind: 'status', ...hubspotFailure(401, 'EXPIRED_AUTHENTICATION', 'The token expired') }, 2)
    await expect(mirror.take(open().snapshot(selection, resume))).rejects.toMatchObject(kindOf('needs-reauth'))
    await mirror.take(open().snapshot(selection, resume))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test.each([
    ['a list', /contacts\?/, (reader: SourceReader, selection: Selection) => reader.snapshot(selection, null)],
    [
      'a search',
      /search$/,
      (reader: SourceReader, selection: Selection) =>
        reader.changes(selection, nextWindow(selection, server.clock), null),
    ],
  ])('gives up on %s that has the same page for ever', async (_, path, read) => {
    await start()
    const [id = ''] = insertMany(1)
    const selection = await select()
    server.clock += MINUTE
    const times = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', archived: false }
    const results = [{ id, properties: {}, ...times }]
    const body = { total: 1, results, paging: { next: { after: '1' } } }
    server.misbehave({ kind: 'status', status: 200, body }, 50, (request) => path.test(request.path))
    await expect(createMirror(selection).take(read(open(), selection))).rejects.toMatchObject(
      kindOf('fatal', /again and again/),
    )
  })

  test('takes no record for gone that HubSpot could not read', async () => {
    await start()
    const [id = ''] = insertMany(2)
    const selection = await select()
    const errors = [{ status: 'error', category: 'INTERNAL_ERROR', message: 'Could not get some' }]
    server.misbehave({ kind: 'status', status: 207, body: { results: [], errors } }, 9, ({ path }) =>
      path.includes('batch'),
    )
    await expect(open().confirmGone?.(selection, [[id]])).rejects.toMatchObject(kindOf('retry', /Could not get/))
  })

  test('stops when it is told to', async () => {
    await start()
    insertMany(250)
    const selection = await select()
    const stop = new AbortController()
    const pages = open({ signal: stop.signal }).snapshot(selection, null)[Symbol.asyncIterator]()
    await pages.next()
    stop.abort()
    await expect(pages.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('what an answer means', () => {
  const now = new Date('2026-01-10T00:00:00Z')
  const verdict = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    hubspotVerdict(
      { status, headers: new Map(Object.entries(headers)), text: JSON.stringify(body), json: () => body as JsonValue },
      now,
    )
  const until = (ms: number) => ({ kind: 'rate-limited', untilMs: now.getTime() + ms })

  test.each([
    ['SECONDLY', {}, 1000],
    ['TEN_SECONDLY_ROLLING', { 'x-hubspot-ratelimit-interval-milliseconds': '10000' }, 10_000],
    ['DAILY', {}, 60 * MINUTE],
    ['DAILY', { 'retry-after': '30' }, 30_000],
  ])('waits as the policy %s asks for', (policyName, headers, ms) => {
    expect(verdict(429, { message: 'Limit', policyName }, headers)).toMatchObject(until(ms))
  })

  test('waits for an account that is moved to another data centre', () => {
    expect(verdict(477, {}, { 'retry-after': '7200' })).toMatchObject(until(120 * MINUTE))
  })

  test.each([
    [401, 'INVALID_AUTHENTICATION', 'needs-reauth'],
    [401, 'EXPIRED_AUTHENTICATION', 'refresh-auth'],
    [403, 'MISSING_SCOPES', 'stream-unavailable'],
    [530, 'x', 'needs-reauth'],
  ])('reads %i %s as %s', (status, category, kind) => {
    expect(verdict(status, { message: 'Said so', category })).toMatchObject({ kind })
  })

  test.each([400, 404, 500])('leaves %i to the usual reading', (status) => {
    expect(verdict(status, { message: 'Said so', category: 'VALIDATION_ERROR' })).toBeUndefined()
  })
})
