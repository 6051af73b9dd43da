import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SourceCredentials, SourceProblem } from '../../../electron/sources/define'
import { addressOf } from '../../../electron/sources/postgres/address'
import { verdictOf as toVerdict } from '../../../electron/sources/postgres/failure'
import { openPostgres } from '../../../electron/sources/postgres/reader'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { CHINOOK_ROWS, chinookSql, freePort, type PostgresServer, startPglite } from '../../helpers/postgres'
import { wholeStream } from '../../helpers/sources/mirror'
import { rowsOf } from '../../helpers/sources/rows-of'

const reading = (credentials: SourceCredentials, signal = new AbortController().signal) =>
  openPostgres(credentials, { signal, now: () => new Date() }, { pause: async () => undefined, random: () => 0 })

async function readAll(credentials: SourceCredentials, stream: DiscoveredStream): Promise<unknown[][]> {
  const rows: unknown[][] = []
  for await (const page of reading(credentials).snapshot(wholeStream(stream), null)) {
    const parsed: unknown[][] = await rowsOf(page)
    expect(parsed).toHaveLength(page.rows)
    rows.push(...parsed)
  }
  return rows
}

async function streamNamed(credentials: SourceCredentials, name: string): Promise<DiscoveredStream> {
  const found = (await reading(credentials).discover()).find((stream) => stream.name === name)
  if (!found) throw new Error(`No stream ${name}`)
  return found
}

/** What the source says about a check that fails. */
const failureOf = (credentials: SourceCredentials): Promise<string> => verdictOf(reading(credentials).check())

async function verdictOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt
    return 'it worked'
  } catch (error) {
    if (!(error instanceof SourceProblem)) throw error
    return `${error.verdict.kind}: ${error.verdict.message}`
  }
}

const TYPES = `
create schema "Odd schema";
create type mood as enum ('calm', 'busy');
create domain postcode as varchar(10);
create domain home_postcode as postcode;
create type place as (x int, label text);
create table "Odd schema"."Every ""type""" (
  id int8 primary key, exact numeric(38,20), small numeric(10,2), single float4, double float8, truth bool, word varchar(40),
  feeling mood, code home_postcode, key uuid, raw bytea, doc jsonb, doc_text json, numbers int[], words text[], spot place,
  span int4range, day date, at timestamptz, at_local timestamp, clock time, gap interval, address inet);
insert into "Odd schema"."Every ""type""" values
  (9007199254740993, 12345678901234567.12345678901234567890, 1.50, 0.1, 0.1, true, E'quote '' back\\\\slash \\u00e9 \\U0001F600', 'busy',
   'AB1', '0b0f6c5e-8f6a-4c53-9a5e-0a3c6a5d7f10', '\\xdeadbeef', '{"a": [1, null]}', '{"b" : 1}', '{1,null,3}', '{"a,b","c"}',
   '(1,"here, there")', '[1,5)', '2026-03-31', '2026-03-31 14:30:00.123456+02', '2026-03-31 14:30:00', '14:30', '1 day 2 hours', '10.0.0.1'),
  (-9223372036854775808, 'NaN', -0.01, 'NaN', 'Infinity', false, '', 'calm', null, null, '', 'null', null, '{}', null, null, 'empty',
   '0044-03-15 BC', 'infinity', '-infinity', null, null, null);
create view "Odd schema".calm as select id, word from "Odd schema"."Every ""type""" where feeling = 'calm';
create materialized view "Odd schema".counted as select count(*) as rows from "Odd schema"."Every ""type""";
create table pair (a int, b text, c text, primary key (b, a));
create table note (title text, updated_at timestamptz, changed_at timestamp not null, position int not null, code text not null);
create unique index on note (position) include (title);
create unique index on note (code, position);
create unique index on note (code) where position > 0;
create index on note (changed_at);
create table draft (id bigint primary key, "Modified_On" timestamp);
create table scribble (line text);
create table measurement (day date not null, value int) partition by range (day);
create table measurement_2026 partition of measurement for values from ('2026-01-01') to ('2027-01-01');
insert into measurement values ('2026-05-01', 7);
`

