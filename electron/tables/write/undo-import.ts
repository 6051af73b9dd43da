import { sql } from 'kysely'
import { recordsTable } from '../columns'
import type { FieldValues } from './calls'
import { allFields, cellOf, readCells, type TableWriter } from './cells'
import { recordJson } from './record-json'
import { parseValues, type UndoWrite } from './undo-batch'
import { type Conflicts, conflictOf } from './undo-conflicts'

type Imported = { firstId: number; lastId: number }
type Options = { imported: Imported; undo: UndoWrite; conflicts: Conflicts; preview: boolean }

/**
 * Removes the records of an import in the caller's transaction, but for those that were changed since. Returns how many
 * it removed or, for a preview, would remove: that may be a million, so it only counts them.
 */
export async function undoImport(
  writer: TableWriter,
  { imported, undo, conflicts, preview }: Options,
): Promise<number> {
  const { db, table, jsonEach } = writer
  const changed = await changedSince(writer, imported, conflicts)
  const gone = sql`_id between ${imported.firstId} and ${imported.lastId}
    and _id not in (select value from ${sql.raw(jsonEach)}(${JSON.stringify(changed)}))`
  const records = sql.raw(recordsTable(table.number))
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${records} where ${gone}`.execute(db)
  const count = rows[0]?.count ?? 0
  if (preview || count === 0) return count
  const before = sql.raw(recordJson(await allFields(db, table.id), 'r'))
  await sql`insert into journal (at, table_id, record_id, actor_kind, actor_id, batch_id, before, after)
    select ${undo.at}, ${table.id}, _id, ${undo.actor.kind}, ${undo.actor.id}, ${undo.id}, ${before}, null
    from ${records} r where ${gone}`.execute(db)
  await sql`delete from ${records} where ${gone}`.execute(db)
  return count
}

/** Records whose values are others than the import wrote. An edit that was undone leaves a record unchanged. */
async function changedSince(
  writer: TableWriter,
  { firstId, lastId }: Imported,
  conflicts: Conflicts,
): Promise<number[]> {
  const { db, table } = writer
  const rows = await db
    .selectFrom('journal')
    .select(['record_id', 'before'])
    .where('table_id', '=', table.id)
    .where('record_id', '>=', firstId)
    .where('record_id', '<=', lastId)
    .orderBy('id')
    .execute()
  const first = new Map<number, FieldValues>()
  for (const row of rows) first.set(row.record_id, { ...parseValues(row.before), ...first.get(row.record_id) })
  const current = await readCells(writer, [...first.keys()])
  const changed: number[] = []
  for (const [recordId, cells] of current) {
    const before = first.get(recordId) ?? {}
    const field = table.fields.find(({ id }) => id in before && cellOf(before, id) !== cellOf(cells, id))
    if (!field) continue
    changed.push(recordId)
    conflicts.add(
      conflictOf({
        ...{ table, recordId, cells, field, wanted: cellOf(before, field.id), found: cellOf(cells, field.id) },
        reason: 'The record was changed since it was imported, so it stays.',
      }),
    )
  }
  return changed
}
