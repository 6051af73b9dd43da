import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createDataEngine } from '../../../electron/data-worker/engine'
import type { DataWorker, StreamJob, StreamOutcome } from '../../../electron/data-worker/protocol'
import { getSource } from '../../../electron/sources/registry'
import type { ApiRequest, ApiServer } from '../../helpers/sources/api-server'
import { seeded } from '../../helpers/sources/mirror'
import { plainSender } from './engine-host'
import { type LocalTable, readTable } from './local-tables'
import { createOwnValues } from './own-values'
import type { HttpWorld, Random, World } from './world'
import { startAirtableWorld } from './worlds/airtable'
import { startGitHubWorld } from './worlds/github'
import { startGoogleSheetsWorld } from './worlds/google-sheets'
import { startHubSpotWorld } from './worlds/hubspot'
import { startNotionWorld } from './worlds/notion'
import { startSalesforceWorld } from './worlds/salesforce'
import { startStripeWorld } from './worlds/stripe'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const worlds: Record<string, (random: Random) => Promise<World>> = {
  stripe: startStripeWorld,
  hubspot: startHubSpotWorld,
  airtable: startAirtableWorld,
  salesforce: startSalesforceWorld,
  'google-sheets': startGoogleSheetsWorld,
  github: startGitHubWorld,
  notion: startNotionWorld,
}

type Open = HttpWorld & {
  world: World
  random: Random
  /** What requests are signed with; put another one in its place to lose access. */
  secrets: Record<string, string>
  sync(stream?: string, change?: Partial<StreamJob>): Promise<StreamOutcome>
  table(stream?: string): Promise<LocalTable | null>
  /** What differs between the main stream and its table. */
  differences(): Promise<unknown[]>
  /** Some changes there, some of them while they are being read. */
  work(adds?: number): Promise<void>
  isMain(request: ApiRequest): boolean
  close(): Promise<void>
}

let opened: Open | null = null
afterEach(async () => {
  await opened?.close()
  opened = null
})

async function open(start: (random: Random) => Promise<World>): Promise<Open> {
  const random = seeded(11)
  const world = await start(random)
  const { http, config, sourceId, base } = world
  if (!http || base === null) throw new Error('not over HTTP')
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-misbehaviour-'))
  const file = join(folder, 'tables.sqlite')
  const secrets = { ...world.secrets }
  const engine: DataWorker = await createDataEngine({
    tablesFile: file,
    now: () => new Date(world.now()),
    random: () => 0.5,
    pause: async (_, signal) => signal.throwIfAborted(),
    send: plainSender(getSource(sourceId), { config, secrets }, base),
  })
  const about = { sourceId, config, secrets, connectionId: 'c' }
  const streams = await engine.call('discover', about)
  const streamOf = (name: string) => {
    const stream = streams.find((each) => each.name === name)
    if (!stream) throw new Error(`no stream ${name}`)
    return stream
  }
  const own = createOwnValues(world, file)
  opened = {
    ...http,
    ...{ world, random, secrets },
    sync(name = http.main, change = {}) {
      const stream = streamOf(name)
      return engine.call('syncStream', {
        ...{ ...about, runId: 'run', stream, full: false, allowDeletes: false },
        origin: { dataConnectionId: 'c', dataConnectionName: 'Office', sourceId, streamId: name },
        target: { kind: 'new', tableName: stream.label },
        settings: { mode: 'incremental', fields: null, filters: [], deletes: 'remove', cursorField: null },
        ...change,
      })
    },
    table: (name = http.main) => readTable(file, name),
    async differences() {
      const table = await readTable(file, http.main)
      const truth = await world.truth(streamOf(http.main))
      return table ? own.differences(streamOf(http.main), { table, truth, isSwept: false }) : ['no table']
    },
    async work(adds = 30) {
      for (let n = 0; n < 30; n += 1) await world.act(random)
      for (let n = 0; n < adds; n += 1) http.insert(random)
      await world.settle()
      world.advance(10 * MINUTE)
    },
    isMain: ({ path, body }) => `${decodeURIComponent(path.replaceAll('+', ' '))} ${body}`.includes(http.mark),
    async close() {
      await engine.close()
      await world.close()
      rmSync(folder, { recursive: true, force: true })
      expect(world.violations()).toEqual([])
    },
  }
  return opened
}

type Misbehaviour = Parameters<ApiServer['misbehave']>[0]
const disturbances: [string, Misbehaviour, number][] = [
  ['429 without Retry-After', { kind: 'status', status: 429 }, 2],
  ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 2],
  ['a storm of 503', { kind: 'status', status: 503 }, 6],
  ['JSON that breaks off', { kind: 'truncated' }, 3],
  ['connections that break off', { kind: 'reset' }, 3],
  ['answers that drip', { kind: 'slow-drip' }, 100],
]

