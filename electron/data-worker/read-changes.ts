import type { SourcePage } from '../sources/define'
import { localFilter } from './local-filters'
import { markSynced } from './merge'
import { createPageTables, dropPageTables, mergePage, type PageCounts, type Part, preparePages } from './merge-page'
import { readPages } from './read-pages'
import { durably } from './staging'
import type { ChangesWindow } from './state'
import { cursorAfter, horizonOf, keepingState, mergeOf, type StreamRun, saveState } from './stream-run'
import { inTransaction } from './transaction'
import { isEmptyWindow, windowStart } from './windows'

/**
 * Reads what changed within a window, and writes each page with the place to go on from. The cursor moves when the
 * window's end is reached, not before: within it, sources give records in any order.
 */
export async function readChanges(run: StreamRun, cursor: string): Promise<void> {
  const { context, target, tally, report } = run
  const { connection } = context.opened
  tally.mode = 'incremental'
  report('reading', 0)
  const window = await windowOf(run, cursor)
  const merge = mergeOf(run, window.startedAt)
  if (!isEmptyWindow(window)) {
    await context.queue.batch(() => createPageTables(connection, target))
    try {
      await readWindow(run, window)
    } finally {
      await context.queue.batch(() => dropPageTables(connection, target))
    }
  }
  await context.queue.batch(() =>
    durably(connection, () =>
      keepingState(run, () =>
        inTransaction(connection, async () => {
          await markSynced(merge)
          await saveState(run, {
            window: null,
            cursor: cursorAfter(run, window.to),
            notes: [],
            fingerprint: run.chosen.fingerprint,
          })
        }),
      ),
    ),
  )
  tally.asOf = window.startedAt
  context.emit({ kind: 'table-changed', tableId: target.table.id })
}

/** The window that was not finished, or a new one. */
async function windowOf(run: StreamRun, cursor: string): Promise<ChangesWindow> {
  const { context, state, timing } = run
  if (state.window?.kind === 'changes') return state.window
  const startedAt = context.ports.now().toISOString()
  const to = (await horizonOf(run)) ?? cursor
  return { kind: 'changes', startedAt, from: windowStart(cursor, to, timing), to, resume: null }
}

async function readWindow(run: StreamRun, window: ChangesWindow): Promise<void> {
  const { context, chosen, reader, signal, tally, report } = run
  const { jsonEach } = context
  const merge = mergeOf(run, window.startedAt)
  const insert = await preparePages(merge, jsonEach)
  const split = splitter(run)
  try {
    await readPages(
      (resume) => reader.changes(chosen.selection, { from: window.from, to: window.to }, resume),
      window.resume,
      signal,
      async (page) => {
        const save = () =>
          saveState(run, {
            window: { ...window, resume: page.resume },
            fingerprint: chosen.fingerprint,
            notes: tally.notes,
          })
        const counts = await keepingState(run, () => mergePage({ merge, insert, jsonEach, save }, split(page)))
        count(run, page, counts)
        context.emit({ kind: 'table-changed', tableId: merge.target.table.id })
        report('reading', tally.counts.read)
      },
    )
  } finally {
    await insert.finalize()
  }
}

function splitter({ chosen }: StreamRun): (page: SourcePage) => Part {
  const { fields, stream } = chosen.selection
  const passes = stream.filters === 'local' ? localFilter(fields, chosen.fingerprint.filters) : null
  return ({ json, jsonb, deleted = [] }) => {
    if (!passes) return { json: jsonb ?? json, deleted, left: null }
    const rows: (string | number | null)[][] = JSON.parse(json)
    const left = rows.filter((row) => !passes(row))
    return { json: JSON.stringify(rows.filter(passes)), deleted, left: left.length > 0 ? JSON.stringify(left) : null }
  }
}

function count({ tally }: StreamRun, page: SourcePage, { left, ...counted }: PageCounts): void {
  tally.counts.read += page.rows
  tally.bytes += page.bytes
  tally.left += left
  for (const name of ['added', 'changed', 'unchanged', 'deleted', 'failed'] as const)
    tally.counts[name] += counted[name]
}
