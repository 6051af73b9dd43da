import { sql } from 'kysely'
import type { ChangeBatch, RecordHistoryEntry } from '../../../shared/domain/record-change'
import type { TablesDb } from '../stored-tables'
import type { FieldValues } from '../write/calls'
import { cellOf } from '../write/cells'
import { SOURCE_MARK } from '../write/journal'
import { parseValues } from '../write/undo-batch'
import { type DescribeActors, toBatches } from './batches'

export type { DescribeActors } from './batches'

export type JournalReader = {
  /** Newest first; `before` is the id of the last entry of the page before. */
  history(tableId: string, recordId: number, before: number | null, limit: number): Promise<RecordHistoryEntry[]>
  /** Newest first. */
  changes(question: { tableId: string | null; runId: string | null; limit: number }): Promise<ChangeBatch[]>
  findBatch(batchId: string): Promise<ChangeBatch | null>
}

/** The entry of the import that a record came with: it has none in the journal, and is the oldest one. */
const OF_IMPORT = 0

export function createJournalReader({ db, describe }: { db: TablesDb; describe: DescribeActors }): JournalReader {
  return {
    async history(tableId, recordId, before, limit) {
      if (before === OF_IMPORT) return []
      const rows = await db
        .selectFrom('journal')
        .selectAll()
        .where('table_id', '=', tableId)
        .where('record_id', '=', recordId)
        .where('id', '<', before ?? Number.MAX_SAFE_INTEGER)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      const ids = [...new Set(rows.map((row) => row.batch_id))]
      const batches = ids.length === 0 ? [] : await batchQuery(db).where('id', 'in', ids).execute()
      const imported = rows.length < limit ? await importOf(db, tableId, recordId) : undefined
      const described = await toBatches(db, imported ? [...batches, imported] : batches, describe)
      const byId = new Map(described.map((batch) => [batch.id, batch]))
      const names = await fieldNames(db, tableId)
      const entries = rows.flatMap((row): RecordHistoryEntry[] => {
        const batch = byId.get(row.batch_id)
        const changes = changesOf(parseValues(row.before), parseValues(row.after), names)
        return batch ? [{ id: row.id, batch, changes }] : []
      })
      const first = imported && byId.get(imported.id)
      return first ? [...entries, { id: OF_IMPORT, batch: first, changes: [] }] : entries
    },

    async changes({ tableId, runId, limit }) {
      let query = batchQuery(db).limit(limit)
      if (tableId !== null) query = query.where('table_id', '=', tableId)
      if (runId !== null) query = query.where('actor_kind', '=', 'run').where('actor_id', '=', runId)
      return toBatches(db, await query.execute(), describe)
    },

    async findBatch(batchId) {
      const rows = await batchQuery(db).where('id', '=', batchId).execute()
      const [batch] = await toBatches(db, rows, describe)
      return batch ?? null
    },
  }
}

const batchQuery = (db: TablesDb) =>
  db.selectFrom('change_batch').selectAll().orderBy('at', 'desc').orderBy(sql`rowid`, 'desc')

const importOf = (db: TablesDb, tableId: string, recordId: number) =>
  batchQuery(db)
    .where('table_id', '=', tableId)
    .where('first_id', '<=', recordId)
    .where('last_id', '>=', recordId)
    .executeTakeFirst()

/** Also of deleted fields, in the order of the fields. */
async function fieldNames(db: TablesDb, tableId: string): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('field')
    .select(['id', 'name'])
    .where('table_id', '=', tableId)
    .orderBy('position')
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function changesOf(before: FieldValues | null, after: FieldValues | null, names: ReadonlyMap<string, string>) {
  const changed = new Set(Object.keys({ ...before, ...after }))
  changed.delete(SOURCE_MARK)
  const known = [...names.keys()].filter((id) => changed.delete(id))
  return [...known, ...changed].map((fieldId) => ({
    fieldId,
    fieldName: names.get(fieldId) ?? 'Deleted field',
    before: cellOf(before ?? {}, fieldId),
    after: cellOf(after ?? {}, fieldId),
  }))
}
