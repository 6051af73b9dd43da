import { randomUUID } from 'node:crypto'
import type { SyncRun } from '../../shared/domain/data-connection'

export type StartedBy = { trigger: SyncRun['trigger']; actor: string }
export type WantedRun = { streamId: string | null; full: boolean; by: StartedBy }

/** A run that is under way or waits for its turn. */
export type Entry = WantedRun & {
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
  /** Streams that were removed meanwhile. */
  leftOut: Set<string>
  /** Called when the run goes on to another stream. */
  moved: () => void
  done: Promise<void>
  settle: () => void
}

/** What is wanted, together with what was wanted already. */
export const both = (before: WantedRun, wanted: WantedRun): WantedRun => ({
  streamId: before.streamId === wanted.streamId ? wanted.streamId : null,
  full: before.full || wanted.full,
  by: isScheduled(wanted) ? before.by : wanted.by,
})

export const isScheduled = ({ by }: Pick<WantedRun, 'by'>) => by.trigger === 'schedule' || by.trigger === 'catch-up'

export function newEntry(dataConnectionId: string, wanted: WantedRun): Entry {
  let settle = () => {}
  const done = new Promise<void>((resolve) => {
    settle = resolve
  })
  return {
    ...wanted,
    ...{ runId: randomUUID(), dataConnectionId, state: 'queued', currentStream: null },
    ...{ isCancelled: false, isClosing: false, isPlanned: false, pending: false, done, settle },
    ...{ leftOut: new Set<string>(), moved: () => {} },
  }
}

/** Those that wait for their turn: a person before the schedule, and else in the order in which they came. */
export function createQueue() {
  const queue: Entry[] = []
  return {
    enter(entry: Entry): void {
      const place = isScheduled(entry) ? -1 : queue.findIndex(isScheduled)
      queue.splice(place < 0 ? queue.length : place, 0, entry)
    },
    leave: (entry: Entry) => void queue.splice(queue.indexOf(entry), 1),
    next: () => queue.shift(),
    all: () => [...queue],
    isEmpty: () => queue.length === 0,
  }
}
