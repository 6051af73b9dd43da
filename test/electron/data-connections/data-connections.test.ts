import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toSecretRef } from '../../../electron/secrets/secret-ref'
import { CHINOOK_ROWS, chinookSql, freePort, type PostgresServer, startPglite } from '../../helpers/postgres'
import { choose, connectTo, lastRun, type OpenData, openData, recordsOf, syncNow, tableNamed } from './open-data'

let server: PostgresServer
let data: OpenData

beforeAll(async () => {
  server = await startPglite(chinookSql())
}, 60_000)
afterAll(() => server.stop())
beforeEach(async () => {
  data = await openData()
})
afterEach(async () => {
  expect(data.unexpected).toEqual([])
  await data.close()
})

const NONE = { read: 0, added: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 }

describe('a first sync', () => {
  it('fills a typed table for each stream, with every row', async () => {
    const id = await connectTo(data, server, Object.keys(CHINOOK_ROWS))
    const run = await lastRun(data, id)
    expect(run).toMatchObject({ status: 'succeeded', mode: 'full', trigger: 'manual', failure: null })
    expect(Object.fromEntries(run.streams.map((stream) => [`public.${stream.name}`, stream.counts]))).toEqual(
      Object.fromEntries(
        Object.entries(CHINOOK_ROWS).map(([name, rows]) => [name, { ...NONE, read: rows, added: rows }]),
      ),
    )
    const synced = await data.dataConnections.get(id)
    expect(synced).toMatchObject({ status: 'healthy', hasSecret: true, failure: null, lastSyncedAt: run.startedAt })
    expect(synced.identity).toContain('postgres')
    expect(Object.fromEntries(synced.streams.map((stream) => [stream.name, stream.rows]))).toEqual(CHINOOK_ROWS)
    const track = await tableNamed(data, 'track')
    expect(track).toMatchObject({
      kind: 'synced',
      sourceId: 'postgres',
      dataConnectionName: 'Chinook',
      recordCount: 3503,
    })
    expect(track.fields.map(({ name, type, synced, primaryKey }) => [name, type, synced, primaryKey])).toEqual([
      ['track_id', 'integer', true, true],
      ['name', 'text', true, false],
      ['album_id', 'integer', true, false],
      ['media_type_id', 'integer', true, false],
      ['genre_id', 'integer', true, false],
      ['composer', 'text', true, false],
      ['milliseconds', 'integer', true, false],
      ['bytes', 'integer', true, false],
      ['unit_price', 'number', true, false],
    ])
    const invoices = await recordsOf(data, 'invoice')
    expect(invoices.get(1)).toMatchObject({ invoice_id: 1, total: 1.98, invoice_date: '2021-01-01T00:00:00' })
  })

  it('takes another name for its table when the one wanted is taken', async () => {
    await data.tables.create('genre', [{ name: 'Name', type: 'text' }])
    const id = await connectTo(data, server, ['public.genre'])
    await syncNow(data, id)
    expect(await tableNamed(data, 'genre 2')).toMatchObject({ kind: 'synced', recordCount: 25 })
    expect((await data.dataConnections.get(id)).streams[0]).toMatchObject({ tableName: 'genre 2', status: 'healthy' })
  })

  it('says how far it is, and ends each stream with its last count', async () => {
    const id = await connectTo(data, server, ['public.track'])
    const run = await syncNow(data, id)
    const progress = data.events.flatMap((event) => (event.kind === 'sync-progress' ? [event.progress] : []))
    expect(progress.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['reading', 'indexing', 'merging', 'done']),
    )
    expect(progress.at(-1)).toMatchObject({ dataConnectionId: id, runId: run.id, phase: 'done', rows: 3503 })
  })

  it('writes every request into the ledger, without the password', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    const run = await lastRun(data, id)
    const entries = await data.ledger.list({
      before: null,
      limit: 50,
      kinds: [],
      statuses: [],
      threadId: null,
      search: '',
    })
    expect(entries.map(({ kind, status, target, runId }) => ({ kind, status, target, runId }))).toEqual([
      { kind: 'sync', status: 'succeeded', target: 'PostgreSQL: public.genre', runId: run.id },
      { kind: 'sync', status: 'succeeded', target: 'PostgreSQL', runId: run.id },
      { kind: 'sync', status: 'succeeded', target: 'PostgreSQL', runId: run.id },
      { kind: 'check', status: 'succeeded', target: 'PostgreSQL', runId: null },
      { kind: 'check', status: 'succeeded', target: 'PostgreSQL', runId: null },
    ])
    expect(JSON.stringify(entries)).not.toContain('correct horse')
  })
})

