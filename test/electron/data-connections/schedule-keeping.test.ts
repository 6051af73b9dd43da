import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lastRun } from './open-data'
import { HOUR, MINUTE, openScheduled, type Scheduled } from './scheduled'
import { failing } from './scripted-worker'

const DAY = 24 * HOUR
const OFTEN = { kind: 'interval', minutes: 5 } as const

let world: Scheduled
const get = (id: string) => world.data.dataConnections.get(id)
const news = () => world.data.news.map(({ kind }) => kind)

beforeEach(async () => {
  world = await openScheduled()
})
afterEach(async () => {
  expect(world.data.unexpected).toEqual([])
  await world.close()
})

describe('the times of a schedule', () => {
  it('are not moved by a sync by hand', async () => {
    const id = await world.connect()
    const { nextRunAt } = await get(id)
    world.clock.sleep(40 * MINUTE)
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect((await get(id)).nextRunAt).toBe(nextRunAt)
  })

  it('are those that they were after a failure is over', async () => {
    const id = await world.connect()
    const { nextRunAt } = await get(id)
    world.script.outcome = () => failing({ kind: 'fatal', message: 'It broke' })
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect((await get(id)).nextRunAt).not.toBe(nextRunAt)
    world.script.outcome = () => ({})
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect((await get(id)).nextRunAt).toBe(nextRunAt)
  })

  it('are off, with the failure said, for settings that are wrong, and on again after a sync that went well', async () => {
    const id = await world.connect()
    world.script.outcome = () => failing({ kind: 'config', message: 'No such base' })
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect(await get(id)).toMatchObject({ status: 'failed', nextRunAt: null })
    world.script.outcome = () => ({})
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect((await get(id)).nextRunAt).not.toBeNull()
  })

  it('are not on because a sync by hand was tried while a person has to sign in', async () => {
    const id = await world.connect()
    world.script.refuses = { kind: 'needs-reauth', message: 'The key was withdrawn' }
    await world.data.dataConnections.sync(id)
    await world.settle()
    await world.data.dataConnections.sync(id)
    await world.data.dataConnections.cancel(id)
    expect(await get(id)).toMatchObject({ status: 'needs-reauth', nextRunAt: null })
  })
})

describe('several that came due at the same time', () => {
  it('start one after the other when the network is back, within half a minute', async () => {
    const ids = [await world.connect(), await world.connect(), await world.connect(), await world.connect()]
    await world.clock.advance(57 * MINUTE)
    world.online = false
    await world.clock.advance(5 * MINUTE)
    world.online = true
    await world.clock.advance(50_000)
    const starts = await Promise.all(ids.map(async (id) => Date.parse((await lastRun(world.data, id)).startedAt)))
    expect(await Promise.all(ids.map(async (id) => (await world.triggers(id)).at(-1)))).toEqual(
      ids.map(() => 'catch-up'),
    )
    // Two of them may fall into the same step of the clock.
    expect(new Set(starts).size).toBeGreaterThan(1)
    expect(Math.max(...starts) - Math.min(...starts)).toBeLessThanOrEqual(30_000)
  })
})

describe('pausing all of them', () => {
  it('survives a restart, and the ones that run go on to their end', async () => {
    const id = await world.connect()
    const release = world.hold()
    await world.data.dataConnections.sync(id)
    await world.reading(1)
    await world.data.dataConnections.pauseAll()
    release()
    await world.settle()
    expect((await lastRun(world.data, id)).status).toBe('succeeded')
    await world.restart()
    expect(world.data.dataConnections.state().paused).toBe(true)
    await world.clock.advance(5 * HOUR)
    expect(await world.triggers(id)).toEqual(['manual', 'manual'])
    expect(news()).toEqual([])
    await world.data.dataConnections.resumeAll()
    await world.clock.advance(MINUTE)
    expect(await world.triggers(id)).toEqual(['manual', 'manual', 'catch-up'])
  })
})

