import { tellLate } from './late'
import type { SyncNews } from './news'
import {
  type Db,
  type Due,
  isPausedForAll,
  listDue,
  listPlanned,
  setPausedForAll,
  updateDataConnection,
} from './queries'
import { pruneRuns } from './run-queries'
import { shareOf, soonEnough } from './schedule'
import type { SyncRuns } from './sync-runs'

/** Calls back once, after so many milliseconds; the returned function takes it back. */
export type SetTimer = (ms: number, done: () => void) => () => void

type SchedulerOptions = {
  db: Db
  runs: Pick<SyncRuns, 'add' | 'stateOf' | 'isClosed' | 'markPending' | 'dropScheduled'>
  now: () => Date
  setTimer: SetTimer
  isOnline: () => boolean
  onChange: () => void
  onNews: (news: SyncNews) => void
  onUnexpected: (where: string, error: unknown) => void
}

export type Scheduler = {
  /** Looks at what is due. Called after anything that changes when something starts. */
  look: () => Promise<void>
  /** After the computer slept, or at start: what was missed is done once, and not all at the same moment. */
  woke: () => Promise<void>
  pauseAll: () => Promise<void>
  resumeAll: () => Promise<void>
  state: () => { paused: boolean; offline: boolean }
  stop: () => Promise<void>
}

/** No wait is longer: the clock may be set, and a computer that sleeps does not always say so. In milliseconds. */
const LONGEST_WAIT_MS = 60_000
const OFFLINE_WAIT_MS = 15_000
const SHORTEST_WAIT_MS = 1000
/** Later than this means that the time was missed. */
const LATE_MS = 3 * 60_000
const FIRST_STAGGER_MS = 5000
const STAGGER_MS = 25_000
/** Between two looks for what has not synced for long, and before the first one after a pause: it may catch up yet. */
const LATE_LOOK_MS = 10 * 60_000
const PRUNE_MS = 24 * 3_600_000
/** Nobody can ask to wait longer. */
const LONGEST_PARKED_MS = 24 * 3_600_000

/** Starts runs when their time has come: one timer for all. Two looks never overlap, and none is lost. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, setTimer, onChange, onUnexpected } = options
  const watch: Watch = { missed: new Map(), paused: false, offline: false, lastLook: 0, lateLook: 0, pruned: 0 }
  let takeBack = () => {}
  let stopped = false
  let looking: Promise<void> | null = null
  let lookAgain = false

  const wait = (ms: number) => {
    takeBack()
    if (!stopped) takeBack = setTimer(ms, () => void look())
  }
  const lookUntilQuiet = async () => {
    while (lookAgain && !stopped) {
      lookAgain = false
      try {
        wait(await lookOnce(options, watch))
      } catch (error) {
        onUnexpected('schedule', error)
        wait(LONGEST_WAIT_MS)
      }
    }
  }
  const look = (): Promise<void> => {
    lookAgain = true
    looking ??= lookUntilQuiet().finally(() => {
      looking = null
    })
    return looking
  }
  const woke = async () => {
    watch.paused = await isPausedForAll(db)
    watch.lastLook = Number.POSITIVE_INFINITY
    await missAll(options, watch)
    await look()
  }

  return {
    look,
    woke,
    async pauseAll() {
      await setPausedForAll(db, true)
      watch.paused = true
      await options.runs.dropScheduled()
      onChange()
    },
    async resumeAll() {
      await setPausedForAll(db, false)
      onChange()
      await woke()
    },
    state: () => ({ paused: watch.paused, offline: !options.isOnline() }),
    async stop() {
      stopped = true
      takeBack()
      await looking
    },
  }
}

/** Times are milliseconds of the clock. */
type Watch = {
  /** What was missed, and when it is made up for. */
  missed: Map<string, number>
  paused: boolean
  offline: boolean
  lastLook: number
  /** When to look for what has not synced for long. */
  lateLook: number
  /** When old runs were last removed. */
  pruned: number
}

