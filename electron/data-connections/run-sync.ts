import type { Failure } from '../../shared/domain/common'
import type { SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import type { StreamOutcome } from '../data-worker/protocol'
import { SourceProblem } from '../sources/define'
import { getSource } from '../sources/registry'
import {
  CANCELLED,
  cancelled,
  type Problem,
  type ProblemKind,
  problemOf,
  summarise,
  verdictFailure,
  waitingFailure,
} from './failures'
import { toKeep } from './keep-outcome'
import { prepare } from './prepare-run'
import { findStream } from './queries'
import { recorded } from './recorded'
import { saveRun, type Unsaved } from './run-queries'
import type { ReadyRequest, RunDeps, RunRequest } from './run-request'
import type { StoredStream } from './stored'

export type RunResult = {
  failure: Failure | null
  problem: ProblemKind | null
  waitsUntil: string | null
  /** What the last stream came to: it is stored together with the end of the run. */
  unsaved: Unsaved[]
}

/** Wrong with all streams alike. */
const GRAVE: readonly ProblemKind[] = ['needs-reauth', 'refresh-auth', 'config', 'vault']

/**
 * Syncs the streams of one data connection one after the other; a stream that fails does not stop the others, unless what
 * is wrong is about all of them. What each came to is stored once the next one begins. Rejects only when the database does.
 */
export async function runSync(deps: RunDeps, request: RunRequest): Promise<RunResult> {
  const { run } = request
  const ready = await prepare(deps, request).catch((error: unknown) => ({ problem: toProblem(deps, run, error) }))
  if ('problem' in ready) return stopAll(request, ready.problem)
  const halt = await syncStreams(deps, ready.request)
  const { waitsUntil, unsaved } = halt
  const waits = waitsUntil === null ? null : waitingFailure(getSource(request.dataConnection.sourceId).name, waitsUntil)
  const problem = halt.grave?.kind ?? worstOf(run.streams)
  const locked = halt.grave?.kind === 'vault' ? halt.grave.failure : null
  return { failure: locked ?? summarise(run.streams) ?? waits, problem, waitsUntil, unsaved }
}

/** What keeps the streams that are left from being read. */
type Halt = { grave: Problem | null; waitsUntil: string | null }
type Streamed = Halt & { unsaved: Unsaved[] }

async function syncStreams(deps: RunDeps, request: ReadyRequest): Promise<Streamed> {
  const halt: Streamed = { grave: null, waitsUntil: null, unsaved: [] }
  for (const [index, stream] of request.streams.entries()) {
    const entry = request.run.streams[index]
    if (!entry) continue
    const current = await findStream(deps.db, stream.id)
    const skipped = current ? skip(request, halt, stream.id) : LEFT_OUT
    if (!current || skipped) {
      Object.assign(entry, skipped)
      continue
    }
    Object.assign(entry, { status: 'running' })
    // That the first one is read was stored with the start of the run.
    if (index > 0) await save(deps, request.run, halt.unsaved)
    request.onStream(stream.id)
    // Its settings may have been changed since the run began.
    const { settings, tableId, tableName } = current
    const ended = await syncOne(deps, request, { ...stream, settings, tableId, tableName })
    Object.assign(entry, ended.entry)
    if (ended.problem && GRAVE.includes(ended.problem.kind)) halt.grave = ended.problem
    halt.waitsUntil = ended.waitsUntil
    halt.unsaved = [{ id: stream.id, changes: ended.changes }]
    deps.onProgress()
  }
  return halt
}

const LEFT_OUT: Partial<SyncRunStream> = { status: 'cancelled', failure: CANCELLED }

function skip(request: ReadyRequest, { grave, waitsUntil }: Halt, streamId: string): Partial<SyncRunStream> | null {
  if (isStopped(request, streamId)) return LEFT_OUT
  if (grave) return { status: statusFor(grave), failure: grave.failure }
  return waitsUntil === null ? null : { status: 'waiting' }
}

const isStopped = ({ isCancelled, isLeftOut }: RunRequest, streamId: string) => isCancelled() || isLeftOut(streamId)

/** What cannot be read on this computer just now is no failure of a stream. */
const statusFor = ({ kind, until }: Problem): SyncRunStream['status'] =>
  kind === 'vault' ? 'interrupted' : until ? 'waiting' : 'failed'

/** The kind that all failed streams share, else `fatal`: only what is transient for all of them is tried again soon. */
function worstOf(streams: readonly SyncRunStream[]): ProblemKind | null {
  const reasons = new Set(streams.filter(({ status }) => status === 'failed').map(({ failure }) => failure?.reason))
  if (reasons.size === 0) return null
  return reasons.size === 1 && reasons.has('retry') ? 'retry' : 'fatal'
}

function stopAll(request: RunRequest, problem: Problem): RunResult {
  const isCancelled = request.isCancelled()
  const status = isCancelled ? 'cancelled' : statusFor(problem)
  const failure = isCancelled ? CANCELLED : problem.failure
  for (const entry of request.run.streams) Object.assign(entry, { status, failure: problem.until ? null : failure })
  return {
    failure,
    unsaved: [],
    problem: isCancelled ? null : problem.kind,
    waitsUntil: isCancelled ? null : (problem.until ?? null),
  }
}

type Ended = {
  entry: Partial<SyncRunStream>
  changes: Unsaved['changes']
  problem: Problem | null
  waitsUntil: string | null
}

async function syncOne(deps: RunDeps, request: ReadyRequest, stream: StoredStream): Promise<Ended> {
  try {
    if ('isGone' in stream) throw gone(stream)
    const outcome = await readStream(deps, request, stream)
    const { verdict } = outcome
    const problem =
      outcome.status === 'failed' && verdict ? { failure: verdictFailure(verdict), kind: verdict.kind } : null
    return { ...toKeep(stream, outcome), problem, waitsUntil: outcome.waitsUntil }
  } catch (error) {
    if (isStopped(request, stream.id)) return { entry: LEFT_OUT, changes: {}, problem: null, waitsUntil: null }
    const problem = toProblem(deps, request.run, error)
    const { failure } = problem
    const status = statusFor(problem)
    const changes = status === 'failed' ? { failure } : {}
    return { entry: { status, failure }, changes, problem, waitsUntil: problem.until ?? null }
  }
}

const gone = ({ discovered }: StoredStream) =>
  new SourceProblem({ kind: 'stream-unavailable', message: `${discovered.label} is no longer at the source` })

function readStream(deps: RunDeps, request: ReadyRequest, stored: StoredStream): Promise<StreamOutcome> {
  const { dataConnection, given, run, actor, full, byPerson, tables } = request
  const { id, sourceId, config, name } = dataConnection
  const origin = { dataConnectionId: id, dataConnectionName: name, sourceId, streamId: stored.id }
  const subject = { kind: 'sync' as const, source: getSource(sourceId), config, label: name, stream: stored.name }
  const hasTable = stored.tableId !== null && tables.has(stored.tableId)
  const isReplaced = stored.lastSyncedAt !== null && stored.lastFullReadAt === null
  return recorded(deps.ledger, { ...subject, runId: run.id, actor }, async () => {
    // Said and done in the same turn: what is cancelled later is under way, and can be ended there.
    if (isStopped(request, stored.id)) throw cancelled()
    const value = await deps.worker.call('syncStream', {
      ...{ sourceId, config, secrets: given, connectionId: id, runId: run.id, origin },
      full,
      target:
        hasTable && stored.tableId !== null
          ? { kind: 'existing', tableId: stored.tableId }
          : { kind: 'new', tableName: stored.tableName },
      stream: stored.discovered,
      settings: stored.settings,
      account: dataConnection.externalId,
      allowDeletes: isReplaced || (full && byPerson),
    })
    return { value, bytes: value.bytes, failure: value.status === 'failed' ? (value.verdict?.message ?? null) : null }
  })
}

async function save({ db, onProgress }: RunDeps, run: SyncRun, unsaved: Unsaved[]): Promise<void> {
  await db.transaction().execute((transaction) => saveRun(transaction, run, unsaved))
  onProgress()
}

/** Unexpected failures leave as a reference: their text may hold anything. */
function toProblem({ onUnexpected }: RunDeps, run: SyncRun, error: unknown): Problem {
  return problemOf(error, () => {
    const reference = run.id.slice(0, 8)
    onUnexpected(reference, error)
    return reference
  })
}
