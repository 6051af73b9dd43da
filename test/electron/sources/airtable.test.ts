import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { airtableVerdict } from '../../../electron/sources/airtable/failures'
import airtable from '../../../electron/sources/catalog/airtable'
import type { Selection, SourceReader } from '../../../electron/sources/define'
import type { JsonValue } from '../../../shared/domain/common'
import { labelOf } from '../../../shared/domain/field-label'
import {
  type AirtableServer,
  airtableFailure,
  HIDDEN,
  startAirtable,
  type TableField,
  table,
} from '../../helpers/sources/airtable-server'
import { createMirror, type Mirror, seeded } from '../../helpers/sources/mirror'
import { changesIn, inFull, kindOf, readerAt, readings, windowAfter } from '../../helpers/sources/readings'

const TOKEN = 'pat8fN3RkQx9ZLm2T.test'
const [MINUTE, DAY] = [60_000, 86_400_000]
const BASE = 'appLkNDICXNqxSDhG'
const TABLE = 'tbltp8DGLhqbUmjK1'
const [NAME, PRICE, DONE] = ['fldName', 'fldPrice', 'fldDone']

const homeFields = (): TableField[] => [
  { id: NAME, name: 'Name', type: 'singleLineText' },
  { id: PRICE, name: 'Price', type: 'currency', options: { precision: 2, symbol: '$' } },
  { id: DONE, name: 'Done', type: 'checkbox', options: { icon: 'check', color: 'greenBright' } },
]

let server: AirtableServer
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

async function start(fields: TableField[] = homeFields()): Promise<void> {
  server = await startAirtable(TOKEN, [table(TABLE, 'Apartments', fields)])
}

type Given = { token?: string | null; entered?: string; signal?: AbortSignal }

function open({ entered = TOKEN, ...given }: Given = {}): SourceReader {
  const credentials = { config: { auth: 'token' }, secrets: { accessToken: entered } }
  return readerAt(airtable, credentials, { base: server.url, ...given })
}

const reading = readings(open)

const insertMany = (count: number) =>
  Array.from({ length: count }, (_, index) => server.insert(TABLE, { [NAME]: `Flat ${index}`, [PRICE]: index }))

/** What a table holds once it is up to date. */
const expected = () =>
  new Map(
    [...server.table(TABLE).records.values()].map(({ id, created, fields }) => [
      JSON.stringify([id]),
      [id, new Date(created).toISOString(), fields[NAME] ?? null, fields[PRICE] ?? null, fields[DONE] ? 1 : 0],
    ]),
  )

const nextWindow = (selection: Selection, after: number) =>
  windowAfter(airtable.timing(selection.stream), after, server.clock)

/** As a sweep does: what is missing among the keys, and confirmed to be gone. */
async function sweep(mirror: Mirror, selection: Selection): Promise<void> {
  const there = new Set((await reading.keysOf(selection)).map((key) => JSON.stringify(key)))
  const missing = [...mirror.rows.keys()].filter((key) => !there.has(key)).map((key) => JSON.parse(key) as string[])
  for (const key of (await open().confirmGone?.(selection, missing)) ?? []) mirror.rows.delete(JSON.stringify(key))
}

