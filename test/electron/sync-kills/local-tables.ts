import { openConnection } from '../../../electron/db/connection'
import { openTablesForReading } from '../../../electron/db/open'
import { readSql, type StoredField } from '../../../electron/tables/columns'
import { ALL_SEARCHABLE } from '../../../electron/tables/stored-tables'
import type { FieldType } from '../../../shared/domain/table'

/** What a table holds in one column of one record. */
type Cell = string | number | null
export type Row = Record<string, unknown>

export type LocalTable = {
  tableId: string
  /** By keys, with values by the names of their fields. */
  rows: Map<string, Row>
  ids: Map<string, number>
  /** Ids of fields by their names. */
  fields: Map<string, string>
  /** What the source says of values that were edited here, by key and field. */
  sourceValues: Map<string, Cell>
  isSearchable: boolean
}

/** Types that are stored as texts whatever comes. */
const TEXTS = new Set('text long-text date datetime select multi-select email url json'.split(' '))

/** A value as a column of this type holds it. */
export const stored = (type: string, value: unknown): unknown =>
  value === null || value === undefined
    ? null
    : typeof value === 'boolean'
      ? Number(value)
      : TEXTS.has(type)
        ? String(value)
        : value

/** The table of a stream as it is in the file now, which another process may have open; null before it was made. */
export async function readTable(file: string, streamId: string): Promise<LocalTable | null> {
  const { connection, close } = await openTablesForReading(file)
  try {
    const [table] = await connection.all('select id, number, search_upto from app_table where stream_id = ?', [
      streamId,
    ])
    if (!table) return null
    const fields = await connection.all('select id, name, type, column_name from field where table_id = ?', [
      String(table.id),
    ])
    const columns = fields.map((field) => {
      const column = String(field.column_name)
      return `${readSql({ column, type: field.type as FieldType } as StoredField)} as ${column}`
    })
    const records = await connection.all(
      `select ${['_id', '_key', ...columns].join(', ')} from t_${Number(table.number)}`,
    )
    const keyOf = new Map(records.map((record) => [record._id, String(record._key)]))
    const nameOf = new Map(fields.map(({ id, name }) => [id, String(name)]))
    const overlays = await connection.all('select record_id, field_id, source_value from overlay where table_id = ?', [
      String(table.id),
    ])
    const rows = new Map(
      records.map((record) => [
        String(record._key),
        Object.fromEntries(fields.map(({ name, column_name }) => [String(name), record[String(column_name)]])),
      ]),
    )
    if (rows.size !== records.length) throw new Error(`${records.length - rows.size} records are there twice`)
    return {
      ...{
        tableId: String(table.id),
        rows,
        isSearchable: table.search_upto === null || Number(table.search_upto) >= ALL_SEARCHABLE,
      },
      ids: new Map(records.map((record) => [String(record._key), Number(record._id)])),
      fields: new Map([...nameOf].map(([id, name]) => [name, String(id)])),
      sourceValues: new Map(
        overlays.map(({ record_id, field_id, source_value }) => [
          `${keyOf.get(record_id)} ${nameOf.get(field_id)}`,
          source_value as Cell,
        ]),
      ),
    }
  } finally {
    await close()
  }
}

/** What is wrong with the file itself; it must not be in use. */
export async function faultsOf(file: string): Promise<unknown[]> {
  const connection = await openConnection(file, 'read-write')
  try {
    const faults: unknown[] = []
    const checks = ['pragma integrity_check', 'pragma foreign_key_check']
    for (const sql of checks) faults.push(...(await connection.all(sql)).filter((row) => row.integrity_check !== 'ok'))
    faults.push(
      ...(await connection.all(
        "select name as stage from sqlite_schema where type = 'table' and name glob 't_*_next*'",
      )),
    )
    faults.push(...(await connection.all('select stream_id as missing from sync_missing')))
    faults.push(
      ...(await connection.all(
        `select o.record_id as overlay from overlay o join app_table t on t.id = o.table_id
          where not exists (select 1 from field f where f.id = o.field_id)`,
      )),
    )
    const indexes = await connection.all("select name from sqlite_schema where sql like '%using fts5(%'")
    for (const { name } of indexes)
      await connection
        .run(`insert into ${name} (${name}, rank) values ('integrity-check', 1)`)
        .catch((error: unknown) => faults.push({ name, error: String(error) }))
    return faults
  } finally {
    await connection.close()
  }
}
