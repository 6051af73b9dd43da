import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clock, createClock } from './clock'
import { choose, lastRun, type OpenData, openData } from './open-data'
import { failing, newScript, type Script, scriptedWorker } from './scripted-worker'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const HOURLY = { kind: 'interval', minutes: 60 } as const

let data: OpenData
let clock: Clock
let script: Script
let online: boolean

const settle = async () => {
  // Timers begin work that is not awaited: a few turns let it reach the database, and the runs are waited for.
  for (let turn = 0; turn < 5; turn += 1) {
    await data.dataConnections.settled()
    await data.workspace.db.selectFrom('meta').select('key').execute()
  }
}
const open = async (folder?: string) => {
  data = await openData({
    ...{ now: clock.now, setTimer: clock.setTimer, isOnline: () => online },
    ...(folder === undefined ? {} : { folder }),
    worker: (file) => scriptedWorker(file, script),
  })
  await data.dataConnections.start()
}

beforeEach(async () => {
  clock = createClock('2026-01-01T00:00:00Z', settle)
  script = newScript()
  online = true
  await open()
})
afterEach(async () => {
  expect(data.unexpected).toEqual([])
  await data.close()
})

const server = { host: 'db.example.com', port: '5432', database: 'shop', user: 'reader', tls: 'prefer' }

async function connect(schedule = HOURLY as Parameters<OpenData['dataConnections']['create']>[1]['schedule']) {
  const id = await data.dataConnections.draft({ sourceId: 'postgres', config: server, secrets: { password: 'x' } })
  await data.dataConnections.create(id, { name: 'Shop', streams: [choose('a'), choose('b')], schedule })
  await settle()
  return id
}
const triggers = async (id: string) =>
  (await data.dataConnections.runs(id, 200)).map(({ trigger }) => trigger).reverse()
/** Moves to the next start, and lets it run. */
async function nextStart(id: string): Promise<void> {
  const due = Date.parse((await get(id)).nextRunAt ?? '')
  clock.sleep(Math.max(0, due - clock.now().getTime() - MINUTE))
  await clock.advance(2 * MINUTE + 1000)
}
const get = (id: string) => data.dataConnections.get(id)

describe('a schedule', () => {
  it('starts at once after creation, and then once in each turn', async () => {
    const id = await connect()
    expect(await triggers(id)).toEqual(['manual'])
    await clock.advance(10 * HOUR + 5 * MINUTE)
    expect(await triggers(id)).toEqual(['manual', ...Array.from({ length: 10 }, () => 'schedule')])
    const { nextRunAt, status } = await get(id)
    expect(status).toBe('healthy')
    expect(Math.abs(Date.parse(nextRunAt ?? '') - Date.parse('2026-01-01T11:00:00Z'))).toBeLessThanOrEqual(2 * MINUTE)
  })

  it('runs once after a day of sleep', async () => {
    const id = await connect()
    clock.sleep(24 * HOUR)
    await data.dataConnections.woke()
    await clock.advance(MINUTE)
    expect(await triggers(id)).toEqual(['manual', 'catch-up'])
    await clock.advance(65 * MINUTE)
    expect(await triggers(id)).toEqual(['manual', 'catch-up', 'schedule'])
  })

  it('runs once after a sleep that nobody told of', async () => {
    const id = await connect()
    clock.sleep(24 * HOUR)
    await clock.advance(2 * MINUTE)
    expect(await triggers(id)).toEqual(['manual', 'catch-up'])
  })

  it('does not wait for a clock that was set back', async () => {
    const id = await connect()
    clock.setBack(30 * 24 * HOUR)
    await clock.advance(70 * MINUTE)
    expect((await triggers(id)).length).toBe(2)
  })

  it('does not run two of the same data connection at once, and makes up for what came meanwhile once', async () => {
    const id = await connect({ kind: 'interval', minutes: 5 })
    let release = () => {}
    const gate = new Promise<void>((done) => {
      release = done
    })
    const before = script.jobs.length
    script.gate = () => gate
    await data.dataConnections.sync(id)
    for (let turn = 0; turn < 20; turn += 1) {
      clock.sleep(MINUTE)
      await data.dataConnections.woke()
    }
    expect(script.jobs.length).toBe(before + 1)
    script.gate = async () => {}
    release()
    await settle()
    await clock.advance(MINUTE)
    expect(await triggers(id)).toEqual(['manual', 'manual', 'schedule'])
  })

  it('waits for the network, and then runs once', async () => {
    const id = await connect()
    online = false
    await clock.advance(5 * HOUR)
    expect(await triggers(id)).toEqual(['manual'])
    expect(data.dataConnections.state()).toEqual({ paused: false, offline: true, syncing: 0 })
    online = true
    await clock.advance(MINUTE)
    expect(await triggers(id)).toEqual(['manual', 'catch-up'])
  })

  it('does nothing while all are paused, also after a restart, and makes up for it once', async () => {
    const id = await connect()
    await data.dataConnections.pauseAll()
    await clock.advance(5 * HOUR)
    expect(await triggers(id)).toEqual(['manual'])
    expect(data.dataConnections.state()).toMatchObject({ paused: true })
    await data.dataConnections.resumeAll()
    await clock.advance(MINUTE)
    expect(await triggers(id)).toEqual(['manual', 'catch-up'])
  })

  it('is off while its data connection is paused', async () => {
    const id = await connect()
    await data.dataConnections.pause(id)
    expect(await get(id)).toMatchObject({ status: 'paused', nextRunAt: null })
    await clock.advance(5 * HOUR)
    expect(await triggers(id)).toEqual(['manual'])
    await data.dataConnections.resume(id)
    await settle()
    expect(await triggers(id)).toEqual(['manual', 'schedule'])
  })

  it('counts anew from now when its run is cancelled', async () => {
    const id = await connect()
    clock.sleep(30 * MINUTE)
    await data.dataConnections.sync(id)
    await data.dataConnections.cancel(id)
    expect((await lastRun(data, id)).status).toBe('cancelled')
    const { nextRunAt, status } = await get(id)
    expect(status).toBe('healthy')
    expect(Math.abs(Date.parse(nextRunAt ?? '') - Date.parse('2026-01-01T01:30:00Z'))).toBeLessThanOrEqual(2 * MINUTE)
  })

  it('takes a new schedule from the moment when it is given', async () => {
    const id = await connect()
    await data.dataConnections.setSchedule(id, { kind: 'cron', expression: '0 12 * * *', timeZone: 'UTC' })
    const { nextRunAt } = await get(id)
    expect(nextRunAt?.slice(0, 15)).toBe('2026-01-01T12:0')
    await data.dataConnections.setSchedule(id, { kind: 'manual' })
    expect((await get(id)).nextRunAt).toBeNull()
    await expect(
      data.dataConnections.setSchedule(id, { kind: 'cron', expression: '61 * * * *', timeZone: 'UTC' }),
    ).rejects.toMatchObject({ error: { code: 'invalid-input', field: 'schedule' } })
  })
})

