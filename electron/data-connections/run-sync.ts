import type { Failure } from '../../shared/domain/common'
import type { DiscoveredStream, SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import { type AppError, AppFailure, describeError } from '../../shared/errors'
import type { DataWorker, StreamOutcome } from '../data-worker/protocol'
import type { LedgerPort } from '../net/ledger-port'
import { getSource } from '../sources/registry'
import type { Db, StoredDataConnection, StoredStream } from './queries'
import { updateDataConnection, updateRun, updateStream } from './queries'
import { recorded } from './recorded'

export type RunDeps = {
  db: Db
  worker: Pick<DataWorker, 'call'>
  ledger: LedgerPort
  onProgress: () => void
  onUnexpected: (reference: string, error: unknown) => void
  now: () => Date
}
type RunRequest = {
  run: SyncRun
  dataConnection: StoredDataConnection
  streams: StoredStream[]
  secrets: Record<string, string>
  actor: string
  isCancelled: () => boolean
}

export const NO_COUNTS = { read: 0, added: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 }
const CANCELLED: AppError = { code: 'source-failed', reason: 'cancelled', message: 'The sync was cancelled' }

function toFailure(error: AppError): Failure {
  const { title, advice } = describeError(error)
  return { message: title, advice, reason: error.code === 'source-failed' ? error.reason : error.code }
}

/**
 * Syncs the streams of one data connection one after the other; a stream that fails does not stop the others. What each
 * came to is stored as soon as it is known. Never rejects, unless the database does.
 */
export async function runSync(deps: RunDeps, request: RunRequest): Promise<void> {
  const { run } = request
  const discovered = await discover(deps, request)
  if ('error' in discovered) return finish(deps, request, discovered.error)
  for (const [index, stream] of request.streams.entries()) {
    const entry = run.streams[index]
    if (!entry) continue
    Object.assign(entry, { status: 'running' })
    await save(deps, run)
    const found = discovered.streams.find(({ name }) => name === stream.name)
    Object.assign(entry, await syncOne(deps, request, stream, found))
    await save(deps, run)
  }
  await finish(deps, request, null)
}

/** One look at the source before anything is read: what it has now, and whether it lets us in at all. */
async function discover(
  deps: RunDeps,
  { dataConnection, secrets, run, actor }: RunRequest,
): Promise<{ streams: DiscoveredStream[] } | { error: AppError }> {
  const { sourceId, config, name } = dataConnection
  const subject = { source: getSource(sourceId), config, label: name, stream: null, runId: run.id, actor }
  try {
    const streams = await recorded(deps.ledger, { ...subject, kind: 'sync' }, async () => {
      const value = await deps.worker.call('discover', { sourceId, config, secrets, runId: run.id })
      return { value, bytes: JSON.stringify(value).length, error: null }
    })
    return { streams }
  } catch (error) {
    return { error: toAppError(deps, run, error) }
  }
}

async function syncOne(
  deps: RunDeps,
  request: RunRequest,
  stream: StoredStream,
  found: DiscoveredStream | undefined,
): Promise<Partial<SyncRunStream>> {
  if (request.isCancelled()) return { status: 'cancelled', failure: toFailure(CANCELLED) }
  try {
    if (!found) throw new AppFailure(goneFailure(stream.name))
    const outcome = await readStream(deps, request, stream, found)
    return await keepOutcome(deps, stream, outcome)
  } catch (error) {
    const failure = toFailure(toAppError(deps, request.run, error))
    await updateStream(deps.db, stream.id, { failure })
    return { status: 'failed', failure }
  }
}

const goneFailure = (name: string): AppError => ({
  code: 'source-failed',
  reason: 'not-found',
  message: `${name} is no longer at the source`,
})

function readStream(
  { worker, ledger }: RunDeps,
  { dataConnection, secrets, run, actor }: RunRequest,
  stored: StoredStream,
  stream: DiscoveredStream,
): Promise<StreamOutcome> {
  const { id, sourceId, config, name } = dataConnection
  const origin = { dataConnectionId: id, dataConnectionName: name, sourceId, streamId: stored.id }
  const source = getSource(sourceId)
  const subject = { kind: 'sync' as const, source, config, label: name, stream: stored.name, runId: run.id, actor }
  return recorded(ledger, subject, async () => {
    const job = { sourceId, config, secrets, runId: run.id, origin, tableName: stored.tableName, stream }
    const value = await worker.call('syncStream', job)
    return { value, bytes: value.bytes, error: value.error }
  })
}

async function keepOutcome(deps: RunDeps, stream: StoredStream, outcome: StreamOutcome): Promise<SyncRunStream> {
  const { status, error, table, counts, bytes, durationMs, asOf, notes } = outcome
  const measured = { streamId: stream.id, name: stream.name, status, counts, bytes, durationMs }
  if (status === 'cancelled') return { ...measured, failure: error && toFailure(error) }
  if (error || !table || !asOf) {
    const failure = toFailure(error ?? { code: 'internal', reference: stream.id.slice(0, 8) })
    await updateStream(deps.db, stream.id, { failure })
    return { ...measured, failure }
  }
  const synced = { tableId: table.id, tableName: table.name, rows: table.rows, at: asOf }
  await updateStream(deps.db, stream.id, { failure: null, synced })
  return { ...measured, failure: notes.length > 0 ? fieldsChanged(notes) : null }
}

/** Said with a stream that succeeded: its fields are not what they were. */
const fieldsChanged = (notes: string[]): Failure => ({
  message: notes.join(' '),
  advice: 'Look through the skills and agents that use this table.',
  reason: 'fields-changed',
})

async function save({ db, onProgress }: RunDeps, run: SyncRun): Promise<void> {
  await updateRun(db, run.id, run)
  onProgress()
}

async function finish(deps: RunDeps, request: RunRequest, error: AppError | null): Promise<void> {
  const { run, dataConnection } = request
  const isCancelled = request.isCancelled()
  const failure = error && toFailure(error)
  if (error)
    for (const stream of run.streams) Object.assign(stream, { status: isCancelled ? 'cancelled' : 'failed', failure })
  const failed = run.streams.filter((stream) => stream.status === 'failed')
  const succeeded = run.streams.filter((stream) => stream.status === 'succeeded')
  run.status = endStatus(isCancelled, failed.length, succeeded.length)
  run.endedAt = deps.now().toISOString()
  run.failure = failure ?? summarise(failed, run.streams.length)
  await updateRun(deps.db, run.id, run)
  const needsReauth = [run.failure, ...failed.map((stream) => stream.failure)].some((one) => one?.reason === 'auth')
  await updateDataConnection(deps.db, dataConnection.id, {
    ...(isCancelled ? {} : { needsReauth, failure: run.failure }),
    ...(succeeded.length > 0 ? { lastSyncedAt: run.startedAt } : {}),
  })
  deps.onProgress()
}

function endStatus(isCancelled: boolean, failed: number, succeeded: number): SyncRun['status'] {
  if (isCancelled) return 'cancelled'
  if (failed === 0) return 'succeeded'
  return succeeded > 0 ? 'partial' : 'failed'
}

function summarise(failed: SyncRunStream[], all: number): Failure | null {
  const [first] = failed
  if (!first?.failure) return null
  if (failed.length === 1) return { ...first.failure, message: `${first.name}: ${first.failure.message}` }
  return { ...first.failure, message: `${failed.length} of ${all} streams were not synced. ${first.failure.message}` }
}

/** Unexpected failures leave as a reference: their text may hold anything. */
function toAppError({ onUnexpected }: RunDeps, run: SyncRun, error: unknown): AppError {
  if (error instanceof AppFailure) return error.error
  const reference = run.id.slice(0, 8)
  onUnexpected(reference, error)
  return { code: 'internal', reference }
}
