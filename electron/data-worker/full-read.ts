import { stagingTable } from '../tables/columns'
import { localFilter } from './local-filters'
import { type FullMerge, mergeStage } from './merge'
import { readPages } from './read-pages'
import {
  createStage,
  dropStage,
  durably,
  indexStage,
  insertPageSql,
  keysOfJson,
  keysTable,
  reopenStage,
} from './staging'
import type { SnapshotWindow, StreamState } from './state'
import { cursorAfter, horizonOf, keepingState, mergeOf, note, records, type StreamRun, saveState } from './stream-run'
import { inTransaction } from './transaction'

/**
 * Reads a stream in full: pages go into a staging table, each with the place to go on from, and take the place of the
 * live rows at the end. Whatever happens before that leaves the live rows as they were.
 */
export async function readInFull(
  run: StreamRun,
  reason: SnapshotWindow['reason'],
  stamp: string | null,
): Promise<void> {
  const { context, target, tally, report } = run
  const { connection } = context.opened
  tally.mode = 'full'
  report('reading', 0)
  const window = (await goOn(run)) ?? (await begin(run, reason, stamp))
  tally.counts.read = window.read
  if (!window.complete) await load(run, window)
  report(target.key.length > 0 ? 'indexing' : 'merging', tally.counts.read)
  if (target.key.length > 0) {
    const { failed, repeated } = await context.queue.batch(() => indexStage(connection, target))
    tally.counts.failed += failed
    if (failed > 0)
      note(
        run,
        `${records(failed, 'record has', 'records have')} no key and ${failed === 1 ? 'was' : 'were'} left out.`,
      )
    if (repeated > 0)
      note(run, `${records(repeated, 'record', 'records')} came more than once; the newest version was kept.`)
  }
  run.signal.throwIfAborted()
  report('merging', tally.counts.read)
  await merge(run)
  await context.queue.batch(() => dropStage(connection, stagingTable(target.table.number)))
}

async function merge(run: StreamRun): Promise<void> {
  const { context, job, tally, state } = run
  const { window } = state
  if (window?.kind !== 'snapshot') throw new Error('There is no full read to merge')
  const gone = window.reason === 'filters' ? 'filtered' : 'deleted'
  const full: FullMerge = {
    ...mergeOf(run, window.startedAt),
    gone,
    allowDeletes: job.allowDeletes || window.reason === 'confirmed',
    conclude: (question) => saveState(run, { ...concluded(run, window), question }),
  }
  const { added, changed, unchanged, deleted, question } = await keepingState(run, () => mergeStage(full))
  tally.counts.added += added
  tally.counts.changed += changed
  tally.counts.unchanged += unchanged
  tally.asOf = window.startedAt
  if (gone === 'deleted') tally.counts.deleted += deleted
  else tally.left += deleted
  context.emit({ kind: 'table-changed', tableId: run.target.table.id })
  if (question)
    note(run, `${question.missing} of ${question.of} records are missing at the source. None of them was deleted.`)
}

function concluded(
  run: StreamRun,
  { startedAt, to, reason, fingerprint, stamp }: SnapshotWindow,
): Partial<StreamState> {
  const { state } = run
  return {
    ...{ fingerprint, stamp, window: null, sweep: null },
    // A computed field that is read again says nothing of what changed: those windows go on where they were.
    cursor: reason === 'recompute' ? state.cursor : to && cursorAfter(run, to),
    lastFullAt: startedAt,
    lastSweepAt: startedAt,
    lastRecomputeAt: startedAt,
    notes: [],
  }
}

/** Null unless there is a stage that fits, and a place to go on from. */
async function goOn(run: StreamRun): Promise<SnapshotWindow | null> {
  const { context, target, state } = run
  const { window } = state
  if (window?.kind !== 'snapshot' || (window.resume === null && !window.complete)) return null
  const fits = await context.queue.batch(() => reopenStage(context.opened.connection, target))
  return fits ? window : null
}

async function begin(run: StreamRun, reason: SnapshotWindow['reason'], stamp: string | null): Promise<SnapshotWindow> {
  const { context, target, chosen } = run
  const { connection } = context.opened
  const startedAt = context.ports.now().toISOString()
  const to = await horizonOf(run)
  const { fingerprint } = chosen
  const progress = { resume: null, complete: false, read: 0 }
  const window: SnapshotWindow = { kind: 'snapshot', startedAt, to, reason, fingerprint, stamp, ...progress }
  await context.queue.batch(async () => {
    await createStage(connection, target)
    await keepingState(run, () => saveState(run, { window, sweep: null, notes: run.tally.notes }))
    await dropStage(connection, keysTable(target.table.number))
  })
  return window
}

async function load(run: StreamRun, window: SnapshotWindow): Promise<void> {
  const { context, target, chosen, reader, signal, tally, report } = run
  const { connection } = context.opened
  const { fields, stream } = chosen.selection
  const passes = stream.filters === 'local' ? localFilter(fields, chosen.fingerprint.filters) : null
  const removeSql = `delete from ${stagingTable(target.table.number)} where _key in (${keysOfJson(target, context.jsonEach)})`
  const insert = await connection.prepare(insertPageSql(target, context.jsonEach))
  const commit = (write: () => Promise<void>) =>
    context.queue.batch(() => keepingState(run, () => inTransaction(connection, write)))
  try {
    await readPages(
      (resume) => reader.snapshot(chosen.selection, resume),
      window.resume,
      signal,
      async (page) => {
        const read = tally.counts.read + page.rows
        const json = passes ? JSON.stringify(JSON.parse(page.json).filter(passes)) : (page.jsonb ?? page.json)
        await commit(async () => {
          await insert.run([json])
          if (page.deleted?.length) await connection.run(removeSql, [JSON.stringify(page.deleted)])
          await saveState(run, { window: { ...window, resume: page.resume, read } })
        })
        tally.counts.read = read
        tally.bytes += page.bytes
        report('reading', read)
      },
    )
  } finally {
    await insert.finalize()
  }
  const done = { ...window, resume: null, read: tally.counts.read, complete: true }
  await context.queue.batch(() => durably(connection, () => keepingState(run, () => saveState(run, { window: done }))))
}
