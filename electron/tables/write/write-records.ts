import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppFailure } from '../../../shared/errors'
import { recordsTable, type StoredField, toCell } from '../columns'
import { fieldOf, getStoredTable, type StoredTable, type TablesDb } from '../stored-tables'
import { type Stored, toStored } from '../values'
import type { FieldValues, RecordCalls } from './calls'
import { allFields, cellOf, readCells, type TableWriter, withoutNulls } from './cells'
import { insertBatch, insertEntries } from './journal'
import { findTaken, uniqueFailure, type Wanted } from './unique'
import {
  addEntry,
  applyEdits,
  insertRecords,
  type NewRecord,
  nextRecordId,
  type RecordEdit,
  removeRecords,
} from './write-core'

export type WriteTools = { db: TablesDb; jsonEach: string; at: string }
type Input = RecordCalls['writeRecords']['input']

/** Edits and adds in the caller's transaction. Values that are there already are not written. */
export async function writeRecords(tools: WriteTools, input: Input): Promise<RecordCalls['writeRecords']['output']> {
  const table = await getStoredTable(tools.db, input.tableId)
  const writer = { ...tools, table }
  await refuseSecond(tools.db, input.batchId)
  if (input.adds.length > 0) refuseSynced(table, 'add records there')
  const edits = await differing(writer, input.edits)
  const adds = await newRecords(writer, input.adds)
  await checkReferences(writer, edits, adds)
  await checkUnique(writer, edits, adds)
  if (edits.length + adds.length === 0) return { batchId: null, added: [] }
  const entries = await wordingConflicts(async () => {
    const edited = await applyEdits(writer, edits)
    if (adds.length > 0) await insertRecords(writer, table.fields, adds)
    return [...edited, ...adds.map(addEntry)]
  })
  const batch = {
    id: input.batchId ?? randomUUID(),
    at: tools.at,
    tableId: table.id,
    actor: input.actor,
    action: edits.length > 0 ? ('edit' as const) : ('create' as const),
    records: edits.length + adds.length,
  }
  await insertBatch(tools.db, batch)
  await insertEntries(tools.db, batch, entries)
  return { batchId: batch.id, added: adds.map(({ recordId }) => recordId) }
}

/** Records that are gone already are left out of the count. */
export async function deleteRecords(
  tools: WriteTools,
  input: RecordCalls['deleteRecords']['input'],
): Promise<RecordCalls['deleteRecords']['output']> {
  const table = await getStoredTable(tools.db, input.tableId)
  const writer = { ...tools, table }
  await refuseSecond(tools.db, input.batchId)
  refuseSynced(table, 'delete them there')
  const found = await readCells(writer, input.recordIds, await allFields(tools.db, table.id))
  if (found.size === 0) return { batchId: null, deleted: 0 }
  await removeRecords(writer, [...found.keys()])
  const batch = {
    id: input.batchId ?? randomUUID(),
    at: tools.at,
    tableId: table.id,
    actor: input.actor,
    action: 'delete' as const,
    records: found.size,
  }
  await insertBatch(tools.db, batch)
  const entries = [...found].map(([recordId, cells]) => ({ recordId, before: withoutNulls(cells), after: null }))
  await insertEntries(tools.db, batch, entries)
  return { batchId: batch.id, deleted: found.size }
}

async function differing(writer: TableWriter, given: Input['edits']): Promise<RecordEdit[]> {
  const { table } = writer
  if (given.length === 0) return []
  if (table.kind === 'synced' && !table.fields.some((field) => field.synced && field.primaryKey))
    refuse(`The records of ${table.name} have no key at their source, so edits would be lost with the next sync`)
  const wanted = new Map<number, FieldValues>()
  const expected = new Map(given.flatMap((edit) => (edit.expected ? [[edit.recordId, edit.expected] as const] : [])))
  for (const { recordId, values } of given) wanted.set(recordId, { ...wanted.get(recordId), ...values })
  const current = await readCells(writer, [...wanted.keys()])
  const edits: RecordEdit[] = []
  for (const [recordId, values] of wanted) {
    const cells = current.get(recordId)
    if (!cells) throw new AppFailure({ code: 'not-found', what: 'record', id: String(recordId) })
    const other = Object.entries(expected.get(recordId) ?? {}).find(([id, value]) => cellOf(cells, id) !== value)
    if (other) throw changedSince(fieldOf(table, other[0]))
    const changes = changesOf(table, cells, values)
    if (changes.length > 0) edits.push({ recordId, changes })
  }
  return edits
}

function changesOf(
  table: StoredTable,
  cells: Parameters<typeof cellOf>[0],
  values: FieldValues,
): RecordEdit['changes'] {
  const changes = Object.entries(values)
    .map(([fieldId, value]) => storedValue(table, fieldId, value))
    .map((one) => ({ ...one, before: cellOf(cells, one.field.id) }))
    .filter(({ field, before, stored }) => toCell(field, stored) !== before)
  for (const { field, stored } of changes) checkChange(field, stored)
  return changes
}

