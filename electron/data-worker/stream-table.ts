import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { StreamField, StreamSettings } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'
import { columnDefinition, recordsTable, type StoredField } from '../tables/columns'
import { findTableOfStream, getStoredTable, nextColumn, type StoredTable, type TablesDb } from '../tables/stored-tables'
import { createFieldIndexes, dropFieldIndexes } from '../tables/structure/field-indexes'
import { statementsOf } from '../tables/structure/statements'
import { freeTableName, insertField, insertTable, toStoredField } from '../tables/structure/write-tables'
import { renewSearchIndex } from '../tables/write/search-index'
import { isSameName, nameFields } from './field-names'
import { linkTable } from './link-table'
import type { StreamJob } from './protocol'
import type { Chosen } from './selection'
import type { Fingerprint } from './state'

/** The table of a stream, fitted to what the stream looks like now. */
export type StreamTable = {
  table: StoredTable
  /** In the order of the fields that are read. */
  fields: StoredField[]
  /** Places of the key's fields in that order; empty for a stream without a key. */
  key: number[]
  /** Says which of two versions of a record is the newer one; null when nothing does. */
  cursor: StoredField | null
  /** Holds since when a record is gone at the source; null where such records are removed. */
  mark: StoredField | null
  fingerprint: string
  notes: string[]
}

/** Never the name of a field at a source. */
const MARK_SOURCE = 'patchbay:deleted-at'
const MARK = { name: 'Deleted at source', type: 'datetime', sourceType: '', primaryKey: false } as const

export type Wanted = Pick<StreamJob, 'origin' | 'target' | 'stream'> & {
  chosen: Chosen
  deletes: StreamSettings['deletes']
  /** What was read last. */
  before: Fingerprint | null
}

/** Fails with `SourceProblem` when the table that was meant is not there to be filled. */
export async function prepareStreamTable(db: TablesDb, wanted: Wanted, now: string): Promise<StreamTable> {
  const { origin, target } = wanted
  const found = await findTableOfStream(db, origin.streamId)
  if (found) return fitTable(db, found, wanted)
  if (target.kind === 'existing') {
    await db.transaction().execute((transaction) => linkTable(transaction, target.tableId, wanted))
    return fitTable(db, await getStoredTable(db, target.tableId), wanted)
  }
  const name = await freeTableName(db, target.tableName)
  const fields = titled(wanted, []).map((field) => toDraft(field, wanted.chosen.hidden))
  const id = await insertTable(db, { name, origin, fields }, now)
  return describe(await getStoredTable(db, id), wanted, [])
}

/** What is read, and the mark of what is gone where that is kept. */
const wantedFields = ({ chosen, deletes }: Wanted): (StreamField & { sourceName: string })[] => {
  const read = chosen.selection.fields.map((field) => ({ ...field, sourceName: field.name }))
  return deletes === 'keep' ? [...read, { ...MARK, sourceName: MARK_SOURCE }] : read
}

/** `title` is what it is called in the table. */
type WantedField = StreamField & { sourceName: string; title: string }

function titled(wanted: Wanted, stored: readonly StoredField[]): WantedField[] {
  const fields = wantedFields(wanted)
  const names = nameFields(fields, stored)
  return fields.map((field, index) => ({ ...field, title: names[index] ?? field.name }))
}

const toDraft = ({ title, type, primaryKey, sourceName }: WantedField, hidden: ReadonlySet<string>) => ({
  ...{ name: title, type, primaryKey, synced: true, sourceName },
  ...(hidden.has(sourceName) ? { settings: { hidden: true } } : {}),
})

/** New fields are added, vanished ones stay, renamed ones get their new name, and one whose type changed goes on in a column of its own. */
async function fitTable(db: TablesDb, table: StoredTable, wanted: Wanted): Promise<StreamTable> {
  const before = await db
    .selectFrom('sync_cursor')
    .select('fingerprint')
    .where('stream_id', '=', table.streamId ?? '')
    .executeTakeFirst()
  if (before?.fingerprint === fingerprintOf(wanted)) return describe(table, wanted, [])
  const notes = await db.transaction().execute(async (transaction) => {
    const columns = table.fields.length
    const said: string[] = []
    for (const field of titled(wanted, table.fields)) said.push(...(await fitField(transaction, table, field, wanted)))
    said.push(...(await markVanished(transaction, table, wanted)))
    if (table.fields.length > columns) await renewSearchIndex(transaction, await getStoredTable(transaction, table.id))
    return said
  })
  return describe(await getStoredTable(db, table.id), wanted, notes)
}

/** A vanished field keeps its last values, and goes on when it is back. */
async function markVanished(db: TablesDb, table: StoredTable, wanted: Wanted): Promise<string[]> {
  const names = new Set(wantedFields(wanted).map(({ sourceName }) => sourceName))
  const atSource = new Set(wanted.stream.fields.map(({ name }) => name))
  const synced = table.fields.filter((field) => field.synced)
  const gone = synced.filter((field) => !field.vanished && !names.has(field.sourceName ?? ''))
  const back = synced.filter((field) => field.vanished && names.has(field.sourceName ?? ''))
  for (const [fields, vanished] of [[gone, 1] as const, [back, 0] as const])
    for (const { id } of fields) await db.updateTable('field').set({ vanished }).where('id', '=', id).execute()
  const isSaid = ({ sourceName }: StoredField) => sourceName !== MARK_SOURCE && !atSource.has(sourceName ?? '')
  return [
    ...gone.filter(isSaid).map(({ name }) => `${name} is no longer at the source; its last values are kept.`),
    ...back.filter(({ sourceName }) => sourceName !== MARK_SOURCE).map(({ name }) => `${name} is read again.`),
  ]
}