describe('the PostgreSQL source, over the protocol', () => {
  let server: PostgresServer
  let credentials: SourceCredentials

  beforeAll(async () => {
    server = await startPglite(`${chinookSql()};${TYPES}`)
    credentials = { config: server.config, secrets: {} }
  }, 60_000)
  afterAll(() => server.stop())

  it('says who it is signed in as', async () => {
    const identity = await reading(credentials).check()
    expect(identity).toEqual({
      identity: 'postgres@postgres',
      externalId: expect.stringMatching(/^\d+\/\d+$/),
      testMode: false,
    })
    expect(await reading(credentials).check()).toEqual(identity)
  })

  it('finds tables, views and partitioned tables with their fields and keys, and no system tables or partitions', async () => {
    const streams = await reading(credentials).discover()
    const names = streams.map((stream) => stream.name).sort()
    expect(names).toEqual(
      [
        ...Object.keys(CHINOOK_ROWS),
        '"Odd schema"."Every ""type"""',
        '"Odd schema".calm',
        '"Odd schema".counted',
        'public.draft',
        'public.measurement',
        'public.note',
        'public.pair',
        'public.scribble',
      ].sort(),
    )
    const pair = streams.find((stream) => stream.name === 'public.pair')
    expect(pair).toEqual({
      name: 'public.pair',
      label: 'pair',
      group: 'public',
      estimatedRows: null,
      cursorField: null,
      cursorChoices: ['a', 'xmin'],
      deletes: 'sweep',
      filters: 'source',
      note: null,
      fields: [
        { name: 'a', type: 'integer', sourceType: 'integer', primaryKey: true },
        { name: 'b', type: 'text', sourceType: 'text', primaryKey: true },
        { name: 'c', type: 'text', sourceType: 'text', primaryKey: false },
      ],
    })
    const every = streams.find((stream) => stream.label === 'Odd schema.Every "type"')
    expect(every?.fields.map((field) => field.type)).toEqual([
      'integer',
      'number',
      'number',
      'number',
      'number',
      'boolean',
      'text',
      'select',
      'text',
      'text',
      'text',
      'json',
      'json',
      'json',
      'json',
      'json',
      'text',
      'date',
      'datetime',
      'datetime',
      'text',
      'text',
      'text',
    ])
  })

  it('offers what tells changes, and says what to know about it', async () => {
    const streams = new Map((await reading(credentials).discover()).map((stream) => [stream.label, stream]))
    expect(streams.get('note')).toMatchObject({
      cursorField: 'changed_at',
      cursorChoices: ['updated_at', 'position', 'xmin'],
      deletes: 'sweep',
      note: null,
    })
    const keys = streams.get('note')?.fields.filter(({ primaryKey }) => primaryKey)
    expect(keys?.map(({ name }) => name)).toEqual(['position'])
    expect(streams.get('draft')).toMatchObject({
      cursorField: 'Modified_On',
      cursorChoices: ['id', 'xmin'],
      note: 'Modified_On has no index: looking for changes goes through the whole table. Records without Modified_On are only looked at when everything is read.',
    })
    expect(streams.get('scribble')).toMatchObject({
      cursorField: null,
      cursorChoices: [],
      deletes: 'full-read',
      note: 'It has no key, so everything is read each time.',
    })
    expect(streams.get('measurement')).toMatchObject({ cursorField: null, cursorChoices: [], deletes: 'full-read' })
  })

  it('reads every row of every table', async () => {
    for (const [name, rows] of Object.entries(CHINOOK_ROWS))
      expect([name, await readAll(credentials, await streamNamed(credentials, name))]).toEqual([
        name,
        expect.objectContaining({ length: rows }),
      ])
  })

  it('reads every type without losing a digit', async () => {
    const [second, first] = await readAll(credentials, await streamNamed(credentials, '"Odd schema"."Every ""type"""'))
    expect(first).toEqual([
      '9007199254740993',
      '12345678901234567.12345678901234567890',
      1.5,
      0.1,
      0.1,
      '1',
      "quote ' back\\slash é 😀",
      'busy',
      'AB1',
      '0b0f6c5e-8f6a-4c53-9a5e-0a3c6a5d7f10',
      '\\xdeadbeef',
      '{"a": [1, null]}',
      '{"b" : 1}',
      '[1, null, 3]',
      '["a,b", "c"]',
      '{"x": 1, "label": "here, there"}',
      '[1,5)',
      '2026-03-31',
      '2026-03-31T12:30:00.123456Z',
      '2026-03-31T14:30:00',
      '14:30:00',
      'P1DT2H',
      '10.0.0.1',
    ])
    expect(second).toEqual([
      '-9223372036854775808',
      'NaN',
      -0.01,
      'NaN',
      'Infinity',
      '0',
      '',
      'calm',
      null,
      null,
      '\\x',
      'null',
      null,
      '[]',
      null,
      null,
      'empty',
      '0044-03-15 BC',
      'infinity',
      '-infinity',
      null,
      null,
      null,
    ])
  })

  it('stops between two pages when it is told to', async () => {
    const controller = new AbortController()
    const stream = await streamNamed(credentials, 'public.playlist_track')
    const pages: number[] = []
    const stopped = (async () => {
      for await (const page of reading(credentials, controller.signal).snapshot(wholeStream(stream), null)) {
        pages.push(page.rows)
        controller.abort()
      }
    })()
    await expect(stopped).rejects.toThrow('aborted')
    expect(pages).toHaveLength(1)
  })

  it('says that the server offers no TLS where TLS is required', async () => {
    const config = { ...server.config, tls: 'require' }
    expect(await failureOf({ config, secrets: {} })).toBe('config: PostgreSQL at 127.0.0.1 does not offer TLS')
  })
})

