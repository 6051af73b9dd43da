import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import salesforce from '../../../electron/sources/catalog/salesforce'
import type { Selection, SourceReader, Window } from '../../../electron/sources/define'
import type { StreamFilter } from '../../../shared/domain/data-connection'
import { sourceContext } from '../../helpers/source-context'
import { createMirror, type Mirror, seeded, wholeStream } from '../../helpers/sources/mirror'
import {
  failure,
  type SalesforceServer,
  type SObjectField,
  salesforceTime,
  startSalesforce,
  systemFields,
} from '../../helpers/sources/salesforce-server'

const TOKEN = '00Dxx!AQ.test'
const SECOND = 1000
const MINUTE = 60 * SECOND

const accountFields: SObjectField[] = [
  ...systemFields,
  { name: 'Name', type: 'string', length: 255 },
  { name: 'Amount__c', type: 'currency' },
]
const organization = {
  label: 'Organization',
  prefix: '00D',
  fields: [...systemFields, { name: 'Name', type: 'string' }, { name: 'IsSandbox', type: 'boolean' }],
}

let server: SalesforceServer
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

async function start(fields: SObjectField[] = accountFields): Promise<void> {
  server = await startSalesforce(TOKEN, {
    Account: { label: 'Account', prefix: '001', fields },
    Organization: organization,
  })
  server.insert('Organization', { Name: 'Acme', IsSandbox: false })
}

type Given = { token?: string; signal?: AbortSignal; config?: Record<string, string> }

function open({ token = TOKEN, signal, config = {} }: Given = {}): SourceReader {
  const credentials = {
    config: { auth: 'token', instanceUrl: 'acme.my.salesforce.com', ...config },
    secrets: { accessToken: token },
  }
  if (salesforce.kind !== 'http') throw new Error('not over HTTP')
  const now = () => new Date(server.clock)
  const context = sourceContext(salesforce, credentials, { base: server.url, now, ...(signal ? { signal } : {}) })
  return salesforce.http.reader(context)
}

async function select(name = 'Account', filters: StreamFilter[] = []): Promise<Selection> {
  const stream = (await open().discover()).find((each) => each.name === name)
  if (!stream) throw new Error(`no stream ${name}`)
  return { ...wholeStream(stream), filters }
}

const insertMany = (count: number) =>
  Array.from({ length: count }, (_, index) => server.insert('Account', { Name: `Account ${index}`, Amount__c: index }))

/** What a table holds once it is up to date. */
const expected = ({ fields }: Selection, keep: (row: Record<string, unknown>) => boolean = () => true) =>
  new Map(
    server
      .live('Account')
      .filter(keep)
      .map((record) => [
        JSON.stringify([record.Id]),
        fields.map(({ name, type }) => {
          const value = record[name] ?? null
          if (type === 'datetime' && value !== null) return String(value).replace('+0000', 'Z')
          return typeof value === 'boolean' ? Number(value) : value
        }),
      ]),
  )

/** The window that follows one that ended at `after`, as the engine reckons it. */
function nextWindow(selection: Selection, after: number): Window {
  const { granularityMs, lagMs, lookbackMs } = salesforce.timing(selection.stream)
  const from = Math.floor((after - lookbackMs) / granularityMs) * granularityMs
  return { from: new Date(from).toISOString(), to: new Date(server.clock - lagMs).toISOString() }
}

/** Reads to the end, given up and gone on with after every page, each time by another reader. */
async function takeByPage(
  mirror: Mirror,
  pages: (reader: SourceReader, resume: unknown) => ReturnType<SourceReader['keys']>,
) {
  let resume: unknown = null
  for (let turn = 0; turn < 200; turn += 1) {
    const taken = await mirror.take(pages(open(), resume), 1)
    if (taken.done && taken.pages === 0) return turn
    resume = taken.resume
  }
  throw new Error('does not end')
}

async function snapshot(selection: Selection): Promise<Mirror> {
  const mirror = createMirror(selection)
  await mirror.take(open().snapshot(selection, null))
  return mirror
}

const kindOf = (kind: string, message = /./) => ({ verdict: { kind, message: expect.stringMatching(message) } })
const hostOf = (instanceUrl: string) => (salesforce.kind === 'http' ? salesforce.http.baseUrl({ instanceUrl }) : '')

