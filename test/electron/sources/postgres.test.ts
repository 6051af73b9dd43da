import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceCredentials } from '../../../electron/sources/define'
import { getSource } from '../../../electron/sources/registry'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import {
  CHINOOK_ROWS,
  chinookSql,
  freePort,
  hasInstalledPostgres,
  type PostgresServer,
  startCluster,
  startPglite,
} from '../../helpers/postgres'

const source = getSource('postgres')
const never = () => ({ signal: new AbortController().signal })

async function readAll(credentials: SourceCredentials, stream: DiscoveredStream): Promise<unknown[][]> {
  const rows: unknown[][] = []
  for await (const page of source.read(credentials, stream, never())) {
    const parsed = JSON.parse(page.json) as unknown[][]
    expect(parsed).toHaveLength(page.rows)
    rows.push(...parsed)
  }
  return rows
}

async function streamNamed(credentials: SourceCredentials, name: string): Promise<DiscoveredStream> {
  const found = (await source.discover(credentials, never())).find((stream) => stream.name === name)
  if (!found) throw new Error(`No stream ${name}`)
  return found
}

/** What the source says about a request that fails. */
async function failureOf(credentials: SourceCredentials): Promise<string> {
  try {
    await source.check(credentials, never())
    return 'it worked'
  } catch (error) {
    const { reason, message } = source.classify(error, credentials)
    return `${reason}: ${message}`
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
create table pair (a int, b text, c text, primary key (a, b));
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
    expect(await source.check(credentials, never())).toEqual({ identity: 'postgres@postgres' })
  })

  it('finds tables, views and partitioned tables with their fields and keys, and no system tables or partitions', async () => {
    const streams = await source.discover(credentials, never())
    const names = streams.map((stream) => stream.name).sort()
    expect(names).toEqual(
      [
        ...Object.keys(CHINOOK_ROWS),
        '"Odd schema"."Every ""type"""',
        '"Odd schema".calm',
        '"Odd schema".counted',
        'public.measurement',
        'public.pair',
      ].sort(),
    )
    const pair = streams.find((stream) => stream.name === 'public.pair')
    expect(pair).toEqual({
      name: 'public.pair',
      label: 'pair',
      estimatedRows: null,
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

  it('reads every row of every table', async () => {
    for (const [name, rows] of Object.entries(CHINOOK_ROWS))
      expect([name, await readAll(credentials, await streamNamed(credentials, name))]).toEqual([
        name,
        expect.objectContaining({ length: rows }),
      ])
  })

  it('reads every type without losing a digit', async () => {
    const [first, second] = await readAll(credentials, await streamNamed(credentials, '"Odd schema"."Every ""type"""'))
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
    const reading = (async () => {
      for await (const page of source.read(credentials, stream, { signal: controller.signal })) {
        pages.push(page.rows)
        controller.abort()
      }
    })()
    await expect(reading).rejects.toThrow()
    expect(pages).toHaveLength(1)
  })

  it('says that a table or a column is gone', async () => {
    const missing = { name: 'public.nothing', label: 'nothing', fields: [], estimatedRows: null }
    const error = await readAll(credentials, missing).catch((thrown: unknown) => thrown)
    expect(source.classify(error, credentials)).toEqual({
      reason: 'not-found',
      message: 'PostgreSQL no longer has what was asked for: relation public.nothing does not exist',
    })
    const album = await streamNamed(credentials, 'public.album')
    const more = {
      ...album,
      fields: [...album.fields, { name: 'x', type: 'text' as const, sourceType: 'text', primaryKey: false }],
    }
    const second = await readAll(credentials, more).catch((thrown: unknown) => thrown)
    expect(source.classify(second, credentials).reason).toBe('not-found')
  })

  it('says that the server offers no TLS where TLS is required', async () => {
    const config = { ...server.config, tls: 'require' }
    expect(await failureOf({ config, secrets: {} })).toBe('tls: PostgreSQL at 127.0.0.1 does not offer TLS')
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
    expect(await failureOf(credentialsFor({ port }))).toBe(
      `unreachable: Nothing accepts connections at 127.0.0.1:${port}`,
    )
  })

  it('is called unknown when its name leads nowhere', async () => {
    const failure = await failureOf(credentialsFor({ host: 'nowhere.invalid' }))
    expect(failure).toMatch(
      /^unreachable: (No computer named nowhere\.invalid was found|The name nowhere\.invalid could not be looked up)$/,
    )
  })

  it.each(['disable', 'prefer'])('is not taken for PostgreSQL when it answers something else (TLS %s)', async (tls) => {
    const credentials = await answering('HTTP/1.1 400 Bad Request\r\n\r\n')
    expect(await failureOf({ ...credentials, config: { ...credentials.config, tls } })).toMatch(
      /^protocol: 127\.0\.0\.1:\d+ (did not answer as|could not be read as) a PostgreSQL server$/,
    )
  })

  it('never finds its password in what is said about it', () => {
    const error = Object.assign(new Error('odd answer to "correct horse"'), { code: 'XX000' })
    const { message } = source.classify(error, credentialsFor({}))
    expect(message).toBe('PostgreSQL at 127.0.0.1 answered: odd answer to "•••"')
  })
})

describe.skipIf(!hasInstalledPostgres)('the PostgreSQL source, with an installed server', () => {
  const PASSWORD = 'correct horse'
  let server: PostgresServer
  const as = (config: Record<string, string>, password = ''): SourceCredentials => ({
    config: { ...server.config, ...config },
    secrets: password ? { password } : {},
  })

  beforeAll(async () => {
    server = await startCluster({ password: PASSWORD, tls: true })
    await server.run(
      'create role sealed login; create table secret_plans (id int primary key); create table open (id int)',
    )
    await server.run('grant select on open to reader; insert into open select generate_series(1, 100000)')
  }, 60_000)
  afterAll(() => server?.stop())

  it('signs in with a password, with and without TLS', async () => {
    for (const tls of ['disable', 'prefer', 'require'])
      expect(await source.check(as({ user: 'reader', tls }, PASSWORD), never())).toEqual({
        identity: 'reader@postgres',
      })
  })

  it('says that the password is wrong, or missing', async () => {
    expect(await failureOf(as({ user: 'reader' }, 'wrong'))).toBe(
      'auth: PostgreSQL at 127.0.0.1 did not accept the user name and password of reader',
    )
    expect(await failureOf(as({ user: 'reader' }))).toBe('auth: PostgreSQL at 127.0.0.1 asks for a password of reader')
  })

  it('says that there is no such database', async () => {
    expect(await failureOf(as({ database: 'nowhere' }))).toBe(
      'not-found: There is no database named nowhere at 127.0.0.1',
    )
  })

  it('says that TLS is required, and that a certificate is not trusted', async () => {
    expect(await failureOf(as({ user: 'sealed', tls: 'disable' }))).toBe(
      'tls: PostgreSQL at 127.0.0.1 only accepts encrypted sessions for this user',
    )
    expect(await failureOf(as({ user: 'sealed', tls: 'verify-full' }))).toBe(
      'tls: The certificate of 127.0.0.1 is not trusted by this computer',
    )
    expect(await failureOf(as({ user: 'sealed', tls: 'require' }))).toBe('it worked')
  })

  it('offers only what the user may read, and says when a permission is missing', async () => {
    const reader = as({ user: 'reader' }, PASSWORD)
    expect((await source.discover(reader, never())).map((stream) => stream.name)).toEqual(['public.open'])
    const forbidden = await streamNamed(as({}), 'public.secret_plans')
    const error = await readAll(reader, forbidden).catch((thrown: unknown) => thrown)
    expect(source.classify(error, reader)).toEqual({
      reason: 'permission',
      message: 'reader may not read this: permission denied for table secret_plans',
    })
  })

  it('says that the server ended the session', async () => {
    const reader = as({ user: 'reader' }, PASSWORD)
    const stream = await streamNamed(reader, 'public.open')
    const reading = (async () => {
      for await (const _ of source.read(reader, stream, never()))
        await server.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reader'")
    })()
    const error = await reading.catch((thrown: unknown) => thrown)
    expect(source.classify(error, reader)).toEqual({
      reason: 'unreachable',
      message: 'PostgreSQL at 127.0.0.1 ended the session',
    })
  })

  it('cannot write, whatever the user may do', async () => {
    const stream = { name: 'public.open', label: '', estimatedRows: null, fields: [] }
    await server.run(
      'create function grab() returns int language sql as $$ insert into open values (0) returning id $$',
    )
    await server.run('create view trap as select grab() as id')
    const trap = {
      ...stream,
      name: 'public.trap',
      fields: [{ name: 'id', type: 'integer' as const, sourceType: '', primaryKey: false }],
    }
    const error = await readAll(as({}), trap).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('cannot execute INSERT in a read-only transaction')
  })
})