describe('connecting', () => {
  test('says whose token it is', async () => {
    await start()
    expect(await open().check()).toEqual({
      ...{ identity: 'usrL2PNC5o3H4lBEi', externalId: 'usrL2PNC5o3H4lBEi', testMode: false },
    })
  })

  test('uses the token of a sign-in, and says who signed in', async () => {
    await start()
    server.scopes = ['data.records:read', 'schema.bases:read']
    expect(await open({ token: TOKEN, entered: '' }).check()).toMatchObject({ identity: 'ada@acme.example' })
  })

  test('names the scope that a sign-in or a token lacks', async () => {
    await start()
    server.scopes = ['schema.bases:read']
    await expect(open().check()).rejects.toMatchObject(kindOf('config', /data\.records:read/))
    server.scopes = null
    server.forbidden.add('bases')
    await expect(open().check()).rejects.toMatchObject(kindOf('config', /schema\.bases:read/))
  })

  test('asks to sign in again when the token is not accepted', async () => {
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
  test('offers every table of every base that may be seen, by ids', async () => {
    await start()
    server.bases.push({ ...server.bases[0], id: 'appOther', name: 'Other', permissionLevel: 'edit', tables: [] })
    server.bases.at(-1)?.tables.push(table('tblTwo', 'Two', homeFields()))
    server.bases.push({ id: 'appGone', name: 'Gone', permissionLevel: 'edit', tables: [] })
    server.forbidden.add('appGone')
    const streams = await open().discover()
    expect(
      streams.map(({ name, label, group, cursorField, deletes }) => [name, label, group, cursorField, deletes]),
    ).toEqual([
      [`${BASE}/${TABLE}`, 'Apartments', 'Apartment Hunting', '_last_modified_time', 'sweep'],
      ['appOther/tblTwo', 'Two', 'Other', '_last_modified_time', 'sweep'],
    ])
  })

  test('has a type for each kind of field', async () => {
    const file = new URL('../../fixtures/sources/airtable-fields.json', import.meta.url)
    const known: TableField[] = JSON.parse(readFileSync(file, 'utf8'))
    await start(known.map((field, index) => ({ ...field, id: `fld${index}`, name: `${field.name} ${index}` })))
    const { fields } = await reading.select()
    expect(
      fields.map(
        ({ type, sourceType, primaryKey }) => `${sourceType.split(' ')[0]}: ${type}${primaryKey ? ' key' : ''}`,
      ),
    ).toEqual([
      ...['id: text key', 'createdTime: datetime', 'aiText: long-text', 'autoNumber: integer', 'barcode: text'],
      ...['button: url', 'checkbox: boolean', 'count: integer', 'createdBy: json', 'createdTime: datetime'],
      ...['currency: number', 'date: date', 'dateTime: datetime', 'duration: number', 'email: email'],
      ...['externalSyncSource: select', 'formula: number', 'lastModifiedBy: json', 'lastModifiedTime: datetime'],
      ...['manualSort: text', 'multilineText: long-text', 'multipleAttachments: json', 'multipleCollaborators: json'],
      ...['multipleLookupValues: json', 'multipleRecordLinks: json', 'multipleSelects: multi-select', 'number: number'],
      ...['percent: number', 'phoneNumber: text', 'rating: integer', 'richText: long-text', 'rollup: number'],
      ...['singleCollaborator: json', 'singleLineText: text', 'singleSelect: select', 'url: url'],
    ])
  })

  test('knows fields by their ids, and what people call them', async () => {
    await start([
      { id: 'fldA', name: '_record_id', type: 'singleLineText' },
      { id: 'fldB', name: 'Rent', type: 'singleLineText' },
    ])
    expect((await reading.select()).fields.map((field) => [field.name, labelOf(field)])).toEqual([
      ['_record_id', '_record_id'],
      ['_created_time', '_created_time'],
      ['fldA', '_record_id'],
      ['fldB', 'Rent'],
    ])
  })

  test('reads all again once a day only where something is computed', async () => {
    await start()
    expect(airtable.timing((await reading.select()).stream).recomputeEveryMs).toBeNull()
    server.table(TABLE).fields.push({ id: 'fldSum', name: 'Sum', type: 'rollup', options: {} })
    expect(airtable.timing((await reading.select()).stream).recomputeEveryMs).toBe(DAY)
  })
})

describe('reading everything', () => {
  const attachment = { id: 'att1', filename: 'a.png', size: 5, type: 'image/png' }
  const ada = { id: 'usr1', email: 'ada@x.test', name: 'Ada' }
  const result = (type: string) => ({ result: { type } })
  test.each<[string, string, Record<string, unknown> | null, unknown, string | number | null]>([
    ['a text', 'singleLineText', null, 'O’Neil', 'O’Neil'],
    ['an amount', 'currency', null, 12.5, 12.5],
    ['a box that is ticked', 'checkbox', null, true, 1],
    ['a box that is not', 'checkbox', null, false, 0],
    ['no text', 'singleLineText', null, null, null],
    ['choices', 'multipleSelects', null, ['a', 'b c'], '["a","b c"]'],
    ['a day', 'date', null, '2026-02-11', '2026-02-11'],
    ['a time', 'dateTime', null, '2026-02-11T09:14:05.000Z', '2026-02-11T09:14:05.000Z'],
    ['a code', 'barcode', null, { text: '4006381', type: 'ean8' }, '4006381'],
    ['a button', 'button', null, { label: 'Open', url: 'https://x.test' }, 'https://x.test'],
    ['what a model wrote', 'aiText', null, { state: 'generated', value: 'Bright', isStale: false }, 'Bright'],
    ['what a model could not write', 'aiText', null, { state: 'error', errorType: 'x', value: null }, null],
    ['links', 'multipleRecordLinks', null, ['recB', 'recA'], '["recB","recA"]'],
    ['a person', 'singleCollaborator', null, ada, JSON.stringify(ada)],
    ['a formula of texts', 'formula', result('singleLineText'), 'x', 'x'],
    ['a formula that is no number', 'formula', result('number'), { specialValue: 'NaN' }, null],
    ['a formula that failed', 'formula', result('singleLineText'), { error: '#ERROR!' }, null],
    ['a rollup of lists', 'rollup', result('singleLineText'), ['a', 'b'], '["a","b"]'],
    ['a lookup', 'multipleLookupValues', result('number'), [1, { error: '#ERROR!' }], '[1,null]'],
    [
      'attachments, without addresses that expire',
      ...(['multipleAttachments', null, [{ ...attachment, url: 'https://x.test/1', thumbnails: {} }]] as const),
      JSON.stringify([attachment]),
    ],
    [
      'attachments that are looked up',
      ...([
        'multipleLookupValues',
        result('multipleAttachments'),
        [{ ...attachment, url: 'https://x.test/2' }],
      ] as const),
      JSON.stringify([attachment]),
    ],
  ])('has %s in the form of a table', async (_, type, options, value, cell) => {
    await start([...homeFields(), { id: 'fldX', name: 'X', type, options }])
    server.insert(TABLE, { fldX: value })
    const [row] = (await reading.snapshot(await reading.select())).rows.values()
    expect(row?.at(-1)).toBe(cell)
  })

  test('ends with what is there after being stopped at every page', async () => {
    await start()
    insertMany(1234)
    const selection = await reading.select()
    const mirror = createMirror(selection)
    expect(await reading.takeByPage(mirror, inFull(selection))).toBe(13)
    expect(mirror.rows).toEqual(expected())
  })

  test('begins anew when Airtable forgot where it was, with nothing lost', async () => {
    await start()
    insertMany(730)
    const selection = await reading.select()
    let requests = 0
    server.onRequest(() => {
      requests += 1
      if (requests === 4 || requests === 9) server.expireIterators()
    })
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () => undefined, 2)
    expect(mirror.rows).toEqual(expected())
    expect(requests).toBeGreaterThan(12)
  })

  test('gives up for now when Airtable forgets again and again', async () => {
    await start()
    insertMany(300)
    const selection = await reading.select()
    server.onRequest(() => server.expireIterators())
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('retry', /again and again/))
  })

  test.each([1, 2, 3])('loses no record while others come, change and go (seed %i)', async (seed) => {
    await start()
    const ids = insertMany(1100)
    const selection = await reading.select()
    const random = seeded(seed)
    const staying = new Set(ids)
    server.onRequest(() => {
      const id = ids[Math.floor(random() * ids.length)] ?? ''
      const kind = random()
      if (kind < 0.4) insertMany(1)
      else if (kind < 0.6 && staying.has(id)) server.update(TABLE, id, { [NAME]: 'Edited' })
      else if (kind < 0.7) server.expireIterators()
      else if (staying.delete(id)) server.remove(TABLE, id)
    })
    const { rows } = await reading.snapshot(selection)
    expect([...staying].filter((id) => !rows.has(JSON.stringify([id])))).toEqual([])
  })

  test('asks for no field that was not chosen', async () => {
    await start()
    insertMany(2)
    const { stream, filters } = await reading.select()
    const fields = stream.fields.filter(({ name }) => name === '_record_id' || name === PRICE)
    expect([...(await reading.snapshot({ stream, filters, fields })).rows.values()].map((row) => row[1])).toEqual([
      0, 1,
    ])
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toMatchObject({ fields: [PRICE] })
  })

  test.each([
    ['is not found', airtableFailure(404, 'NOT_FOUND')],
    ['may not be seen', HIDDEN],
  ])('gives the keys alone, and of some keys those that are gone, where what is gone %s', async (_, missing) => {
    await start()
    server.missing = missing
    const ids = insertMany(230)
    const selection = await reading.select()
    const gone = ids.filter((_, index) => index % 20 === 0)
    for (const id of gone) server.remove(TABLE, id)
    const rows = await reading.keysOf(selection)
    expect(rows.flat().sort()).toEqual(ids.filter((id) => !gone.includes(id)).sort())
    const asked = ids.slice(0, 43).map((id) => [id])
    expect((await open().confirmGone?.(selection, asked))?.flat()).toEqual(gone.slice(0, 3))
  })
})

