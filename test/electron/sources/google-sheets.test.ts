import { afterEach, describe, expect, test } from 'vitest'
import googleSheets from '../../../electron/sources/catalog/google-sheets'
import type { SourceReader } from '../../../electron/sources/define'
import {
  cell,
  failure,
  type SheetCell,
  type SheetFile,
  type SheetsServer,
  type SheetTab,
  startGoogleSheets,
} from '../../helpers/sources/google-sheets-server'
import { createMirror, seeded } from '../../helpers/sources/mirror'
import { inFull, kindOf, readAll, readerAt, readings, selectFrom } from '../../helpers/sources/readings'

const TOKEN = 'ya29.test'
const BOOK = '1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'
const OTHER = '1ZyXwVuTsRqPoNmLkJiHgFeDcBa9876543210'

const texts = (...values: string[]): SheetCell[] => values.map((value) => cell(value))
const tab = (sheetId: number, title: string, rows: SheetCell[][], more: Partial<SheetTab> = {}): SheetTab => ({
  sheetId,
  title,
  rows,
  rowCount: Math.max(rows.length, 1000),
  columnCount: 26,
  ...more,
})
const book = (...tabs: SheetTab[]): SheetFile => ({ title: 'Sales', timeZone: 'Europe/Berlin', tabs })

/** A tab with `count` rows that are known by their column `id`. */
const people = (count: number, from = 1): SheetCell[][] => [
  texts('id', 'name', 'amount'),
  ...Array.from({ length: count }, (_, index) => [
    cell(`p-${from + index}`),
    cell(`Person ${from + index}`),
    cell((from + index) / 4),
  ]),
]

let server: SheetsServer
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

type Given = { config?: Record<string, string>; token?: string; signal?: AbortSignal }

function open({ config = {}, token = TOKEN, ...given }: Given = {}): SourceReader {
  const credentials = {
    config: { auth: 'token', spreadsheets: `https://docs.google.com/spreadsheets/d/${BOOK}/edit#gid=0`, ...config },
    secrets: { accessToken: token },
  }
  return readerAt(googleSheets, credentials, { base: server.url, ...given })
}

const reading = readings(open)

async function start(...tabs: SheetTab[]): Promise<void> {
  server = await startGoogleSheets(TOKEN, { [BOOK]: book(...tabs) })
}

/** What a tab of `people` looks like in a table. */
const expected = (given: SheetTab | undefined) =>
  new Map(
    (given?.rows ?? []).slice(1).flatMap((row) => {
      const [id, name, amount] = row.map((each) => each?.value ?? null)
      return id === undefined || id === null ? [] : [[JSON.stringify([String(id)]), [id, name, amount]]]
    }),
  )

