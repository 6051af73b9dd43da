import { AppFailure } from '../../shared/errors'
import { nextTime } from './after-run'
import { carryOut, type RunsOptions, recoverRuns } from './carry-out'
import { getDataConnection, updateDataConnection } from './queries'
import { both, createQueue, type Entry, isScheduled, newEntry, type WantedRun } from './run-entry'
import type { RunState } from './status'
import type { StoredDataConnection } from './stored'

export type SyncRuns = ReturnType<typeof createSyncRuns>

const MOST_AT_ONCE = 3

/** The runs that are under way: one for each data connection at most, and three in all; the others wait for their turn. */
export function createSyncRuns(options: RunsOptions) {
  const { db, worker, now, onProgress, onUnexpected } = options
  const entries = new Map<string, Entry>()
  const queue = createQueue()
  const closed = new Set<string>()
  let running = 0

  const pump = () => {
    while (running < MOST_AT_ONCE) {
      const entry = queue.next()
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
  const leaveQueue = (entry: Entry) => {
    queue.leave(entry)
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
    leaveQueue(entry)
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
    /** Others wait for their turn. */
    hasQueued: () => !queue.isEmpty(),
    cancel: (dataConnectionId: string) => cancel(dataConnectionId, false),
    markPending: (dataConnectionId: string) => markPending(entries.get(dataConnectionId)),
    /** Takes its turn. What waits for its turn already does both then. Returns the id of the run. Fails with `busy`. */
    add({ id, name }: Pick<StoredDataConnection, 'id' | 'name'>, wanted: WantedRun): string {
      if (closed.has(id)) throw new AppFailure({ code: 'busy', what: `A change of ${name}` })
      const before = entries.get(id)
      if (before?.state === 'running') throw new AppFailure({ code: 'busy', what: `The sync of ${name}` })
      const entry = before ?? newEntry(id, wanted)
      if (before) {
        queue.leave(before)
        Object.assign(before, both(before, wanted))
      }
      entries.set(id, entry)
      queue.enter(entry)
      pump()
      onProgress()
      return entry.runId
    },
    /** Ends what runs and lets nothing start until the returned function is called. */
    async close(dataConnectionId: string): Promise<() => void> {
      closed.add(dataConnectionId)
      await cancel(dataConnectionId, false)
      return () => void closed.delete(dataConnectionId)
    },
    isClosed: (dataConnectionId: string) => closed.has(dataConnectionId),
    /** Resolves once this stream is not being read any more, and will not be; the others of its run go on. */
    async leaveOut(dataConnectionId: string, streamId: string): Promise<void> {
      const entry = entries.get(dataConnectionId)
      if (entry?.streamId === streamId) return cancel(dataConnectionId, false)
      entry?.leftOut.add(streamId)
      if (entry?.currentStream !== streamId) return
      const moved = new Promise<void>((resolve) => {
        entry.moved = resolve
      })
      await worker.call('cancelRun', { runId: entry.runId })
      await Promise.race([moved, entry.done])
    },
    /** Those that wait for their turn because of a schedule do not start any more. */
    async dropScheduled(): Promise<void> {
      for (const entry of queue.all()) if (isScheduled(entry)) leaveQueue(entry)
      onProgress()
    },
    /** Marks what the end of the program cut off, and has it go on where it starts by itself. Returns how many. */
    recover: () => recoverRuns(options),
    async settled(): Promise<void> {
      while (entries.size > 0) await Promise.all([...entries.values()].map((entry) => entry.done))
    },
    /** The next start goes on with what this ends. */
    async stop(): Promise<void> {
      for (const entry of queue.all()) await cancel(entry.dataConnectionId, true)
      await Promise.all([...entries.keys()].map((id) => cancel(id, true)))
    },
  }
}

function markPending(entry: Entry | undefined): void {
  if (entry?.isPlanned && !entry.isCancelled) entry.pending = true
}