describe('many data connections', () => {
  it('run three at a time, and each of a thousand that are due runs once', async () => {
    const id = await connect()
    const { db } = data.workspace
    const [row] = await db.selectFrom('data_connection').selectAll().where('id', '=', id).execute()
    const [stream] = await db.selectFrom('data_stream').selectAll().where('data_connection_id', '=', id).execute()
    if (!row || !stream) throw new Error('Nothing stored')
    const copies = Array.from({ length: 999 }, (_, index) => `copy-${index}`)
    await db.transaction().execute(async (transaction) => {
      for (const name of copies) {
        const own = { id: `stream of ${name}`, data_connection_id: name }
        await transaction
          .insertInto('data_connection')
          .values({ ...row, id: name })
          .execute()
        await transaction
          .insertInto('data_stream')
          .values({ ...stream, ...own })
          .execute()
      }
    })
    clock.sleep(3 * HOUR)
    await data.dataConnections.woke()
    expect(clock.timers()).toBe(1)
    await clock.advance(40_000)
    await settle()
    const counts = await db
      .selectFrom('sync_run')
      .select((build) => build.fn.countAll<number>().as('runs'))
      .where('trigger', '=', 'catch-up')
      .groupBy('data_connection_id')
      .execute()
    expect(counts.map(({ runs }) => runs)).toEqual(Array.from({ length: 1000 }, () => 1))
    expect(script.mostRunning).toBeLessThanOrEqual(3)
  }, 60_000)

  it('let a person go before the schedule', async () => {
    const ids = [await connect(), await connect(), await connect(), await connect(), await connect()]
    let release = () => {}
    const gate = new Promise<void>((done) => {
      release = done
    })
    script.gate = () => gate
    for (const id of ids.slice(0, 3)) await data.dataConnections.sync(id)
    clock.sleep(2 * HOUR)
    const [fourth = '', fifth = ''] = ids.slice(3)
    const agent = { by: { trigger: 'schedule' as const, actor: 'Schedule' } }
    await data.dataConnections.sync(fourth, agent)
    await data.dataConnections.sync(fifth)
    while (script.running < 3) await data.workspace.db.selectFrom('meta').select('key').execute()
    expect((await get(fourth)).status).toBe('queued')
    const jobs = script.jobs.length
    release()
    await settle()
    const order = script.jobs.slice(jobs).map(({ connectionId }) => connectionId)
    expect(order.indexOf(fifth)).toBeLessThan(order.indexOf(fourth))
  })
})

