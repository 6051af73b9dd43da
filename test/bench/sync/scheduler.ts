import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { listDue } from '../../../electron/data-connections/queries'
import { choose, type OpenData, openData } from '../../electron/data-connections/open-data'
import { newScript, scriptedWorker } from '../../electron/data-connections/scripted-worker'
import type { Row } from '../row'
import { limited, median, part, row } from './rows'
import { ROUNDS } from './sizes'

const COUNT = 1000
const MOST_AT_ONCE = 3
const HOURLY = { kind: 'interval', minutes: 60 } as const
const SERVER = { host: 'db.example.com', port: '5432', database: 'shop', user: 'reader', tls: 'prefer' }
const MINUTE_MS = 60_000

type Round = { seconds: number; most: number; delays: { p99: number; max: number }; timers: number; cpuMs: number }

/** A thousand data connections that are due at the same moment, with the program's own runs and a source that has nothing. */
export async function measureScheduler(): Promise<Row[]> {
  const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.cache', 'scheduler-bench-'))
  const script = newScript({ streams: ['a'] })
  const timers = new Set<() => void>()
  let most = 0
  let aheadMs = 0
  const data = await openData({
    folder,
    now: () => new Date(Date.now() + aheadMs),
    worker: (file) => scriptedWorker(file, script),
    setTimer(_, done) {
      timers.add(done)
      most = Math.max(most, timers.size)
      return () => void timers.delete(done)
    },
  })
  try {
    await data.dataConnections.start()
    await addAll(data)
    const due = await dueQueries(data)
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      aheadMs += 62 * MINUTE_MS
      await bringTogether(data, new Date(Date.now() + aheadMs - 1000))
      script.mostRunning = 0
      rounds.push(await runAll(data, timers, () => script.mostRunning))
    }
    return rowsOf(rounds, due, most)
  } finally {
    await data.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function addAll(data: OpenData): Promise<void> {
  for (let index = 0; index < COUNT; index += 1) {
    const id = await data.dataConnections.draft({ sourceId: 'postgres', config: SERVER, secrets: {} })
    await data.dataConnections.create(id, {
      name: `Shop ${index}`,
      streams: [choose('a', `a ${index}`)],
      schedule: HOURLY,
    })
  }
  await data.dataConnections.settled()
}

/** Schedules are spread on purpose; here all of them have come at once. */
const bringTogether = async ({ workspace: { db } }: OpenData, at: Date): Promise<void> =>
  void (await db.updateTable('data_connection').set({ next_run_at: at.toISOString() }).execute())

async function dueQueries({ workspace: { db } }: OpenData): Promise<number[]> {
  const taken: number[] = []
  const later = new Date(Date.now() + 24 * 60 * MINUTE_MS).toISOString()
  for (let round = 0; round < 50; round += 1) {
    const started = performance.now()
    const { due } = await listDue(db, later)
    taken.push(performance.now() - started)
    if (due.length !== COUNT) throw new Error(`${due.length} of ${COUNT} are due`)
  }
  return taken
}

async function runAll(data: OpenData, timers: Set<() => void>, mostRunning: () => number): Promise<Round> {
  const before = await countRuns(data)
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  const cpu = process.cpuUsage()
  const started = performance.now()
  for (const done of [...timers]) done()
  while (data.dataConnections.state().syncing === 0) await new Promise((resolve) => setImmediate(resolve))
  await data.dataConnections.settled()
  const seconds = (performance.now() - started) / 1000
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  const ran = (await countRuns(data)) - before
  if (ran !== COUNT) throw new Error(`${ran} of ${COUNT} ran`)
  const delays = { p99: delay.percentile(99) / 1e6 - 2, max: delay.max / 1e6 - 2 }
  return { seconds, most: mostRunning(), delays, timers: timers.size, cpuMs: (user + system) / 1000 }
}

async function countRuns({ workspace: { db } }: OpenData): Promise<number> {
  const row = await db
    .selectFrom('sync_run')
    .select((build) => build.fn.countAll().as('count'))
    .executeTakeFirst()
  return Number(row?.count)
}

function rowsOf(rounds: Round[], due: number[], timers: number): Row[] {
  const medianOf = (of: (round: Round) => number) => median(rounds.map(of))
  const rate = COUNT / medianOf(({ seconds }) => seconds)
  return [
    row({
      ...{ metric: `${COUNT} due at once, runs that find nothing`, value: rate, unit: 'runs/s', ratio: rate / 1000 },
      ...{ against: 'the goal alone', goal: '>= 1000 runs/s', holds: rate >= 1000 },
    }),
    limited(
      `${COUNT} due at once, runs at the same time`,
      Math.max(...rounds.map(({ most }) => most)),
      'runs',
      MOST_AT_ONCE,
    ),
    limited(
      `${COUNT} due at once, loop delay p99`,
      medianOf(({ delays }) => delays.p99),
      'ms',
      15,
    ),
    limited(`${COUNT} due at once, processor time of a run`, medianOf(({ cpuMs }) => cpuMs) / COUNT, 'ms', 1),
    limited('timers of the scheduler', timers, 'timers', 1),
    limited(`the query for what is due, of ${COUNT}, p99`, part(due, 0.99), 'ms', 5),
  ]
}
