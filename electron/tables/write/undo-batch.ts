import type { StoredField } from '../columns'
import type { FieldValues } from './calls'
import { allFields, type TableWriter, withoutNulls } from './cells'
import { type BatchDraft, insertEntries, type JournalEntry } from './journal'
import { type Conflicts, conflictOf } from './undo-conflicts'
import { planUndo, type UndoPlan } from './undo-plan'
import { findTaken, type Wanted } from './unique'
import { addEntry, applyEdits, insertRecords, type RecordEdit, removeRecords } from './write-core'

/** Records looked at together; a write of records has at most as many edits. */
const PIECE = 10_000

export type UndoWrite = Pick<BatchDraft, 'id' | 'at' | 'tableId' | 'actor'>

/** Puts back what the journal says of a batch, in the caller's transaction. Returns how many records were put back. */
export async function undoEntries(
  writer: TableWriter,
  { batchId, undo, conflicts }: { batchId: string; undo: UndoWrite; conflicts: Conflicts },
): Promise<number> {
  const fields = await allFields(writer.db, writer.table.id)
  let records = 0
  let before = Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows = await writer.db
      .selectFrom('journal')
      .select(['id', 'record_id', 'before', 'after'])
      .where('batch_id', '=', batchId)
      .where('id', '<', before)
      .orderBy('id', 'desc')
      .limit(PIECE)
      .execute()
    const last = rows.at(-1)
    if (!last) return records
    before = last.id
    const entries = rows.map((row) => ({
      recordId: row.record_id,
      before: parseValues(row.before),
      after: parseValues(row.after),
    }))
    const plan = await planUndo(writer, { entries, fields, conflicts })
    await withoutTaken(writer, plan, conflicts)
    const written = await carryOut(writer, fields, plan)
    await insertEntries(writer.db, undo, written)
    records += written.length
  }
}

export const parseValues = (json: string | null): FieldValues | null => (json === null ? null : JSON.parse(json))

async function carryOut(writer: TableWriter, fields: StoredField[], plan: UndoPlan): Promise<JournalEntry[]> {
  const removed = [...plan.removes]
  if (removed.length > 0) await removeRecords(writer, [...plan.removes.keys()])
  const edited = await applyEdits(writer, plan.edits)
  if (plan.restores.length > 0) await insertRecords(writer, fields, plan.restores)
  return [
    ...removed.map(([recordId, cells]) => ({ recordId, before: withoutNulls(cells), after: null })),
    ...edited,
    ...plan.restores.map(addEntry),
  ]
}

/** What would be there twice in a unique field is left out: one after the other, as each may free or block another. */
async function withoutTaken(writer: TableWriter, plan: UndoPlan, conflicts: Conflicts): Promise<void> {
  const unique = writer.table.fields.filter(({ settings }) => settings.unique)
  for (let again = unique.length > 0; again; ) {
    again = false
    for (const field of unique) if (await leaveTaken(writer, { plan, field, conflicts })) again = true
  }
}

type Check = { plan: UndoPlan; field: StoredField; conflicts: Conflicts }

async function leaveTaken(writer: TableWriter, { plan, field, conflicts }: Check): Promise<boolean> {
  const edits = plan.edits.filter(({ changes }) => changes.some((change) => change.field.id === field.id))
  const restores = plan.restores.filter(({ values }) => values.some((value) => value.field.id === field.id))
  const wanted: Wanted[] = [...edits.map(({ changes }) => changes), ...restores.map(({ values }) => values)].map(
    (values, place) => ({ place, stored: values.find((one) => one.field.id === field.id)?.stored ?? null }),
  )
  if (wanted.length === 0) return false
  const freed = [...edits.map(({ recordId }) => recordId), ...plan.removes.keys()]
  const taken = await findTaken(writer, field, wanted, freed)
  for (const place of taken) {
    const edit = edits[place]
    const restore = restores[place - edits.length]
    const recordId = edit?.recordId ?? restore?.recordId ?? 0
    if (edit) dropChange(plan, edit, field)
    else plan.restores = plan.restores.filter((one) => one !== restore)
    conflicts.add(
      conflictOf({
        ...{ table: writer.table, recordId, cells: plan.cells.get(recordId), field },
        wanted: wanted[place]?.stored ?? null,
        found: edit ? (plan.cells.get(recordId)?.[field.id] ?? null) : null,
        reason: `${field.name} has to be different in every record, and another one has this value now.`,
      }),
    )
  }
  return taken.size > 0
}

function dropChange(plan: UndoPlan, edit: RecordEdit, field: StoredField): void {
  const changes = edit.changes.filter((change) => change.field.id !== field.id)
  plan.edits = plan.edits.flatMap((one) => {
    if (one.recordId !== edit.recordId) return [one]
    return changes.length === 0 ? [] : [{ ...one, changes }]
  })
}
