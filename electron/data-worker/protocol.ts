import type { DiscoveredStream, StreamSettings, SyncCounts, SyncProgress } from '../../shared/domain/data-connection'
import type { TransferProgress } from '../../shared/domain/transfer'
import type { AppError } from '../../shared/errors'
import type { Identity, SourceCredentials, Verdict } from '../sources/define'
import type { RawAnswer, SentRequest } from '../sources/http/context'
import type { StructureCalls, TableOrigin } from '../tables/structure/calls'
import type { TransferCalls } from '../tables/transfer/calls'
import type { RecordCalls } from '../tables/write/calls'

/** `secrets` are given to sources with a driver of their own only; those over HTTP are signed in main. */
type SourceCall = SourceCredentials & {
  sourceId: string
  /** Whose credentials main signs requests with. */
  connectionId: string
}

/** One stream to be brought up to date. The secrets live as long as the call. */
export type StreamJob = SourceCall & {
  runId: string
  origin: TableOrigin
  /** Where the records go. For a new table a number is added to the name when it is taken. Not looked at once there is a table. */
  target: { kind: 'new'; tableName: string } | { kind: 'existing'; tableId: string }
  /** As the source describes it now. */
  stream: DiscoveredStream
  settings: StreamSettings
  /** Who it is at the source. What was begun for another one is not gone on with; null or left out when nobody knows. */
  account?: string | null
  /** A person asked for everything anew. */
  full: boolean
  /** A person confirmed that very many records are gone at the source. Reads everything. */
  allowDeletes: boolean
}

export type StreamOutcome = {
  /** `waiting`: the source asks to wait until `waitsUntil`; the next job of this stream goes on where this one stopped. */
  status: 'succeeded' | 'failed' | 'cancelled' | 'waiting'
  /** What the source said; null unless it failed or waits. */
  verdict: Verdict | null
  table: { id: string; name: string; rows: number } | null
  mode: 'full' | 'incremental'
  counts: SyncCounts
  bytes: number
  requests: number
  retries: number
  /** So long the source had it wait within the run. */
  rateLimitedMs: number
  durationMs: number
  /** The moment that the records are of; null unless the stream succeeded. */
  asOf: string | null
  /** Up to where changes were read, as the source spells it. */
  cursorBefore: string | null
  cursorAfter: string | null
  lastFullReadAt: string | null
  /** The stream as it is now, where it turned out to be different from what the job said. */
  discovered: DiscoveredStream | null
  /** What a person would want to know, as sentences. */
  notes: string[]
  /** Without its query, which may hold values. */
  failedRequest: { method: string; url: string; status: number | null } | null
  waitsUntil: string | null
  /** So many records are missing at the source that they were not deleted: a person has to say that it is right. */
  question: { kind: 'many-deletes'; missing: number; of: number } | null
}

export type Call<I, O> = { input: I; output: O }

/** All of them fail with `SourceProblem`, and with `AppFailure` as main's own part in a request does. */
type SourceCalls = {
  check: Call<SourceCall & { runId?: string }, Identity>
  discover: Call<SourceCall & { runId?: string }, DiscoveredStream[]>
  /** What goes wrong at the source is an outcome. */
  syncStream: Call<StreamJob, StreamOutcome>
  /** Ends what runs under this id within one page and two seconds. */
  cancelRun: Call<{ runId: string }, void>
}

/** One request that main signs and sends. */
export type Ask = {
  connectionId: string
  sourceId: string
  /** Null outside of a run. */
  runId: string | null
  /** Null when it is not about one stream. */
  streamName: string | null
  request: SentRequest
  /** Asks for another token than the last one. */
  renew: boolean
}

/** Fails with `SourceProblem`, or with `AppFailure` for what is not about the source, such as a locked vault. */
export type AskHandler = (ask: Ask, signal: AbortSignal) => Promise<RawAnswer>

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
  /** Who sends the requests of sources over HTTP; the last one given counts. */
  onAsk(handler: AskHandler): void
  /** Cancels runs, lets queued writes finish and closes the file. Await it before the process ends. */
  close(): Promise<void>
}

export type WorkerEvent =
  | { kind: 'progress'; progress: SyncProgress }
  | { kind: 'transfer'; progress: TransferProgress }
  | { kind: 'table-changed'; tableId: string }

export type ToWorker =
  | { kind: 'call'; id: number; name: CallName; input: unknown }
  | { kind: 'answer'; id: number; answer: RawAnswer | { failure: CallFailure } }
  | { kind: 'close' }
export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'not-opened'; failure: CallFailure }
  | { kind: 'returned'; id: number; output: unknown }
  | { kind: 'failed'; id: number; failure: CallFailure }
  | { kind: 'event'; event: WorkerEvent }
  | { kind: 'ask'; id: number; ask: Ask }
  /** Nobody waits for the answer any more. */
  | { kind: 'abort-ask'; id: number }

/** An error as it crosses the thread: in words when it was thrown on purpose, else what the log needs. */
export type CallFailure = { error: AppError } | { verdict: Verdict } | { unexpected: string }
