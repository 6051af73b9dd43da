import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startDataWorker } from '../../../electron/data-worker/client'
import { createDataEngine } from '../../../electron/data-worker/engine'
import { type Keychain, memoryKeychain } from '../../../electron/secrets/keychain'
import { type PostgresServer, startPglite } from '../../helpers/postgres'
import { connectTo, lastRun, type OpenData, openData, syncNow, tableNamed } from './open-data'

const ROWS = 60_000
let server: PostgresServer
let folder: string
let data: OpenData
let keychain: Keychain

beforeAll(async () => {
  server = await startPglite(`create table big (id int primary key, name text, note text);
    insert into big select n, 'Name ' || n, repeat('x', 60) from generate_series(1, ${ROWS}) n`)
}, 60_000)
afterAll(() => server.stop())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-large-'))
  keychain = memoryKeychain()
  data = await openData({ folder, keychain })
})
afterEach(async () => {
  expect(data.unexpected).toEqual([])
  await data.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves once a sync has staged some rows, with how many: it is under way and far from its end. */
async function midway(): Promise<number> {
  for (;;) {
    const [stage] = await stages()
    const count = `select count(*) as rows from ${stage?.name}`
    const [row] = stage ? await data.reader.connection.all(count).catch(() => []) : []
    if (Number(row?.rows ?? 0) > 0) return Number(row?.rows)
  }
}

const stages = () => data.reader.connection.all("select name from sqlite_schema where name glob 't_*_next'")

describe('a sync that is cancelled', () => {
  it('ends within one page, leaves the old rows, and the next one goes on where it stopped', async () => {
    const id = await connectTo(data, server, ['public.big'])
    await syncNow(data, id)
    const { asOf } = await tableNamed(data, 'big')
    await data.dataConnections.sync(id)
    await midway()
    await data.dataConnections.cancel(id)
    const [run] = await data.dataConnections.runs(id, 1)
    expect(run).toMatchObject({
      status: 'cancelled',
      streams: [{ status: 'cancelled', failure: { reason: 'cancelled' } }],
    })
    expect(run?.streams[0]?.counts.read).toBeLessThan(ROWS)
    expect(await tableNamed(data, 'big')).toMatchObject({ recordCount: ROWS, asOf })
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'healthy', failure: null })
    const next = await syncNow(data, id)
    expect(next).toMatchObject({ status: 'succeeded', streams: [{ counts: { unchanged: ROWS } }] })
    expect(await stages()).toEqual([])
  })

  it('does not begin the streams after it', async () => {
    await server.run('create table if not exists small (id int primary key)')
    const id = await connectTo(data, server, ['public.big', 'public.small'])
    await data.dataConnections.sync(id)
    await midway()
    await data.dataConnections.cancel(id)
    const [run] = await data.dataConnections.runs(id, 1)
    expect(run?.streams.map(({ status }) => status)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('a reader during a full refresh', () => {
  it('sees all old rows or all new rows, never fewer', async () => {
    const id = await connectTo(data, server, ['public.big'])
    await syncNow(data, id)
    await server.run('update big set note = note || id where id % 3 = 0')
    const { asOf } = await tableNamed(data, 'big')
    const refresh = syncNow(data, id)
    let isOver = false
    void refresh.finally(() => (isOver = true))
    const seen = new Set<string>()
    const sql = `select (select count(*) from t_1) as rows, (select count(*) from t_1 where f_3 like '%x') as old,
      (select as_of from app_table) as as_of`
    while (!isOver) {
      const [row] = await data.reader.connection.all(sql)
      seen.add(`${row?.rows} rows, ${row?.old} old, ${row?.as_of === asOf ? 'before' : 'after'}`)
    }
    const run = await refresh
    expect(run.streams[0]?.counts).toMatchObject({ changed: ROWS / 3, unchanged: (ROWS / 3) * 2 })
    expect([...seen]).toContain(`${ROWS} rows, ${ROWS} old, before`)
    expect(new Set([...seen, `${ROWS} rows, 40000 old, after`])).toEqual(
      new Set([`${ROWS} rows, ${ROWS} old, before`, `${ROWS} rows, 40000 old, after`]),
    )
    await server.run("update big set note = repeat('x', 60)")
  })
})

describe('a write of one record during a sync', () => {
  it('is done after at most the batch that runs when it comes', async () => {
    const own = await data.tables.create('Own', [{ name: 'Title', type: 'text' }])
    const id = await connectTo(data, server, ['public.big'])
    const syncing = syncNow(data, id)
    const before = await midway()
    await data.tables.writeRecords({ tableId: own, edits: [], adds: [{}], actor: { kind: 'user', id: null } })
    const [stage] = await data.reader.connection.all('select count(*) as rows from t_2_next')
    expect(Number(stage?.rows)).toBeGreaterThanOrEqual(before)
    expect(Number(stage?.rows)).toBeLessThan(ROWS)
    expect((await syncing).status).toBe('succeeded')
  })
})

describe('the end of the program during a sync', () => {
  it('leaves the old rows and their cursor, and the next start goes on with it', async () => {
    const id = await connectTo(data, server, ['public.big'])
    await syncNow(data, id)
    const { asOf } = await tableNamed(data, 'big')
    await data.dataConnections.sync(id)
    await midway()
    await data.close()
    data = await openData({ folder, keychain })
    expect((await lastRun(data, id)).status).toBe('interrupted')
    expect(await tableNamed(data, 'big')).toMatchObject({ recordCount: ROWS, asOf })
    expect((await syncNow(data, id)).streams[0]?.counts).toMatchObject({ unchanged: ROWS, deleted: 0 })
    expect(await stages()).toEqual([])
  })

  it('drops a staging table that a kill left behind', async () => {
    await data.worker.close()
    const { openTablesForWriting } = await import('../../../electron/db/open')
    const file = join(folder, 'tables.sqlite')
    const opened = await openTablesForWriting(file)
    await opened.connection.exec('create table t_1_next (_id integer primary key); create table t_next_steps (a)')
    await opened.close()
    const again = await createDataEngine({ tablesFile: file })
    expect(await stages()).toEqual([])
    await again.close()
  })
})

describe('the data worker in its thread', () => {
  let built: string
  beforeAll(async () => {
    // Below node_modules, where the build finds the native package that it does not contain.
    const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache')
    mkdirSync(cache, { recursive: true })
    built = mkdtempSync(join(cache, 'patchbay-worker-'))
    const { buildForThread } = await import('./build-worker')
    await buildForThread(built)
  }, 60_000)
  afterAll(() => rmSync(built, { recursive: true, force: true }))

  const inThread = (tablesFile: string) => startDataWorker({ workerFile: join(built, 'data-worker.cjs'), tablesFile })

  it('syncs, passes failures on in words, and closes its file when it ends', async () => {
    await data.close()
    data = await openData({ folder, worker: inThread })
    const id = await connectTo(data, server, ['public.big'])
    const progress = data.events.flatMap((event) => (event.kind === 'sync-progress' ? [event.progress] : []))
    const run = await lastRun(data, id)
    expect(progress.at(-1)).toMatchObject({ runId: run.id, phase: 'done', rows: ROWS })
    expect(run.streams[0]?.counts).toMatchObject({ read: ROWS, added: ROWS })
    const missing = data.worker.call('renameTable', { id: 'nothing', name: 'x' })
    await expect(missing).rejects.toMatchObject({ name: 'AppFailure', error: { code: 'not-found', what: 'table' } })
    await data.dataConnections.sync(id)
    await data.worker.close()
    await data.dataConnections.settled()
    await expect(data.worker.call('deleteTable', { id })).rejects.toThrow('Patchbay is closing')
    expect((await tableNamed(data, 'big')).recordCount).toBe(ROWS)
  })

  it('says why it could not start', async () => {
    const file = join(folder, 'newer.sqlite')
    const { openConnection } = await import('../../../electron/db/connection')
    const connection = await openConnection(file, 'read-write')
    await connection.exec('pragma user_version = 999')
    await connection.close()
    await expect(inThread(file)).rejects.toMatchObject({ error: { code: 'database-newer', found: 999 } })
  })
})