describe('connecting', () => {
  test('says whose account it is', async () => {
    await start(tab(0, 'People', people(1)))
    expect(await open().check()).toEqual({ identity: 'ada@acme.example', externalId: '1042', testMode: false })
  })

  test('asks to sign in again when the token is not accepted', async () => {
    await start(tab(0, 'People', people(1)))
    await expect(open({ token: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth'))
  })

  test('says that nobody answered when there is no network', async () => {
    await start(tab(0, 'People', people(1)))
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })

  test('names the spreadsheet that cannot be read', async () => {
    server = await startGoogleSheets(TOKEN, { [BOOK]: book(), [OTHER]: { ...book(), state: 'private' } })
    const reader = open({ config: { spreadsheets: `${BOOK}\n${OTHER}` } })
    await expect(reader.check()).rejects.toMatchObject(kindOf('config', new RegExp(OTHER)))
  })

  test.each([['a file that is no Google spreadsheet', 'xlsx', 'config', /no Google spreadsheet/]] as const)(
    'refuses %s',
    async (_, state, kind, message) => {
      server = await startGoogleSheets(TOKEN, { [BOOK]: { ...book(), state } })
      await expect(open().check()).rejects.toMatchObject(kindOf(kind, message))
    },
  )

  test.each(['', 'my spreadsheet', 'https://docs.google.com/document/d/1'])('refuses the address %j', async (text) => {
    await start()
    await expect(open({ config: { spreadsheets: text } }).check()).rejects.toMatchObject(kindOf('config'))
    expect(server.requests).toEqual([])
  })

  test.each([
    ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'needs-reauth'],
    ['SERVICE_DISABLED', 'config'],
  ])('reads the reason %s as %s', async (reason, kind) => {
    await start(tab(0, 'People', people(1)))
    const { status, body } = failure(403, 'PERMISSION_DENIED', 'No', reason)
    server.misbehave({ kind: 'status', status, body }, 1)
    await expect(open().check()).rejects.toMatchObject(kindOf(kind))
  })
})

describe('discovery', () => {
  test('offers each tab with a grid and headers, known by the id that a rename keeps', async () => {
    const chart: SheetTab = { ...tab(9, 'Chart', []), sheetType: 'OBJECT' }
    await start(
      tab(0, 'People', people(2)),
      tab(77, "Q1 'draft'", people(1), { hidden: true }),
      tab(5, 'Blank', []),
      chart,
    )
    const streams = await open().discover()
    expect(streams.map(({ name, label, group }) => [name, label, group])).toEqual([
      [`${BOOK}:0`, 'People', 'Sales'],
      [`${BOOK}:77`, "Q1 'draft'", 'Sales'],
    ])
    expect(streams[1]?.note).toContain('hidden')
  })

  test('finds the types of columns from values and formats', async () => {
    const header = texts(
      'id',
      'mail',
      'site',
      'note',
      'amount',
      'share',
      'day',
      'at',
      'hour',
      'done',
      'mixed',
      'due',
      'empty',
    )
    const row = (n: number) => [
      cell(n, 'NUMBER'),
      cell(`a${n}@b.example`),
      cell(`https://b.example/${n}`),
      cell(`line\nline ${n}`),
      cell(1.5 * n, 'CURRENCY'),
      cell(0.5, 'PERCENT'),
      cell(46_054, 'DATE'),
      cell(46_054.5, n === 1 ? 'DATE' : 'DATE_TIME'),
      cell(0.25, 'TIME'),
      cell(n === 1),
      n === 1 ? cell('x') : cell(4),
      n === 1 ? cell('soon') : cell(46_054, 'DATE'),
    ]
    await start(tab(0, 'All', [header, row(1), row(2)]))
    const selection = await selectFrom(open())
    expect(selection.fields.map(({ name, type, sourceType }) => `${name} ${type} ${sourceType}`)).toEqual([
      'id number NUMBER',
      'mail email TEXT',
      'site url TEXT',
      'note long-text TEXT',
      'amount number CURRENCY',
      'share number PERCENT',
      'day date DATE',
      'at datetime DATE_TIME',
      'hour text TIME',
      'done boolean BOOLEAN',
      'mixed text NUMBER or TEXT',
      'due text DATE or TEXT',
      'empty text EMPTY',
    ])
    const { rows } = await readAll(open(), selection)
    expect(rows.get('["1"]')).toEqual([
      ...[1, 'a1@b.example', 'https://b.example/1', 'line\nline 1', 1.5, 0.5],
      ...['2026-02-01', '2026-02-01T11:00:00.000Z', '06:00:00', 1, 'x', 'soon', null],
    ])
    expect(rows.get('["2"]')?.slice(9)).toEqual([0, '4', '2026-02-01', null])
  })

  test('names blank and repeated headers by their column, and cleans up the others', async () => {
    const header = [cell('Name'), cell('  two   words '), null, cell('name'), cell(2026), null]
    await start(tab(0, 'Odd', [[], header, texts('a', 'b', 'c', 'd', 'e')], { columnCount: 6 }))
    const { fields } = await selectFrom(open())
    expect(fields.map(({ name }) => name)).toEqual(['_row', 'Name', 'two words', 'column_C', 'name_D', '2026'])
  })

  test.each<[string, SheetCell[][], Record<string, string>, string]>([
    ['a column named id whose values differ', people(3), {}, 'id'],
    ['the number of the row when values repeat', [...people(2), ...people(1).slice(1)], {}, '_row'],
    ['the number of the row when a value is missing', [...people(2), [null, cell('Nobody')]], {}, '_row'],
    ['the column that was asked for', people(2), { keyColumn: 'Name' }, 'name'],
    ['the number of the row when asked for', people(2), { keyColumn: '_row' }, '_row'],
    ['a column of mail addresses', [texts('who', 'Email'), texts('a', 'a@b.example')], {}, 'Email'],
    ['the number of the row when nothing is named like a key', [texts('who'), texts('a')], {}, '_row'],
  ])('takes as key %s', async (_, rows, config, key) => {
    await start(tab(0, 'Keys', rows))
    const { fields } = await selectFrom(open({ config }))
    expect(fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name)).toEqual([key])
  })

  test('reads the headers from the row that was named', async () => {
    await start(tab(0, 'Report', [texts('Report of May'), [], ...people(2)]))
    const reader = open({ config: { headerRow: '3' } })
    const selection = await selectFrom(reader)
    expect(selection.fields.map(({ name }) => name)).toEqual(['id', 'name', 'amount'])
    expect((await readAll(reader, selection)).rows.size).toBe(2)
  })

  test('leaves out a spreadsheet that is not shared while others are', async () => {
    server = await startGoogleSheets(TOKEN, {
      [BOOK]: book(tab(0, 'A', people(1))),
      [OTHER]: { ...book(), state: 'private' },
    })
    const streams = await open({ config: { spreadsheets: `${OTHER}\n${BOOK}` } }).discover()
    expect(streams.map(({ label }) => label)).toEqual(['A'])
  })
})

describe('reading everything', () => {
  test('skips blank rows without ending at them, and rows with nothing but empty checkboxes', async () => {
    const rows = [
      texts('name', 'done'),
      [cell('a'), cell(true)],
      [],
      [cell('b'), cell(false)],
      [null, cell(false)],
      [cell('c')],
    ]
    await start(tab(0, 'Todo', rows))
    const reader = open()
    const { rows: read } = await readAll(reader, await selectFrom(reader))
    expect([...read.values()]).toEqual([
      [2, 'a', 1],
      [4, 'b', 0],
      [6, 'c', null],
    ])
  })

  test('has nothing for failed formulas', async () => {
    const rows = [
      texts('id', 'sum'),
      [cell('a'), cell(1)],
      [cell('b'), { error: 'N_A' }],
      [cell('c'), { error: 'DIVIDE_BY_ZERO' }],
    ]
    await start(tab(0, 'Sums', rows))
    const reader = open()
    const selection = await selectFrom(reader)
    expect(selection.fields[1]?.type).toBe('number')
    expect([...(await readAll(reader, selection)).rows.values()].map(([, sum]) => sum)).toEqual([1, null, null])
  })

  test.each([
    ['Europe/Berlin', 46_113.0625, '2026-03-31T23:30:00.000Z'],
    ['Europe/Berlin', 46_110.0625, '2026-03-29T00:30:00.000Z'],
    ['America/New_York', 46_054, '2026-02-01T05:00:00.000Z'],
    ['GMT+05:30', 46_054.5, '2026-02-01T06:30:00.000Z'],
    ['Nowhere/Unknown', 46_054.5, '2026-02-01T12:00:00.000Z'],
  ])('turns a moment on the wall of %s into UTC', async (timeZone, serial, moment) => {
    const given = book(tab(0, 'Times', [texts('id', 'at'), [cell('a'), cell(serial, 'DATE_TIME')]]))
    server = await startGoogleSheets(TOKEN, { [BOOK]: { ...given, timeZone } })
    const reader = open()
    expect((await readAll(reader, await selectFrom(reader))).rows.get('["a"]')).toEqual(['a', moment])
  })

  test('reads in parts of 5,000 rows, and goes on from each of them as if nothing had happened', async () => {
    await start(tab(0, 'Many', people(12_345), { rowCount: 12_346, columnCount: 3 }))
    const reader = open()
    const selection = await selectFrom(reader)
    const want = expected(server.files.get(BOOK)?.tabs[0])
    for (const stopAfter of [1, 2, 3]) {
      const mirror = createMirror(selection)
      const { resume } = await mirror.take(reader.snapshot(selection, null), stopAfter)
      expect(mirror.rows.size).toBe(Math.min(12_345, stopAfter * 5000))
      await mirror.take(open().snapshot(selection, resume))
      expect(mirror.rows).toEqual(want)
    }
  })

  test('starts over when the file changed between a stop and going on', async () => {
    await start(tab(0, 'Many', people(6000), { rowCount: 6001, columnCount: 3 }))
    const selection = await selectFrom(open())
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () =>
      server.edit(BOOK, (file) => file.tabs[0]?.rows.splice(1, 1)),
    )
    mirror.rows.delete('["p-1"]')
    expect(mirror.rows).toEqual(expected(server.files.get(BOOK)?.tabs[0]))
  })

  test.each([1, 2, 3, 4, 5])('reads once more when rows move while it reads (seed %i)', async (seed) => {
    await start(tab(0, 'Many', people(11_000), { rowCount: 12_000, columnCount: 3 }))
    const reader = open()
    const selection = await selectFrom(reader)
    const random = seeded(seed)
    let edits = 0
    server.onRequest(({ path }) => {
      if (!path.includes('batchGet') || edits >= 3 || random() < 0.4) return
      edits += 1
      server.edit(BOOK, ({ tabs: [given] }) => {
        const at = 1 + Math.floor(random() * 10_000)
        if (random() < 0.5) given?.rows.splice(at, 7)
        else given?.rows.splice(at, 0, [cell(`new-${edits}`), cell('New'), cell(1)])
      })
    })
    const mirror = await readAll(reader, selection)
    server.onRequest(() => undefined)
    expect(edits).toBeGreaterThan(0)
    // What changed during the second reading is for the next sync, which the newer time of the file brings about.
    const window = { from: new Date(server.modifiedAt(BOOK)).toISOString(), to: new Date().toISOString() }
    const next = createMirror(selection)
    await next.take(reader.changes(selection, window, null))
    expect(next.rows).toEqual(expected(server.files.get(BOOK)?.tabs[0]))
    const lost = [...next.rows.keys()].filter((key) => !mirror.rows.has(key))
    expect(lost.every((key) => key.startsWith('["new-'))).toBe(true)
  })

  test('has exactly the rows of the end when the tab changed once while it was read', async () => {
    await start(tab(0, 'Many', people(11_000), { rowCount: 11_001, columnCount: 3 }))
    const reader = open()
    const selection = await selectFrom(reader)
    let reads = 0
    server.onRequest(({ path }) => {
      if (path.includes('batchGet') && ++reads === 4)
        server.edit(BOOK, ({ tabs: [given] }) => given?.rows.splice(2, 500))
    })
    const { rows } = await readAll(reader, selection)
    expect(rows).toEqual(expected(server.files.get(BOOK)?.tabs[0]))
  })

  test('follows a tab that is renamed, and one that is cut, while it is read', async () => {
    await start(tab(0, 'Old', people(11_000), { rowCount: 11_001, columnCount: 3 }))
    const reader = open()
    const selection = await selectFrom(reader)
    let reads = 0
    server.onRequest(({ path }) => {
      if (!path.includes('batchGet') || ++reads !== 4) return
      server.edit(BOOK, ({ tabs: [given] }) => {
        if (!given) return
        given.title = "It's new"
        given.rows.length = 4000
        given.rowCount = 4000
      })
    })
    const { rows } = await readAll(reader, selection)
    expect(rows.size).toBe(3999)
  })

  test('names both rows when the key column has a value twice', async () => {
    await start(tab(0, 'People', people(3)))
    const reader = open()
    const selection = await selectFrom(reader)
    server.edit(BOOK, ({ tabs: [given] }) => given?.rows.splice(3, 0, [], [cell('p-1'), cell('Again')]))
    const asked = readAll(reader, selection)
    await expect(asked).rejects.toMatchObject(kindOf('stream-unavailable', /Rows 2 and 5 .*“id” of “People”/))
  })

  test('names the row that has no value in the key column', async () => {
    await start(tab(0, 'People', people(3)))
    const reader = open()
    const selection = await selectFrom(reader)
    server.edit(BOOK, ({ tabs: [given] }) => given?.rows.push([null, cell('Nobody')]))
    await expect(readAll(reader, selection)).rejects.toMatchObject(kindOf('stream-unavailable', /Row 5 has no value/))
  })

  test('reads only the fields that were chosen', async () => {
    await start(tab(0, 'People', people(2)))
    const reader = open()
    const { stream, fields } = await selectFrom(reader)
    const chosen = { stream, fields: fields.filter(({ name }) => name !== 'name'), filters: [] }
    const mirror = await readAll(reader, chosen)
    expect([...mirror.rows.values()]).toEqual([
      ['p-1', 0.25],
      ['p-2', 0.5],
    ])
  })

  test('gives the keys alone', async () => {
    await start(tab(0, 'People', people(3)))
    const selection = await selectFrom(open())
    expect(await reading.keysOf(selection)).toEqual([['p-1'], ['p-2'], ['p-3']])
  })
})