const changedSince = (field: StoredField) =>
  new AppFailure({ code: 'conflict', message: `${field.name} was changed meanwhile; nothing was written` })

function checkChange(field: StoredField, stored: Stored): void {
  if (field.synced && field.primaryKey)
    refuse(`${field.name} is the key of this record at its source and cannot be changed`)
  if (field.settings.required && isEmpty(stored)) throw missing(field)
}

async function newRecords(writer: TableWriter, given: FieldValues[]): Promise<NewRecord[]> {
  if (given.length === 0) return []
  const { table } = writer
  const defaults = table.fields.map((field) => ({ field, stored: defaultOf(field) }))
  const first = await nextRecordId(writer)
  return given.map((values, index) => {
    const own = new Map(Object.entries(values).map(([id, value]) => [id, storedValue(table, id, value)]))
    const all = defaults.map((usual) => own.get(usual.field.id) ?? usual)
    for (const { field, stored } of all) if (field.settings.required && isEmpty(stored)) throw missing(field)
    return { recordId: first + index, values: all }
  })
}

function defaultOf(field: StoredField): Stored {
  return field.settings.defaultValue === null ? null : toStored(field, field.settings.defaultValue)
}

const storedValue = (table: StoredTable, fieldId: string, value: FieldValues[string]) => {
  const field = fieldOf(table, fieldId)
  return { field, stored: toStored(field, value) }
}

type Given = { recordId: number; field: StoredField; stored: Stored }

const valuesOf = (edits: readonly RecordEdit[], adds: readonly NewRecord[]): Given[] => [
  ...edits.flatMap(({ recordId, changes }) => changes.map((change) => ({ ...change, recordId }))),
  ...adds.flatMap(({ recordId, values }) => values.map((value) => ({ ...value, recordId }))),
]

async function checkReferences({ db, table, jsonEach }: TableWriter, edits: RecordEdit[], adds: NewRecord[]) {
  const references = table.fields.filter(({ type }) => type === 'reference')
  const given = references.length === 0 ? [] : valuesOf(edits, adds)
  for (const field of references) {
    const ids = given.filter((one) => one.field.id === field.id && one.stored !== null).map(({ stored }) => stored)
    const { referenceTableId } = field.settings
    if (ids.length === 0 || referenceTableId === null) continue
    const target = await getStoredTable(db, referenceTableId).catch(() => null)
    const notThere = (id: unknown) =>
      invalid(
        field,
        `${field.name} leads to record ${id} of ${target?.name ?? 'a deleted table'}, which does not exist`,
      )
    if (!target) throw notThere(ids[0])
    const { rows } = await sql<{ id: number }>`select value as id from ${sql.raw(jsonEach)}(${JSON.stringify(ids)})
      where value not in (select _id from ${sql.raw(recordsTable(target.number))}) limit 1`.execute(db)
    if (rows[0]) throw notThere(rows[0].id)
  }
}

async function checkUnique(writer: TableWriter, edits: RecordEdit[], adds: NewRecord[]): Promise<void> {
  const unique = writer.table.fields.filter(({ settings }) => settings.unique)
  const given = unique.length === 0 ? [] : valuesOf(edits, adds)
  for (const field of unique) {
    const own = given.filter((one) => one.field.id === field.id)
    const wanted: Wanted[] = own.map(({ stored }, place) => ({ place, stored }))
    const freed = own.map(({ recordId }) => recordId)
    const [taken] = await findTaken(writer, field, wanted, freed)
    if (taken !== undefined) throw uniqueFailure(field, own[taken]?.stored ?? null)
  }
}

/** Should an index find twice what the check before it did not. */
async function wordingConflicts<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('SQLITE_CONSTRAINT'))) throw error
    throw new AppFailure({
      code: 'conflict',
      message: 'A value that has to be different in every record is there twice',
    })
  }
}

async function refuseSecond(db: TablesDb, batchId: string | undefined): Promise<void> {
  if (batchId === undefined) return
  const found = await db.selectFrom('change_batch').select('id').where('id', '=', batchId).executeTakeFirst()
  if (found) throw new AppFailure({ code: 'conflict', message: 'This change was made already' })
}

const isEmpty = (stored: Stored) => stored === null || stored === ''
const missing = (field: StoredField) => invalid(field, `${field.name} needs a value`)
const invalid = (field: StoredField, message: string) =>
  new AppFailure({ code: 'invalid-input', message, field: field.id })

function refuseSynced(table: StoredTable, instead: string): void {
  if (table.kind === 'synced') refuse(`The records of ${table.name} come from ${table.dataConnectionName}; ${instead}`)
}

function refuse(message: string): never {
  throw new AppFailure({ code: 'refused', message })
}
