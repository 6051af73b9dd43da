import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppFailure } from '../../../shared/errors'
import { choose, lastRun } from './open-data'
import { HOUR, HOURLY, MINUTE, openScheduled, type Scheduled } from './scheduled'
import { failing } from './scripted-worker'

let world: Scheduled
const get = (id: string) => world.data.dataConnections.get(id)
const streamNamed = async (id: string, name: string) => {
  const found = (await get(id)).streams.find((stream) => stream.name === name)
  if (!found) throw new Error(`No stream ${name}`)
  return found
}
const read = () => world.script.jobs.map(({ stream }) => stream.name)

beforeEach(async () => {
  world = await openScheduled()
})
afterEach(async () => {
  expect(world.data.unexpected).toEqual([])
  await world.close()
})

describe('what a person does while a sync runs', () => {
  it('deletes the data connection: the run is ended first, nothing starts meanwhile, and no secret stays', async () => {
    const id = await world.connect(HOURLY, ['a', 'b'])
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    let isDeleted = false
    const deleted = world.data.dataConnections.delete(id, false).then(() => {
      isDeleted = true
    })
    while (!isDeleted) {
      const again = await world.data.dataConnections.sync(id).catch((error: AppFailure) => error.error.code)
      expect(['busy', 'not-found']).toContain(again)
    }
    await deleted
    release()
    await world.settle()
    const { db } = world.data.workspace
    expect(await world.data.dataConnections.list()).toEqual([])
    expect(await db.selectFrom('secret').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('sync_run').selectAll().execute()).toEqual([])
    expect(read()).toEqual(['a', 'b', 'a'])
    await world.clock.advance(3 * HOUR)
    expect(read().length).toBe(3)
  })

  it('removes the stream that is being read: the others of the run go on', async () => {
    const id = await world.connect(HOURLY, ['a', 'b', 'c'])
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    await world.data.dataConnections.removeStream(id, (await streamNamed(id, 'a')).id)
    release()
    await world.settle()
    expect((await lastRun(world.data, id)).streams.map(({ name, status }) => [name, status])).toEqual([
      ['a', 'cancelled'],
      ['b', 'succeeded'],
      ['c', 'succeeded'],
    ])
    expect(await get(id)).toMatchObject({ status: 'healthy', streams: [{ name: 'b' }, { name: 'c' }] })
  })

  it('removes a stream that is still to come: it is not read', async () => {
    const id = await world.connect(HOURLY, ['a', 'b', 'c'])
    const before = world.script.jobs.length
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    await world.data.dataConnections.removeStream(id, (await streamNamed(id, 'b')).id)
    release()
    await world.settle()
    expect(read().slice(before)).toEqual(['a', 'c'])
    expect((await lastRun(world.data, id)).status).toBe('succeeded')
  })

  it('changes the settings of a stream that is still to come: it is read with them', async () => {
    const id = await world.connect(HOURLY, ['a', 'b'])
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    const { id: streamId, settings } = await streamNamed(id, 'b')
    await world.data.dataConnections.updateStream(id, streamId, { ...settings, fields: ['id'] })
    release()
    await world.settle()
    expect(world.script.jobs.at(-1)).toMatchObject({ stream: { name: 'b' }, settings: { fields: ['id'] } })
  })

  it('adds a stream to one that syncs by hand: it is read right after', async () => {
    const id = await world.connect({ kind: 'manual' }, ['a'])
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    await world.data.dataConnections.addStreams(id, [choose('b')])
    release()
    await world.settle()
    await world.clock.advance(MINUTE)
    expect(read().filter((name) => name === 'b')).toEqual(['b'])
    expect((await get(id)).nextRunAt).toBeNull()
  })

  it('presses sync twice, also while it waits for its turn: one run', async () => {
    const others = [await world.connect(), await world.connect(), await world.connect()]
    const id = await world.connect()
    const release = world.hold()
    for (const other of others) await world.data.dataConnections.sync(other)
    await world.reading(3)
    const { id: streamId } = await streamNamed(id, 'b')
    const first = await world.data.dataConnections.sync(id, { streamId })
    expect(await world.data.dataConnections.sync(id)).toBe(first)
    expect((await get(id)).status).toBe('queued')
    release()
    await world.settle()
    expect((await world.data.dataConnections.runs(id, 10)).map((run) => run.streams.length)).toEqual([2, 2])
  })

  it('cancels at any moment: the source is not asked for anything more', async () => {
    const id = await world.connect()
    const asked = () => world.script.checks.length + world.script.jobs.length
    for (let turns = 0; turns < 30; turns += 1) {
      const release = world.hold()
      await world.data.dataConnections.sync(id)
      for (let turn = 0; turn < turns; turn += 1) await world.turn()
      const before = asked()
      await world.data.dataConnections.cancel(id)
      expect(asked(), `after ${turns} turns`).toBe(before)
      expect((await lastRun(world.data, id)).status).toBe('cancelled')
      release()
    }
  }, 30_000)

  it('removes a stream at any moment: nobody waits for it to be read to its end', async () => {
    const ids: string[] = []
    while (ids.length < 20) ids.push(await world.connect())
    const release = world.hold()
    for (const [turns, id] of ids.entries()) {
      await world.data.dataConnections.sync(id)
      for (let turn = 0; turn < turns; turn += 1) await world.turn()
      await world.data.dataConnections.removeStream(id, (await streamNamed(id, 'a')).id)
      await world.data.dataConnections.cancel(id)
      expect((await get(id)).streams.map(({ name }) => name)).toEqual(['b'])
    }
    release()
  }, 30_000)

  it('cancels: what came due meanwhile is forgotten, and the next start is one interval from now', async () => {
    const id = await world.connect({ kind: 'interval', minutes: 5 })
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    world.clock.sleep(7 * MINUTE)
    await world.data.dataConnections.woke()
    await world.data.dataConnections.cancel(id)
    release()
    await world.settle()
    const runs = (await world.triggers(id)).length
    await world.clock.advance(4 * MINUTE)
    expect((await world.triggers(id)).length).toBe(runs)
    await world.clock.advance(2 * MINUTE)
    expect((await world.triggers(id)).length).toBe(runs + 1)
  })

  it('pauses: the run goes on to its end, and nothing follows', async () => {
    const id = await world.connect({ kind: 'interval', minutes: 5 })
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    await world.data.dataConnections.pause(id)
    release()
    await world.settle()
    expect((await lastRun(world.data, id)).status).toBe('succeeded')
    expect(await get(id)).toMatchObject({ status: 'paused', nextRunAt: null })
    await world.clock.advance(HOUR)
    expect((await world.triggers(id)).length).toBe(2)
  })
})