describe.each(Object.entries(worlds))('a sync with %s', { timeout: 60_000 }, (_name, start) => {
  test.each(disturbances)('comes to the same records through %s', async (_, what, times) => {
    const { sync, work, server, isMain, differences } = await open(start)
    for (const full of [true, false]) {
      await work()
      server.misbehave(what, times, isMain)
      const outcome = await sync(undefined, { full })
      expect(outcome).toMatchObject({ status: 'succeeded', verdict: null })
      if (what.kind !== 'slow-drip') expect(outcome.retries).toBeGreaterThan(0)
      expect(await differences()).toEqual([])
      server.behave()
    }
  })

  test('waits when it is told to for long, and goes on from where it was', async () => {
    const { sync, work, server, world, isMain, differences } = await open(start)
    await work()
    let asked = 0
    const isLater = (request: ApiRequest) => {
      if (isMain(request)) asked += 1
      return asked > 1
    }
    server.misbehave({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }, 1, isLater)
    const outcome = await sync()
    expect(outcome).toMatchObject({ status: 'waiting', verdict: { kind: 'rate-limited' }, cursorAfter: null })
    expect(Date.parse(outcome.waitsUntil ?? '')).toBeGreaterThanOrEqual(world.now() + 3_599_000)
    expect(await sync()).toMatchObject({ status: 'succeeded' })
    expect(await differences()).toEqual([])
  })

  test('asks to sign in again when its access ends in the middle, with the cursor where it was, and then goes on', async () => {
    const { sync, work, secrets, world, server, isMain, differences, table } = await open(start)
    const good = { ...secrets }
    for (const isFirst of [true, false]) {
      if (!isFirst) await work(100)
      const before = (await table())?.rows.size ?? 0
      let asked = 0
      server.onRequest((request) => {
        if (isMain(request)) asked += 1
        if (asked === 2) for (const key of Object.keys(secrets)) secrets[key] = 'ended'
      })
      const outcome = await sync()
      expect(outcome).toMatchObject({ status: 'failed', verdict: { kind: 'needs-reauth' }, asOf: null })
      expect(outcome.cursorAfter).toBe(outcome.cursorBefore)
      if (isFirst) expect((await table())?.rows.size ?? 0).toBe(0)
      else expect((await table())?.rows.size).toBeGreaterThanOrEqual(before - 30)
      server.onRequest(() => undefined)
      Object.assign(secrets, good)
      expect(await sync()).toMatchObject({ status: 'succeeded' })
      world.advance(10 * MINUTE)
      expect(await sync()).toMatchObject({ status: 'succeeded' })
      expect(await differences()).toEqual([])
    }
  })

  test('leaves the others healthy when one of them may not be read any more', async () => {
    const { sync, work, server, sibling, isMain, differences, table } = await open(start)
    await sync()
    const before = await table()
    await work()
    server.misbehave({ kind: 'status', status: 403 }, Number.POSITIVE_INFINITY, isMain)
    const outcome = await sync()
    expect(outcome).toMatchObject({ status: 'failed', verdict: { kind: 'stream-unavailable' } })
    expect(outcome.cursorAfter).toBe(outcome.cursorBefore)
    expect(await sync(sibling)).toMatchObject({ status: 'succeeded', verdict: null })
    expect((await table(sibling))?.rows.size).toBeGreaterThan(0)
    expect((await table())?.rows).toEqual(before?.rows)
    server.behave()
    expect(await sync()).toMatchObject({ status: 'succeeded' })
    expect(await differences()).toEqual([])
  })

  test('finds a thousand records of the same moment', async () => {
    const { sync, insert, random, world, differences } = await open(start)
    await sync()
    for (let n = 0; n < 1000; n += 1) insert(random)
    world.advance(10 * MINUTE)
    expect(await sync()).toMatchObject({ status: 'succeeded' })
    expect(await differences()).toEqual([])
  })
})

const worldsWithout = (...names: string[]) => Object.entries(worlds).filter(([name]) => !names.includes(name))

/** In a spreadsheet everything can be seen at once. */
describe.each(worldsWithout('google-sheets'))('a sync with %s', { timeout: 60_000 }, (_name, start) => {
  test('does not go round for ever when the same page comes again and again', async () => {
    const { sync, work, server, isMain, differences, table } = await open(start)
    await sync()
    await work()
    const before = await table()
    server.misbehave({ kind: 'repeat' }, Number.POSITIVE_INFINITY, (request) => isMain(request) && isRead(request))
    const outcome = await sync(undefined, { full: true })
    expect(outcome.status).toBe('failed')
    expect(['fatal', 'retry']).toContain(outcome.verdict?.kind)
    expect((await table())?.rows).toEqual(before?.rows)
    server.behave()
    expect(await sync()).toMatchObject({ status: 'succeeded' })
    expect(await differences()).toEqual([])
  })

  test('finds records that can be seen late', async () => {
    const { sync, late, random, world, differences } = await open(start)
    if (!late) throw new Error('Everything can be seen at once')
    await sync()
    for (let turn = 0; turn < 3; turn += 1) {
      late(random)
      expect(await sync()).toMatchObject({ status: 'succeeded' })
      await world.settle()
      world.advance(10 * MINUTE)
      expect(await sync()).toMatchObject({ status: 'succeeded' })
      expect(await differences()).toEqual([])
    }
  })
})

/** Elsewhere the place of a page is a key or a number, which nobody forgets. */
describe.each(worldsWithout('google-sheets', 'github', 'salesforce', 'stripe'))(
  'a sync with %s',
  { timeout: 60_000 },
  (_name, start) => {
    test('goes on after places of pages were forgotten', async () => {
      const { sync, work, server, forget, world, differences } = await open(start)
      if (!forget) throw new Error('Pages have no places that can be forgotten')
      let asked = 0
      server.onRequest(() => {
        asked += 1
        if (asked === 3) forget()
      })
      for (const full of [true, false]) {
        await work(100)
        asked = 0
        expect(await sync(undefined, { full })).toMatchObject({ status: 'succeeded' })
        expect(await differences()).toEqual([])
      }
      world.advance(8 * DAY)
      expect(await sync()).toMatchObject({ status: 'succeeded', question: null })
    })
  },
)

/** Records are read by it, and not counted or described. */
const isRead = ({ path }: ApiRequest): boolean => !path.includes('/properties/')
