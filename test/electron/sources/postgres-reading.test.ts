import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import postgres from '../../../electron/sources/catalog/postgres'
import { type Selection, SourceProblem } from '../../../electron/sources/define'
import { openPostgres, type PostgresReader } from '../../../electron/sources/postgres/reader'
import type { JsonValue } from '../../../shared/domain/common'
import { type PostgresServer, startAnyPostgres } from '../../helpers/postgres'
import { createMirror, type Mirror, seeded, wholeStream } from '../../helpers/sources/mirror'

const ODD = `
create type mood as enum ('calm', 'busy', 'away');
create domain score as numeric(30,20);
create type place as (x int, label text);
create table odd (feeling mood, raw bytea, exact score, truth bool, numbers int[], spot place, at timestamptz, day date, "Na""me" text, size float8,
  primary key (truth, feeling, exact, raw, numbers, spot, at, day, "Na""me", size));
insert into odd select (enum_range(null::mood))[1 + n % 3], decode(lpad(to_hex(n % 7), 4, '0'), 'hex'), n::numeric / 7, n % 2 = 0, array[n % 5, null],
  row(n % 3, 'a "b", c')::place, case n % 4 when 0 then 'infinity' when 1 then '0044-03-15 01:02:03.000001 BC' when 2 then '12026-03-15 00:00:00.1'
    else '2026-03-31 14:30:00.123456+02' end::timestamptz,
  case n % 3 when 0 then '-infinity' when 1 then '0044-03-15 BC' else '2026-03-31' end::date, E'\\u00e9 ''\\\\' || n % 11, case n when 5 then 'NaN' else n / 3.0 end
  from generate_series(1, 700) n;
create table tied (id int primary key, body text, updated_at timestamptz);
create index on tied (updated_at);
insert into tied select n, repeat('x', 10000), '2026-03-31 14:30:00.123456+00' from generate_series(1, 1000) n;
create table history (a int, b text, body text, version int, updated_at timestamptz not null, edited timestamp, primary key (a, b));
create table filtered (id int primary key, word text, amount numeric(10,2), at timestamptz, feeling mood, doc jsonb, numbers int[], truth bool);
insert into filtered values (1, 'Alpha', 1.50, '2026-01-01', 'calm', '{"a": 1}', '{1}', true), (2, '', 1.504, '2026-01-02', 'busy', null, null, false),
  (3, null, null, null, null, '[]', '{}', null), (4, 'beta 100%_', 20, '2026-02-01 10:00', 'away', '{"b": 1}', '{2}', true);
create table drift (id int primary key, word text, updated_at timestamptz);
insert into drift values (1, 'a', now());
`

let server: PostgresServer
let reader: PostgresReader
const options = { signal: new AbortController().signal, now: () => new Date() }

beforeAll(async () => {
  server = await startAnyPostgres(ODD)
  reader = openPostgres({ config: server.config, secrets: {} }, options)
}, 60_000)
afterAll(async () => {
  await reader?.close()
  await server?.stop()
})

async function selectionOf(name: string, cursorField?: string): Promise<Selection> {
  const stream = (await reader.discover()).find((one) => one.name === `public.${name}`)
  if (!stream) throw new Error(`No stream ${name}`)
  return wholeStream(cursorField === undefined ? stream : { ...stream, cursorField })
}

/** Reads one page at a time, each in a reading of its own as after a kill. */
async function inSteps(
  mirror: Mirror,
  read: (resume: JsonValue) => ReturnType<PostgresReader['keys']>,
): Promise<number> {
  let resume: JsonValue = null
  for (let pages = 1; ; pages += 1) {
    const taken = await mirror.take(read(resume), 1)
    if (taken.done) return pages
    expect(taken.resume).not.toEqual(resume)
    resume = taken.resume
  }
}

async function read(selection: Selection): Promise<Mirror['rows']> {
  const mirror = createMirror(selection)
  await mirror.take(reader.snapshot(selection, null))
  return mirror.rows
}

async function problemOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => 'it worked',
    (thrown: unknown) => thrown,
  )
  return error instanceof SourceProblem ? `${error.verdict.kind}: ${error.message}` : String(error)
}

