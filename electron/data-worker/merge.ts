import type { Connection } from '../db/connection'
import type { OpenedTables } from '../db/open'
import { recordsTable, type StoredField, stagingTable } from '../tables/columns'
import { getStoredTable, type StoredTable } from '../tables/stored-tables'
import { createFieldIndexes, dropFieldIndexes } from '../tables/structure/field-indexes'
import { renewSearchIndex } from '../tables/write/search-index'
import { applyDifference, differs } from './apply-difference'
import { addMissingColumns, durably, fillDefaults } from './staging'
import type { StreamTable } from './stream-table'
import type { WriteQueue } from './write-queue'

export type MergeCounts = { added: number; changed: number; unchanged: number; deleted: number }
type Stamp = { asOf: string; streamId: string; runId: string }

const SLICE = 20_000
/** Ids of what differs, in memory: `staged` and `live` of rows that are new (`live` is null) or changed; `gone` ones. */
const CREATE_DIFFERENCE = `create temp table difference (staged integer primary key, live integer);
  create temp table gone (live integer primary key)`
const DROP_DIFFERENCE = 'drop table if exists temp.difference; drop table if exists temp.gone'

export type Merge = { opened: OpenedTables; queue: WriteQueue; target: StreamTable; stamp: Stamp; signal: AbortSignal }

/**
 * Puts the staged rows in the place of the live ones, in one transaction together with the cursor, so a reader sees the
 * old rows or the new ones. An empty table and rows without keys are swapped; else only what differs is written, so ids,
 * the values of own fields and edited values stay. Afterwards the full-text index may have to be built.
 */
export async function mergeStage(merge: Merge): Promise<MergeCounts> {
  const { opened, queue, target } = merge
  const { connection } = opened
  const replaced = await countOf(connection, recordsTable(target.table.number))
  if (target.key.length === 0 || (replaced === 0 && !(await hasHistory(connection, target.table)))) {
    await queue.batch(() => prepareSwap(merge))
    return queue.batch(() => durably(connection, () => inTransaction(connection, () => swap(merge, replaced))))
  }
  try {
    await queue.batch(() => connection.exec(`${DROP_DIFFERENCE}; ${CREATE_DIFFERENCE}`))
    const staged = await collectDifference(merge)
    return await queue.batch(() =>
      durably(connection, () =>
        inTransaction(connection, async () => {
          const { added, changed, deleted } = await applyDifference(merge)
          await markSynced(merge)
          return { added, changed, unchanged: staged - added - changed, deleted }
        }),
      ),
    )
  } finally {
    await queue.batch(() => connection.exec(DROP_DIFFERENCE))
  }
}

/** Staged ids begin at 1 again: a table with a history may not get them, for they were those of other records. */
async function hasHistory(connection: Connection, { id }: StoredTable): Promise<boolean> {
  const rows = await connection.all('select 1 from journal where table_id = ? limit 1', [id])
  return rows.length > 0
}

async function prepareSwap({ opened: { connection }, target: { table } }: Merge): Promise<void> {
  const stage = stagingTable(table.number)
  await fillDefaults(connection, stage, table.fields)
  await createFieldIndexes(connection, stage, table.fields)
}

async function swap(merge: Merge, replaced: number): Promise<MergeCounts> {
  const { opened, target } = merge
  const { connection, db } = opened
  const live = recordsTable(target.table.number)
  const stage = stagingTable(target.table.number)
  const table = await getStoredTable(db, target.table.id)
  await addMissingColumns(connection, stage, live)
  for (const field of table.fields) {
    const staged = target.table.fields.find(({ id }) => id === field.id)
    if (staged && isIndexedAlike(field, staged)) continue
    if (staged) await dropFieldIndexes(connection, stage, staged)
    await createFieldIndexes(connection, stage, [field])
  }
  const added = await countOf(connection, stage)
  await connection.exec(`drop table ${live}; alter table ${stage} rename to ${live}`)
  await connection.run('delete from overlay where table_id = ?', [table.id])
  await renewSearchIndex(db, table)
  await markSynced(merge)
  return { added, changed: 0, unchanged: 0, deleted: replaced }
}

const isIndexedAlike = (one: StoredField, other: StoredField): boolean =>
  one.column === other.column &&
  one.settings.indexed === other.settings.indexed &&
  one.settings.unique === other.settings.unique

/** Compares in slices, so that single record writes get in between; nothing of the live table is written yet. */
async function collectDifference({ opened: { connection }, queue, target, signal }: Merge): Promise<number> {
  const live = recordsTable(target.table.number)
  const stage = stagingTable(target.table.number)
  const compare = `insert into temp.difference select n._id, l._id from ${stage} n left join ${live} l on l._key = n._key
    where n._id between ? and ? and (l._id is null or ${differs(target)})`
  const sweep = `insert into temp.gone select l._id from ${live} l where l._id between ? and ? and l._key is not null
    and not exists (select 1 from ${stage} n where n._key = l._key)`
  for (const [table, sql] of [[stage, compare] as const, [live, sweep] as const])
    for (const [from, to] of await slices(connection, table)) {
      signal.throwIfAborted()
      await queue.batch(() => connection.run(sql, [from, to]))
    }
  return countOf(connection, stage)
}

async function markSynced({ opened: { connection }, target: { table, fingerprint }, stamp }: Merge): Promise<void> {
  await connection.run('update app_table set as_of = ? where id = ?', [stamp.asOf, table.id])
  await connection.run(
    `insert into sync_cursor (stream_id, cursor, fingerprint, updated_at) values (?, null, ?, ?)
      on conflict (stream_id) do update set fingerprint = excluded.fingerprint, updated_at = excluded.updated_at`,
    [stamp.streamId, fingerprint, stamp.asOf],
  )
}

async function inTransaction<T>(connection: Connection, write: () => Promise<T>): Promise<T> {
  await connection.exec('begin immediate')
  try {
    const result = await write()
    await connection.exec('commit')
    return result
  } catch (error) {
    await connection.exec('rollback').catch(() => undefined)
    throw error
  }
}

async function countOf(connection: Connection, table: string): Promise<number> {
  const [row] = await connection.all(`select count(*) as count from ${table}`)
  return Number(row?.count ?? 0)
}

async function slices(connection: Connection, table: string): Promise<[number, number][]> {
  const [row] = await connection.all(`select min(_id) as first, max(_id) as last from ${table}`)
  const [first, last] = [Number(row?.first ?? 1), Number(row?.last ?? 0)]
  const count = Math.max(0, Math.ceil((last - first + 1) / SLICE))
  return Array.from({ length: count }, (_, index) => [first + index * SLICE, first + (index + 1) * SLICE - 1])
}
