import { sql } from 'kysely'
import type { CellValue } from '../../../shared/domain/table'
import { recordsTable, type StoredField, toCell } from '../columns'
import type { Stored } from '../values'
import { overRows } from './bound-rows'
import type { FieldValues } from './calls'
import { fromCell, type TableWriter } from './cells'
import { type JournalEntry, SOURCE_MARK } from './journal'

export type CellChange = { field: StoredField; before: CellValue; stored: Stored }
export type RecordEdit = { recordId: number; changes: CellChange[] }
export type NewRecord = { recordId: number; values: { field: StoredField; stored: Stored }[] }

/**
 * Writes values that were checked before, keeps what the source says of those that it filled, and returns what the
 * journal is to say.
 */
export async function applyEdits(writer: TableWriter, edits: readonly RecordEdit[]): Promise<JournalEntry[]> {
  const fromSource = await keepSourceValues(writer, edits)
  if (edits.length > 1) await clearUnique(writer, edits)
  for (const group of byColumns(edits)) {
    const columns = group[0]?.changes.map(({ field }) => field.column) ?? []
    const records = recordsTable(writer.table.number)
    await overRows(writer.db, {
      columns: ['_id', ...columns],
      rows: group.map(({ recordId, changes }) => [recordId, ...changes.map(({ stored }) => stored)]),
      statement: `update ${records} set ${columns.map((column) => `${column} = given.${column}`).join(', ')}
        from given where ${records}._id = given._id`,
    })
  }
  return edits.map((edit) => editEntry(edit, fromSource))
}

/** SQLite checks an index after each row, so two records that swap their values would meet halfway. */
async function clearUnique({ db, table, jsonEach }: TableWriter, edits: readonly RecordEdit[]): Promise<void> {
  for (const field of table.fields.filter(({ settings }) => settings.unique)) {
    const ids = edits
      .filter(({ changes }) => changes.some((change) => change.field.id === field.id))
      .map(({ recordId }) => recordId)
    if (ids.length < 2) continue
    await sql`update ${sql.raw(recordsTable(table.number))} set ${sql.raw(field.column)} = null
      where _id in (select value from ${sql.raw(jsonEach)}(${JSON.stringify(ids)}))`.execute(db)
  }
}

function byColumns(edits: readonly RecordEdit[]): RecordEdit[][] {
  const groups = new Map<string, RecordEdit[]>()
  for (const edit of edits) {
    const changes = [...edit.changes].sort((one, other) => (one.field.column < other.field.column ? -1 : 1))
    const name = changes.map(({ field }) => field.column).join()
    const group = groups.get(name)
    if (group) group.push({ ...edit, changes })
    else groups.set(name, [{ ...edit, changes }])
  }
  return [...groups.values()]
}

export async function insertRecords(
  { db, table }: TableWriter,
  fields: readonly StoredField[],
  added: readonly NewRecord[],
): Promise<void> {
  const columns = ['_id', ...fields.map(({ column }) => column)]
  const rows = added.map(({ recordId, values }) => {
    const byField = new Map(values.map(({ field, stored }) => [field.id, stored]))
    return [recordId, ...fields.map(({ id }) => byField.get(id) ?? null)]
  })
  const all = columns.join(', ')
  const statement = `insert into ${recordsTable(table.number)} (${all}) select ${all} from given`
  await overRows(db, { columns, rows, statement })
}

export async function removeRecords({ db, table, jsonEach }: TableWriter, ids: readonly number[]): Promise<void> {
  const gone = sql`(select value from ${sql.raw(jsonEach)}(${JSON.stringify(ids)}))`
  await sql`delete from ${sql.raw(recordsTable(table.number))} where _id in ${gone}`.execute(db)
  await sql`delete from overlay where table_id = ${table.id} and record_id in ${gone}`.execute(db)
}

/** Never the id of a record that was deleted: its history belongs to it alone. */
export async function nextRecordId({ db, table }: TableWriter): Promise<number> {
  const { rows } = await sql<{ id: number }>`select 1 + max(
      coalesce((select max(_id) from ${sql.raw(recordsTable(table.number))}), 0),
      coalesce((select max(record_id) from journal where table_id = ${table.id}), 0)) as id`.execute(db)
  return rows[0]?.id ?? 1
}

function editEntry({ recordId, changes }: RecordEdit, fromSource: ReadonlySet<string>): JournalEntry {
  const before: FieldValues = Object.fromEntries(changes.map((change) => [change.field.id, change.before]))
  const marked = changes.filter(({ field }) => fromSource.has(`${recordId} ${field.id}`)).map(({ field }) => field.id)
  if (marked.length > 0) before[SOURCE_MARK] = marked.join()
  return {
    recordId,
    before,
    after: Object.fromEntries(changes.map(({ field, stored }) => [field.id, toCell(field, stored)])),
  }
}

export function addEntry({ recordId, values }: NewRecord): JournalEntry {
  const after: FieldValues = {}
  for (const { field, stored } of values) if (stored !== null) after[field.id] = toCell(field, stored)
  return { recordId, before: null, after }
}

type OverlayRow = { record_id: number; field_id: string; source_value: Stored }

/**
 * An edit of a synced value leaves behind what the source says; an edit back to that takes it away. Returns which values
 * were the source's own before.
 */
async function keepSourceValues(writer: TableWriter, edits: readonly RecordEdit[]): Promise<Set<string>> {
  const { db, table, jsonEach, at } = writer
  const fromSource = new Set<string>()
  if (table.kind !== 'synced') return fromSource
  const synced = edits.flatMap(({ recordId, changes }) =>
    changes.filter(({ field }) => field.synced).map((change) => ({ ...change, recordId })),
  )
  if (synced.length === 0) return fromSource
  const ids = JSON.stringify([...new Set(synced.map(({ recordId }) => recordId))])
  const { rows } = await sql<OverlayRow>`select record_id, field_id, source_value from overlay
    where table_id = ${table.id} and record_id in (select value from ${sql.raw(jsonEach)}(${ids}))`.execute(db)
  const kept = new Map(rows.map((row) => [`${row.record_id} ${row.field_id}`, row.source_value]))
  const [back, over]: [Stored[][], Stored[][]] = [[], []]
  for (const { recordId, field, before, stored } of synced) {
    const found = kept.get(`${recordId} ${field.id}`)
    if (found === undefined) fromSource.add(`${recordId} ${field.id}`)
    const source = found === undefined ? fromCell(before) : found
    if (toCell(field, source) === toCell(field, stored)) back.push([table.id, recordId, field.id])
    else over.push([table.id, recordId, field.id, stored, source, at])
  }
  await overRows(db, {
    columns: ['table_id', 'record_id', 'field_id'],
    rows: back,
    statement: 'delete from overlay where (table_id, record_id, field_id) in (select * from given)',
  })
  await overRows(db, {
    columns: ['table_id', 'record_id', 'field_id', 'value', 'source_value', 'at'],
    rows: over,
    statement: `insert into overlay (table_id, record_id, field_id, value, source_value, at) select * from given where true
      on conflict do update set value = excluded.value, source_value = excluded.source_value, at = excluded.at`,
  })
  return fromSource
}