describe('a source that asks to wait', () => {
  const waitUntil = (until: string) => ({
    ...{ status: 'waiting' as const, asOf: null, waitsUntil: until },
    verdict: { kind: 'rate-limited' as const, message: 'Slow', untilMs: Date.parse(until) },
  })

  it('is waited for across a restart, and then gone on with', async () => {
    const id = await world.connect()
    world.script.outcome = () => waitUntil('2026-01-01T00:30:00.000Z')
    await world.data.dataConnections.sync(id)
    await world.settle()
    await world.restart()
    expect(await get(id)).toMatchObject({ status: 'rate-limited', waitsUntil: '2026-01-01T00:30:00.000Z' })
    await world.clock.advance(25 * MINUTE)
    expect((await world.triggers(id)).length).toBe(2)
    world.script.outcome = () => ({})
    await world.clock.advance(6 * MINUTE)
    expect((await world.triggers(id)).length).toBe(3)
    expect(await get(id)).toMatchObject({ status: 'healthy', waitsUntil: null, failure: null })
    expect(news()).toEqual([])
  })

  it('is not waited for longer than a day when the clock is set back', async () => {
    const id = await world.connect()
    world.script.outcome = () => waitUntil('2026-01-01T00:30:00.000Z')
    await world.data.dataConnections.sync(id)
    await world.settle()
    world.script.outcome = () => ({})
    world.clock.setBack(60 * DAY)
    await world.clock.advance(5 * MINUTE)
    expect(await get(id)).toMatchObject({ status: 'healthy', waitsUntil: null })
  })
})

describe('one that has not synced for three turns of its schedule', () => {
  it('is told once, and once more only after it had synced again', async () => {
    const id = await world.connect(OFTEN)
    world.script.outcome = () => failing({ kind: 'fatal', message: 'It broke' })
    await world.clock.advance(14 * MINUTE)
    expect(news()).toEqual(['failed'])
    await world.clock.advance(40 * MINUTE)
    expect(news()).toEqual(['failed', 'late'])
    await world.restart()
    await world.clock.advance(40 * MINUTE)
    expect(news()).toEqual([])
    world.script.outcome = () => ({})
    await world.data.dataConnections.sync(id)
    await world.settle()
    world.script.outcome = () => failing({ kind: 'fatal', message: 'It broke again' })
    await world.clock.advance(40 * MINUTE)
    expect(news()).toEqual(['recovered', 'failed', 'late'])
    expect(world.data.news.at(-1)).toMatchObject({ name: 'Shop', message: expect.stringContaining('It broke again') })
  }, 30_000)

  it('is not told because the computer slept, or all were paused', async () => {
    const id = await world.connect(OFTEN)
    world.clock.sleep(3 * DAY)
    await world.data.dataConnections.woke()
    await world.clock.advance(30 * MINUTE)
    world.clock.sleep(3 * DAY)
    await world.clock.advance(30 * MINUTE)
    await world.data.dataConnections.pauseAll()
    await world.clock.advance(3 * HOUR)
    await world.data.dataConnections.resumeAll()
    await world.clock.advance(30 * MINUTE)
    expect(news()).toEqual([])
    expect((await get(id)).status).toBe('healthy')
  }, 30_000)
})

describe('what a person is told while nobody looks', () => {
  it('is a question about deletes once, until it is answered', async () => {
    const id = await world.connect()
    const question = { kind: 'many-deletes' as const, missing: 400, of: 500 }
    world.script.outcome = ({ stream }) => (stream.name === 'a' ? { question } : {})
    await world.clock.advance(3.5 * HOUR)
    expect(world.data.news).toEqual([
      { kind: 'question', id, name: 'Shop', message: expect.stringContaining('400 of 500 records') },
    ])
    expect((await get(id)).status).toBe('degraded')
  })

  it('is what became of the fields of a source', async () => {
    const id = await world.connect()
    let told = false
    world.script.outcome = () => {
      if (told) return {}
      told = true
      return { notes: ['New field at the source: fresh.'] }
    }
    await world.clock.advance(3.5 * HOUR)
    expect(world.data.news).toEqual([{ kind: 'fields', id, name: 'Shop', message: 'New field at the source: fresh.' }])
    expect((await get(id)).status).toBe('healthy')
  })
})
