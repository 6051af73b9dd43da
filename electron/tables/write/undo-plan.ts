import { sql } from 'kysely'
import type { CellValue } from '../../../shared/domain/table'
import { type StoredField, toCell } from '../columns'
import type { Stored } from '../values'
import type { FieldValues } from './calls'
import { cellOf, readCells, storedAgain, type TableWriter } from './cells'
import { type JournalEntry, SOURCE_MARK } from './journal'
import { type Conflicts, conflictOf } from './undo-conflicts'
import type { CellChange, NewRecord, RecordEdit } from './write-core'

/** What puts a part of a batch back. */
export type UndoPlan = {
  edits: RecordEdit[]
  restores: NewRecord[]
  removes: Map<number, FieldValues>
  /** Of all records concerned that are there. */
  cells: Map<number, FieldValues>
}

type Planning = {
  writer: TableWriter
  /** Also deleted ones. */
  fields: Map<string, StoredField>
  live: Set<string>
  cells: Map<number, FieldValues>
  /** What the source says of edited values, by record and field. */
  sourceValues: Map<string, CellValue>
  conflicts: Conflicts
}

/** A value is put back only where the batch's own value still is. */
export async function planUndo(
  writer: TableWriter,
  { entries, fields, conflicts }: { entries: readonly JournalEntry[]; fields: StoredField[]; conflicts: Conflicts },
): Promise<UndoPlan> {
  const ids = entries.map(({ recordId }) => recordId)
  const cells = await readCells(writer, ids, fields)
  const planning: Planning = {
    writer,
    fields: new Map(fields.map((field) => [field.id, field])),
    live: new Set(writer.table.fields.map(({ id }) => id)),
    cells,
    sourceValues: await readSourceValues(writer, ids),
    conflicts,
  }
  const plan: UndoPlan = { edits: [], restores: [], removes: new Map(), cells }
  for (const entry of entries) {
    if (entry.before === null) planRemoval(planning, entry, plan)
    else if (entry.after === null) planRestore(planning, entry, plan)
    else planEdit(planning, entry, plan)
  }
  return plan
}

function planRemoval({ writer: { table }, cells, conflicts }: Planning, entry: JournalEntry, plan: UndoPlan): void {
  const { recordId, after } = entry
  const found = cells.get(recordId)
  if (!found) return
  const changed = table.fields.find(({ id }) => cellOf(found, id) !== cellOf(after ?? {}, id))
  if (!changed) return void plan.removes.set(recordId, found)
  conflicts.add(
    conflictOf({
      ...{ table, recordId, cells: found, field: changed, wanted: cellOf(after ?? {}, changed.id) },
      found: cellOf(found, changed.id),
      reason: 'The record was changed since it was added, so it stays.',
    }),
  )
}

function planRestore({ writer: { table }, cells, fields, conflicts }: Planning, entry: JournalEntry, plan: UndoPlan) {
  const { recordId, before } = entry
  const there = cells.get(recordId)
  const values = Object.entries(before ?? {}).flatMap(([id, cell]) => {
    const field = fields.get(id)
    return field ? [{ field, cell, stored: storedAgain(field, cell) }] : []
  })
  if (there) {
    const isBack = values.every(({ field, cell }) => cellOf(there, field.id) === cell)
    if (!isBack) conflicts.add(conflictOf({ table, recordId, cells: there, reason: 'The record is there again.' }))
    return
  }
  const unfit = values.find(({ stored }) => stored === undefined)
  if (!unfit)
    return void plan.restores.push({
      recordId,
      values: values.map(({ field, stored = null }) => ({ field, stored })),
    })
  conflicts.add(
    conflictOf({
      ...{ table, recordId, cells: before ?? {}, field: unfit.field, wanted: unfit.cell },
      reason: `${unfit.field.name} is of another type now and cannot hold the value that the record had.`,
    }),
  )
}

function planEdit(planning: Planning, entry: JournalEntry, plan: UndoPlan): void {
  const { recordId, after } = entry
  const { table } = planning.writer
  const cells = planning.cells.get(recordId)
  if (!cells) {
    planning.conflicts.add(conflictOf({ table, recordId, cells, reason: 'The record was deleted since.' }))
    return
  }
  const changes: CellChange[] = []
  for (const [fieldId, left] of Object.entries(after ?? {})) {
    const wanted = wantedOf(planning, entry, fieldId)
    const found = cellOf(cells, fieldId)
    if (wanted === undefined || wanted === found) continue
    const field = planning.fields.get(fieldId)
    const stored = field && storedAgain(field, wanted)
    const reason = whyNot(planning, { field, stored, isSame: found === left })
    if (field && stored !== undefined && reason === null) changes.push({ field, before: found, stored })
    else planning.conflicts.add(conflictOf({ table, recordId, cells, field, wanted, found, reason: reason ?? '' }))
  }
  if (changes.length > 0) plan.edits.push({ recordId, changes })
}

/**
 * The value before the edit. Where that was the source's own, it is what the source says now; and undefined when the
 * source says what was edited, so that nothing is left of the edit.
 */
function wantedOf(planning: Planning, { recordId, before }: JournalEntry, fieldId: string): CellValue | undefined {
  const marked = String(before?.[SOURCE_MARK] ?? '').split(',')
  return planning.writer.table.kind === 'synced' && marked.includes(fieldId)
    ? planning.sourceValues.get(`${recordId} ${fieldId}`)
    : cellOf(before ?? {}, fieldId)
}

type Doubt = { field: StoredField | undefined; stored: Stored | undefined; isSame: boolean }

function whyNot({ live }: Planning, { field, stored, isSame }: Doubt): string | null {
  if (!field || !live.has(field.id)) return 'The field was deleted since.'
  if (!isSame) return 'The value was changed since.'
  return stored === undefined ? 'The field is of another type now and cannot hold this value.' : null
}

async function readSourceValues({ db, table, jsonEach }: TableWriter, ids: readonly number[]) {
  const found = new Map<string, CellValue>()
  if (table.kind !== 'synced') return found
  const { rows } = await sql<{ record_id: number; field_id: string; source_value: Stored }>`
    select record_id, field_id, source_value from overlay where table_id = ${table.id}
      and record_id in (select value from ${sql.raw(jsonEach)}(${JSON.stringify(ids)}))`.execute(db)
  const fields = new Map(table.fields.map((field) => [field.id, field]))
  for (const row of rows) {
    const field = fields.get(row.field_id)
    if (field) found.set(`${row.record_id} ${field.id}`, toCell(field, row.source_value))
  }
  return found
}
