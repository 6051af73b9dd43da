import {
  type Db,
  type Due,
  isPausedForAll,
  listDue,
  listPlanned,
  setPausedForAll,
  updateDataConnection,
} from './queries'
import { shareOf, soonEnough } from './schedule'
import type { SyncRuns } from './sync-runs'

/** Calls back once, after so many milliseconds; the returned function takes it back. */
export type SetTimer = (ms: number, done: () => void) => () => void

type SchedulerOptions = {
  db: Db
  runs: Pick<SyncRuns, 'add' | 'stateOf' | 'markPending' | 'dropScheduled'>
  now: () => Date
  setTimer: SetTimer
  isOnline: () => boolean
  onChange: () => void
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

/** Starts runs when their time has come: one timer for all. Two looks never overlap, and none is lost. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, now, setTimer, onChange, onUnexpected } = options
  const watch: Watch = { missed: new Map(), paused: false, offline: false, lastLook: 0 }
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
    const { due } = await listDue(db, now().toISOString())
    for (const { id } of due) if (options.runs.stateOf(id) === null) miss(watch, id, now().getTime())
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

/** `missed` holds what was missed, and when it is made up for. */
type Watch = { missed: Map<string, number>; paused: boolean; offline: boolean; lastLook: number }

/** Starts what is due, and answers how long to wait until the next look. */
async function lookOnce(options: SchedulerOptions, watch: Watch): Promise<number> {
  const { db, now, isOnline, onChange } = options
  const time = now().getTime()
  if (time < watch.lastLook - LONGEST_WAIT_MS) await bringForward(db, new Date(time))
  watch.lastLook = time
  const offline = !isOnline()
  if (offline !== watch.offline) {
    watch.offline = offline
    onChange()
  }
  if (watch.paused) return LONGEST_WAIT_MS
  if (offline) return OFFLINE_WAIT_MS
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
  if (state !== null) return null
  if (time - Date.parse(nextRunAt) > LATE_MS) miss(watch, id, time)
  const at = watch.missed.get(id)
  if (at !== undefined && at > time) return at
  watch.missed.delete(id)
  const trigger = at === undefined ? ('schedule' as const) : ('catch-up' as const)
  runs.add(stored, { streamId: null, full: false, by: { trigger, actor: 'Schedule' } })
  return null
}

/** It is made up for once, between 5 and 30 seconds from now. */
function miss({ missed }: Watch, id: string, time: number): void {
  if (!missed.has(id)) missed.set(id, time + FIRST_STAGGER_MS + shareOf(id) * STAGGER_MS)
}

/** A clock that was set back must not put a sync off for longer than one turn of its schedule. */
async function bringForward(db: Db, time: Date): Promise<void> {
  for (const stored of await listPlanned(db)) {
    if (stored.nextRunAt === null || stored.waitsUntil !== null) continue
    const nextRunAt = soonEnough({ ...stored, nextRunAt: stored.nextRunAt }, time)
    if (nextRunAt !== stored.nextRunAt) await updateDataConnection(db, stored.id, { nextRunAt, slotAt: nextRunAt })
  }
}
