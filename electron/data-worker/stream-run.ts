import type { SyncCounts } from '../../shared/domain/data-connection'
import type { OpenedTables } from '../db/open'
import type { SourceDefinition, StreamTiming } from '../sources/define'
import type { Merge } from './merge'
import { type EngineReader, fromSource, type ReaderPorts, type Traffic } from './open-reader'
import type { createProgress } from './progress'
import type { StreamJob, WorkerEvent } from './protocol'
import type { Chosen } from './selection'
import { type StreamState, writeState } from './state'
import type { StreamTable } from './stream-table'
import { settle, windowEnd } from './windows'
import type { WriteQueue } from './write-queue'

/** What every sync is given. */
export type SyncContext = {
  opened: OpenedTables
  queue: WriteQueue
  jsonEach: string
  emit: (event: WorkerEvent) => void
  buildSearch: (tableId: string) => void
  ports: ReaderPorts
}

/** One stream that is being brought up to date. `state` is as it was committed last. */
export type StreamRun = {
  context: SyncContext
  job: StreamJob
  source: SourceDefinition
  signal: AbortSignal
  timing: StreamTiming
  chosen: Chosen
  target: StreamTable
  reader: EngineReader
  traffic: Traffic
  tally: Tally
  report: ReturnType<typeof createProgress>
  state: StreamState
}

export type Tally = {
  mode: 'full' | 'incremental'
  counts: SyncCounts
  /** Records that do not pass filters any more, which is no delete. */
  left: number
  bytes: number
  notes: string[]
  asOf: string | null
}

export const newTally = (): Tally => ({
  mode: 'full',
  counts: { read: 0, added: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 },
  left: 0,
  bytes: 0,
  notes: [],
  asOf: null,
})

/** In the transaction of what it is the state after. */
export async function saveState(run: StreamRun, change: Partial<StreamState>): Promise<void> {
  const next = { ...run.state, ...change }
  await writeState(run.context.opened.connection, run.job.origin.streamId, next, run.context.ports.now().toISOString())
  run.state = next
}

export const mergeOf = ({ context, job, target, signal }: StreamRun, asOf: string): Merge => ({
  ...{ opened: context.opened, queue: context.queue, target, signal },
  stamp: { asOf, streamId: job.origin.streamId, runId: job.runId },
})

/** Up to where everything is visible now; null for streams that do not tell what changed. */
export async function horizonOf({ reader, chosen, timing, context, signal }: StreamRun): Promise<string | null> {
  if (chosen.selection.stream.cursorField === null) return null
  if (reader.horizon) return fromSource(reader.horizon(chosen.selection), signal)
  return windowEnd(context.ports.now(), timing)
}

/** The cursor after a window that ended there, by the clock of the source where it was heard of. */
export const cursorAfter = ({ reader, traffic }: StreamRun, to: string): string =>
  reader.horizon ? to : settle(to, traffic.aheadMs)

/** Said once, however often it is found. */
export function note({ tally }: StreamRun, sentence: string): void {
  if (!tally.notes.includes(sentence)) tally.notes.push(sentence)
}

/** `saveState` changes `run.state` before its transaction is committed: after a rollback it is as it was. */
export async function keepingState<T>(run: StreamRun, write: () => Promise<T>): Promise<T> {
  const before = run.state
  try {
    return await write()
  } catch (error) {
    run.state = before
    throw error
  }
}

export const records = (count: number, singular: string, plural: string): string =>
  count === 1 ? `1 ${singular}` : `${count} ${plural}`