describe('reading what changed', () => {
  test.each([1, 2, 3, 4])('equals the table after any history and a sweep (seed %i)', async (seed) => {
    await start()
    const selection = await reading.select()
    const random = seeded(seed)
    const anyId = () => {
      const ids = [...server.table(TABLE).records.keys()]
      return ids[Math.floor(random() * ids.length)] ?? ''
    }
    const step = () => {
      const kind = server.table(TABLE).records.size < 2 ? 0 : random()
      if (kind < 0.35) insertMany(1)
      else if (kind < 0.85) server.update(TABLE, anyId(), { [PRICE]: random(), [DONE]: random() < 0.5 })
      else server.remove(TABLE, anyId())
      server.clock += random() < 0.7 ? 0 : 700
    }
    insertMany(400)
    const began = server.clock - 10_000
    server.onRequest(() => {
      if (random() < 0.5) step()
      if (random() < 0.1) server.expireIterators()
    })
    const mirror = await reading.snapshot(selection)
    const window = (after: number) => nextWindow(selection, after)
    const history = { rounds: 4, steps: 60, step, later: 20 * MINUTE, after: began, window }
    await reading.follow(mirror, selection, server, history)
    await sweep(mirror, selection)
    expect(mirror.rows).toEqual(expected())
  })

  test('reads thousands of records with one and the same time, stopped at every page', async () => {
    await start()
    const selection = await reading.select()
    insertMany(2500)
    server.clock += 20 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(selection, server.clock - 30 * MINUTE)
    expect(await reading.takeByPage(mirror, changesIn(selection, window))).toBe(25)
    expect(mirror.rows).toEqual(expected())
  })

  test('includes both ends, and records that were never edited', async () => {
    await start()
    const selection = await reading.select()
    const at = (ms: number) => {
      server.clock = Date.UTC(2026, 0, 10) + ms
    }
    at(-1000)
    const [early = ''] = insertMany(1)
    const [edited = ''] = insertMany(1)
    at(0)
    const [first] = insertMany(1)
    server.update(TABLE, edited, { [NAME]: 'Edited' })
    at(60_000)
    const [last] = insertMany(1)
    at(61_000)
    insertMany(1)
    server.update(TABLE, early, { [NAME]: 'Later' })
    const window = { from: '2026-01-10T00:00:00.000Z', to: '2026-01-10T00:01:00.000Z' }
    const mirror = await reading.catchUp(selection, window)
    expect([...mirror.rows.keys()].sort()).toEqual([first, edited, last].map((id) => JSON.stringify([id])).sort())
  })

  test('finds a record that appears late with an older time', async () => {
    await start()
    const selection = await reading.select()
    const late = server.insert(TABLE, { [NAME]: 'Late' })
    server.hide(TABLE, late)
    server.clock += MINUTE
    const first = nextWindow(selection, server.clock)
    const mirror = await reading.catchUp(selection, first)
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(selection, Date.parse(first.to)), mirror)
    expect(mirror.rows).toEqual(expected())
  })

  test('takes no record for gone that the token may not see for another reason', async () => {
    await start()
    const [id = ''] = insertMany(1)
    const selection = await reading.select()
    server.remove(TABLE, id)
    server.missing = airtableFailure(403, 'INVALID_PERMISSIONS', 'You are not permitted')
    await expect(open().confirmGone?.(selection, [[id]])).rejects.toMatchObject(
      kindOf('stream-unavailable', /not permitted/),
    )
  })

  test('leaves to a full reading what was computed', async () => {
    await start([...homeFields(), { id: 'fldF', name: 'F', type: 'formula', options: { result: { type: 'number' } } }])
    const [id = ''] = insertMany(1)
    const selection = await reading.select()
    server.clock += DAY
    server.compute(TABLE, id, { fldF: 7 })
    server.clock += MINUTE
    const mirror = await reading.catchUp(selection, nextWindow(selection, server.clock))
    expect(mirror.rows.size).toBe(0)
    expect((await reading.snapshot(selection)).rows.get(JSON.stringify([id]))?.at(-1)).toBe(7)
  })
})

