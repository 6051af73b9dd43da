import type { DiscoveredStream } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'
import { type SourceDefinition, SourceProblem, type Verdict } from '../sources/define'
import { recordsTable, stagingTable } from '../tables/columns'
import { readInFull } from './full-read'
import { refused } from './link-table'
import { countOf } from './merge'
import { fromSource, openReader, orGiveUp, type Traffic } from './open-reader'
import { passOver } from './pass-over'
import { forget, isUnchanged, planSync } from './plan'
import { createProgress } from './progress'
import type { StreamJob, StreamOutcome } from './protocol'
import { readChanges } from './read-changes'
import { type Called, choose, refuseLosses } from './selection'
import { dropStage, durably } from './staging'
import { readState, type StreamState } from './state'
import { newTally, records, type StreamRun, type SyncContext, saveState, type Tally } from './stream-run'
import { prepareStreamTable, type StreamTable } from './stream-table'
import { isSweepDue, sweepKeys } from './sweep'

type SyncRequest = { job: StreamJob; source: SourceDefinition; signal: AbortSignal }
/** What is known of a stream whether it ends well or not. */
type Attempt = { tally: Tally; target: StreamTable | null; run: StreamRun | null; discovered: DiscoveredStream | null }

/**
 * Brings one stream up to date: everything is read, or what changed, and deletes are looked for when it is time. Whatever
 * happens, what was committed stays together with the place to go on from. Only unexpected failures are thrown.
 */
export async function syncStream(context: SyncContext, request: SyncRequest): Promise<StreamOutcome> {
  const { job, source, signal } = request
  const started = performance.now()
  const attempt: Attempt = { tally: newTally(), target: null, run: null, discovered: null }
  const before = await readState(context.opened.connection, job.origin.streamId)
  const report = progressOf(context, job)
  const { reader, traffic } = openReader(source, { ...job, streamName: job.stream.name }, context.ports, {
    signal,
    onWait: () => report('waiting', attempt.tally.counts.read),
  })
  let verdict: Verdict | null = null
  try {
    const sync = (stream: DiscoveredStream) =>
      syncOnce({ context, request: { ...request, job: { ...job, stream } }, reader, traffic, report }, attempt)
    try {
      await sync(job.stream)
    } catch (error) {
      if (!(error instanceof SourceProblem) || error.verdict.kind !== 'schema-changed') throw error
      attempt.discovered = await lookAgain(() => reader.discover(), job, signal)
      await sync(attempt.discovered)
    }
    report('done', attempt.tally.counts.read)
  } catch (error) {
    if (!signal.aborted) verdict = verdictOf(error)
  } finally {
    await orGiveUp(reader.close(), signal).catch(() => undefined)
    await cleanUp(context, attempt)
  }
  const state = attempt.run?.state ?? (await readState(context.opened.connection, job.origin.streamId))
  const outcome = await describe(context, { attempt, before, state, traffic, verdict, isCancelled: signal.aborted })
  return { ...outcome, durationMs: Math.round(performance.now() - started) }
}

type Sync = Pick<StreamRun, 'context' | 'reader' | 'traffic' | 'report'> & { request: SyncRequest }

async function syncOnce({ context, request, ...rest }: Sync, attempt: Attempt): Promise<void> {
  const { job, source, signal } = request
  const { opened, queue, ports } = context
  const stored = await readState(opened.connection, job.origin.streamId)
  const called = await namesIn(opened, job)
  const reading = { settings: job.settings, sourceVersion: source.version, account: job.account ?? null, called }
  const chosen = choose(job.stream, reading)
  const isSameAccount = stored.fingerprint?.account === reading.account
  if (!job.full && isSameAccount) refuseLosses(stored.fingerprint, chosen.fingerprint, reading)
  const wanted = { ...job, chosen, deletes: job.settings.deletes, before: stored.fingerprint }
  const now = ports.now()
  const target = await queue.batch(() => prepareStreamTable(opened.db, wanted, now.toISOString()))
  attempt.target = target
  attempt.tally.notes = [...new Set([...stored.notes, ...attempt.tally.notes, ...target.notes])]
  context.emit({ kind: 'table-changed', tableId: target.table.id })
  const timing = source.timing(chosen.selection.stream)
  const facts = { job, chosen, state: stored, timing, now, hasHorizon: rest.reader.horizon !== undefined }
  const plan = planSync(facts)
  const state = forget(facts, plan)
  const { tally } = attempt
  const run: StreamRun = { context, job, source, signal, timing, chosen, target, tally, state, ...rest }
  attempt.run = run
  // The table is fitted, so whatever becomes of this sync nothing else would tell.
  if (target.notes.length > 0) await queue.batch(() => saveState(run, { notes: tally.notes }))
  if (plan.kind === 'full') {
    const stamp = (await rest.reader.stamp?.(chosen.selection)) ?? null
    return isUnchanged(facts, plan, stamp) ? passOver(run) : readInFull(run, plan.reason, stamp)
  }
  await readChanges(run, plan.cursor)
  if (await isSweepDue(run)) await sweepKeys(run)
}

