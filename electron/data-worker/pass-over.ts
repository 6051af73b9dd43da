import { recordsTable } from '../tables/columns'
import { countOf, countPresent, markSynced } from './merge'
import { durably } from './staging'
import { keepingState, mergeOf, type StreamRun, saveState } from './stream-run'
import { inTransaction } from './transaction'

/** What everything would be read of is as it was: the records are those of now without a single one being read. */
export async function passOver(run: StreamRun): Promise<void> {
  const { context, target, tally } = run
  const { connection } = context.opened
  const asOf = context.ports.now().toISOString()
  await context.queue.batch(() =>
    durably(connection, () =>
      keepingState(run, () =>
        inTransaction(connection, async () => {
          await markSynced(mergeOf(run, asOf))
          await saveState(run, { notes: [] })
        }),
      ),
    ),
  )
  const keyed = target.key.length > 0
  tally.mode = 'incremental'
  tally.counts.unchanged = await (keyed
    ? countPresent(connection, target)
    : countOf(connection, recordsTable(target.table.number)))
  tally.asOf = asOf
  context.emit({ kind: 'table-changed', tableId: target.table.id })
}