describe('drift', () => {
  test('reads a field on that was renamed', async () => {
    await start()
    insertMany(2)
    const selection = await reading.select()
    Object.assign(server.table(TABLE).fields[0] ?? {}, { name: 'Title' })
    expect((await reading.snapshot(selection)).rows).toEqual(expected())
    expect((await reading.select()).fields[2]).toMatchObject({ name: NAME, label: 'Title' })
  })

  test('asks to look again after a field vanished', async () => {
    await start()
    insertMany(2)
    const selection = await reading.select()
    server.table(TABLE).fields.pop()
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /fldDone/))
  })

  test('reads on when a field was added, and then offers it', async () => {
    await start()
    insertMany(2)
    const selection = await reading.select()
    server.table(TABLE).fields.push({ id: 'fldNew', name: 'New', type: 'url' })
    expect((await reading.snapshot(selection)).rows.size).toBe(2)
    expect((await reading.select()).fields.map(({ name }) => name)).toContain('fldNew')
  })

  test.each<[string, () => unknown]>([
    ['a table vanished', () => server.bases[0]?.tables.pop()],
    ['a base may no longer be seen', () => server.forbidden.add(BASE)],
  ])('asks to look again after %s, and takes no record for deleted', async (_, change) => {
    await start()
    const ids = insertMany(2)
    const selection = await reading.select()
    change()
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /Invalid permissions/))
    await expect(open().confirmGone?.(selection, [ids.slice(0, 1)])).rejects.toMatchObject(kindOf('schema-changed'))
    expect(await open().discover()).toEqual([])
  })
})

