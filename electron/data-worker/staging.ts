import { type Connection, openConnection } from '../db/connection'
import { createKeyIndexSql, createRecordsSql, recordsTable, type StoredField, stagingTable } from '../tables/columns'
import { fromCell } from '../tables/write/cells'
import { listStates } from './state'
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

/** Makes a stage ready to be added to again, without the indexes that its end had given it. False when it is of no use any more. */
export async function reopenStage(connection: Connection, { table, fields, mark }: StreamTable): Promise<boolean> {
  const stage = stagingTable(table.number)
  const rows = await connection.all('select name from pragma_table_info(?)', [stage])
  const columns = new Set(rows.map(({ name }) => name))
  if (![...fields, ...(mark ? [mark] : [])].every(({ column }) => columns.has(column))) return false
  const indexes = await connection.all(
    `select name from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null`,
    [stage],
  )
  for (const { name } of indexes) await connection.exec(`drop index ${String(name)}`)
  return true
}

/** For one page: in memory, and found instead of a stage in the file by its name. Kept until `dropPageStage`. */
export async function createPageStage(connection: Connection, { table }: StreamTable): Promise<void> {
  const stage = stagingTable(table.number)
  await dropPageStage(connection, { table })
  await connection.exec(createRecordsSql(`temp.${stage}`, table.fields))
  await addMissingColumns(connection, stage, recordsTable(table.number))
  await connection.exec(`create index temp.${stage}_key on ${stage} (_key)`)
}

export const dropPageStage = (connection: Connection, { table }: Pick<StreamTable, 'table'>): Promise<void> =>
  connection.exec(`drop table if exists temp.${stagingTable(table.number)}`)

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
  const columns = ['_key', ...fields.map((field) => field.column)]
  return `insert into ${stagingTable(table.number)} (${columns.join(', ')})
    select ${[keySql(key.map((index) => `value->>${index}`)), ...values].join(', ')} from ${jsonEach}(?)`
}

/** What a record is recognised by: a key of several parts is a list of texts. Null when a part is missing. */
function keySql(parts: string[]): string {
  if (parts.length < 2) return parts[0] ?? 'null'
  const missing = parts.map((part) => `${part} is null`).join(' or ')
  return `case when ${missing} then null else json_array(${parts.map((part) => `cast(${part} as text)`).join(', ')}) end`
}

/** Keys of a JSON list of lists, bound, as `keySql` has them. */
export const keysOfJson = ({ key }: StreamTable, jsonEach: string): string =>
  `select ${keySql(key.map((_, index) => `value->>${index}`))} from ${jsonEach}(?)`

export const keyParts = (key: string, { key: parts }: StreamTable): string[] =>
  parts.length > 1 ? JSON.parse(key) : [key]

/** Takes away rows that cannot be records, and all but the newest of those with the same key. */
export async function settleStage(
  connection: Connection,
  target: StreamTable,
): Promise<{ failed: number; repeated: number }> {
  const stage = stagingTable(target.table.number)
  const { changes: failed } = await connection.run(`delete from ${stage} where _key is null`)
  const by = ['_id desc']
  if (target.cursor) by.unshift(`${versionSql(target.cursor, '')} desc`)
  const { changes: repeated } = await connection.run(
    `delete from ${stage} where _key in (select _key from ${stage} group by _key having count(*) > 1) and _id not in
      (select _id from (select _id, row_number() over (partition by _key order by ${by.join(', ')}) as place from ${stage}) where place = 1)`,
  )
  return { failed, repeated }
}

/** Times are compared without their `Z`, which would come after a fraction of a second. */
export const versionSql = ({ column, type }: StoredField, row: string): string =>
  type === 'datetime' ? `rtrim(${row}${column}, 'Z')` : `${row}${column}`

/**
 * Lends a handle that sorts in a file, which has no name as soon as it is open: on the usual one, which keeps what is
 * temporary in memory, a new index takes as much of it as its keys do. For what the write queue runs.
 */
export async function sortingOnDisk(connection: Connection, create: (sorter: Connection) => Promise<void>) {
  const [main] = await connection.all(`select file from pragma_database_list where name = 'main'`)
  const sorter = await openConnection(String(main?.file), 'read-write')
  try {
    await sorter.exec('pragma temp_store = FILE')
    await tuneForBatches(sorter)
    await create(sorter)
  } finally {
    await sorter.close()
  }
}

/** Built after the load, several times faster than along with it. */
export async function indexStage(
  connection: Connection,
  target: StreamTable,
): Promise<{ failed: number; repeated: number }> {
  const stage = stagingTable(target.table.number)
  try {
    await sortingOnDisk(connection, (sorter) => sorter.exec(createKeyIndexSql(stage)))
    const { changes: failed } = await connection.run(`delete from ${stage} where _key is null`)
    return { failed, repeated: 0 }
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('SQLITE_CONSTRAINT'))) throw error
    const settled = await settleStage(connection, target)
    await sortingOnDisk(connection, (sorter) => sorter.exec(createKeyIndexSql(stage)))
    return settled
  }
}

/** Where the keys of a comparison are collected. */
export const keysTable = (number: number): string => `t_${number}_keys_next`

/** The pages of a stage are not overwritten with zeros: they hold what the table or the source holds anyway. */
export async function dropStage(connection: Connection, stage: string): Promise<void> {
  await connection.exec(`pragma secure_delete = OFF`)
  try {
    await connection.exec(`drop table if exists ${stage}`)
  } finally {
    await connection.exec(`pragma secure_delete = ON`)
  }
}

/** What a run left behind that the end of the program interrupted, unless its stream goes on with it. */
export async function dropLeftoverStages(connection: Connection): Promise<void> {
  const kept = new Set<string>()
  for (const { number, state } of await listStates(connection)) {
    if (state.window?.kind === 'snapshot') kept.add(stagingTable(number))
    if (state.sweep) kept.add(keysTable(number))
  }
  const rows = await connection.all(`select name from sqlite_schema where type = 'table' and name glob 't_[0-9]*_next'`)
  for (const { name } of rows) if (!kept.has(String(name))) await dropStage(connection, String(name))
  await connection.exec(
    'delete from sync_missing where stream_id not in (select stream_id from app_table where stream_id is not null)',
  )
}