describe('a sync of what changed', () => {
  it('counts exactly what was added, changed, unchanged and deleted, and keeps the ids of the rest', async () => {
    await server.run(
      'create table crew as select employee_id as id, first_name as name, null::int as age from employee',
    )
    await server.run('alter table crew add primary key (id)')
    const id = await connectTo(data, server, ['public.crew'])
    await syncNow(data, id)
    const before = await recordsOf(data, 'crew')
    await server.run(`update crew set name = 'Zoë' where id in (3, 4); update crew set age = 0 where id = 5;
      delete from crew where id = 1; insert into crew values (100, 'New', 1), (101, 'Newer', 2)`)
    const run = await syncNow(data, id)
    expect(run.streams[0]?.counts).toEqual({ read: 9, added: 2, changed: 3, unchanged: 4, deleted: 1, failed: 0 })
    const after = await recordsOf(data, 'crew')
    const idOf = (records: typeof after, key: number) => [...records].find(([, record]) => record.id === key)?.[0]
    for (const key of [2, 3, 4, 5, 6, 7, 8]) expect(idOf(after, key)).toBe(idOf(before, key))
    expect(idOf(after, 1)).toBeUndefined()
    expect(after.get(idOf(after, 3) ?? 0)).toEqual({ id: 3, name: 'Zoë', age: null })
    expect(after.get(idOf(after, 5) ?? 0)).toMatchObject({ age: 0 })
    expect((await tableNamed(data, 'crew')).recordCount).toBe(9)
    expect((await syncNow(data, id)).streams[0]?.counts).toEqual({ ...NONE, read: 9, unchanged: 9 })
  })

  it('empties a table that was emptied at the source', async () => {
    await server.run('create table passing (id int primary key); insert into passing values (1), (2)')
    const id = await connectTo(data, server, ['public.passing'])
    await syncNow(data, id)
    await server.run('delete from passing')
    expect((await syncNow(data, id)).streams[0]?.counts).toEqual({ ...NONE, deleted: 2 })
    expect((await tableNamed(data, 'passing')).recordCount).toBe(0)
  })

  it('recognises a record by all parts of its key', async () => {
    await server.run(`create table seat (row_no int, place text, taken bool, primary key (row_no, place));
      insert into seat values (1, 'a', true), (1, 'b', false), (11, 'a', true)`)
    const id = await connectTo(data, server, ['public.seat'])
    await syncNow(data, id)
    const before = await recordsOf(data, 'seat')
    await server.run("update seat set taken = true where row_no = 1 and place = 'b'")
    expect((await syncNow(data, id)).streams[0]?.counts).toEqual({ ...NONE, read: 3, changed: 1, unchanged: 2 })
    const after = await recordsOf(data, 'seat')
    expect([...after.keys()]).toEqual([...before.keys()])
    expect(after.get(2)).toEqual({ row_no: 1, place: 'b', taken: true })
  })

  it('replaces all rows of a stream without a key', async () => {
    await server.run("create view loud as select 'a' as word union all select 'a'")
    const id = await connectTo(data, server, ['public.loud'])
    await syncNow(data, id)
    expect((await syncNow(data, id)).streams[0]?.counts).toEqual({ ...NONE, read: 2, added: 2, deleted: 2 })
    expect([...(await recordsOf(data, 'loud')).values()]).toEqual([{ word: 'a' }, { word: 'a' }])
  })

  it('adds new fields, keeps vanished ones and goes on with retyped ones as text, and says so once', async () => {
    await server.run(
      "create table drift (id int primary key, code int, old text); insert into drift values (1, 7, 'kept')",
    )
    const id = await connectTo(data, server, ['public.drift'])
    await syncNow(data, id)
    await server.run(`alter table drift drop column old; alter table drift add column fresh date default '2026-01-01';
      alter table drift alter column code type text using '00' || code`)
    const run = await syncNow(data, id)
    expect(run.streams[0]).toMatchObject({
      status: 'succeeded',
      counts: { changed: 1 },
      failure: { reason: 'fields-changed' },
    })
    expect(run.streams[0]?.failure?.message).toBe(
      'code changed to text at the source; its values are kept as text from now on. New field at the source: fresh. Everything is read again, so older records get it too. old is no longer at the source; its last values are kept.',
    )
    expect([...(await recordsOf(data, 'drift')).values()]).toEqual([
      { id: 1, code: '007', old: 'kept', fresh: '2026-01-01' },
    ])
    expect((await syncNow(data, id)).streams[0]).toMatchObject({ failure: null, counts: { unchanged: 1 } })
  })

  it('keeps an edited value over what the source says, and says that too', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    await syncNow(data, id)
    const table = await tableNamed(data, 'genre')
    const [key = '', name = ''] = table.fields.map((field) => field.id)
    const actor = { kind: 'run' as const, id: 'run-1' }
    const edit = (values: Record<string, string | number>) =>
      data.tables.writeRecords({ tableId: table.id, edits: [{ recordId: 1, values }], adds: [], actor })
    await edit({ [name]: 'Loud' })
    await expect(edit({ [key]: 99 })).rejects.toMatchObject({
      error: { code: 'refused', message: expect.stringContaining('genre_id is the key') },
    })
    const written = { tableId: table.id, actor }
    await expect(data.tables.deleteRecords({ ...written, recordIds: [1] })).rejects.toMatchObject({
      error: { code: 'refused' },
    })
    await expect(data.tables.writeRecords({ ...written, edits: [], adds: [{}] })).rejects.toMatchObject({
      error: { code: 'refused' },
    })
    expect((await syncNow(data, id)).streams[0]?.counts).toEqual({ ...NONE, read: 25, unchanged: 25 })
    expect((await recordsOf(data, 'genre')).get(1)).toMatchObject({ name: 'Loud' })
    expect((await data.tables.detail(table.id, 1)).overlays).toEqual([{ fieldId: name, sourceValue: 'Rock' }])
    await data.tables.revertValue({ tableId: table.id, recordId: 1, fieldId: name, actor })
    expect((await recordsOf(data, 'genre')).get(1)).toMatchObject({ name: 'Rock' })
  })

  it('goes on with the other streams when one is gone, and says which', async () => {
    await server.run('create table brief (id int primary key)')
    const id = await connectTo(data, server, ['public.brief', 'public.genre'])
    await server.run('drop table brief')
    const run = await syncNow(data, id)
    expect(run.status).toBe('partial')
    expect(run.streams.map(({ name, status }) => [name, status])).toEqual([
      ['brief', 'failed'],
      ['genre', 'succeeded'],
    ])
    const state = await data.dataConnections.get(id)
    expect(state).toMatchObject({
      status: 'degraded',
      failure: { message: 'brief: brief is no longer at the source' },
    })
    expect(state.streams.map(({ status }) => status)).toEqual(['failed', 'healthy'])
  })
})

