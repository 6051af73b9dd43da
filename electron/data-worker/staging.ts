import type { Connection } from '../db/connection'
import { createKeyIndexSql, createRecordsSql, recordsTable, type StoredField, stagingTable } from '../tables/columns'
import { fromCell } from '../tables/write/cells'
import type { StreamTable } from './stream-table'

/**
 * Staged rows need not survive a power cut, so batches do not wait for the disk, and the log is folded into the file
 * every 32 MB. What has to survive is written within `durably`.
 */
export const tuneForBatches = (connection: Connection): Promise<void> =>
  connection.exec('pragma synchronous = NORMAL; pragma wal_autocheckpoint = 8000')

/** A commit in here waits until it, and all that was written before it, is on the disk. */
export async function durably<T>(connection: Connection, write: () => Promise<T>): Promise<T> {
  await connection.exec('pragma synchronous = FULL')
  try {
    return await write()
  } finally {
    await connection.exec('pragma synchronous = NORMAL')
  }
}

/** `jsonb_each` is twice as fast, and there since SQLite 3.51. */
export async function findJsonEach(connection: Connection): Promise<string> {
  const [row] = await connection.all('select sqlite_version() as version')
  const [major = 0, minor = 0] = String(row?.version).split('.').map(Number)
  return major > 3 || (major === 3 && minor >= 51) ? 'jsonb_each' : 'json_each'
}

export async function createStage(connection: Connection, { table }: StreamTable): Promise<void> {
  const stage = stagingTable(table.number)
  await dropStage(connection, stage)
  await connection.exec(createRecordsSql(stage, table.fields))
  await addMissingColumns(connection, stage, recordsTable(table.number))
}

/** Columns of fields that were deleted, retyped or added meanwhile: each may be wanted back. */
export async function addMissingColumns(connection: Connection, stage: string, live: string): Promise<void> {
  const rows = await connection.all(
    `select name, type from pragma_table_info(?)
    where name not in (select name from pragma_table_info(?))`,
    [live, stage],
  )
  for (const { name, type } of rows) await connection.exec(`alter table ${stage} add column ${name} ${type}`)
}

/** Values that records get in fields that the source does not fill. */
export const defaultsOf = (fields: readonly StoredField[]) =>
  fields.flatMap((field) => {
    const { defaultValue, unique } = field.settings
    return field.synced || unique || defaultValue === null
      ? []
      : [{ column: field.column, stored: fromCell(defaultValue) }]
  })

export async function fillDefaults(
  connection: Connection,
  stage: string,
  fields: readonly StoredField[],
): Promise<void> {
  const defaults = defaultsOf(fields)
  if (defaults.length === 0) return
  const assignments = defaults.map(({ column }) => `${column} = ?`).join(', ')
  await connection.run(
    `update ${stage} set ${assignments}`,
    defaults.map(({ stored }) => stored),
  )
}

/** One statement for a whole page: the values never become JavaScript objects. */
export function insertPageSql({ table, fields, key }: StreamTable, jsonEach: string): string {
  const values = fields.map((_, index) => `value->>${index}`)
  const keyValues = key.map((index) => `value->>${index}`)
  const keySql = keyValues.length > 1 ? `json_array(${keyValues.join(', ')})` : (keyValues[0] ?? 'null')
  const columns = ['_key', ...fields.map((field) => field.column)]
  return `insert into ${stagingTable(table.number)} (${columns.join(', ')})
    select ${[keySql, ...values].join(', ')} from ${jsonEach}(?)`
}

/** Built after the load, several times faster than along with it. Of rows with the same key the last one stays. */
export async function indexStage(connection: Connection, { table }: StreamTable): Promise<void> {
  const stage = stagingTable(table.number)
  try {
    await connection.exec(createKeyIndexSql(stage))
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('SQLITE_CONSTRAINT'))) throw error
    await connection.exec(`delete from ${stage} where _id not in (select max(_id) from ${stage} group by _key)`)
    await connection.exec(createKeyIndexSql(stage))
  }
}

/** The pages of a stage are not overwritten with zeros: they hold what the table or the source holds anyway. */
export async function dropStage(connection: Connection, stage: string): Promise<void> {
  await connection.exec(`pragma secure_delete = OFF`)
  try {
    await connection.exec(`drop table if exists ${stage}`)
  } finally {
    await connection.exec(`pragma secure_delete = ON`)
  }
}

/** What a run left behind that the end of the program interrupted. */
export async function dropLeftoverStages(connection: Connection): Promise<void> {
  const rows = await connection.all(`select name from sqlite_schema where type = 'table' and name glob 't_[0-9]*_next'`)
  for (const { name } of rows) await dropStage(connection, String(name))
}