describe('a server that cannot be used', () => {
  let listener: Server
  const servers: Server[] = []
  const answering = async (answer: string | null): Promise<SourceCredentials> => {
    listener = createServer((socket) => {
      socket.on('error', () => undefined)
      if (answer !== null) socket.once('data', () => socket.end(answer))
    })
    servers.push(listener)
    const port = await freePort()
    await new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve))
    return credentialsFor({ port: String(port) })
  }
  const credentialsFor = (config: Record<string, string>): SourceCredentials => ({
    config: { host: '127.0.0.1', port: '5432', database: 'shop', user: 'reader', tls: 'disable', ...config },
    secrets: { password: 'correct horse' },
  })
  afterAll(() => {
    for (const server of servers) server.close()
  })

  it('is called unreachable when nothing listens there', async () => {
    const port = String(await freePort())
    expect(await failureOf(credentialsFor({ port }))).toBe(`retry: Nothing accepts connections at 127.0.0.1:${port}`)
  })

  it('is asked again with growing gaps before a reading fails', async () => {
    const port = String(await freePort())
    const gaps: number[] = []
    const waiting = { pause: async (ms: number) => void gaps.push(ms), random: () => 1 }
    const options = { signal: new AbortController().signal, now: () => new Date() }
    const failure = await verdictOf(openPostgres(credentialsFor({ port }), options, waiting).discover())
    expect(failure).toBe(`retry: Nothing accepts connections at 127.0.0.1:${port}`)
    expect(gaps).toEqual([1000, 2000, 4000, 8000, 16_000])
  })

  it('is called unknown when its name leads nowhere', async () => {
    const failure = await failureOf(credentialsFor({ host: 'nowhere.invalid' }))
    expect(failure).toMatch(
      /^(config: No computer named nowhere\.invalid was found|retry: The name nowhere\.invalid could not be looked up)$/,
    )
  })

  it.each(['disable', 'prefer'])('is not taken for PostgreSQL when it answers something else (TLS %s)', async (tls) => {
    const credentials = await answering('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect(await failureOf({ ...credentials, config: { ...credentials.config, tls } })).toMatch(
      /^(config|fatal): 127\.0\.0\.1:\d+ (did not answer as|could not be read as) a PostgreSQL server$/,
    )
  })

  it('never finds its password in what is said about it', () => {
    const error = Object.assign(new Error('odd answer to "correct horse"'), { code: 'XX000' })
    const { message } = toVerdict(error, addressOf(credentialsFor({})))
    expect(message).toBe('PostgreSQL at 127.0.0.1 answered: odd answer to "•••"')
  })
})