describe('the stamp of a file', () => {
  test('is the same until the file is modified, and takes one request', async () => {
    await start(tab(0, 'People', people(3)))
    const reader = open()
    const selection = await selectFrom(reader)
    const before = server.requests.length
    const stamp = await reader.stamp?.(selection)
    expect([await reader.stamp?.(selection), server.requests.length - before]).toEqual([stamp, 2])
    server.edit(BOOK, ({ tabs: [given] }) => given?.rows.splice(1))
    expect(await reader.stamp?.(selection)).not.toBe(stamp)
  })
})

describe('drift', () => {
  test.each<[string, (file: SheetFile) => void, string, RegExp]>([
    [
      'a header that changed',
      ({ tabs: [given] }) => given?.rows[0]?.splice(1, 1, cell('full name')),
      'schema-changed',
      /“name”/,
    ],
    ['a tab that was deleted', (file) => file.tabs.splice(0, 1), 'schema-changed', /tab/],
    ['a tab that was emptied', ({ tabs: [given] }) => given?.rows.splice(0), 'schema-changed', /People/],
    ['a file in the trash', (file) => Object.assign(file, { trashed: true }), 'stream-unavailable', /trash/],
    [
      'a file that is no longer shared',
      (file) => Object.assign(file, { state: 'private' }),
      'stream-unavailable',
      /not found/,
    ],
  ])('says what became of %s', async (_, change, kind, message) => {
    await start(tab(0, 'People', people(3)))
    const reader = open()
    const selection = await selectFrom(reader)
    server.edit(BOOK, change)
    await expect(readAll(reader, selection)).rejects.toMatchObject(kindOf(kind, message))
  })

  test('reads on with a column that was added or moved', async () => {
    await start(tab(0, 'People', people(2)))
    const reader = open()
    const selection = await selectFrom(reader)
    server.edit(BOOK, ({ tabs: [given] }) => {
      for (const [index, row] of (given?.rows ?? []).entries()) row.unshift(cell(index === 0 ? 'new' : 'x'))
    })
    expect((await readAll(reader, selection)).rows.get('["p-2"]')).toEqual(['p-2', 'Person 2', 0.5])
    expect((await selectFrom(reader)).fields.map(({ name }) => name)).toEqual(['new', 'id', 'name', 'amount'])
  })
})