describe('a service that misbehaves', () => {
  test.each<[string, Parameters<AirtableServer['misbehave']>[0], number]>([
    ['429 without Retry-After', { kind: 'status', ...airtableFailure(429, 'TOO_MANY_REQUESTS') }, 3],
    ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }, 3],
    ['a storm of 503', { kind: 'status', ...airtableFailure(503, 'SERVICE_UNAVAILABLE', 'Try again') }, 5],
    ['a storm of 502 without JSON', { kind: 'status', status: 502 }, 5],
    ['JSON that breaks off', { kind: 'truncated' }, 3],
    ['broken connections', { kind: 'reset' }, 3],
    ['a slow answer', { kind: 'slow-drip' }, 3],
    ['one 401', { kind: 'status', ...airtableFailure(401, 'UNAUTHORIZED', 'Expired') }, 1],
  ])('comes to the same records after %s', async (_, what, times) => {
    await start()
    insertMany(350)
    const selection = await reading.select()
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () => server.misbehave(what, times))
    expect(mirror.rows).toEqual(expected())
  })

  test('asks to sign in again when 401 stays, and goes on from where it was', async () => {
    await start()
    insertMany(350)
    const selection = await reading.select()
    const mirror = createMirror(selection)
    const goWrong = () => server.misbehave({ kind: 'status', ...airtableFailure(401, 'UNAUTHORIZED', 'Expired') }, 2)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong)).toMatchObject(kindOf('needs-reauth'))
    expect(mirror.rows).toEqual(expected())
  })

  test.each([
    ['the same page', ['itr1/rec1']],
    ['two pages in turn', ['itr1/rec1', 'itr1/rec2']],
  ])('gives up on a table that has %s for ever', async (_, offsets) => {
    await start()
    const selection = await reading.select()
    for (let turn = 0; turn < 20; turn += 1) {
      const body = { records: [], offset: offsets[turn % offsets.length] }
      server.misbehave({ kind: 'status', status: 200, body }, 1)
    }
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test('stops when it is told to', async () => {
    await start()
    insertMany(350)
    const selection = await reading.select()
    await expect(reading.stopAfterOnePage(selection)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('what an answer means', () => {
  const now = new Date('2026-01-10T00:00:00Z')
  const verdict = (status: number, body: JsonValue, headers: Record<string, string> = {}) =>
    airtableVerdict(
      { status, headers: new Map(Object.entries(headers)), text: JSON.stringify(body), json: () => body },
      now,
    )
  const until = (ms: number) => ({ kind: 'rate-limited', untilMs: now.getTime() + ms })

  test('waits half a minute after too many requests, or as long as it is told to', () => {
    expect(verdict(429, {})).toMatchObject(until(30_000))
    expect(verdict(429, {}, { 'retry-after': '5' })).toMatchObject(until(5000))
  })

  test('waits longer once the calls of the month are used up, and says so', () => {
    const body = { errors: [{ error: 'PUBLIC_API_BILLING_LIMIT_EXCEEDED', message: 'Upgrade' }] }
    expect(verdict(429, body)).toMatchObject({ ...until(60 * MINUTE), message: expect.stringContaining('month') })
  })

  test.each([
    [422, { error: { type: 'LIST_RECORDS_ITERATOR_NOT_AVAILABLE', message: 'x' } }, 'restart-page'],
    [422, { error: { type: 'UNKNOWN_FIELD_NAME', message: 'x' } }, 'schema-changed'],
    [422, { error: { type: 'INVALID_FILTER_BY_FORMULA', message: 'x' } }, 'schema-changed'],
    [403, { error: { type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND', message: 'x' } }, 'schema-changed'],
    [404, { error: 'NOT_FOUND' }, 'schema-changed'],
  ])('reads %i %j as %s', (status, body, kind) => {
    expect(verdict(status, body)).toMatchObject({ kind })
  })

  test.each([
    [401, { error: { type: 'AUTHENTICATION_REQUIRED', message: 'x' } }],
    [413, { error: { type: 'REQUEST_TOO_LARGE', message: 'x' } }],
    [503, { error: 'NOT_FOUND' }],
  ])('leaves %i to the usual reading', (status, body) => {
    expect(verdict(status, body)).toBeUndefined()
  })
})
