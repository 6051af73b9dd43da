import type { DiscoveredStream, SyncCounts, SyncProgress } from '../../shared/domain/data-connection'
import type { TransferProgress } from '../../shared/domain/transfer'
import type { AppError } from '../../shared/errors'
import type { SourceCredentials } from '../sources/define'
import type { StructureCalls, TableOrigin } from '../tables/structure/calls'
import type { TransferCalls } from '../tables/transfer/calls'
import type { RecordCalls } from '../tables/write/calls'

type SourceCall = SourceCredentials & { sourceId: string }

/** One stream to be read in full. The secrets live as long as the call. */
export type StreamJob = SourceCall & {
  runId: string
  origin: TableOrigin
  /** The name for the table when the stream has none yet; a number is added when it is taken. */
  tableName: string
  stream: DiscoveredStream
}

export type StreamOutcome = {
  status: 'succeeded' | 'failed' | 'cancelled'
  error: AppError | null
  table: { id: string; name: string; rows: number } | null
  counts: SyncCounts
  bytes: number
  durationMs: number
  /** The moment that the rows were read as of; null unless the run succeeded. */
  asOf: string | null
  /** What changed about the fields, as sentences. */
  notes: string[]
}

export type Call<I, O> = { input: I; output: O }

type SourceCalls = {
  check: Call<SourceCall, { identity: string }>
  discover: Call<SourceCall & { runId?: string }, DiscoveredStream[]>
  syncStream: Call<StreamJob, StreamOutcome>
  /** Ends what runs under this id within one page. */
  cancelRun: Call<{ runId: string }, void>
}

/** Everything the data worker does for main. */
export type Calls = SourceCalls & StructureCalls & RecordCalls & TransferCalls
export type CallName = keyof Calls
export type CallHandlers<C extends Record<string, Call<unknown, unknown>>> = {
  [N in keyof C]: (input: C[N]['input']) => Promise<C[N]['output']>
}

export type DataWorker = {
  /** Fails with what the worker failed with. */
  call<N extends CallName>(name: N, input: Calls[N]['input']): Promise<Calls[N]['output']>
  /** At most about ten times a second for each stream. Returns the way to stop it. */
  onProgress(listener: (progress: SyncProgress) => void): () => void
  /** After records of a table, or the table itself, were committed. */
  onTableChanged(listener: (tableId: string) => void): () => void
  /** How far imports and exports are, at most about ten times a second for each. */
  onTransfer(listener: (progress: TransferProgress) => void): () => void
  /** Cancels runs, lets queued writes finish and closes the file. Await it before the process ends. */
  close(): Promise<void>
}

export type WorkerEvent =
  | { kind: 'progress'; progress: SyncProgress }
  | { kind: 'transfer'; progress: TransferProgress }
  | { kind: 'table-changed'; tableId: string }

export type ToWorker = { kind: 'call'; id: number; name: CallName; input: unknown } | { kind: 'close' }
export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'not-opened'; failure: CallFailure }
  | { kind: 'returned'; id: number; output: unknown }
  | { kind: 'failed'; id: number; failure: CallFailure }
  | { kind: 'event'; event: WorkerEvent }

/** An error as it crosses the thread: in words when it was thrown on purpose, else what the log needs. */
export type CallFailure = { error: AppError } | { unexpected: string }