describe('a service that misbehaves', () => {
  const quota = failure(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for quota metric').body
  test.each<[string, Parameters<SheetsServer['misbehave']>[0]]>([
    ['429 without Retry-After', { kind: 'status', status: 429, body: quota }],
    ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }],
    ['a storm of 503', { kind: 'status', status: 503 }],
    ['JSON that breaks off', { kind: 'truncated' }],
    ['broken connections', { kind: 'reset' }],
    ['a slow answer', { kind: 'slow-drip' }],
    ['one 401', { kind: 'status', status: 401 }],
  ])('comes to the same rows after %s', async (name, what) => {
    await start(tab(0, 'Many', people(6000), { rowCount: 6001, columnCount: 3 }))
    const selection = await selectFrom(open())
    server.misbehave(what, name === 'one 401' ? 1 : 3, ({ path }) => path.includes('batchGet'))
    expect((await readAll(open(), selection)).rows).toEqual(expected(server.files.get(BOOK)?.tabs[0]))
  })

  test('asks to sign in again when 401 stays, with what was read kept for going on', async () => {
    await start(tab(0, 'Many', people(6000), { rowCount: 6001, columnCount: 3 }))
    const selection = await selectFrom(open())
    const mirror = createMirror(selection)
    const goWrong = () => server.misbehave({ kind: 'status', status: 401 }, 2)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong)).toMatchObject(kindOf('needs-reauth'))
    expect(mirror.rows.size).toBe(6000)
  })

  test('stops when it is told to', async () => {
    await start(tab(0, 'Many', people(6000), { rowCount: 6001, columnCount: 3 }))
    const selection = await selectFrom(open())
    await expect(reading.stopAfterOnePage(selection)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