describe('one stream that is synced by itself', () => {
  it('does not end what is wrong with the others', async () => {
    const id = await world.connect()
    world.script.outcome = ({ stream }) =>
      stream.name === 'b' ? failing({ kind: 'stream-unavailable', message: 'No permission' }) : {}
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect(await get(id)).toMatchObject({ status: 'degraded', failure: { message: 'b: No permission' } })
    await world.data.dataConnections.sync(id, { streamId: (await streamNamed(id, 'a')).id })
    await world.settle()
    expect(await get(id)).toMatchObject({ status: 'degraded', failure: { message: 'b: No permission' } })
    world.script.outcome = () => ({})
    await world.data.dataConnections.sync(id, { streamId: (await streamNamed(id, 'b')).id })
    await world.settle()
    expect(await get(id)).toMatchObject({ status: 'healthy', failure: null })
    expect(world.data.news.map(({ kind }) => kind)).toEqual(['failed', 'recovered'])
  })
})

describe('a program that died during a run', () => {
  it('marks the run as interrupted at its next start, never shows it as running, and goes on with it once', async () => {
    const id = await world.connect()
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    const { id: runId, streams } = await lastRun(world.data, id)
    release()
    await world.settle()
    await world.restart((db) =>
      db
        .updateTable('sync_run')
        .set({ status: 'running', ended_at: null, streams: JSON.stringify(streams) })
        .where('id', '=', runId)
        .execute(),
    )
    expect(await get(id)).toMatchObject({ status: 'healthy', nextRunAt: world.clock.now().toISOString() })
    const [dead] = await world.data.dataConnections.runs(id, 1)
    expect(dead).toMatchObject({ id: runId, status: 'interrupted', streams: [{ status: 'interrupted' }, {}] })
    await world.clock.advance(MINUTE)
    expect(await world.triggers(id)).toEqual(['manual', 'manual', 'catch-up'])
    expect((await lastRun(world.data, id)).status).toBe('succeeded')
  })
})

