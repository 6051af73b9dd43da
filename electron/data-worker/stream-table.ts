import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { DiscoveredStream, StreamField } from '../../shared/domain/data-connection'
import { columnDefinition, recordsTable, type StoredField } from '../tables/columns'
import { findTableOfStream, getStoredTable, nextColumn, type StoredTable, type TablesDb } from '../tables/stored-tables'
import { createFieldIndexes, dropFieldIndexes } from '../tables/structure/field-indexes'
import { statementsOf } from '../tables/structure/statements'
import { freeTableName, insertField, insertTable, toStoredField } from '../tables/structure/write-tables'
import { renewSearchIndex } from '../tables/write/search-index'
import type { StreamJob } from './protocol'

/** The table of a stream, fitted to what the stream looks like now. */
export type StreamTable = {
  table: StoredTable
  /** In the order of the stream's fields. */
  fields: StoredField[]
  /** Places of the key's fields in that order; empty for a stream without a key. */
  key: number[]
  fingerprint: string
  notes: string[]
}

export async function prepareStreamTable(db: TablesDb, job: StreamJob, now: string): Promise<StreamTable> {
  const { origin, stream } = job
  const found = await findTableOfStream(db, origin.streamId)
  if (found) return fitTable(db, found, stream)
  const name = await freeTableName(db, job.tableName)
  const drafts = stream.fields.map((field) => ({ ...toDraft(field), synced: true, sourceName: field.name }))
  const id = await insertTable(db, { name, origin, fields: drafts }, now)
  return describe(await getStoredTable(db, id), stream, [])
}

const toDraft = ({ name, type, primaryKey }: StreamField) => ({ name, type, primaryKey })

/** New fields are added, vanished ones stay, and one whose type changed goes on as text in a column of its own. */
async function fitTable(db: TablesDb, table: StoredTable, stream: DiscoveredStream): Promise<StreamTable> {
  const before = await db
    .selectFrom('sync_cursor')
    .select('fingerprint')
    .where('stream_id', '=', table.streamId ?? '')
    .executeTakeFirst()
  if (before?.fingerprint === fingerprintOf(stream)) return describe(table, stream, [])
  const notes = await db.transaction().execute(async (transaction) => {
    const columns = table.fields.length
    const said: (string | null)[] = []
    for (const field of stream.fields) said.push(await fitField(transaction, table, field))
    said.push(...(await markVanished(transaction, table, stream)))
    if (table.fields.length > columns) await renewSearchIndex(transaction, await getStoredTable(transaction, table.id))
    return said.filter((note) => note !== null)
  })
  return describe(await getStoredTable(db, table.id), stream, notes)
}

/** A vanished field keeps its last values, and goes on when it is back. */
async function markVanished(db: TablesDb, table: StoredTable, stream: DiscoveredStream): Promise<string[]> {
  const names = new Set(stream.fields.map((field) => field.name))
  const synced = table.fields.filter((field) => field.synced)
  const gone = synced.filter((field) => !field.vanished && !names.has(field.sourceName ?? ''))
  const back = synced.filter((field) => field.vanished && names.has(field.sourceName ?? ''))
  for (const [fields, vanished] of [[gone, 1] as const, [back, 0] as const])
    for (const { id } of fields) await db.updateTable('field').set({ vanished }).where('id', '=', id).execute()
  return [
    ...gone.map(({ name }) => `${name} is no longer at the source; its last values are kept.`),
    ...back.map(({ name }) => `${name} is back at the source.`),
  ]
}

const bySource = (table: StoredTable, name: string) =>
  table.fields.find((field) => field.synced && field.sourceName === name)

/** Says what changed, if anything that a person would want to know. */
async function fitField(db: TablesDb, table: StoredTable, field: StreamField): Promise<string | null> {
  const known = bySource(table, field.name)
  if (!known) {
    await addField(db, table, field)
    return `New field at the source: ${field.name}.`
  }
  if (known.primaryKey !== field.primaryKey) await rekey(db, known, field.primaryKey)
  if (known.type === field.type || known.type === 'text') return null
  await retype(db, table, known)
  return `${field.name} changed to ${field.sourceType} at the source; its values are kept as text from now on.`
}

async function addField(db: TablesDb, table: StoredTable, field: StreamField): Promise<void> {
  const taken = new Set(table.fields.map(({ name }) => name.toLowerCase()))
  const name = taken.has(field.name.toLowerCase()) ? `${field.name} (source)` : field.name
  const position = Math.max(-1, ...table.fields.map((one) => one.position)) + 1
  const draft = { ...toDraft(field), name, synced: true, sourceName: field.name }
  const stored = toStoredField(draft, await nextColumn(db, table), position)
  await insertField(db, table.id, stored)
  await addColumn(db, table, stored)
  table.fields.push(stored)
}

/**
 * A column keeps its affinity for ever, and an integer column would drop the zeros of `007`: hence a new one. The sync
 * fills it; what was edited here is taken along.
 */
async function retype(db: TablesDb, table: StoredTable, field: StoredField): Promise<void> {
  const retyped: StoredField = { ...field, type: 'text', column: `f_${await nextColumn(db, table)}` }
  await db
    .updateTable('field')
    .set({ type: retyped.type, column_name: retyped.column })
    .where('id', '=', field.id)
    .execute()
  await addColumn(db, table, retyped)
  const records = recordsTable(table.number)
  await sql`update overlay set value = cast(value as text), source_value = cast(source_value as text)
    where table_id = ${table.id} and field_id = ${field.id}`.execute(db)
  await sql`update ${sql.raw(records)} set ${sql.raw(retyped.column)} = o.value from overlay o
    where o.table_id = ${table.id} and o.field_id = ${field.id} and o.record_id = ${sql.raw(records)}._id`.execute(db)
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

function describe(table: StoredTable, stream: DiscoveredStream, notes: string[]): StreamTable {
  const fields = stream.fields.map((field) => {
    const stored = bySource(table, field.name)
    if (!stored) throw new Error(`Table ${table.id} has no field for ${field.name}`)
    return stored
  })
  const key = stream.fields.flatMap((field, index) => (field.primaryKey ? [index] : []))
  return { table, fields, key, fingerprint: fingerprintOf(stream), notes }
}

const fingerprintOf = (stream: DiscoveredStream): string =>
  createHash('sha256')
    .update(JSON.stringify(stream.fields.map(({ name, sourceType, primaryKey }) => [name, sourceType, primaryKey])))
    .digest('hex')
