import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../shared/errors'
import { lastRun } from './open-data'
import { HOUR, MINUTE, openScheduled, type Scheduled, SERVER } from './scheduled'

let world: Scheduled
const get = (id: string) => world.data.dataConnections.get(id)

beforeEach(async () => {
  world = await openScheduled()
})
afterEach(async () => {
  expect(world.data.unexpected).toEqual([])
  await world.close()
})

describe('a vault that is locked', () => {
  it('is no failure of the source: it is said, nothing is counted, and nothing is tried until it is open', async () => {
    const id = await world.connect()
    await world.data.vault.lock()
    await world.clock.advance(5 * HOUR)
    expect(await world.triggers(id)).toEqual(['manual', 'schedule'])
    expect(await lastRun(world.data, id)).toMatchObject({
      status: 'interrupted',
      failure: { reason: 'vault-locked' },
      streams: [{ status: 'interrupted' }, { status: 'interrupted' }],
    })
    const { status, failure, streams } = await get(id)
    expect([status, failure?.message]).toEqual(['healthy', 'The vault is locked'])
    expect(streams.map((stream) => [stream.status, stream.failure])).toEqual([
      ['healthy', null],
      ['healthy', null],
    ])
    expect(world.data.news.map(({ kind }) => kind)).toEqual(['late'])
  })

  it('has what waited for it go on once it is open, and then by its schedule', async () => {
    const id = await world.connect()
    await world.data.vault.lock()
    await world.clock.advance(2 * HOUR)
    await world.data.vault.retry()
    await world.clock.advance(MINUTE)
    expect(await world.triggers(id)).toEqual(['manual', 'schedule', 'catch-up'])
    expect(await get(id)).toMatchObject({ status: 'healthy', failure: null })
    await world.clock.advance(HOUR + 5 * MINUTE)
    expect((await world.triggers(id)).at(-1)).toBe('schedule')
  })

  it('has what waited go on when the program is started again with an open one', async () => {
    const id = await world.connect()
    await world.data.vault.lock()
    await world.clock.advance(2 * HOUR)
    await world.restart()
    await world.clock.advance(MINUTE)
    expect((await world.triggers(id)).at(-1)).toBe('catch-up')
    expect(await get(id)).toMatchObject({ status: 'healthy', failure: null })
  })

  it('stops the streams that are left of a run, and they are read once it is open', async () => {
    const id = await world.connect({ kind: 'manual' }, ['a', 'b', 'c'])
    world.script.outcome = ({ stream }) => {
      if (stream.name === 'b') throw new AppFailure({ code: 'vault-locked' })
      return {}
    }
    await world.data.vault.lock()
    await expect(world.data.dataConnections.sync(id)).rejects.toMatchObject({ error: { code: 'vault-locked' } })
    await world.data.vault.retry()
    const jobs = world.script.jobs.length
    world.script.gate = async () => void (await world.data.vault.lock())
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect(world.script.jobs.slice(jobs).map(({ stream }) => stream.name)).toEqual(['a', 'b'])
    expect((await lastRun(world.data, id)).streams.map(({ status }) => status)).toEqual([
      'succeeded',
      'interrupted',
      'interrupted',
    ])
    world.script.outcome = () => ({})
    world.script.gate = async () => {}
    await world.data.vault.retry()
    await world.clock.advance(MINUTE)
    expect(await get(id)).toMatchObject({ status: 'healthy', failure: null, nextRunAt: null })
    expect((await lastRun(world.data, id)).status).toBe('succeeded')
  })

  it('keeps neither the others nor itself from being synced at once by hand later', async () => {
    const id = await world.connect()
    await world.data.vault.lock()
    await expect(world.data.dataConnections.syncAll()).rejects.toMatchObject({ error: { code: 'vault-locked' } })
    await world.data.vault.retry()
    await world.data.dataConnections.syncAll()
    await world.settle()
    expect(await world.triggers(id)).toEqual(['manual', 'manual'])
  })
})

describe('a secret that an open vault cannot read', () => {
  it('has to be entered again', async () => {
    const id = await world.connect()
    world.script.outcome = () => {
      throw new AppFailure({ code: 'vault-wrong-key' })
    }
    await world.data.dataConnections.sync(id)
    await world.settle()
    expect(await get(id)).toMatchObject({ status: 'needs-reauth', nextRunAt: null })
    world.script.outcome = () => ({})
    await world.data.dataConnections.reconnect(id, { config: SERVER, secrets: { password: 'y' }, replaceData: false })
    await world.settle()
    expect(await get(id)).toMatchObject({ status: 'healthy', failure: null })
    expect((await get(id)).nextRunAt).not.toBeNull()
  })
})