const ALWAYS = { from: '2000-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }

describe('reading PostgreSQL', () => {
  it('is offered by the catalog', async () => {
    if (postgres.kind !== 'driver') throw new Error('PostgreSQL is read by its own driver')
    const opened = postgres.open({ config: server.config, secrets: {} }, options)
    const selection = await selectionOf('filtered', 'id')
    expect(await opened.check()).toEqual(await reader.check())
    expect(await opened.discover()).toEqual(await reader.discover())
    for (const pages of [
      opened.snapshot(selection, null),
      opened.changes(selection, { from: '0', to: '9' }, null),
      opened.keys(selection, null),
    ]) {
      const mirror = createMirror(selection)
      expect(await mirror.take(pages)).toMatchObject({ pages: 1, resume: { after: expect.arrayContaining(['4']) } })
    }
    expect(await opened.confirmGone?.(selection, [['4'], ['5']])).toEqual([['5']])
    await opened.close()
    await expect(opened.check()).rejects.toThrow('aborted')
    expect(postgres.timing(selection.stream)).toMatchObject({ lookbackMs: 300_000, sweepEveryMs: 86_400_000 })
    expect(postgres.timing({ ...selection.stream, deletes: 'full-read' }).sweepEveryMs).toBeNull()
  })

  it('goes on after every page, whatever the key is made of', async () => {
    const selection = await selectionOf('odd')
    const mirror = createMirror(selection)
    expect(await inSteps(mirror, (resume) => reader.snapshot(selection, resume))).toBeGreaterThan(3)
    expect(mirror.rows.size).toBe(700)
    expect(mirror.rows).toEqual(await read(selection))
    const keys = createMirror(selection)
    await inSteps(keys, (resume) => reader.keys(selection, resume))
    expect(new Set(keys.rows.keys())).toEqual(new Set(mirror.rows.keys()))
    const asked = [...mirror.rows.keys()].map((key): string[] => JSON.parse(key))
    const gone = asked.slice(0, 3).map((key) => key.with(8, 'nobody'))
    expect(await reader.confirmGone(selection, [...gone, ...asked])).toEqual(gone)
  })

  it('loses none of a thousand records of the same microsecond', async () => {
    const selection = await selectionOf('tied')
    const mirror = createMirror(selection)
    const steps = await inSteps(mirror, (resume) => reader.changes(selection, ALWAYS, resume))
    expect(steps).toBeGreaterThan(4)
    expect(mirror.rows.size).toBe(1000)
    const whole = createMirror(selection)
    const { pages } = await whole.take(reader.changes(selection, ALWAYS, null))
    expect(pages).toBeGreaterThan(8)
    expect(whole.rows).toEqual(mirror.rows)
  })

  it('includes the start of the window to the microsecond, and nothing before it', async () => {
    const selection = await selectionOf('tied')
    const count = async (from: string) => {
      const mirror = createMirror(selection)
      await mirror.take(reader.changes(selection, { from, to: '2026-04-01T00:00:00.000Z' }, null))
      return mirror.rows.size
    }
    expect(await count('2026-03-31T14:30:00.123456Z')).toBe(1000)
    expect(await count('2026-03-31T14:30:00.123457Z')).toBe(0)
  })

  it.each([
    ['updated_at', 7],
    ['edited', 8],
    ['version', 9],
    ['xmin', 10],
  ])('keeps up with a history of inserts, updates and deletes by %s', async (cursor, seed) => {
    await server.run('truncate history')
    const random = seeded(seed)
    const pick = (count: number) => Math.floor(random() * count)
    let version = 0
    const edit = async (edits: number) => {
      for (let number = 0; number < edits; number += 1) {
        version += 1
        const key = `a = ${pick(20)} and b = 'b${pick(20)}'`
        const stamp = `version = ${version}, updated_at = clock_timestamp(), edited = clock_timestamp() at time zone 'UTC'`
        if (random() < 0.2) await server.run(`delete from history where ${key}`)
        else if (random() < 0.4) await server.run(`update history set body = 'edited', ${stamp} where ${key}`)
        else
          await server.run(`insert into history values (${pick(20)}, 'b${pick(20)}', 'new', ${version}, clock_timestamp(),
            clock_timestamp() at time zone 'UTC') on conflict (a, b) do update set body = 'again', ${stamp}`)
      }
    }
    await edit(300)
    const selection = await selectionOf('history', cursor)
    const mirror = createMirror(selection)
    let from = await reader.horizon(selection)
    await inSteps(mirror, (resume) => reader.snapshot(selection, resume))
    for (let round = 0; round < 4; round += 1) {
      await edit(60)
      const to = await reader.horizon(selection)
      await edit(3)
      const { resume, done } = await mirror.take(reader.changes(selection, { from, to }, null), 1)
      await edit(5)
      if (!done) await mirror.take(reader.changes(selection, { from, to }, resume))
      from = to
    }
    const last = await reader.horizon(selection)
    await mirror.take(reader.changes(selection, { from, to: last }, null))
    const there = createMirror(selection)
    await there.take(reader.keys({ ...selection, fields: selection.fields.slice(0, 2) }, null))
    const missing = [...mirror.rows.keys()]
      .filter((key) => !there.rows.has(key))
      .map((key): string[] => JSON.parse(key))
    const gone = await reader.confirmGone(selection, missing)
    expect(gone).toEqual(missing)
    for (const key of gone) mirror.rows.delete(JSON.stringify(key))
    expect(mirror.rows).toEqual(await read(selection))
  })

  it('reads little more than what changed', async () => {
    await server.run('truncate history')
    await server.run(
      `insert into history select n, 'b', 'old', n, '2020-01-01', '2020-01-01' from generate_series(1, 5000) n`,
    )
    for (const cursor of ['updated_at', 'version', 'xmin']) {
      const selection = await selectionOf('history', cursor)
      const from = await reader.horizon(selection)
      await server.run(`update history set updated_at = clock_timestamp(), version = version + 5000 where a <= 3`)
      const mirror = createMirror(selection)
      await mirror.take(reader.changes(selection, { from, to: await reader.horizon(selection) }, null))
      expect([cursor, mirror.rows.size]).toEqual([cursor, cursor === 'version' ? 1001 : 3])
    }
  })

  it('reads everything when the start is in the words of another cursor or of another server', async () => {
    for (const [cursor, from] of [
      ['xmin', ALWAYS.from],
      ['xmin', '99999999999999'],
      ['version', ALWAYS.from],
    ]) {
      const selection = await selectionOf('history', cursor)
      const mirror = createMirror(selection)
      await mirror.take(reader.changes(selection, { from: from ?? '', to: ALWAYS.to }, null))
      expect(mirror.rows.size).toBe(5000)
    }
  })

  it('reads records without a value in the cursor with everything, not with changes', async () => {
    await server.run('update tied set updated_at = null where id = 1')
    const selection = await selectionOf('tied')
    expect(selection.stream.note).toBe('Records without updated_at are only looked at when everything is read.')
    const mirror = createMirror(selection)
    await mirror.take(reader.changes(selection, ALWAYS, null))
    expect(mirror.rows.size).toBe(999)
    expect((await read(selection)).size).toBe(1000)
  })

  it('follows a cursor that is not among the selected fields', async () => {
    const { stream } = await selectionOf('tied')
    const selection = { stream, fields: stream.fields.filter(({ name }) => name === 'id'), filters: [] }
    const mirror = createMirror(selection)
    await inSteps(mirror, (resume) => reader.changes(selection, ALWAYS, resume))
    expect(mirror.rows.size).toBe(999)
    expect(mirror.rows.get('["7"]')).toEqual(['7'])
  })

  it.each([
    ['word', 'eq', 'Alpha', [1]],
    ['word', 'ne', 'Alpha', [2, 3, 4]],
    ['word', 'contains', 'BETA 100%_', [4]],
    ['word', 'empty', '', [2, 3]],
    ['word', 'not-empty', '', [1, 4]],
    ['amount', 'eq', '1.504', []],
    ['amount', 'gte', '1.5', [1, 2, 4]],
    ['amount', 'lt', '20', [1, 2]],
    ['at', 'gt', '2026-01-02T00:00:00.000Z', [4]],
    ['at', 'lte', '2026-01-02', [1, 2]],
    ['feeling', 'gt', 'calm', [2, 4]],
    ['doc', 'contains', '"a": 1', [1]],
    ['numbers', 'eq', '[2]', [4]],
    ['numbers', 'contains', '2', [4]],
    ['truth', 'eq', '1', [1, 4]],
    ['word', 'eq', "' or true --", []],
  ] as const)('leaves filtering by %s %s %s to the server', async (field, op, value, ids) => {
    const selection = { ...(await selectionOf('filtered')), filters: [{ field, op, value }] }
    const found = await read(selection)
    expect([...found.values()].map(([id]) => Number(id))).toEqual(ids)
    const all = ['1', '2', '3', '4'].map((id) => [id])
    const gone = await reader.confirmGone(selection, all)
    expect(gone.map(([id]) => Number(id))).toEqual([1, 2, 3, 4].filter((id) => !ids.some((one) => one === id)))
  })

  it('says that the value of a filter does not fit', async () => {
    const selection = {
      ...(await selectionOf('filtered')),
      filters: [{ field: 'amount', op: 'gt' as const, value: 'much' }],
    }
    expect(await problemOf(read(selection))).toBe(
      'config: PostgreSQL did not accept the value of a filter: invalid input syntax for type numeric: "much"',
    )
  })

  it('notices that a table is not what it was', async () => {
    const selection = await selectionOf('drift')
    await server.run('alter table drift add column more int')
    expect((await read(selection)).size).toBe(1)
    const was = 'schema-changed: PostgreSQL no longer has what was asked for: '
    await server.run('alter table drift drop column word')
    expect(await problemOf(read(selection))).toBe(`${was}column word of public.drift does not exist`)
    await server.run('alter table drift drop constraint drift_pkey, add primary key (updated_at)')
    expect(await problemOf(createMirror(selection).take(reader.keys(selection, null)))).toBe(
      `${was}the key of public.drift is not id`,
    )
    await server.run('drop table drift')
    expect(await problemOf(read(selection))).toBe(`${was}relation public.drift does not exist`)
  })
})
