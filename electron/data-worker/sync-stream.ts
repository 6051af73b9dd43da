import { type AppError, AppFailure } from '../../shared/errors'
import type { PreparedStatement } from '../db/connection'
import type { OpenedTables } from '../db/open'
import type { SourceDefinition, SourcePage } from '../sources/define'
import { stagingTable } from '../tables/columns'
import { mergeStage } from './merge'
import { createProgress } from './progress'
import type { StreamJob, StreamOutcome, WorkerEvent } from './protocol'
import { createStage, dropStage, indexStage, insertPageSql } from './staging'
import { prepareStreamTable, type StreamTable } from './stream-table'
import type { WriteQueue } from './write-queue'

type SyncContext = {
  opened: OpenedTables
  queue: WriteQueue
  jsonEach: string
  emit: (event: WorkerEvent) => void
  buildSearch: (tableId: string) => void
  now: () => Date
}
type SyncRequest = { job: StreamJob; source: SourceDefinition; signal: AbortSignal }
type Tally = { read: number; bytes: number; target: StreamTable | null }

/**
 * Reads one stream in full: pages go into a staging table, which takes the place of the live rows at the end. Whatever
 * happens before that leaves the live rows and their cursor as they were. Only unexpected failures are thrown.
 */
export async function syncStream(context: SyncContext, request: SyncRequest): Promise<StreamOutcome> {
  const { job, signal } = request
  const started = performance.now()
  const asOf = context.now().toISOString()
  const tally: Tally = { read: 0, bytes: 0, target: null }
  const measured = () => ({ bytes: tally.bytes, durationMs: Math.round(performance.now() - started) })
  try {
    const target = await load(context, request, tally, asOf)
    const report = progressOf(context, job)
    report(target.key.length > 0 ? 'indexing' : 'merging', tally.read)
    if (target.key.length > 0) await context.queue.batch(() => indexStage(context.opened.connection, target))
    signal.throwIfAborted()
    report('merging', tally.read)
    const stamp = { asOf, streamId: job.origin.streamId, runId: job.runId }
    const { opened, queue } = context
    const merged = await mergeStage({ opened, queue, target, stamp, signal })
    context.emit({ kind: 'table-changed', tableId: target.table.id })
    report('done', tally.read)
    const { id, name } = target.table
    const rows = merged.added + merged.changed + merged.unchanged
    return {
      ...measured(),
      status: 'succeeded',
      error: null,
      table: { id, name, rows },
      counts: { ...merged, read: tally.read, failed: 0 },
      asOf,
      notes: target.notes,
    }
  } catch (error) {
    const failure = failureOf(error, signal)
    const counts = { read: tally.read, added: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 }
    const status = signal.aborted ? 'cancelled' : 'failed'
    return { ...measured(), status, error: failure, table: tableOf(tally), counts, asOf: null, notes: [] }
  } finally {
    await cleanUp(context, tally)
  }
}

/** The next page is read while the last one is written, and never more than that one. */
async function load(context: SyncContext, request: SyncRequest, tally: Tally, now: string): Promise<StreamTable> {
  const { job, signal } = request
  const { connection, db } = context.opened
  const report = progressOf(context, job)
  const pages = sourcePages(request)
  let next = pages.next()
  let statement: PreparedStatement | null = null
  try {
    report('reading', 0)
    let page = await next
    const target = await context.queue.batch(() => prepareStreamTable(db, job, now))
    tally.target = target
    context.emit({ kind: 'table-changed', tableId: target.table.id })
    await context.queue.batch(() => createStage(connection, target))
    const insert = await connection.prepare(insertPageSql(target, context.jsonEach))
    statement = insert
    while (!page.done) {
      const { value } = page
      signal.throwIfAborted()
      next = pages.next()
      next.catch(() => undefined)
      await context.queue.batch(() => insert.run([value.json]))
      tally.read += value.rows
      tally.bytes += value.bytes
      report('reading', tally.read)
      page = await next
    }
    return target
  } finally {
    await next.catch(() => undefined)
    await pages.return(undefined)
    await statement?.finalize()
  }
}

/** What the source throws becomes words here, where it is known to come from the source. */
async function* sourcePages({ job, source, signal }: SyncRequest): AsyncGenerator<SourcePage, undefined> {
  try {
    yield* source.read(job, job.stream, { signal })
    return undefined
  } catch (error) {
    throw error instanceof AppFailure ? error : sourceFailure(source, error, job)
  }
}

export function sourceFailure(source: SourceDefinition, error: unknown, credentials: StreamCredentials): AppFailure {
  return new AppFailure({ code: 'source-failed', ...source.classify(error, credentials) })
}
type StreamCredentials = Pick<StreamJob, 'config' | 'secrets'>

const progressOf = ({ emit }: SyncContext, { origin, runId, stream }: StreamJob) =>
  createProgress(
    {
      dataConnectionId: origin.dataConnectionId,
      runId,
      streamId: origin.streamId,
      estimatedRows: stream.estimatedRows,
    },
    (progress) => emit({ kind: 'progress', progress }),
  )

const tableOf = ({ target }: Tally) => target && { id: target.table.id, name: target.table.name, rows: 0 }

function failureOf(error: unknown, signal: AbortSignal): AppError {
  if (signal.aborted) return { code: 'source-failed', reason: 'cancelled', message: 'The sync was cancelled' }
  if (error instanceof AppFailure) return error.error
  if (error instanceof Error && error.message.includes('SQLITE_FULL'))
    return { code: 'refused', message: 'The disk of this computer is full' }
  throw error
}

async function cleanUp({ queue, opened, buildSearch }: SyncContext, { target }: Tally): Promise<void> {
  if (!target) return
  await queue.batch(() => dropStage(opened.connection, stagingTable(target.table.number)))
  buildSearch(target.table.id)
}
