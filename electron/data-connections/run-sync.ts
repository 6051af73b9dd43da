import type { Failure } from '../../shared/domain/common'
import type { DiscoveredStream, SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import type { DataWorker, StreamOutcome } from '../data-worker/protocol'
import type { LedgerPort } from '../net/ledger-port'
import { SourceProblem, type Verdict } from '../sources/define'
import { getSource } from '../sources/registry'
import {
  anotherAccount,
  CANCELLED,
  type Problem,
  problemOf,
  summarise,
  verdictFailure,
  waitingFailure,
} from './failures'
import { keepOutcome } from './keep-outcome'
import { type Db, updateDataConnection, updateStream } from './queries'
import { recorded } from './recorded'
import { updateRun } from './run-queries'
import type { StoredDataConnection, StoredStream } from './stored'

export type RunDeps = {
  db: Db
  worker: Pick<DataWorker, 'call'>
  ledger: LedgerPort
  onProgress: () => void
  onUnexpected: (reference: string, error: unknown) => void
  now: () => Date
}
export type RunRequest = {
  run: SyncRun
  dataConnection: StoredDataConnection
  /** Those to be synced, in order; the run has an entry for each. */
  streams: StoredStream[]
  /** Only those that are still there; others get a new table. */
  tables: ReadonlyMap<string, string>
  secrets: () => Promise<Record<string, string>>
  actor: string
  full: boolean
  /** A person asked for it, so very many deletes are right. */
  byPerson: boolean
  isCancelled: () => boolean
  onStream: (streamId: string | null) => void
}
type Ready = RunRequest & { given: Record<string, string> }
export type RunResult = { failure: Failure | null; problem: Verdict['kind'] | null; waitsUntil: string | null }

const DISCOVERY_MS = 24 * 3_600_000
const GRAVE: readonly Verdict['kind'][] = ['needs-reauth', 'refresh-auth', 'config']

/**
 * Syncs the streams of one data connection one after the other; a stream that fails does not stop the others, unless what
 * is wrong is about all of them. What each came to is stored as soon as it is known. Rejects only when the database does.
 */
export async function runSync(deps: RunDeps, request: RunRequest): Promise<RunResult> {
  const { run } = request
  const ready = await prepare(deps, request)
  if ('problem' in ready) return stopAll(deps, request, ready.problem)
  const halt = await syncStreams(deps, ready.request)
  const { waitsUntil } = halt
  const waits = waitsUntil === null ? null : waitingFailure(getSource(request.dataConnection.sourceId).name, waitsUntil)
  const problem = halt.grave?.kind ?? worstOf(run.streams)
  return { failure: summarise(run.streams) ?? waits, problem, waitsUntil }
}

/** What keeps the streams that are left from being read. */
type Halt = { grave: Problem | null; waitsUntil: string | null }

async function syncStreams(deps: RunDeps, request: Ready): Promise<Halt> {
  const halt: Halt = { grave: null, waitsUntil: null }
  for (const [index, stream] of request.streams.entries()) {
    const entry = request.run.streams[index]
    if (!entry) continue
    const skipped = skip(request, halt)
    if (skipped) {
      Object.assign(entry, skipped)
      continue
    }
    Object.assign(entry, { status: 'running' })
    request.onStream(stream.id)
    await save(deps, request.run)
    const ended = await syncOne(deps, request, stream)
    Object.assign(entry, ended.entry)
    if (ended.problem && GRAVE.includes(ended.problem.kind)) halt.grave = ended.problem
    halt.waitsUntil = ended.waitsUntil
    await save(deps, request.run)
  }
  request.onStream(null)
  return halt
}

function skip(request: Ready, { grave, waitsUntil }: Halt): Partial<SyncRunStream> | null {
  if (grave) return { status: 'failed', failure: grave.failure }
  if (waitsUntil !== null) return { status: 'waiting' }
  return request.isCancelled() ? { status: 'cancelled', failure: CANCELLED } : null
}

/** The kind that all failed streams share, else `fatal`: only what is transient for all of them is tried again soon. */
function worstOf(streams: readonly SyncRunStream[]): Verdict['kind'] | null {
  const reasons = new Set(streams.filter(({ status }) => status === 'failed').map(({ failure }) => failure?.reason))
  if (reasons.size === 0) return null
  return reasons.size === 1 && reasons.has('retry') ? 'retry' : 'fatal'
}

async function stopAll(deps: RunDeps, request: RunRequest, problem: Problem): Promise<RunResult> {
  const isCancelled = request.isCancelled()
  const status = isCancelled ? 'cancelled' : problem.until ? 'waiting' : 'failed'
  const failure = isCancelled ? CANCELLED : problem.failure
  for (const entry of request.run.streams) Object.assign(entry, { status, failure: problem.until ? null : failure })
  await save(deps, request.run)
  return {
    failure,
    problem: isCancelled ? null : problem.kind,
    waitsUntil: isCancelled ? null : (problem.until ?? null),
  }
}

/** Who it is and what there is, before anything is read. */
async function prepare(deps: RunDeps, request: RunRequest): Promise<{ request: Ready } | { problem: Problem }> {
  try {
    const ready = { ...request, given: await request.secrets() }
    const stranger = await identify(deps, ready)
    if (stranger) return { problem: stranger }
    const { discoveredAt } = request.dataConnection
    const isDriver = getSource(request.dataConnection.sourceId).kind === 'driver'
    const age = discoveredAt === null ? Number.POSITIVE_INFINITY : deps.now().getTime() - Date.parse(discoveredAt)
    if (!isDriver && !request.full && age < DISCOVERY_MS) return { request: ready }
    return { request: await discover(deps, ready) }
  } catch (error) {
    return { problem: toProblem(deps, request.run, error) }
  }
}

/** A data connection never goes over to another account by itself. */
async function identify(deps: RunDeps, request: Ready): Promise<Problem | null> {
  const { id, externalId, identity } = request.dataConnection
  const found = await asked(deps, request, 'check')
  if (externalId !== null && externalId !== found.externalId)
    return { failure: anotherAccount(found.identity, identity ?? externalId), kind: 'needs-reauth' }
  const { testMode } = found
  await updateDataConnection(deps.db, id, { externalId: found.externalId, identity: found.identity, testMode })
  return null
}

/** Streams as the source has them now; those that are gone keep what was known of them. */
async function discover(deps: RunDeps, request: Ready): Promise<Ready> {
  const found = await asked(deps, request, 'discover')
  const byName = new Map<string, DiscoveredStream>(found.map((stream) => [stream.name, stream]))
  for (const stream of request.streams) {
    const discovered = byName.get(stream.name)
    if (discovered) await updateStream(deps.db, stream.id, { discovered })
  }
  await updateDataConnection(deps.db, request.dataConnection.id, { discoveredAt: deps.now().toISOString() })
  const streams = request.streams.map((stream) => {
    const discovered = byName.get(stream.name)
    return discovered ? { ...stream, discovered } : { ...stream, isGone: true }
  })
  return { ...request, streams }
}

async function asked<N extends 'check' | 'discover'>(deps: RunDeps, request: Ready, name: N) {
  const { dataConnection, run, given, actor } = request
  const { id, sourceId, config } = dataConnection
  const subject = {
    source: getSource(sourceId),
    config,
    label: dataConnection.name,
    stream: null,
    runId: run.id,
    actor,
  }
  return recorded(deps.ledger, { ...subject, kind: 'sync' }, async () => {
    const value = await deps.worker.call(name, { sourceId, config, secrets: given, connectionId: id, runId: run.id })
    return { value, bytes: JSON.stringify(value).length, failure: null }
  })
}

type Ended = { entry: Partial<SyncRunStream>; problem: Problem | null; waitsUntil: string | null }

async function syncOne(deps: RunDeps, request: Ready, stream: StoredStream): Promise<Ended> {
  try {
    if ('isGone' in stream) throw gone(stream.name)
    let outcome = await readStream(deps, request, stream)
    let current = stream
    if (outcome.verdict?.kind === 'schema-changed' && !request.isCancelled()) {
      const again = await discover(deps, { ...request, streams: [stream] })
      current = again.streams[0] ?? stream
      if ('isGone' in current) throw gone(stream.name)
      outcome = await readStream(deps, request, current)
    }
    const { verdict } = outcome
    const problem =
      outcome.status === 'failed' && verdict ? { failure: verdictFailure(verdict), kind: verdict.kind } : null
    return { entry: await keepOutcome(deps, current, outcome), problem, waitsUntil: outcome.waitsUntil }
  } catch (error) {
    const problem = toProblem(deps, request.run, error)
    await updateStream(deps.db, stream.id, { failure: problem.failure })
    return { entry: { status: 'failed', failure: problem.failure }, problem, waitsUntil: null }
  }
}

const gone = (name: string) =>
  new SourceProblem({ kind: 'stream-unavailable', message: `${name} is no longer at the source` })

function readStream(deps: RunDeps, request: Ready, stored: StoredStream): Promise<StreamOutcome> {
  const { dataConnection, given, run, actor, full, byPerson, tables } = request
  const { id, sourceId, config, name } = dataConnection
  const origin = { dataConnectionId: id, dataConnectionName: name, sourceId, streamId: stored.id }
  const subject = { kind: 'sync' as const, source: getSource(sourceId), config, label: name, stream: stored.name }
  const hasTable = stored.tableId !== null && tables.has(stored.tableId)
  const isReplaced = stored.lastSyncedAt !== null && stored.lastFullReadAt === null
  return recorded(deps.ledger, { ...subject, runId: run.id, actor }, async () => {
    const value = await deps.worker.call('syncStream', {
      ...{ sourceId, config, secrets: given, connectionId: id, runId: run.id, origin },
      full: full || isReplaced,
      target:
        hasTable && stored.tableId !== null
          ? { kind: 'existing', tableId: stored.tableId }
          : { kind: 'new', tableName: stored.tableName },
      stream: stored.discovered,
      settings: stored.settings,
      allowDeletes: isReplaced || (full && byPerson),
    })
    return { value, bytes: value.bytes, failure: value.status === 'failed' ? (value.verdict?.message ?? null) : null }
  })
}

async function save({ db, onProgress }: RunDeps, run: SyncRun): Promise<void> {
  await updateRun(db, run.id, run)
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
