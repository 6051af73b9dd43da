import { randomUUID } from 'node:crypto'
import type { SyncRun } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import { getSource } from '../sources/registry'
import type { Tables } from '../tables/create-tables'
import { afterRun, atStart, nextTime, type RunEnd } from './after-run'
import { resolveSecrets, type SecretVault } from './credentials'
import { interrupted, newRun } from './new-run'
import { getDataConnection, listStreams, updateDataConnection } from './queries'
import { insertRun, listRunningRuns, listRuns, pruneRuns, updateRun } from './run-queries'
import { type RunDeps, type RunResult, runSync } from './run-sync'
import type { RunState } from './status'
import type { StoredDataConnection, StoredStream } from './stored'

export type StartedBy = { trigger: SyncRun['trigger']; actor: string }
export type WantedRun = { streamId: string | null; full: boolean; by: StartedBy }
export type RunsOptions = RunDeps & {
  vault: SecretVault
  tables: Pick<Tables, 'names'>
  isOnline: () => boolean
  /** After a run, with what was stored before it and what is stored now. */
  onEnd: (before: StoredDataConnection, after: StoredDataConnection) => Promise<void>
}

type Entry = WantedRun & {
  runId: string
  dataConnectionId: string
  state: 'queued' | 'running'
  currentStream: string | null
  isCancelled: boolean
  isClosing: boolean
  /** The time after this run is stored. */
  isPlanned: boolean
  /** A time of the schedule came meanwhile. */
  pending: boolean
  done: Promise<void>
  settle: () => void
}

export type SyncRuns = ReturnType<typeof createSyncRuns>

const MOST_AT_ONCE = 3

/** The runs that are under way: one for each data connection at most, and three in all; the others wait for their turn. */
export function createSyncRuns(options: RunsOptions) {
  const { db, worker, now, onProgress, onUnexpected } = options
  const entries = new Map<string, Entry>()
  const queue: Entry[] = []
  let running = 0

  const pump = () => {
    while (running < MOST_AT_ONCE) {
      const entry = queue.shift()
      if (!entry) break
      running += 1
      entry.state = 'running'
      void carryOut(options, entry)
        .catch((error: unknown) => onUnexpected(entry.runId.slice(0, 8), error))
        .finally(() => {
          running -= 1
          entries.delete(entry.dataConnectionId)
          entry.settle()
          pump()
          onProgress()
        })
    }
  }
  const leaveQueue = async (entry: Entry) => {
    queue.splice(queue.indexOf(entry), 1)
    entries.delete(entry.dataConnectionId)
    entry.settle()
  }
  const cancel = async (dataConnectionId: string, isClosing: boolean): Promise<void> => {
    const entry = entries.get(dataConnectionId)
    if (!entry) return
    Object.assign(entry, { isCancelled: true, isClosing, pending: false })
    if (entry.state === 'running') {
      await worker.call('cancelRun', { runId: entry.runId })
      return entry.done
    }
    await leaveQueue(entry)
    if (isClosing) return
    const stored = await getDataConnection(db, dataConnectionId)
    await updateDataConnection(db, dataConnectionId, nextTime(stored, now()))
    onProgress()
  }

  return {
    stateOf: (dataConnectionId: string): RunState => entries.get(dataConnectionId)?.state ?? null,
    currentStream: (dataConnectionId: string) => entries.get(dataConnectionId)?.currentStream ?? null,
    actorOf: (runId: string | null) => [...entries.values()].find((entry) => entry.runId === runId)?.by.actor ?? 'You',
    running: () => running,
    cancel: (dataConnectionId: string) => cancel(dataConnectionId, false),
    markPending(dataConnectionId: string) {
      const entry = entries.get(dataConnectionId)
      if (entry?.isPlanned) entry.pending = true
    },
    /** Takes its turn, a person before the schedule. Returns the id of the run. Fails with `busy`. */
    add({ id, name }: Pick<StoredDataConnection, 'id' | 'name'>, wanted: WantedRun): string {
      const isFirst = wanted.by.trigger === 'manual' || wanted.by.trigger === 'agent'
      const before = entries.get(id)
      if (before?.state === 'running') throw new AppFailure({ code: 'busy', what: `The sync of ${name}` })
      const entry = before ?? newEntry(id, wanted)
      Object.assign(entry, wanted)
      if (before && isFirst) queue.splice(queue.indexOf(before), 1)
      if (!before || isFirst) isFirst ? queue.unshift(entry) : queue.push(entry)
      entries.set(id, entry)
      pump()
      onProgress()
      return entry.runId
    },
    /** Those that wait for their turn because of a schedule do not start any more. */
    async dropScheduled(): Promise<void> {
      for (const entry of [...queue]) if (isScheduled(entry)) await leaveQueue(entry)
      onProgress()
    },
    /** Marks what the end of the program cut off, and has it go on where it starts by itself. Returns how many. */
    async recover(): Promise<number> {
      const runs = await listRunningRuns(db)
      const endedAt = now().toISOString()
      for (const run of runs) {
        await updateRun(db, run.id, { ...interrupted(run), endedAt })
        const stored = await getDataConnection(db, run.dataConnectionId)
        const isOn = stored.schedule.kind !== 'manual' && !stored.paused && !stored.needsReauth
        if (isOn) await updateDataConnection(db, stored.id, { nextRunAt: endedAt })
      }
      return runs.length
    },
    async settled(): Promise<void> {
      while (entries.size > 0) await Promise.all([...entries.values()].map((entry) => entry.done))
    },
    /** The next start goes on with what this ends. */
    async stop(): Promise<void> {
      for (const entry of [...queue]) await cancel(entry.dataConnectionId, true)
      await Promise.all([...entries.keys()].map((id) => cancel(id, true)))
    },
  }
}