describe('after failures', () => {
  it('tries transient ones again after 1, 5 and 15 minutes, then ever more seldom', async () => {
    const id = await connect()
    script.outcome = () => failing({ kind: 'retry', message: 'Nobody answers' })
    const gaps: number[] = []
    for (let index = 0; index < 6; index += 1) {
      const due = Date.parse((await get(id)).nextRunAt ?? '')
      await clock.advance(due - clock.now().getTime() + 1000)
      await settle()
      const next = Date.parse((await get(id)).nextRunAt ?? '')
      gaps.push(Math.round((next - due) / MINUTE))
    }
    expect(gaps).toEqual([1, 5, 15, 120, 240, 480])
    expect(await get(id)).toMatchObject({ status: 'failed', failure: { reason: 'retry' } })
    script.outcome = () => ({})
    await data.dataConnections.sync(id)
    await settle()
    const { nextRunAt, status } = await get(id)
    expect(status).toBe('healthy')
    expect(Date.parse(nextRunAt ?? '') - clock.now().getTime()).toBeLessThanOrEqual(62 * MINUTE)
  })

  it('does not count those without a network', async () => {
    const id = await connect()
    script.outcome = () => {
      online = false
      return failing({ kind: 'retry', message: 'Nobody answers' })
    }
    await clock.advance(62 * MINUTE)
    expect((await triggers(id)).length).toBe(2)
    script.outcome = () => ({})
    online = true
    await clock.advance(MINUTE)
    expect((await get(id)).status).toBe('healthy')
  })

  it('pauses after 30 failures and seven days, and warns before', async () => {
    const id = await connect()
    script.outcome = () => failing({ kind: 'fatal', message: 'It broke' })
    for (let failures = 0; failures < 25; failures += 1) await nextStart(id)
    expect((await get(id)).failure?.advice).toContain('After 30 failures and seven days it is paused')
    for (let failures = 25; failures < 30; failures += 1) await nextStart(id)
    const runs = (await triggers(id)).length
    expect(await get(id)).toMatchObject({
      status: 'paused',
      nextRunAt: null,
      failure: { reason: 'paused-by-failures' },
    })
    clock.sleep(5 * 24 * HOUR)
    await clock.advance(MINUTE)
    expect((await triggers(id)).length).toBe(runs)
    expect(data.news.map(({ kind }) => kind)).toEqual(['failed', 'paused'])
  })

  it('stops for wrong settings until they are changed', async () => {
    const id = await connect()
    script.outcome = () => failing({ kind: 'config', message: 'No such base' })
    await clock.advance(10 * HOUR)
    expect((await triggers(id)).length).toBe(2)
    expect(await get(id)).toMatchObject({ status: 'failed', nextRunAt: null, failure: { reason: 'config' } })
    const [stream] = (await get(id)).streams
    if (!stream) throw new Error('No stream')
    await data.dataConnections.updateStream(id, stream.id, { ...stream.settings, fields: ['id'] })
    expect((await get(id)).nextRunAt).not.toBeNull()
  })

  it('stops when a person has to sign in again, says so once, and goes on when that was done', async () => {
    const id = await connect()
    script.refuses = { kind: 'needs-reauth', message: 'The key was withdrawn' }
    await clock.advance(10 * HOUR)
    expect((await triggers(id)).length).toBe(2)
    expect(await get(id)).toMatchObject({
      status: 'needs-reauth',
      nextRunAt: null,
      failure: { message: 'The key was withdrawn' },
    })
    script.refuses = null
    await data.dataConnections.reconnect(id, { config: server, secrets: {}, replaceData: false })
    await settle()
    expect((await get(id)).status).toBe('healthy')
    expect(data.news.map(({ kind }) => kind)).toEqual(['needs-reauth'])
  })
})

describe('a source that asks to wait', () => {
  it('is left alone until then, and only the streams that waited go on', async () => {
    const id = await connect({ kind: 'manual' })
    const until = '2026-01-01T00:20:00.000Z'
    const wait = {
      status: 'waiting' as const,
      verdict: { kind: 'rate-limited' as const, message: 'Slow', untilMs: Date.parse(until) },
    }
    script.outcome = (job) => (job.stream.name === 'b' ? { ...wait, waitsUntil: until, asOf: null } : {})
    await data.dataConnections.sync(id)
    await settle()
    expect(await get(id)).toMatchObject({ status: 'rate-limited', waitsUntil: until, nextRunAt: until, failure: null })
    expect(await lastRun(data, id)).toMatchObject({
      status: 'partial',
      streams: [{ status: 'succeeded' }, { status: 'waiting' }],
    })
    script.outcome = () => ({})
    const jobs = script.jobs.length
    await clock.advance(21 * MINUTE)
    expect(script.jobs.slice(jobs).map(({ stream }) => stream.name)).toEqual(['b'])
    expect(await get(id)).toMatchObject({ status: 'healthy', waitsUntil: null, nextRunAt: null })
    expect(data.news).toEqual([])
  })
})

describe('the end of the program during a run', () => {
  it('has the next start go on with it', async () => {
    const id = await connect()
    let release = () => {}
    const gate = new Promise<void>((done) => {
      release = done
    })
    script.gate = () => gate
    await data.dataConnections.sync(id)
    while (script.running === 0) await data.workspace.db.selectFrom('meta').select('key').execute()
    const stopped = data.dataConnections.stop()
    release()
    await stopped
    expect(await lastRun(data, id)).toMatchObject({ status: 'interrupted' })
    const { nextRunAt } = await get(id)
    expect(nextRunAt).toBe(clock.now().toISOString())
  })
})
