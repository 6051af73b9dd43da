import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { UndoConflict, UndoOutcome, UndoTarget } from '../../../shared/domain/record-change'
import { AppFailure } from '../../../shared/errors'
import type { TablesDatabase } from '../../db/schema'
import { getStoredTable, type StoredTable, type TablesDb } from '../stored-tables'
import { undoRetype } from '../structure/retype'
import { RetypeDetail } from '../structure/retype-detail'
import type { Actor } from './calls'
import { insertBatch } from './journal'
import { dropSearchIndex, renewSearchIndex } from './search-index'
import { type UndoWrite, undoEntries } from './undo-batch'
import { type Conflicts, createConflicts } from './undo-conflicts'
import { undoImport } from './undo-import'
import { findUndone } from './undone'
import type { WriteTools } from './write-records'

/** From so many records on, the full-text index is built anew instead of being kept up to date by its triggers. */
const MANY_RECORDS = 50_000

type Batch = Selectable<TablesDatabase['change_batch']>
type Undoing = { tools: WriteTools; actor: Actor; preview: boolean; conflicts: Conflicts }
type Undone = { outcome: UndoOutcome; tableIds: string[] }

/**
 * Undoes a batch, or all of a run newest first, in the caller's transaction. What has become another value since is left
 * alone and listed. Fails with `conflict` when it was undone already, and with `refused` for a sync.
 */
export async function undo(
  tools: WriteTools,
  { target, actor, preview }: { target: UndoTarget; actor: Actor; preview: boolean },
): Promise<Undone> {
  const batches = await batchesOf(tools.db, target)
  const undoing: Undoing = { tools, actor, preview, conflicts: createConflicts() }
  const batchIds: string[] = []
  let records = 0
  for (const batch of batches) {
    const written = await undoBatch(undoing, batch, target.kind === 'run')
    records += written.records
    if (written.batchId) batchIds.push(written.batchId)
  }
  const { listed, count } = undoing.conflicts
  const outcome = { records, conflicts: listed, conflictCount: count, batchIds: preview ? [] : batchIds }
  return { outcome, tableIds: [...new Set(batches.map((batch) => batch.table_id))] }
}

/** Newest first. */
async function batchesOf(db: TablesDb, target: UndoTarget): Promise<Batch[]> {
  const all = db.selectFrom('change_batch').selectAll().orderBy('at', 'desc').orderBy(sql`rowid`, 'desc')
  const batches =
    target.kind === 'batch'
      ? await all.where('id', '=', target.batchId).execute()
      : await all.where('actor_kind', '=', 'run').where('actor_id', '=', target.runId).execute()
  if (batches.length === 0)
    throw new AppFailure({ code: 'not-found', what: 'change', id: Object.values(target).join(' ') })
  const sync = batches.find(({ action }) => action === 'sync')
  if (sync)
    throw new AppFailure({ code: 'refused', message: 'A sync cannot be undone: the next one would bring it all back' })
  const states = await findUndone(
    db,
    batches.map(({ id }) => id),
  )
  const open = batches.filter(({ id }) => states.get(id) !== 'fully')
  if (open.length > 0) return open
  throw new AppFailure({ code: 'conflict', message: 'This was undone already' })
}

type Written = { records: number; batchId: string | null }

async function undoBatch(undoing: Undoing, batch: Batch, isOneOfMany: boolean): Promise<Written> {
  const { db, at } = undoing.tools
  const { conflicts, actor } = undoing
  const table = await getStoredTable(db, batch.table_id).catch((error: unknown) => {
    if (!isOneOfMany) throw error
    return null
  })
  if (!table) {
    conflicts.add(await inDeletedTable(db, batch))
    return { records: 0, batchId: null }
  }
  const before = conflicts.count
  const retype = RetypeDetail.safeParse(JSON.parse(batch.detail ?? 'null'))
  const undoWrite = { id: randomUUID(), at, tableId: table.id, actor }
  const records = retype.success
    ? await putTypeBack(undoing, table, batch)
    : await putRecordsBack(undoing, { table, batch, undoWrite })
  const met = conflicts.count - before
  if (records === 0 && (met > 0 || !retype.success)) return { records, batchId: null }
  const exchanged = retype.success ? { ...retype.data, from: retype.data.to, to: retype.data.from } : {}
  const detail = { ...exchanged, ...(met > 0 ? { conflicts: met } : {}) }
  await insertBatch(db, { ...undoWrite, action: 'undo', records, undoes: batch.id, detail })
  return { records, batchId: undoWrite.id }
}

async function putTypeBack({ tools, conflicts }: Undoing, table: StoredTable, batch: Batch): Promise<number> {
  const undone = await undoRetype(tools.db, table, batch)
  for (const conflict of undone.conflicts) conflicts.add(conflict)
  return undone.records
}

type OfRecords = { table: StoredTable; batch: Batch; undoWrite: UndoWrite }

async function putRecordsBack(undoing: Undoing, { table, batch, undoWrite }: OfRecords): Promise<number> {
  const { tools, conflicts, preview } = undoing
  const writer = { ...tools, table }
  const countOnly = preview && batch.first_id !== null
  const many = batch.records > MANY_RECORDS && !countOnly
  if (many) await dropSearchIndex(tools.db, table)
  const imported = batch.first_id !== null && { firstId: batch.first_id, lastId: batch.last_id ?? batch.first_id }
  const records = imported
    ? await undoImport(writer, { imported, undo: undoWrite, conflicts, preview })
    : await undoEntries(writer, { batchId: batch.id, undo: undoWrite, conflicts })
  if (many) await renewSearchIndex(tools.db, table)
  return records
}

async function inDeletedTable(db: TablesDb, batch: Batch): Promise<UndoConflict> {
  const found = await db.selectFrom('app_table').select('name').where('id', '=', batch.table_id).executeTakeFirst()
  const name = found?.name ?? 'Deleted table'
  return {
    ...{ tableId: batch.table_id, tableName: name, recordId: 0, label: name },
    ...{ fieldName: null, wanted: null, found: null },
    reason: found ? 'The table was deleted since. Restore it first.' : 'The table was deleted since.',
  }
}
