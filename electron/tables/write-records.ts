import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { CellValue } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'
import { readSql, recordsTable, type StoredField, toCell } from './columns'
import { fieldOf, getStoredTable, type StoredTable, type TablesDb } from './stored-tables'
import { toStored } from './values'

/** Who writes a record; the journal keeps it. */
export type Actor = { kind: 'user' | 'run'; id: string | null }
export type FieldValues = Record<string, CellValue>
type Write = { tableId: string; actor: Actor; at: string }

export async function addRecord(db: TablesDb, write: Write & { values: FieldValues }): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const table = await getStoredTable(transaction, write.tableId)
    refuseSynced(table, 'add records there')
    const values = storedValues(table, write.values)
    const id = await nextRecordId(transaction, table)
    const columns = values.map(({ field }) => field.column)
    const inserted = values.map(({ stored }) => stored)
    await sql`insert into ${sql.raw(recordsTable(table.number))} (${sql.raw(['_id', ...columns].join(', '))})
      values (${sql.join([id, ...inserted])})`.execute(transaction)
    await journal(transaction, write, { recordId: id, before: null, after: afterOf(values) })
    return id
  })
}

/**
 * Changes values of one record. A value filled by a source may be changed too; it stays until the next full sync brings
 * the source's value back. The key of a synced record may not.
 */
export async function updateRecord(
  db: TablesDb,
  write: Write & { recordId: number; values: FieldValues },
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const table = await getStoredTable(transaction, write.tableId)
    const current = await rawRecord(transaction, table, write.recordId)
    const changes = storedValues(table, write.values).filter(
      ({ field, stored }) => toCell(field, current[field.column]) !== toCell(field, stored),
    )
    if (changes.length === 0) return
    const key = changes.find(({ field }) => field.primaryKey)
    if (key) refuse(`${key.field.name} is the key of this record at its source and cannot be changed`)
    const assignments = changes.map(({ field, stored }) => sql`${sql.raw(field.column)} = ${stored}`)
    await sql`update ${sql.raw(recordsTable(table.number))} set ${sql.join(assignments)} where _id = ${write.recordId}`.execute(
      transaction,
    )
    const before = Object.fromEntries(changes.map(({ field }) => [field.id, toCell(field, current[field.column])]))
    await journal(transaction, write, { recordId: write.recordId, before, after: afterOf(changes) })
  })
}

/** Records that are gone already are left out of the count. */
export async function deleteRecords(db: TablesDb, write: Write & { recordIds: number[] }): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const table = await getStoredTable(transaction, write.tableId)
    refuseSynced(table, 'delete them there')
    const batchId = randomUUID()
    let deleted = 0
    for (const recordId of new Set(write.recordIds)) {
      const current = await findRawRecord(transaction, table, recordId)
      if (!current) continue
      const before = Object.fromEntries(table.fields.map((field) => [field.id, toCell(field, current[field.column])]))
      await sql`delete from ${sql.raw(recordsTable(table.number))} where _id = ${recordId}`.execute(transaction)
      await journal(transaction, { ...write, batchId }, { recordId, before, after: null })
      deleted += 1
    }
    return deleted
  })
}

type StoredValue = { field: StoredField; stored: string | number | null }

const storedValues = (table: StoredTable, values: FieldValues): StoredValue[] =>
  Object.entries(values).map(([fieldId, value]) => {
    const field = fieldOf(table, fieldId)
    return { field, stored: toStored(field, value) }
  })

const afterOf = (values: StoredValue[]): FieldValues =>
  Object.fromEntries(values.map(({ field, stored }) => [field.id, toCell(field, stored)]))

/** Never the id of a record that was deleted: its history belongs to it alone. */
async function nextRecordId(db: TablesDb, table: StoredTable): Promise<number> {
  const { rows } = await sql<{ id: number }>`select 1 + max(
      coalesce((select max(_id) from ${sql.raw(recordsTable(table.number))}), 0),
      coalesce((select max(record_id) from journal where table_id = ${table.id}), 0)) as id`.execute(db)
  return rows[0]?.id ?? 1
}

async function findRawRecord(db: TablesDb, table: StoredTable, id: number) {
  const columns = table.fields.map((field) => `${readSql(field)} as ${field.column}`)
  const { rows } = await sql<Record<string, unknown>>`select ${sql.raw(['_id', ...columns].join(', '))}
    from ${sql.raw(recordsTable(table.number))} where _id = ${id}`.execute(db)
  return rows[0]
}

async function rawRecord(db: TablesDb, table: StoredTable, id: number): Promise<Record<string, unknown>> {
  const found = await findRawRecord(db, table, id)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'record', id: String(id) })
  return found
}

type Entry = { recordId: number; before: FieldValues | null; after: FieldValues | null }

async function journal(db: TablesDb, write: Write & { batchId?: string }, entry: Entry): Promise<void> {
  await db
    .insertInto('journal')
    .values({
      at: write.at,
      table_id: write.tableId,
      record_id: entry.recordId,
      actor_kind: write.actor.kind,
      actor_id: write.actor.id,
      batch_id: write.batchId ?? randomUUID(),
      before: entry.before && JSON.stringify(entry.before),
      after: entry.after && JSON.stringify(entry.after),
    })
    .execute()
}

function refuseSynced(table: StoredTable, instead: string): void {
  if (table.kind === 'synced') refuse(`The records of ${table.name} come from ${table.dataConnectionName}; ${instead}`)
}

function refuse(message: string): never {
  throw new AppFailure({ code: 'refused', message })
}