const bySource = (table: StoredTable, name: string) =>
  table.fields.find((field) => field.synced && field.sourceName === name)

/** Says what changed, as far as a person would want to know. */
async function fitField(db: TablesDb, table: StoredTable, field: WantedField, wanted: Wanted): Promise<string[]> {
  const known = bySource(table, field.sourceName)
  if (!known) {
    const isNews = field.sourceName !== MARK_SOURCE && table.asOf !== null
    await addField(db, table, toDraft(field, wanted.chosen.hidden))
    return isNews
      ? [`New field at the source: ${field.title}. Everything is read again, so older records get it too.`]
      : []
  }
  if (known.primaryKey !== field.primaryKey) await rekey(db, known, field.primaryKey)
  return [...(await rename(db, known, field)), ...(await fitType(db, table, known, field, wanted))]
}

async function rename(db: TablesDb, known: StoredField, { title }: WantedField): Promise<string[]> {
  if (isSameName(known.name, title)) return []
  await db.updateTable('field').set({ name: title }).where('id', '=', known.id).execute()
  return [`${known.name} is now called ${title} at the source.`]
}

/** A type that holds all that the other one does stays, so that what is there stays as it is. */
async function fitType(
  db: TablesDb,
  table: StoredTable,
  known: StoredField,
  { title, name, type, sourceType }: WantedField,
  { before }: Wanted,
): Promise<string[]> {
  if (known.type === type) return []
  if (known.type === 'text' || (known.type === 'number' && type === 'integer')) {
    const isNews = before?.fields[name] !== undefined && before.fields[name] !== type
    return isNews ? [`${title} changed to ${sourceType} at the source; it stays ${known.type} here.`] : []
  }
  const wider = known.type === 'integer' && type === 'number' ? 'number' : 'text'
  await retype(db, table, known, wider)
  return [`${title} changed to ${sourceType} at the source; its values are kept as ${wider} from now on.`]
}

async function addField(db: TablesDb, table: StoredTable, draft: ReturnType<typeof toDraft>): Promise<void> {
  const position = Math.max(-1, ...table.fields.map((one) => one.position)) + 1
  const stored = toStoredField(draft, await nextColumn(db, table), position)
  await insertField(db, table.id, stored)
  await addColumn(db, table, stored)
  table.fields.push(stored)
}

/**
 * A column keeps its affinity for ever, and an integer column would drop the zeros of `007`: hence a new one. It starts
 * with the values that are there, what was edited here among them, until everything is read again.
 */
async function retype(db: TablesDb, table: StoredTable, field: StoredField, type: 'text' | 'number'): Promise<void> {
  const retyped: StoredField = { ...field, type, column: `f_${await nextColumn(db, table)}` }
  await db.updateTable('field').set({ type, column_name: retyped.column }).where('id', '=', field.id).execute()
  await addColumn(db, table, retyped)
  const records = recordsTable(table.number)
  const cast = (name: string) => sql.raw(type === 'text' ? `cast(${name} as text)` : name)
  await sql`update overlay set value = ${cast('value')}, source_value = ${cast('source_value')}
    where table_id = ${table.id} and field_id = ${field.id}`.execute(db)
  await sql`update ${sql.raw(records)} set ${sql.raw(retyped.column)} = ${cast(field.column)}`.execute(db)
  await dropFieldIndexes(statementsOf(db), records, field)
  await createFieldIndexes(statementsOf(db), records, [retyped])
  table.fields.push(retyped)
}

const addColumn = (db: TablesDb, table: StoredTable, field: StoredField) =>
  sql.raw(`alter table ${recordsTable(table.number)} add column ${columnDefinition(field)}`).execute(db)

const rekey = (db: TablesDb, field: StoredField, primaryKey: boolean) =>
  db
    .updateTable('field')
    .set({ primary_key: primaryKey ? 1 : 0 })
    .where('id', '=', field.id)
    .execute()

function describe(table: StoredTable, wanted: Wanted, notes: string[]): StreamTable {
  const { stream, fields: read } = wanted.chosen.selection
  const storedAs = (name: string) => {
    const stored = bySource(table, name)
    if (!stored) throw new Error(`Table ${table.id} has no field for ${name}`)
    return stored
  }
  return {
    table,
    fields: read.map(({ name }) => storedAs(name)),
    key: read.flatMap((field, index) => (field.primaryKey ? [index] : [])),
    cursor: read.some(({ name }) => name === stream.cursorField) ? storedAs(stream.cursorField ?? '') : null,
    mark: wanted.deletes === 'keep' ? storedAs(MARK_SOURCE) : null,
    fingerprint: fingerprintOf(wanted),
    notes,
  }
}

function fingerprintOf(wanted: Wanted): string {
  const fields = wantedFields(wanted)
  const parts = fields.map((field) => [field.sourceName, field.sourceType, field.primaryKey, labelOf(field)])
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