/** By the names of the stream's fields, what the table calls them, and else the source. */
async function namesIn({ connection }: SyncContext['opened'], { origin, stream }: StreamJob): Promise<Called> {
  const rows = await connection.all(
    `select f.source_name, f.name from field f join app_table t on t.id = f.table_id
      where t.stream_id = ? and f.deleted_at is null and f.source_name is not null`,
    [origin.streamId],
  )
  const atSource = stream.fields.map((field) => [field.name, labelOf(field)] as const)
  const here = rows.map((row) => [String(row.source_name), String(row.name)] as const)
  const names = new Map([...here, ...atSource])
  return (name) => names.get(name) ?? name
}

async function lookAgain(
  discover: () => Promise<DiscoveredStream[]>,
  { stream }: StreamJob,
  signal: AbortSignal,
): Promise<DiscoveredStream> {
  const found = await fromSource(discover(), signal)
  const again = found.find(({ name }) => name === stream.name)
  if (!again) throw refused(`${stream.label} is no longer at the source`)
  return again
}

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

function verdictOf(error: unknown): Verdict {
  if (error instanceof SourceProblem) return error.verdict
  if (error instanceof Error && error.message.includes('SQLITE_FULL'))
    return { kind: 'fatal', message: 'The disk of this computer is full' }
  throw error
}

/** Staged rows that cannot be gone on with are of no use; others wait for the next run. */
async function cleanUp(context: SyncContext, { target, run }: Attempt): Promise<void> {
  const window = run?.state.window
  if (run && window?.kind === 'snapshot' && window.resume === null && !window.complete)
    await context.queue.batch(async () => {
      await durably(context.opened.connection, () => saveState(run, { window: null }))
      await dropStage(context.opened.connection, stagingTable(run.target.table.number))
    })
  if (target) context.buildSearch(target.table.id)
}

type Ended = {
  attempt: Attempt
  before: StreamState
  state: StreamState
  traffic: Traffic
  verdict: Verdict | null
  isCancelled: boolean
}

async function describe(
  { opened }: SyncContext,
  { attempt, before, state, traffic, verdict, isCancelled }: Ended,
): Promise<Omit<StreamOutcome, 'durationMs'>> {
  const { tally, target } = attempt
  const waitsUntil = verdict?.kind === 'rate-limited' ? new Date(verdict.untilMs).toISOString() : null
  const failed = waitsUntil === null ? 'failed' : 'waiting'
  const status = isCancelled ? 'cancelled' : verdict ? failed : 'succeeded'
  const rows = target ? await countOf(opened.connection, recordsTable(target.table.number)) : 0
  const { question } = state
  return {
    status,
    verdict,
    table: target && { id: target.table.id, name: target.table.name, rows },
    mode: tally.mode,
    counts: tally.counts,
    bytes: tally.bytes,
    requests: traffic.requests,
    retries: traffic.retries,
    rateLimitedMs: Math.round(traffic.rateLimitedMs),
    asOf: status === 'succeeded' ? tally.asOf : null,
    cursorBefore: before.cursor,
    cursorAfter: state.cursor,
    lastFullReadAt: state.lastFullAt,
    discovered: attempt.discovered,
    notes: [...tally.notes, ...summary(tally)],
    failedRequest: status === 'failed' || status === 'waiting' ? traffic.last : null,
    waitsUntil,
    question: question && { kind: 'many-deletes', ...question },
  }
}

function summary({ left, counts, mode }: Tally): string[] {
  const said: string[] = []
  if (left > 0) said.push(`${records(left, 'record does', 'records do')} not pass the filters any more.`)
  if (mode === 'incremental' && counts.failed > 0)
    said.push(`${records(counts.failed, 'record has', 'records have')} no key and could not be stored.`)
  return said
}
