import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Selection, type SourceCredentials, SourceProblem } from '../../../electron/sources/define'
import { openPostgres, type PostgresReader } from '../../../electron/sources/postgres/reader'
import { hasInstalledPostgres, type PostgresServer, startCluster } from '../../helpers/postgres'
import { createMirror, wholeStream } from '../../helpers/sources/mirror'
import { rowsOf } from '../../helpers/sources/rows-of'

const PASSWORD = 'correct horse'
const MINUTES_MS = 60_000

describe.skipIf(!hasInstalledPostgres)('PostgreSQL, with an installed server', () => {
  let server: PostgresServer
  const as = (config: Record<string, string>, password = ''): SourceCredentials => ({
    config: { ...server.config, ...config },
    secrets: password ? { password } : {},
  })
  const reading = (credentials: SourceCredentials): PostgresReader =>
    openPostgres(
      credentials,
      { signal: new AbortController().signal, now: () => new Date() },
      { pause: async () => undefined, random: () => 0 },
    )
  const owner = () => reading(as({}))
  const restricted = () => reading(as({ user: 'reader' }, PASSWORD))

  async function selectionOf(name: string, cursorField?: string): Promise<Selection> {
    const stream = (await owner().discover()).find((one) => one.name === `public.${name}`)
    if (!stream) throw new Error(`No stream ${name}`)
    return wholeStream(cursorField === undefined ? stream : { ...stream, cursorField })
  }

  async function verdictOf(attempt: Promise<unknown>): Promise<string> {
    try {
      await attempt
      return 'it worked'
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error
      return `${error.verdict.kind}: ${error.verdict.message}`
    }
  }
  const checked = (config: Record<string, string>, password = '') => verdictOf(reading(as(config, password)).check())
  const readAll = (reader: PostgresReader, selection: Selection) =>
    createMirror(selection).take(reader.snapshot(selection, null))

  /** A session of somebody who writes. */
  async function writer(): Promise<Client> {
    const { host, port, database, user } = server.config
    const client = new Client({ host, port: Number(port), database, user, ssl: false })
    await client.connect()
    return client
  }

  beforeAll(async () => {
    server = await startCluster({ password: PASSWORD, tls: true })
    await server.run(`create role sealed login; create role stranger;
      create table secret_plans (id int primary key);
      create table open (id int primary key, word text);
      insert into open select n, 'word ' || n from generate_series(1, 100000) n;
      create table heap (id int);
      insert into heap select generate_series(1, 100000);
      create table late (id int primary key, version bigint, updated_at timestamptz default now(), edited timestamp default now());
      create index on late (updated_at);
      create table taken (id int primary key);
      create schema shut; create table shut.inside (id int primary key);
      create table partly (id int primary key, shown text, hidden text);
      grant select on open, heap, late, taken to reader;
      grant select (id, shown) on partly to reader`)
  }, 60_000)
  afterAll(() => server?.stop())

  it('signs in with a password, with and without TLS', async () => {
    for (const tls of ['disable', 'prefer', 'require'])
      expect(await reading(as({ user: 'reader', tls }, PASSWORD)).check()).toMatchObject({
        identity: 'reader@postgres',
      })
  })

  it('is the same database under another user and another name', async () => {
    const [one, other] = [
      await owner().check(),
      await reading(as({ user: 'reader', host: 'localhost' }, PASSWORD)).check(),
    ]
    expect(other.externalId).toBe(one.externalId)
    await server.run('revoke execute on function pg_control_system() from public')
    const { externalId } = await restricted().check()
    await server.run('grant execute on function pg_control_system() to public')
    expect(externalId).toMatch(/^127\.0\.0\.1:\d+\/postgres\/\d+$/)
  })

  it('says that the password is wrong, or missing', async () => {
    expect(await checked({ user: 'reader' }, 'wrong')).toBe(
      'needs-reauth: PostgreSQL at 127.0.0.1 did not accept the user name and password of reader',
    )
    expect(await checked({ user: 'reader' })).toBe(
      'needs-reauth: PostgreSQL at 127.0.0.1 asks for a password of reader',
    )
  })

  it('says that there is no such database', async () => {
    expect(await checked({ database: 'nowhere' })).toBe('config: There is no database named nowhere at 127.0.0.1')
  })

  it('verifies as much of the certificate as it is told to', async () => {
    const { certificate } = server
    const sealed = (tls: string, more: Record<string, string> = {}) => checked({ user: 'sealed', tls, ...more })
    const distrusted = 'config: The certificate of 127.0.0.1 is not trusted by this computer'
    expect(await sealed('disable')).toBe(
      'config: PostgreSQL at 127.0.0.1 only accepts encrypted sessions for this user',
    )
    expect(await sealed('prefer')).toBe('it worked')
    expect(await sealed('require')).toBe('it worked')
    expect(await sealed('verify-ca')).toBe(distrusted)
    expect(await sealed('verify-full')).toBe(distrusted)
    expect(await sealed('verify-ca', { ca: certificate })).toBe('it worked')
    expect(await sealed('verify-full', { ca: certificate })).toBe(
      'config: The certificate of the server is not for 127.0.0.1',
    )
    expect(await sealed('verify-full', { ca: certificate, host: 'localhost' })).toBe('it worked')
    expect(await sealed('verify-ca', { ca: 'not a certificate' })).toBe(distrusted)
    const { port } = server.config
    const url = (mode: string) =>
      checked({ auth: 'url', ca: certificate, url: `postgres://sealed@localhost:${port}/postgres?sslmode=${mode}` })
    expect(await url('verify-full')).toBe('it worked')
    expect(await url('disable')).toContain('only accepts encrypted sessions')
  })

  it('offers only what the user may read', async () => {
    const streams = await restricted().discover()
    expect(streams.map(({ label }) => label).sort()).toEqual(['heap', 'late', 'open', 'partly', 'taken'])
    expect(streams.find(({ label }) => label === 'partly')?.fields.map(({ name }) => name)).toEqual(['id', 'shown'])
  })

  it('says that one stream may not be read any more, while others may', async () => {
    const reader = restricted()
    const [taken, open] = [await selectionOf('taken'), await selectionOf('open')]
    expect(await verdictOf(readAll(reader, taken))).toBe('it worked')
    await server.run('revoke select on taken from reader')
    expect(await verdictOf(readAll(reader, taken))).toBe(
      'stream-unavailable: reader may not read this: permission denied for table taken',
    )
    const inside = { ...taken, stream: { ...taken.stream, name: 'shut.inside' } }
    expect(await verdictOf(readAll(reader, inside))).toBe(
      'stream-unavailable: reader may not read this: permission denied for schema shut',
    )
    expect(await verdictOf(readAll(reader, open))).toBe('it worked')
  })

  it('goes on after the last key when the server ends the session', async () => {
    const selection = await selectionOf('open')
    const ids: number[] = []
    let broken = 0
    for await (const page of restricted().snapshot(selection, null)) {
      for (const [id] of await rowsOf(page)) ids.push(Number(id))
      broken += 1
      if (broken <= 3)
        await server.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reader'")
    }
    expect(ids).toEqual(Array.from({ length: 100_000 }, (_, index) => index + 1))
  })

  it('cannot go on without a key when the server ends the session', async () => {
    const selection = await selectionOf('heap')
    const attempt = (async () => {
      for await (const page of restricted().snapshot(selection, null)) {
        expect(page.resume).toBeNull()
        await server.run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'reader'")
      }
    })()
    expect(await verdictOf(attempt)).toBe('retry: PostgreSQL at 127.0.0.1 ended the session')
  })

  it('reads one state of a table, whatever is edited meanwhile', async () => {
    const selection = await selectionOf('open')
    const words = new Set<string>()
    let rows = 0
    for await (const page of owner().snapshot(selection, null)) {
      if (rows === 0)
        await server.run("update open set word = 'edited' where id % 2 = 0; delete from open where id % 3 = 0")
      rows += page.rows
      for (const [, word] of await rowsOf(page)) words.add(String(word))
    }
    expect([rows, words.size]).toEqual([100_000, 100_000])
  })

  it.each(['updated_at', 'edited', 'xmin'])('sees by %s what is committed late', async (cursor) => {
    await server.run('truncate late; insert into late values (0, 0)')
    const selection = await selectionOf('late', cursor)
    const mirror = createMirror(selection)
    const reader = owner()
    let from = await reader.horizon(selection)
    await mirror.take(reader.snapshot(selection, null))
    const slow = await writer()
    await slow.query('begin; select now()')
    await server.run('insert into late values (1, 1)')
    const follow = async () => {
      const to = await reader.horizon(selection)
      await mirror.take(reader.changes(selection, { from, to }, null))
      from = to
    }
    await follow()
    await slow.query('insert into late values (2, 2)')
    await server.run('insert into late values (3, 3)')
    await follow()
    expect([...mirror.rows.keys()].sort()).toEqual(['["0"]', '["1"]', '["3"]'])
    await slow.query('commit')
    await slow.end()
    await follow()
    expect([...mirror.rows.keys()].sort()).toEqual(['["0"]', '["1"]', '["2"]', '["3"]'])
  })

  it('leaves to the lookback what a user without rights cannot see coming', async () => {
    await server.run('truncate late')
    const selection = await selectionOf('late')
    const reader = restricted()
    const slow = await writer()
    await slow.query('begin; insert into late values (1, 1)')
    await server.run('insert into late values (2, 2)')
    const horizon = await reader.horizon(selection)
    await slow.query('commit')
    await slow.end()
    const count = async (from: string) => {
      const mirror = createMirror(selection)
      await mirror.take(reader.changes(selection, { from, to: horizon }, null))
      return mirror.rows.size
    }
    expect(await count(horizon)).toBe(0)
    expect(await count(new Date(Date.parse(horizon) - 5 * MINUTES_MS).toISOString())).toBe(2)
  })

  it('cannot write, whatever the user may do', async () => {
    await server.run(
      'create function grab() returns int language sql as $$ insert into heap values (0) returning id $$',
    )
    await server.run('create view trap as select grab() as id')
    expect(await verdictOf(readAll(owner(), await selectionOf('trap')))).toContain(
      'cannot execute INSERT in a read-only transaction',
    )
  })

  it('ends what is under way when it is closed', async () => {
    const reader = owner()
    const selection = await selectionOf('heap')
    const attempt = (async () => {
      for await (const _ of reader.snapshot(selection, null)) await reader.close()
    })()
    await expect(attempt).rejects.toThrow('aborted')
  })
})