const isScheduled = ({ by }: Entry) => by.trigger === 'schedule' || by.trigger === 'catch-up'

function newEntry(dataConnectionId: string, wanted: WantedRun): Entry {
  let settle = () => {}
  const done = new Promise<void>((resolve) => {
    settle = resolve
  })
  return {
    ...wanted,
    ...{ runId: randomUUID(), dataConnectionId, state: 'queued', currentStream: null },
    ...{ isCancelled: false, isClosing: false, isPlanned: false, pending: false, done, settle },
  }
}

/** One run from its start to what is stored after it. */
async function carryOut(options: RunsOptions, entry: Entry): Promise<void> {
  const { db, vault, tables, now } = options
  const stored = await getDataConnection(db, entry.dataConnectionId)
  const streams = await chosenStreams(options, entry, stored)
  const run = newRun(entry, streams, now())
  await insertRun(db, run, stored.name)
  if (entry.streamId === null) await updateDataConnection(db, stored.id, atStart(stored, isScheduled(entry), now()))
  entry.isPlanned = true
  options.onProgress()
  const isDriver = getSource(stored.sourceId).kind === 'driver'
  try {
    const result = await runSync(options, {
      ...{ run, dataConnection: stored, streams, tables: await tables.names(), actor: entry.by.actor },
      ...{ full: entry.full, byPerson: entry.by.trigger === 'manual' },
      secrets: async () => (isDriver ? resolveSecrets(vault, stored.secretId) : {}),
      isCancelled: () => entry.isCancelled,
      onStream: (id) => {
        entry.currentStream = id
      },
    })
    await finish(options, { entry, run, stored, result })
  } catch (error) {
    options.onUnexpected(run.id.slice(0, 8), error)
    await updateRun(db, run.id, { ...interrupted(run), endedAt: now().toISOString() })
  }
}

/** After a wait only those go on that waited; the others were done before it. */
async function chosenStreams({ db }: RunsOptions, entry: Entry, stored: StoredDataConnection): Promise<StoredStream[]> {
  const streams = await listStreams(db, entry.dataConnectionId)
  const { streamId } = entry
  if (streamId === null) {
    if (!isScheduled(entry) || stored.waitsUntil === null) return streams
    const [last] = await listRuns(db, stored.id, 1)
    const waiting = new Set(last?.streams.flatMap((one) => (one.status === 'waiting' ? [one.streamId] : [])))
    const left = streams.filter(({ id }) => waiting.has(id))
    return left.length > 0 ? left : streams
  }
  const chosen = streams.filter(({ id }) => id === streamId)
  if (chosen.length === 0) throw new AppFailure({ code: 'not-found', what: 'stream', id: streamId })
  return chosen
}

type Finished = { entry: Entry; run: SyncRun; stored: StoredDataConnection; result: RunResult }

async function finish(options: RunsOptions, { entry, run, stored, result }: Finished): Promise<void> {
  const { db, now } = options
  const succeeded = run.streams.some(({ status }) => status === 'succeeded')
  const status = endStatus(entry, run)
  const { failure } = result
  Object.assign(run, { status, endedAt: now().toISOString(), failure: status === 'cancelled' ? null : failure })
  if (status === 'interrupted' && entry.isClosing) Object.assign(run, { ...interrupted(run), failure: null })
  await updateRun(db, run.id, run)
  const end: RunEnd = {
    ...{ status, failure, problem: result.problem, startedAt: run.startedAt, anySucceeded: succeeded },
    ...{ waitsUntil: entry.isCancelled ? null : result.waitsUntil, whole: entry.streamId === null },
    ...{ pending: entry.pending, online: options.isOnline() },
  }
  const before = await getDataConnection(db, stored.id)
  await updateDataConnection(db, stored.id, afterRun(before, end, now()))
  await pruneRuns(db, stored.id, now())
  await options.onEnd(stored, await getDataConnection(db, stored.id))
}

function endStatus(entry: Entry, run: SyncRun): RunEnd['status'] {
  if (entry.isCancelled) return entry.isClosing ? 'interrupted' : 'cancelled'
  const statuses = new Set(run.streams.map(({ status }) => status))
  if (statuses.has('waiting')) return statuses.has('succeeded') ? 'partial' : 'interrupted'
  if (!statuses.has('failed')) return 'succeeded'
  return statuses.has('succeeded') ? 'partial' : 'failed'
}
