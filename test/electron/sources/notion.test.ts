import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import notion from '../../../electron/sources/catalog/notion'
import type { Selection, SourceReader } from '../../../electron/sources/define'
import { labelOf } from '../../../shared/domain/field-label'
import { createMirror, type Mirror, seeded } from '../../helpers/sources/mirror'
import {
  type NotionProperty,
  type NotionServer,
  notionFailure,
  richText,
  startNotion,
} from '../../helpers/sources/notion-server'
import { changesIn, inFull, kindOf, readerAt, readings, selectFrom, windowAfter } from '../../helpers/sources/readings'

const TOKEN = 'ntn_test'
const [MINUTE, HOUR] = [60_000, 3_600_000]
const TASKS = '11111111-0000-4000-8000-000000000001'

const property = (id: string, type: string, more: Record<string, unknown> = {}): NotionProperty => ({
  id,
  type,
  ...more,
})
const plainSchema = { Name: property('title', 'title'), Points: property('a%3Ab', 'number') }

let server: NotionServer
beforeEach(async () => {
  server = await startNotion(TOKEN)
  server.define(TASKS, 'Tasks', plainSchema)
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

function open({ token = TOKEN, ...given }: { token?: string; signal?: AbortSignal } = {}): SourceReader {
  return readerAt(notion, { config: {}, secrets: { token } }, { base: server.url, ...given })
}

const reading = readings(open)
const select = (id = TASKS) => selectFrom(open(), id)

function addMany(count: number, minutesApart = 1): string[] {
  return Array.from({ length: count }, (_, Points) => {
    const { id } = server.add(TASKS, { Name: richText(`Task ${Points}`), Points })
    server.clock += minutesApart * MINUTE
    return id
  })
}

const named = ({ fields }: Selection, row: readonly unknown[] = []) =>
  Object.fromEntries(fields.map((field, index) => [labelOf(field), row[index]]))
/** Ids with what tells versions apart. */
const seen = ({ rows }: Mirror, selection: Selection) =>
  new Map(
    [...rows.values()].map((row) => {
      const { _id, Points, _last_edited_time } = named(selection, row)
      return [_id, [Points, _last_edited_time]]
    }),
  )
const there = () =>
  new Map(server.live(TASKS).map((page) => [page.id, [page.properties.Points?.number, page.last_edited_time]]))

const nextWindow = (selection: Selection, after: number) =>
  windowAfter(notion.timing(selection.stream), after, server.clock)

describe('connecting', () => {
  test('says which workspace it is', async () => {
    expect(await open().check()).toEqual({ identity: 'Acme', externalId: 'w-1', testMode: false })
  })

  test('asks for another secret when the one it has is not accepted', async () => {
    await expect(open({ token: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth', /token is invalid/))
  })

  test('says that nobody answered when there is no network', async () => {
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })
})

describe('discovery', () => {
  test('offers every data source that is shared and not in the trash, over several pages of search', async () => {
    for (let index = 0; index < 10; index += 1) server.define(`source-${index}`, `Source ${index}`, plainSchema)
    server.define('untitled', '', plainSchema)
    server.define('trashed', 'Old', plainSchema)
    for (const source of [server.sources.get('trashed'), server.sources.get('source-3')])
      if (source) source.in_trash = true
    const streams = await open().discover()
    expect(streams.map(({ label }) => label).sort()).toEqual(
      ['Tasks', 'Untitled', ...[0, 1, 2, 4, 5, 6, 7, 8, 9].map((index) => `Source ${index}`)].sort(),
    )
    expect(streams[0]).toMatchObject({ name: TASKS, cursorField: '_last_edited_time', deletes: 'told', note: null })
  })

  test('has a type for each kind of property, and reads all again daily where some are computed', async () => {
    const types = [
      'title',
      'rich_text',
      'number',
      'select',
      'status',
      'multi_select',
      'date',
      'people',
      'files',
      'checkbox',
    ]
    const more = ['url', 'email', 'phone_number', 'formula', 'relation', 'created_time', 'last_edited_by', 'unique_id']
    const others = ['button', 'place', 'something_new']
    const rollup = (name: string) => property(name, 'rollup', { rollup: { function: name } })
    server.define('all', 'All', {
      ...Object.fromEntries([...types, ...more, ...others].map((type) => [type, property(type, type)])),
      ...{ sum: rollup('sum'), list: rollup('show_original'), last: rollup('latest_date') },
    })
    const { fields, stream } = await select('all')
    expect(fields.map((each) => `${labelOf(each)}: ${each.type}${each.primaryKey ? ' key' : ''}`)).toEqual([
      ...['_id: text key', '_url: url', '_created_time: datetime', '_last_edited_time: datetime', 'title: text'],
      ...['rich_text: long-text', 'number: number', 'select: select', 'status: select', 'multi_select: multi-select'],
      ...[
        'date: datetime',
        'date (end): datetime',
        'people: multi-select',
        'files: json',
        'checkbox: boolean',
        'url: url',
      ],
      ...['email: email', 'phone_number: text', 'formula: text', 'relation: json', 'created_time: datetime'],
      ...['last_edited_by: text', 'unique_id: text', 'place: json', 'something_new: json', 'sum: number', 'list: json'],
      'last: datetime',
    ])
    expect(stream.note).toMatch(/once a day/)
    expect(notion.timing(stream).recomputeEveryMs).toBe(24 * HOUR)
    expect(notion.timing((await select()).stream).recomputeEveryMs).toBe(7 * 24 * HOUR)
  })

  test('ends when the search gives the same page for ever', async () => {
    for (let index = 0; index < 10; index += 1) server.define(`source-${index}`, `Source ${index}`, plainSchema)
    server.stuck = true
    await expect(open().discover()).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })
})

describe('reading everything', () => {
  test('has each kind of value in the form of a table', async () => {
    const ada = { object: 'user', id: 'u1', name: 'Ada', type: 'person', person: { email: 'ada@acme.example' } }
    const files = [
      { name: 'plan.pdf', type: 'file', file: { url: 'https://files.example/x?expires=1', expiry_time: 'x' } },
      { name: 'site', type: 'external', external: { url: 'https://acme.example' } },
    ]
    const titled = { type: 'title', title: richText('A') }
    const values: [string, unknown, unknown][] = [
      ['title', [...richText('Fix '), ...richText('it “now”')], 'Fix it “now”'],
      ['rich_text', richText('Größe\n'), 'Größe\n'],
      ['number', 12.5, 12.5],
      ['select', { id: 's', name: 'High', color: 'red' }, 'High'],
      ['status', { id: 't', name: 'Done', color: 'green' }, 'Done'],
      [
        'multi_select',
        [
          { id: 'a', name: 'x', color: 'red' },
          { id: 'b', name: 'y, z', color: 'red' },
        ],
        '["x","y, z"]',
      ],
      [
        'date',
        { start: '2026-02-11T10:00:00.000+02:00', end: '2026-02-12', time_zone: null },
        '2026-02-11T08:00:00.000Z',
      ],
      ['people', [ada, { object: 'user', id: 'u2' }], '["Ada","u2"]'],
      ['files', files, '["plan.pdf","https://acme.example"]'],
      ['checkbox', true, 1],
      ['url', 'https://acme.example', 'https://acme.example'],
      ['relation', [{ id: 'p1' }, { id: 'p2' }], '["p1","p2"]'],
      ['formula', { type: 'string', string: '007' }, '007'],
      ['created_by', ada, 'Ada'],
      ['unique_id', { prefix: 'T', number: 7 }, 'T-7'],
      ['place', { lat: 1, lon: 2, name: 'Oslo' }, '{"lat":1,"lon":2,"name":"Oslo"}'],
      [
        'verification',
        { state: 'verified', verified_by: null, date: null },
        '{"state":"verified","verified_by":null,"date":null}',
      ],
      [
        'rollup',
        { type: 'array', array: [titled, { type: 'number', number: 3 }], function: 'show_original' },
        '["A",3]',
      ],
    ]
    const formulas = {
      flag: { type: 'boolean', boolean: true },
      when: { type: 'date', date: { start: '2026-01-01', end: null } },
    }
    const rollup = { rollup: { function: 'show_original' } }
    server.define('all', 'All', {
      ...Object.fromEntries(values.map(([type]) => [type, property(type, type, type === 'rollup' ? rollup : {})])),
      ...Object.fromEntries(Object.keys(formulas).map((name) => [name, property(name, 'formula')])),
      ...{ sum: property('sum', 'rollup', { rollup: { function: 'sum' } }), bare: property('bare', 'unique_id') },
    })
    const others = { sum: { type: 'number', number: 0, function: 'sum' }, bare: { prefix: null, number: 3 } }
    const { id } = server.add('all', { ...Object.fromEntries(values), ...formulas, ...others })
    const selection = await select('all')
    const [row] = (await reading.snapshot(selection)).rows.values()
    expect(named(selection, row)).toEqual({
      ...Object.fromEntries(values.map(([name, , expected]) => [name, expected])),
      ...{ 'date (end)': '2026-02-12', flag: 'true', when: '2026-01-01', sum: 0, bare: '3', _id: id },
      ...{ _created_time: '2026-01-10T00:00:00.000Z', _last_edited_time: '2026-01-10T00:00:00.000Z' },
      _url: `https://www.notion.so/${id.replaceAll('-', '')}`,
    })
  })

  test('has nothing where a page has nothing', async () => {
    server.define('all', 'All', {
      ...Object.fromEntries(
        ['title', 'number', 'select', 'date', 'formula'].map((type) => [type, property(type, type)]),
      ),
    })
    server.add('all')
    const selection = await select('all')
    const [row] = (await reading.snapshot(selection)).rows.values()
    expect(row?.slice(4)).toEqual(['', null, null, null, null, null])
  })

  test('reads all pages of a relation, also those that do not come with the page, unless it is not wanted', async () => {
    server.define('all', 'All', { Links: property('x%3Ay', 'relation'), Name: property('title', 'title') })
    const links = Array.from({ length: 73 }, (_, index) => ({ id: `p${index}` }))
    server.add('all', { Links: links })
    const selection = await select('all')
    const [row] = (await reading.snapshot(selection)).rows.values()
    expect(JSON.parse(String(named(selection, row).Links))).toEqual(links.map(({ id }) => id))
    const before = server.requests.length
    for await (const page of open().keys(selection, null)) expect(page.rows).toBe(1)
    expect(server.requests.length - before).toBe(1)
  })

  test.each([0, 1, 0.02])('ends with what is there after being stopped at every page (%d min apart)', async (apart) => {
    addMany(730, apart)
    const selection = await select()
    const mirror = createMirror(selection)
    await reading.takeByPage(mirror, inFull(selection))
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('goes on without the cursors that another session had', async () => {
    addMany(730, 0.02)
    const selection = await select()
    const mirror = createMirror(selection)
    await reading.takeByPage(mirror, inFull(selection), server.forgetCursors)
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('reads beyond what one question gives', async () => {
    server.mostResults = 250
    addMany(1100, 0.01)
    const selection = await select()
    expect(seen(await reading.snapshot(selection), selection)).toEqual(there())
  })

  test('says so when more pages are of one minute than Notion gives, and never leaves them out in silence', async () => {
    server.mostResults = 250
    addMany(400, 0)
    const selection = await select()
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test('ends when Notion gives the same page for ever', async () => {
    addMany(350, 0)
    server.stuck = true
    const selection = await select()
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test.each([1, 2, 3, 4])('loses no page while others come, change and go (seed %i)', async (seed) => {
    const ids = addMany(900, seed % 2 === 0 ? 0.01 : 1)
    const selection = await select()
    const random = seeded(seed)
    server.onRequest(() => {
      const [kind, id] = [random(), ids[Math.floor(random() * ids.length)] ?? '']
      if (kind < 0.3) server.add(TASKS)
      else if (kind < 0.7) server.edit(TASKS, id, { Points: kind })
      else if (kind < 0.8) server.trash(TASKS, id)
      server.clock += MINUTE / 2
    })
    const mirror = await reading.snapshot(selection)
    const missing = ids.filter((id) => there().has(id) && !seen(mirror, selection).has(id))
    expect(missing).toEqual([])
  })
})

/** One thing that happens there. */
function act(kind: number, random: () => number): void {
  const pages = server.live(TASKS)
  const id = pages[Math.floor(random() * pages.length)]?.id
  if (!id || kind < 0.4) server.add(TASKS, { Points: kind })
  else if (kind < 0.85) server.edit(TASKS, id, { Points: kind })
  else if (kind < 0.97) server.trash(TASKS, id)
  else for (const page of server.sources.get(TASKS)?.pages.values() ?? []) server.trash(TASKS, page.id, false)
}

describe('reading what changed', () => {
  test.each([1, 2, 3, 4, 5, 6])('equals the data source after any history (seed %i)', async (seed) => {
    const selection = await select()
    const random = seeded(seed)
    const step = () => {
      act(random(), random)
      if (random() < 0.5) server.clock += random() * MINUTE
    }
    for (let index = 0; index < 300; index += 1) step()
    const began = server.clock - notion.timing(selection.stream).lagMs
    const mirror = await reading.snapshot(selection)
    server.onRequest(() => step())
    const window = (after: number) => nextWindow(selection, after)
    const between = () => (random() < 0.2 ? server.forgetCursors() : undefined)
    const history = { rounds: 6, steps: 150, step, later: 2 * MINUTE, after: began, window, between }
    await reading.follow(mirror, selection, server, history)
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('takes away what went to the trash, and brings back what came out of it', async () => {
    const [first = '', second = ''] = addMany(3, 0)
    const selection = await select()
    const mirror = await reading.snapshot(selection)
    const after = server.clock
    server.clock += HOUR
    server.trash(TASKS, first)
    await reading.catchUp(selection, nextWindow(selection, after), mirror)
    expect([...seen(mirror, selection).keys()]).not.toContain(first)
    server.clock += HOUR
    server.trash(TASKS, first, false)
    server.trash(TASKS, second)
    await reading.catchUp(selection, nextWindow(selection, after + HOUR), mirror)
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('misses no edit within the minute to which Notion rounds its time', async () => {
    const selection = await select()
    const [id = ''] = addMany(1, 0)
    server.clock = Date.parse('2026-01-10T09:05:58Z')
    const mirror = await reading.snapshot(selection)
    const after = server.clock - notion.timing(selection.stream).lagMs
    server.clock += 1000
    server.edit(TASKS, id, { Points: 99 })
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(selection, after), mirror)
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('finds a page that becomes visible later with an older time', async () => {
    const selection = await select()
    addMany(5, 0)
    const late = server.add(TASKS)
    server.hide(late.id)
    server.clock += 1.5 * MINUTE
    const mirror = await reading.snapshot(selection)
    const after = server.clock - notion.timing(selection.stream).lagMs
    server.appear()
    server.clock += 2 * MINUTE
    await reading.catchUp(selection, nextWindow(selection, after), mirror)
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('reads thousands that were edited in the same minute', async () => {
    const ids = addMany(2300, 0)
    const selection = await select()
    const mirror = await reading.snapshot(selection)
    const after = server.clock
    server.clock += HOUR
    for (const id of ids) server.edit(TASKS, id, { Points: -1 })
    server.clock += HOUR
    await reading.takeByPage(mirror, changesIn(selection, nextWindow(selection, after)))
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('has the fields that are there when some came and others went', async () => {
    addMany(2, 0)
    const old = await select()
    server.define(TASKS, 'Tasks', { Name: plainSchema.Name, Due: property('d', 'date') })
    server.add(TASKS, { Due: { start: '2026-03-01', end: null } })
    const [row] = (await reading.snapshot(old)).rows.values()
    expect(named(old, row).Points).toBeNull()
    const selection = await select()
    const [again] = (await reading.snapshot(selection)).rows.values()
    expect(named(selection, again)).toMatchObject({ Due: '2026-03-01', 'Due (end)': null })
  })
})

describe('what goes wrong', () => {
  const isQuery = ({ path }: { path: string }) => path.endsWith('/query')
  const refused = (status: number, code: string, headers: Record<string, string> = {}, times = 1) => {
    const { body } = notionFailure(status, code, code)
    server.misbehave({ kind: 'status', status, body, headers }, times, isQuery)
  }

  test.each<[string, () => void]>([
    ['a storm of failures', () => refused(503, 'service_unavailable', {}, 5)],
    ['a conflict', () => refused(409, 'conflict_error', {}, 2)],
    ['half an answer', () => server.misbehave({ kind: 'truncated' }, 2, isQuery)],
    ['a broken connection', () => server.misbehave({ kind: 'reset' }, 2, isQuery)],
    ['a slow answer', () => server.misbehave({ kind: 'slow-drip' }, 2, isQuery)],
    ['a limit with a time to wait', () => refused(429, 'rate_limited', { 'retry-after': '2' })],
    ['a limit without one', () => refused(429, 'rate_limited')],
  ])('gets over %s', async (_, goWrong) => {
    addMany(120)
    const selection = await select()
    goWrong()
    expect(seen(await reading.snapshot(selection), selection)).toEqual(there())
  })

  test('gives up on a data source that is not shared any more, and on no other', async () => {
    const selection = await select()
    server.define('other', 'Other', plainSchema)
    server.add('other')
    const source = server.sources.get(TASKS)
    if (source) source.shared = false
    await expect(reading.snapshot(selection)).rejects.toMatchObject(
      kindOf('stream-unavailable', /Could not find data_source/),
    )
    expect((await open().discover()).map(({ name }) => name)).toEqual(['other'])
    expect((await reading.snapshot(await select('other'))).rows.size).toBe(1)
  })

  test('gives up on a data source that the integration may not read', async () => {
    const selection = await select()
    refused(403, 'restricted_resource')
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', /restricted_resource/))
  })

  test('stops for a secret that ends in the middle, and goes on from there with another', async () => {
    addMany(450)
    const selection = await select()
    const mirror = createMirror(selection)
    const goWrong = () => refused(401, 'unauthorized', {}, 2)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong, 2)).toMatchObject(kindOf('needs-reauth'))
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('stops when it is told to', async () => {
    addMany(450)
    const selection = await select()
    const stop = new AbortController()
    server.onRequest(() => stop.abort())
    await expect(createMirror(selection).take(open({ signal: stop.signal }).snapshot(selection, null))).rejects.toThrow(
      /abort/,
    )
  })
})