describe('a data connection', () => {
  it('is not created when a stream is not there', async () => {
    await expect(connectTo(data, server, ['public.nothing'])).rejects.toMatchObject({
      error: { code: 'invalid-input', message: 'There is no stream named public.nothing' },
    })
    expect(await data.dataConnections.list()).toEqual([])
  })

  it('is checked for what its source asks for before anything is stored', async () => {
    const typed = { sourceId: 'postgres', config: { ...server.config, port: 'many' }, secrets: {} }
    await expect(data.dataConnections.draft(typed)).rejects.toMatchObject({
      error: { code: 'invalid-input', message: 'Port takes a whole number', field: 'port' },
    })
    const { host: _, ...config } = server.config
    await expect(data.dataConnections.draft({ ...typed, config })).rejects.toMatchObject({
      error: { message: 'Host is missing', field: 'host' },
    })
    expect(await secretsIn(data)).toEqual([])
  })

  it('says who it is and what there is before it is made', async () => {
    const id = await data.dataConnections.draft({ sourceId: 'postgres', config: server.config, secrets: {} })
    expect((await data.dataConnections.check(id)).identity).toContain('postgres')
    const found = await data.dataConnections.discover(id)
    expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(CHINOOK_ROWS)))
    expect(await data.dataConnections.list()).toEqual([])
  })

  it('keeps its secrets in the vault alone', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    expect(await secretsIn(data)).toEqual([{ owner_id: id, value: '{"password":"correct horse"}' }])
    expect(JSON.stringify(await data.dataConnections.list())).not.toContain('correct horse')
    const stored = await data.workspace.db.selectFrom('data_connection').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain('correct horse')
  })

  it('moves the password of an address into the vault', async () => {
    const { host, port, database } = server.config
    const url = `postgres://postgres:p%40ss@${host}:${port}/${database}`
    const config = { auth: 'url', url, tls: 'prefer' }
    await data.dataConnections.draft({ sourceId: 'postgres', config, secrets: {} })
    const [stored] = await data.workspace.db.selectFrom('data_connection').select('config').execute()
    expect(stored?.config).not.toContain('p%40ss')
    expect((await secretsIn(data)).map(({ value }) => value)).toEqual(['{"password":"p@ss"}'])
  })

  it('keeps a secret that is left out when it is reconnected, and takes a new one', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    const typed = { config: server.config, replaceData: false }
    await data.dataConnections.reconnect(id, { ...typed, secrets: {} })
    expect((await secretsIn(data)).map(({ value }) => value)).toEqual(['{"password":"correct horse"}'])
    await data.dataConnections.reconnect(id, { ...typed, secrets: { password: 'battery staple' } })
    expect((await secretsIn(data)).map(({ value }) => value)).toEqual(['{"password":"battery staple"}'])
  })

  it('fails with the words of its source when the server is gone, and is healthy again afterwards', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    const port = String(await freePort())
    const config = JSON.stringify({ ...server.config, port })
    await data.workspace.db.updateTable('data_connection').set({ config }).execute()
    const run = await syncNow(data, id)
    expect(run).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining(port) } })
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'failed' })
    expect((await tableNamed(data, 'genre')).recordCount).toBe(25)
    await data.dataConnections.reconnect(id, { config: server.config, secrets: {}, replaceData: false })
    await syncNow(data, id)
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'healthy', failure: null })
    expect(data.news.map(({ kind }) => kind)).toEqual(['failed'])
  })

  it('runs one sync at a time', async () => {
    const id = await connectTo(data, server, ['public.track'])
    const both = await Promise.allSettled([data.dataConnections.sync(id), data.dataConnections.sync(id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = both.find((one) => one.status === 'rejected')
    expect(refused).toMatchObject({ reason: { error: { code: 'busy', what: 'The sync of Chinook' } } })
    expect((await data.dataConnections.get(id)).status).toBe('syncing')
    await data.dataConnections.settled()
    expect(await data.dataConnections.runs(id, 10)).toHaveLength(2)
  })

  it('gives its new name to its tables', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    await data.dataConnections.rename(id, 'Music')
    expect(await tableNamed(data, 'genre')).toMatchObject({ dataConnectionName: 'Music' })
  })

  it('leaves its tables behind as the person’s own when it is deleted, and no secret', async () => {
    const id = await connectTo(data, server, ['public.genre'])
    await data.dataConnections.delete(id, false)
    expect(await data.dataConnections.list()).toEqual([])
    expect(await secretsIn(data)).toEqual([])
    const table = await tableNamed(data, 'genre')
    expect(table).toMatchObject({ kind: 'own', dataConnectionId: null, sourceId: null, recordCount: 25 })
    expect(table.fields.every((field) => !field.synced && !field.primaryKey)).toBe(true)
    const removed = { tableId: table.id, recordIds: [25], actor: { kind: 'user' as const, id: null } }
    expect((await data.tables.deleteRecords(removed)).deleted).toBe(1)
  })

  it('takes its tables with it when a person wants that', async () => {
    const id = await connectTo(data, server, ['public.genre', 'public.album'])
    await data.dataConnections.delete(id, true)
    expect(await data.tables.list()).toEqual([])
  })

  it.each([
    ['its tables stay, whole and the person’s own', false],
    ['its tables go with it', true],
  ])('can be deleted while it syncs: the run is ended first, and %s', async (_what, deleteTables) => {
    const id = await connectTo(data, server, ['public.track', 'public.playlist_track'])
    await data.dataConnections.sync(id, { full: true })
    await data.dataConnections.delete(id, deleteTables)
    await data.dataConnections.settled()
    expect(await data.dataConnections.list()).toEqual([])
    expect(await secretsIn(data)).toEqual([])
    const tables = await data.tables.list()
    const kept = tables.map(({ name, kind, recordCount, fields }) => [
      name,
      kind,
      recordCount,
      fields.some((field) => field.synced),
    ])
    expect(kept.toSorted()).toEqual(
      deleteTables
        ? []
        : [
            ['playlist_track', 'own', 8715, false],
            ['track', 'own', 3503, false],
          ],
    )
  })

  it('loses one stream and keeps the other, and takes it up again into the same table', async () => {
    const id = await connectTo(data, server, ['public.genre', 'public.album'])
    const genre = (await data.dataConnections.get(id)).streams[0]
    await data.dataConnections.removeStream(id, genre?.id ?? '')
    const table = await tableNamed(data, 'genre')
    expect(table).toMatchObject({ kind: 'own', recordCount: 25 })
    expect(await tableNamed(data, 'album')).toMatchObject({ kind: 'synced' })
    await data.dataConnections.addStreams(id, [choose('public.genre', 'Genres')])
    await data.dataConnections.settled()
    expect(await tableNamed(data, 'Genres')).toMatchObject({ kind: 'synced', recordCount: 25 })
    const album = (await data.dataConnections.get(id)).streams.find(({ name }) => name === 'public.album')
    const again = data.dataConnections.addStreams(id, [choose('public.album')])
    await expect(again).rejects.toMatchObject({ error: { code: 'invalid-input' } })
    await data.dataConnections.removeStream(id, album?.id ?? '')
    const last = (await data.dataConnections.get(id)).streams[0]
    await expect(data.dataConnections.removeStream(id, last?.id ?? '')).rejects.toMatchObject({
      error: { code: 'refused' },
    })
  })

  it('marks a run that the end of the program cut off as interrupted, and can sync again', async () => {
    const id = await connectTo(data, server, ['public.genre', 'public.track'])
    const run = await syncNow(data, id)
    const streams = run.streams.map((stream, index) => ({ ...stream, status: index === 0 ? 'succeeded' : 'running' }))
    const cutOff = { status: 'running', ended_at: null, streams: JSON.stringify(streams) }
    await data.workspace.db.updateTable('sync_run').set(cutOff).where('id', '=', run.id).execute()
    await data.dataConnections.start()
    const [interrupted] = await data.dataConnections.runs(id, 1)
    expect(interrupted?.status).toBe('interrupted')
    expect(interrupted?.streams.map(({ status }) => status)).toEqual(['succeeded', 'interrupted'])
    expect((await syncNow(data, id)).status).toBe('succeeded')
  })
})

/** What the vault holds, and for whom. */
async function secretsIn({ workspace, vault }: OpenData) {
  const rows = await workspace.db.selectFrom('secret').select(['id', 'owner_id']).execute()
  const read = async (id: string) => (await vault.resolve(toSecretRef(id))).toString('utf8')
  return Promise.all(rows.map(async ({ id, owner_id }) => ({ owner_id, value: await read(id) })))
}