describe('connecting', () => {
  test('says whose account it is, and of which org', async () => {
    await start()
    expect(await open().check()).toEqual({
      identity: 'ada@acme.example, Acme',
      externalId: '00Dxx0000001gEREAY',
      testMode: false,
    })
  })

  test('knows a sandbox', async () => {
    await start()
    const [id = ''] = server.objects.get('Organization')?.records.keys() ?? []
    server.update('Organization', id, { IsSandbox: true })
    expect(await open().check()).toMatchObject({ testMode: true })
  })

  test('asks to sign in again when the token is not accepted', async () => {
    await start()
    await expect(open({ token: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth'))
    await expect(open({ token: 'old' }).discover()).rejects.toMatchObject(kindOf('needs-reauth', /Session expired/))
  })

  test('says that nobody answered when there is no network', async () => {
    await start()
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })

  test.each([
    ['acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/o/Account/list', 'https://acme.my.salesforce.com'],
    ['acme--dev.sandbox.lightning.force.com', 'https://acme--dev.sandbox.my.salesforce.com'],
    ['https://acme.my.salesforce-setup.com/lightning/setup', 'https://acme.my.salesforce.com'],
  ])('takes the address %s', async (typed, url) => {
    await start()
    expect(hostOf(typed)).toBe(url)
  })

  test.each([
    '',
    'acme',
    'login.salesforce.com',
    'https://salesforce.com.evil.example',
    'evil.example/.salesforce.com',
  ])('refuses the address %j', async (typed) => {
    await start()
    expect(() => hostOf(typed)).toThrow(/not the address of a Salesforce org/)
  })
})

describe('discovery', () => {
  test('offers what may be queried and described, with counts, cursors and how deletes are seen', async () => {
    await start([...accountFields, { name: 'Total__c', type: 'double', calculated: true }])
    const only = (...names: string[]) => systemFields.filter(({ name }) => names.includes(name))
    server.objects.set('Login', {
      label: 'Logins',
      prefix: '0Ya',
      records: new Map(),
      fields: only('Id', 'CreatedDate'),
    })
    server.objects.set('Setting', { label: 'Settings', prefix: '0Yb', records: new Map(), fields: only('Id') })
    server.objects.set('AccountShare', { label: 'Shares', prefix: '00r', records: new Map(), fields: systemFields })
    server.objects.set('Order__e', { label: 'Order', prefix: 'e00', records: new Map(), fields: systemFields })
    server.objects.set('Secret', { label: 'Secret', prefix: '0Yc', records: new Map(), fields: systemFields })
    const { status, body } = failure(403, 'INSUFFICIENT_ACCESS', 'No')
    server.misbehave({ kind: 'status', status, body }, 1, ({ path }) => path.includes('Secret'))
    insertMany(3)
    const streams = await open().discover()
    expect(
      streams.map(({ name, estimatedRows, cursorField, cursorChoices, deletes }) => [
        ...[name, estimatedRows, cursorField, cursorChoices.join(), deletes],
      ]),
    ).toEqual([
      ['Account', 3, 'SystemModstamp', 'CreatedDate', 'told'],
      ['Organization', 1, 'SystemModstamp', 'CreatedDate', 'told'],
      ['Login', 0, 'CreatedDate', '', 'sweep'],
      ['Setting', 0, null, '', 'full-read'],
    ])
    expect(streams.map((stream) => salesforce.timing(stream).recomputeEveryMs !== null)).toEqual([
      ...[true, false, false, false],
    ])
    expect(streams[0]?.note).toContain('Formulas')
  })

  test('has no counts for a user who may not see them', async () => {
    await start()
    server.misbehave({ kind: 'status', status: 403 }, 1, ({ path }) => path.includes('recordCount'))
    expect((await open().discover())[0]?.estimatedRows).toBeNull()
  })

  test('has a type for each kind of field and leaves out binary contents', async () => {
    const types = [
      'string',
      'picklist',
      'reference',
      'textarea',
      'int',
      'double',
      'percent',
      'boolean',
      'date',
      'datetime',
    ]
    const more = ['time', 'email', 'url', 'multipicklist', 'address', 'base64', 'anyType', 'id']
    await start([
      ...[...types, ...more].map((type) => ({ name: type === 'id' ? 'Id' : type, type })),
      { name: 'sum', type: 'currency', calculated: true },
    ])
    const { fields } = await select()
    expect(
      fields.map(({ type, sourceType, primaryKey }) => `${sourceType}: ${type}${primaryKey ? ' key' : ''}`),
    ).toEqual([
      ...['string: text', 'picklist: text', 'reference: text', 'textarea: long-text', 'int: integer', 'double: number'],
      ...['percent: number', 'boolean: boolean', 'date: date', 'datetime: datetime', 'time: text', 'email: email'],
      ...['url: url', 'multipicklist: multi-select', 'address: json', 'anyType: text', 'id: text key'],
      'currency formula: number',
    ])
  })
})

describe('reading everything', () => {
  test('has each kind of value in the form of a table', async () => {
    const at = '2026-02-11T09:14:05.000+0000'
    const values = { text: "O'Neil\n\\", big: 12.5, yes: true, day: '2026-02-11', at, hour: '10:00:00.000Z' }
    const more = { tags: 'a;b c', place: { city: 'Oslo', latitude: 59.9 }, none: null }
    const types = ['string', 'currency', 'boolean', 'date', 'datetime', 'time', 'multipicklist', 'address', 'string']
    const names = Object.keys({ ...values, ...more })
    await start([...systemFields, ...names.map((name, index) => ({ name, type: types[index] ?? '' }))])
    server.insert('Account', { ...values, ...more })
    const [row] = (await snapshot(await select())).rows.values()
    expect(row?.slice(4)).toEqual([
      ...["O'Neil\n\\", 12.5, 1, '2026-02-11', '2026-02-11T09:14:05.000Z', '10:00:00.000Z'],
      ...['["a","b c"]', '{"city":"Oslo","latitude":59.9}', null],
    ])
  })

  test('reads the properties of the sample org as they are', async () => {
    const file = new URL('../../fixtures/sources/salesforce-properties.json', import.meta.url)
    const { records } = JSON.parse(readFileSync(file, 'utf8')) as { records: Record<string, string | number>[] }
    const samples = records.map(({ attributes: _, ...values }) => values)
    const names = Object.keys(samples[0] ?? {})
    const typeOf = (name: string) => (typeof samples[0]?.[name] === 'number' ? 'double' : 'string')
    await start([...systemFields, ...names.map((name) => ({ name, type: typeOf(name) }))])
    for (const values of samples) server.insert('Account', values)
    const selection = await select()
    const { rows } = await snapshot(selection)
    expect(rows.size).toBe(12)
    expect(rows).toEqual(expected(selection))
  })

  test.each([2000, 150])('ends with what is there after being stopped at every page (%i at once)', async (batch) => {
    await start()
    insertMany(4321)
    server.batch = batch
    const selection = await select()
    const mirror = createMirror(selection)
    const turns = await takeByPage(mirror, (reader, resume) => reader.snapshot(selection, resume as never))
    expect(turns).toBeGreaterThanOrEqual(4321 / batch)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('never follows a locator, which a new session no longer knows', async () => {
    await start()
    insertMany(500)
    server.batch = 100
    const selection = await select()
    expect((await snapshot(selection)).rows.size).toBe(500)
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
    const { rows } = await snapshot(selection)
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
    const { rows } = await snapshot(selection)
    expect(rows).toEqual(expected(selection))
    expect(server.requests.length - before).toBeGreaterThan(8)
  })

  test('asks for fewer records when a query takes too long, and gives up on the stream when that does not help', async () => {
    await start()
    insertMany(3000)
    const selection = await select()
    const { status, body } = failure(400, 'QUERY_TIMEOUT', 'Your query request was running for too long.')
    server.misbehave({ kind: 'status', status, body }, 2)
    expect((await snapshot(selection)).rows.size).toBe(3000)
    expect(server.requests.some(({ url }) => url.searchParams.get('q')?.endsWith('LIMIT 125'))).toBe(true)
    server.misbehave({ kind: 'status', status, body }, 4)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', /too long/))
  })

  test('gives the keys alone, and of some keys those that are gone', async () => {
    await start()
    const ids = insertMany(700)
    const selection = await select()
    const gone = ids.filter((_, index) => index % 3 === 0)
    for (const id of gone) server.remove('Account', id)
    const rows: string[][] = []
    for await (const page of open().keys(selection, null)) rows.push(...(JSON.parse(page.json) as string[][]))
    expect(rows.flat().sort()).toEqual(ids.filter((id) => !gone.includes(id)).sort())
    const keys = ids.map((id) => [id])
    expect((await open().confirmGone?.(selection, keys))?.flat()).toEqual(gone)
  })
})

describe('filters', () => {
  const names = [
    "O'Neil",
    'o’neil',
    '100% cotton',
    '100 cotton',
    'under_score',
    'underXscore',
    'back\\slash',
    'two\nlines',
    null,
  ]
  test.each<[StreamFilter['op'], string, string, (string | null)[]]>([
    ['eq', 'Name', "O'Neil", ["O'Neil"]],
    ['ne', 'Name', "O'Neil", names.slice(1)],
    ['eq', 'Name', "' OR Name != '", []],
    ['eq', 'Name', "\\' OR Name != \\'", []],
    ['contains', 'Name', '0% c', ['100% cotton']],
    ['contains', 'Name', 'r_s', ['under_score']],
    ['contains', 'Name', 'k\\s', ['back\\slash']],
    ['contains', 'Name', "o'n", ["O'Neil"]],
    ['eq', 'Name', 'two\nlines', ['two\nlines']],
    ['empty', 'Name', '', [null]],
    ['not-empty', 'Name', '', names.slice(0, -1)],
    ['gte', 'Amount__c', '7', names.slice(7)],
    ['lt', 'Amount__c', '1.5', names.slice(0, 2)],
    ['eq', 'IsDeleted', 'false', names],
    ['lte', 'CreatedDate', '2026-01-10T00:00:00Z', names],
    ['gt', 'CreatedDate', '2026-01-10', []],
    ['contains', 'Tags__c', 'b c', names.slice(0, 1)],
  ])('lets Salesforce find what is %s by %s of %j', async (op, field, value, found) => {
    await start([...accountFields, { name: 'Tags__c', type: 'multipicklist' }])
    for (const [index, Name] of names.entries())
      server.insert('Account', { Name, Amount__c: index, Tags__c: index === 0 ? 'a;b c' : 'b' })
    const selection = await select('Account', [{ field, op, value }])
    const { rows } = await snapshot(selection)
    const at = selection.fields.findIndex(({ name }) => name === 'Name')
    expect([...rows.values()].map((row) => row[at])).toEqual(found)
  })

  test.each<[string, StreamFilter, RegExp]>([
    ['a number that is none', { field: 'Amount__c', op: 'gt', value: '1 OR 1=1' }, /is a number/],
    ['a time that is none', { field: 'CreatedDate', op: 'gt', value: 'yesterday' }, /is a time/],
    ['a truth that is none', { field: 'IsDeleted', op: 'eq', value: 'maybe' }, /true or false/],
    ['a part of a number', { field: 'Amount__c', op: 'contains', value: '1' }, /no text/],
    ['a part of an id', { field: 'Id', op: 'contains', value: '001' }, /no text/],
    ['a field that cannot be filtered', { field: 'Notes__c', op: 'eq', value: 'x' }, /can not be filtered/],
    ['more than fits into an address', { field: 'Name', op: 'eq', value: '\\'.repeat(5000) }, /filters are too long/],
  ])('says that a filter cannot be used: %s', async (_, filter, message) => {
    await start([...accountFields, { name: 'Notes__c', type: 'textarea', length: 32_768, filterable: false }])
    server.insert('Account', { Name: 'x' })
    const selection = await select('Account', [filter])
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', message))
  })
})

describe('reading what changed', () => {
  test.each([1, 2, 3, 4, 5, 6])('equals the org after any history, also with filters (seed %i)', async (seed) => {
    await start()
    const filters: StreamFilter[] = seed % 2 === 0 ? [{ field: 'Amount__c', op: 'lt', value: '50' }] : []
    const keep = (row: Record<string, unknown>) => filters.length === 0 || Number(row.Amount__c) < 50
    const selection = await select('Account', filters)
    const random = seeded(seed)
    const anyId = () => {
      const live = server.live('Account')
      return live[Math.floor(random() * live.length)]?.Id ?? ''
    }
    const step = () => {
      const kind = random()
      const Amount__c = Math.floor(random() * 100)
      if (kind < 0.3 || server.live('Account').length === 0) server.insert('Account', { Name: 'New', Amount__c })
      else if (kind < 0.8) server.update('Account', anyId(), { Amount__c })
      else server.remove('Account', anyId())
      server.clock += random() < 0.7 ? 0 : 3 * SECOND
    }
    insertMany(700)
    server.batch = 90
    let ended = server.clock - 5 * MINUTE
    server.onRequest(() => (random() < 0.5 ? step() : undefined))
    const mirror = await snapshot(selection)
    for (let run = 0; run < 4; run += 1) {
      for (let count = 0; count < 60; count += 1) step()
      server.clock += 20 * MINUTE
      const window = nextWindow(selection, ended)
      await takeByPage(mirror, (reader, resume) => reader.changes(selection, window, resume as never))
      ended = Date.parse(window.to)
    }
    server.onRequest(() => undefined)
    server.clock += 20 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(selection, ended), null))
    expect(mirror.rows).toEqual(expected(selection, keep))
  })

  test('reads thousands of records with one and the same time, stopped at every page', async () => {
    await start()
    const selection = await select()
    insertMany(5000)
    server.batch = 700
    server.clock += 20 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(selection, server.clock - 30 * MINUTE)
    const turns = await takeByPage(mirror, (reader, resume) => reader.changes(selection, window, resume as never))
    expect(turns).toBeGreaterThanOrEqual(8)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('finds a record that appears late with an older time', async () => {
    await start()
    const selection = await select()
    server.clock += 60 * MINUTE
    const late = server.insert('Account', { Name: 'Late' })
    server.hide('Account', late)
    server.clock += 6 * MINUTE
    const first = nextWindow(selection, server.clock)
    const mirror = createMirror(selection)
    await mirror.take(open().changes(selection, first, null))
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(selection, Date.parse(first.to)), null))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('tells what was deleted, and leaves to a sweep what was deleted for good', async () => {
    await start()
    const [one = '', two = ''] = insertMany(3)
    const selection = await select()
    const mirror = await snapshot(selection)
    const ended = server.clock
    server.clock += MINUTE
    server.remove('Account', one)
    server.purge('Account', two)
    server.clock += 20 * MINUTE
    await mirror.take(open().changes(selection, nextWindow(selection, ended), null))
    expect([...mirror.rows.keys()].includes(JSON.stringify([one]))).toBe(false)
    expect(await open().confirmGone?.(selection, [[two]])).toEqual([[two]])
  })

  test('reads by the cursor that a person chose', async () => {
    await start()
    insertMany(2)
    server.clock += 60 * MINUTE
    const [old] = server.live('Account')
    server.update('Account', old?.Id ?? '', { Name: 'Edited' })
    const added = server.insert('Account', { Name: 'New' })
    server.clock += 20 * MINUTE
    const { stream, ...rest } = await select()
    const selection = { ...rest, stream: { ...stream, cursorField: 'CreatedDate' } }
    const mirror = createMirror(selection)
    await mirror.take(open().changes(selection, nextWindow(selection, server.clock - 30 * MINUTE), null))
    expect([...mirror.rows.keys()]).toEqual([JSON.stringify([added])])
  })
})

describe('drift', () => {
  test.each<[string, (fields: SObjectField[]) => unknown]>([
    ['a field that vanished', (fields) => fields.pop()],
    ['an object that vanished, or may no longer be seen', () => server.objects.delete('Account')],
  ])('asks to look again after %s', async (_, change) => {
    await start()
    insertMany(2)
    const selection = await select()
    change(server.objects.get('Account')?.fields ?? [])
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed'))
  })

  test('reads on when a field was added, and then offers it', async () => {
    await start([...accountFields])
    insertMany(2)
    const selection = await select()
    server.objects.get('Account')?.fields.push({ name: 'New__c', type: 'string' })
    expect((await snapshot(selection)).rows.size).toBe(2)
    expect((await select()).fields.map(({ name }) => name)).toContain('New__c')
  })

  test.each([
    [403, 'INSUFFICIENT_ACCESS', 'stream-unavailable'],
    [403, 'API_DISABLED_FOR_ORG', 'config'],
    [400, 'MALFORMED_QUERY', 'fatal'],
    [400, 'INVALID_TYPE', 'schema-changed'],
  ])('reads %i %s as %s', async (status, code, kind) => {
    await start()
    const selection = await select()
    server.misbehave({ kind: 'status', ...failure(status, code, 'Said so') }, 1)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf(kind, /Said so/))
  })
})

describe('limits', () => {
  test('stops before the next request once the share of the day is used, and tries again an hour later', async () => {
    await start()
    insertMany(5000)
    const selection = await select()
    server.usage = { used: 799, most: 1000 }
    const mirror = createMirror(selection)
    const reader = open()
    const pages = reader.snapshot(selection, null)[Symbol.asyncIterator]()
    const { value } = await pages.next()
    expect(value?.rows).toBe(2000)
    await expect(pages.next()).rejects.toMatchObject({
      verdict: { kind: 'rate-limited', message: expect.stringContaining('80 %'), untilMs: server.clock + 60 * MINUTE },
    })
    server.clock += 61 * MINUTE
    server.usage.used = 10
    await mirror.take(reader.snapshot(selection, null))
    expect(mirror.rows.size).toBe(5000)
  })

  test('ends the page that it began, though it takes several requests', async () => {
    const wide = Array.from({ length: 700 }, (_, index) => `A_rather_long_name_of_a_field_${index}__c`)
    await start([...accountFields, ...wide.map((name) => ({ name, type: 'string' }))])
    insertMany(20)
    server.cells = 5000
    const selection = await select()
    server.usage = { used: 900, most: 1000 }
    const pages = open().snapshot(selection, null)[Symbol.asyncIterator]()
    const { value } = await pages.next()
    expect(value?.rows).toBeGreaterThan(0)
    await expect(pages.next()).rejects.toMatchObject(kindOf('rate-limited'))
  })

  test('leaves the share to the settings', async () => {
    await start()
    insertMany(5000)
    const selection = await select()
    server.usage = { used: 799, most: 1000 }
    const mirror = createMirror(selection)
    await mirror.take(open({ config: { share: '95' } }).snapshot(selection, null))
    expect(mirror.rows.size).toBe(5000)
  })

  test('waits, and asks nobody to sign in, when the day is used up', async () => {
    await start()
    const selection = await select()
    server.clock = Date.now()
    server.misbehave({ kind: 'status', ...failure(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') }, 1)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('rate-limited'))
  })
})

describe('a service that misbehaves', () => {
  const locked = failure(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access').body
  test.each<[string, Parameters<SalesforceServer['misbehave']>[0], number]>([
    ['429 without Retry-After', { kind: 'status', status: 429 }, 3],
    ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }, 3],
    ['420', { kind: 'status', status: 420 }, 3],
    ['a storm of 503', { kind: 'status', status: 503 }, 5],
    ['rows that are locked', { kind: 'status', status: 400, body: locked }, 3],
    ['an unknown locator', { kind: 'status', ...failure(400, 'INVALID_QUERY_LOCATOR', 'invalid') }, 1],
    ['JSON that breaks off', { kind: 'truncated' }, 3],
    ['broken connections', { kind: 'reset' }, 3],
    ['a slow answer', { kind: 'slow-drip' }, 3],
    ['one 401', { kind: 'status', ...failure(401, 'INVALID_SESSION_ID', 'Session expired') }, 1],
  ])('comes to the same records after %s', async (_, what, times) => {
    await start()
    insertMany(4500)
    const selection = await select()
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 1)
    server.misbehave(what, times)
    await mirror.take(open().snapshot(selection, resume))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('asks to sign in again when 401 stays, and goes on from where it was', async () => {
    await start()
    insertMany(4500)
    const selection = await select()
    const mirror = createMirror(selection)
    const { resume } = await mirror.take(open().snapshot(selection, null), 1)
    server.misbehave({ kind: 'status', ...failure(401, 'INVALID_SESSION_ID', 'Session expired') }, 2)
    await expect(mirror.take(open().snapshot(selection, resume))).rejects.toMatchObject(kindOf('needs-reauth'))
    await mirror.take(open().snapshot(selection, resume))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('does not go round for ever when the same records come again and again', async () => {
    await start()
    const [id = ''] = insertMany(3)
    const selection = await select()
    const Id = { attributes: { type: 'Account' }, Id: id, SystemModstamp: salesforceTime(server.clock) }
    server.misbehave({ kind: 'status', status: 200, body: { totalSize: 3, done: false, records: [Id] } }, 50)
    await expect(snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test('stops when it is told to', async () => {
    await start()
    insertMany(2500)
    const selection = await select()
    const stop = new AbortController()
    const pages = open({ signal: stop.signal }).snapshot(selection, null)[Symbol.asyncIterator]()
    await pages.next()
    stop.abort()
    await expect(pages.next()).rejects.toMatchObject({ name: 'AbortError' })
  })
})