describe('what a run came to', () => {
  it('is stored with each stream before the next one is read', async () => {
    const id = await world.connect(HOURLY, ['a', 'b'])
    world.script.outcome = ({ stream }) => ({ cursorAfter: `later ${stream.name}` })
    const releaseFirst = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    expect((await lastRun(world.data, id)).streams.map(({ status }) => status)).toEqual(['running', 'waiting'])
    releaseFirst()
    const releaseSecond = world.hold()
    const isSecond = () => read().length === 4 && world.script.running === 1
    while (!isSecond()) await world.turn()
    expect((await lastRun(world.data, id)).streams.map(({ status }) => status)).toEqual(['succeeded', 'running'])
    expect((await get(id)).streams.map(({ cursor }) => cursor)).toEqual(['later a', 'c'])
    releaseSecond()
    await world.settle()
    expect((await get(id)).streams.map(({ cursor }) => cursor)).toEqual(['later a', 'later b'])
  })

  it('is stored as a whole at its end, or not at all', async () => {
    const id = await world.connect(HOURLY, ['a'])
    const { db } = world.data.workspace
    const refuse = `create trigger refuse before update of failures on data_connection begin select raise(abort, 'refused'); end`
    await sql.raw(refuse).execute(db)
    world.script.outcome = () => ({ cursorAfter: 'later' })
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect((await get(id)).streams.map(({ cursor }) => cursor)).toEqual(['c'])
    expect(await lastRun(world.data, id)).toMatchObject({ status: 'interrupted' })
    expect(world.data.unexpected.splice(0)).toEqual([expect.objectContaining({ code: 'SQLITE_CONSTRAINT' })])
  })
})

describe('the history of runs', () => {
  it('keeps 500 runs of the last 90 days for each data connection, also of one that is paused', async () => {
    const id = await world.connect()
    const other = await world.connect()
    await world.data.dataConnections.pause(other)
    const { db } = world.data.workspace
    const [row] = await db.selectFrom('sync_run').selectAll().where('data_connection_id', '=', id).execute()
    if (!row) throw new Error('No run')
    const DAY = 24 * HOUR
    const old = Array.from({ length: 520 }, (_, index) => {
      const started_at = new Date(world.clock.now().getTime() - (index + 1) * 4 * HOUR).toISOString()
      return { ...row, id: `old-${index}`, started_at }
    })
    for (let from = 0; from < old.length; from += 100)
      await db
        .insertInto('sync_run')
        .values(old.slice(from, from + 100))
        .execute()
    await db
      .insertInto('sync_run')
      .values({ ...row, id: 'others', data_connection_id: other, started_at: '2020-01-01T00:00:00.000Z' })
      .execute()
    world.clock.sleep(25 * HOUR)
    await world.data.dataConnections.sync(id)
    await world.settle()
    const kept = () =>
      db.selectFrom('sync_run').select(['id', 'started_at']).where('data_connection_id', '=', id).execute()
    expect((await kept()).length).toBe(500)
    world.clock.sleep(30 * DAY)
    await world.data.dataConnections.sync(id)
    await world.settle()
    const oldest = (await kept()).map(({ started_at }) => started_at).sort()[0] ?? ''
    expect(world.clock.now().getTime() - Date.parse(oldest)).toBeLessThanOrEqual(90 * DAY)
    expect((await kept()).length).toBeLessThan(400)
    expect(await db.selectFrom('sync_run').select('id').where('id', '=', 'others').execute()).toEqual([])
  })

  it('counts requests, retries, bytes and how long the source had it wait', async () => {
    const id = await world.connect()
    world.script.outcome = () => ({ requests: 7, retries: 2, rateLimitedMs: 1500, bytes: 900 })
    await world.data.dataConnections.sync(id)
    await world.settle()
    const counts = { requests: 7, retries: 2, rateLimitedMs: 1500, bytes: 900 }
    expect(await lastRun(world.data, id)).toMatchObject({ streams: [counts, counts] })
  })
})
