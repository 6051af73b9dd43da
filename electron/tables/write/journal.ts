import type { ChangeAction } from '../../../shared/domain/record-change'
import type { TablesDb } from '../stored-tables'
import { overRows } from './bound-rows'
import type { Actor, FieldValues } from './calls'

export type BatchDraft = {
  id: string
  at: string
  tableId: string
  actor: Actor
  action: ChangeAction
  records: number
  undoes?: string
  detail?: Record<string, unknown>
}
/** Of one record, only what changed. `before` is null for a new one, `after` for a deleted one. */
export type JournalEntry = { recordId: number; before: FieldValues | null; after: FieldValues | null }

/**
 * Stands among the values before an edit, with the ids of fields whose value was the source's own and not an edited one:
 * undoing such an edit gives the value back to the source.
 */
export const SOURCE_MARK = '@source'

export async function insertBatch(db: TablesDb, batch: BatchDraft): Promise<void> {
  await db
    .insertInto('change_batch')
    .values({
      id: batch.id,
      at: batch.at,
      table_id: batch.tableId,
      actor_kind: batch.actor.kind,
      actor_id: batch.actor.id,
      action: batch.action,
      records: batch.records,
      first_id: null,
      last_id: null,
      undoes: batch.undoes ?? null,
      detail: batch.detail ? JSON.stringify(batch.detail) : null,
    })
    .execute()
}

export async function insertEntries(
  db: TablesDb,
  batch: Pick<BatchDraft, 'id' | 'at' | 'tableId' | 'actor'>,
  entries: readonly JournalEntry[],
): Promise<void> {
  const columns = ['at', 'table_id', 'record_id', 'actor_kind', 'actor_id', 'batch_id', 'before', 'after']
  const rows = entries.map(({ recordId, before, after }) => [
    ...[batch.at, batch.tableId, recordId, batch.actor.kind, batch.actor.id, batch.id],
    before && JSON.stringify(before),
    after && JSON.stringify(after),
  ])
  const all = columns.join(', ')
  await overRows(db, { columns, rows, statement: `insert into journal (${all}) select ${all} from given` })
}