/** Starts what is due, and answers how long to wait until the next look. */
async function lookOnce(options: SchedulerOptions, watch: Watch): Promise<number> {
  const { db, now, isOnline, onChange } = options
  const time = now().getTime()
  if (time < watch.lastLook - LONGEST_WAIT_MS) await bringForward(db, new Date(time))
  // The computer slept, or its clock was set.
  if (Math.abs(time - watch.lastLook) > LATE_MS) watch.lateLook = time + LATE_LOOK_MS
  watch.lastLook = time
  await pruneOnceADay(db, watch, time)
  const offline = !isOnline()
  if (offline !== watch.offline) {
    watch.offline = offline
    if (!offline) await missAll(options, watch)
    onChange()
  }
  if (watch.paused) return LONGEST_WAIT_MS
  if (offline) return OFFLINE_WAIT_MS
  await lookForLate(options, watch, new Date(time))
  const { due, next } = await listDue(db, new Date(time).toISOString())
  const times = due.map((one) => startOrWait(options, watch, one, time)).filter((at) => at !== null)
  const earliest = Math.min(time + LONGEST_WAIT_MS, next === null ? time + LONGEST_WAIT_MS : Date.parse(next), ...times)
  return Math.max(SHORTEST_WAIT_MS, earliest - now().getTime())
}

/** When to look at it again; null when that is not up to the clock. */
function startOrWait({ runs }: SchedulerOptions, watch: Watch, stored: Due, time: number): number | null {
  const { id, nextRunAt } = stored
  const state = runs.stateOf(id)
  if (state === 'running') runs.markPending(id)
  if (state !== null || runs.isClosed(id)) return null
  if (time - Date.parse(nextRunAt) > LATE_MS) miss(watch, id, time)
  const at = watch.missed.get(id)
  if (at !== undefined && at > time) return at
  watch.missed.delete(id)
  const trigger = at === undefined ? ('schedule' as const) : ('catch-up' as const)
  runs.add(stored, { streamId: null, full: false, by: { trigger, actor: 'Schedule' } })
  return null
}

/** Schedules begin to be kept again: what came due meanwhile is made up for, and not all of it at the same moment. */
async function missAll({ db, runs, now }: SchedulerOptions, watch: Watch): Promise<void> {
  const time = now().getTime()
  watch.lateLook = time + LATE_LOOK_MS
  const { due } = await listDue(db, now().toISOString())
  for (const { id } of due) if (runs.stateOf(id) === null) miss(watch, id, time)
}

async function lookForLate({ db, onNews }: SchedulerOptions, watch: Watch, time: Date): Promise<void> {
  if (time.getTime() < watch.lateLook) return
  watch.lateLook = time.getTime() + LATE_LOOK_MS
  for (const news of await tellLate(db, time)) onNews(news)
}

/** Of all data connections, also of those that do not sync any more. */
async function pruneOnceADay(db: Db, watch: Watch, time: number): Promise<void> {
  if (Math.abs(time - watch.pruned) < PRUNE_MS) return
  watch.pruned = time
  await pruneRuns(db, new Date(time))
}

/** It is made up for once, between 5 and 30 seconds from now. */
function miss({ missed }: Watch, id: string, time: number): void {
  if (!missed.has(id)) missed.set(id, time + FIRST_STAGGER_MS + shareOf(id) * STAGGER_MS)
}

/** A clock that was set back must not put a sync off for longer than one turn of its schedule. */
async function bringForward(db: Db, time: Date): Promise<void> {
  for (const stored of await listPlanned(db)) {
    if (stored.nextRunAt === null) continue
    if (stored.waitsUntil !== null) {
      const isTooFar = Date.parse(stored.waitsUntil) - time.getTime() > LONGEST_PARKED_MS
      const now = time.toISOString()
      if (isTooFar) await updateDataConnection(db, stored.id, { waitsUntil: now, nextRunAt: now })
      continue
    }
    const nextRunAt = soonEnough({ ...stored, nextRunAt: stored.nextRunAt }, time)
    if (nextRunAt !== stored.nextRunAt) await updateDataConnection(db, stored.id, { nextRunAt, slotAt: nextRunAt })
  }
}
