import type { Connection } from '../db/connection'
import type { OpenedTables } from '../db/open'
import { recordsTable, type StoredField, stagingTable } from '../tables/columns'
import { getStoredTable, type StoredTable } from '../tables/stored-tables'
import { createFieldIndexes, dropFieldIndexes } from '../tables/structure/field-indexes'
import { renewSearchIndex } from '../tables/write/search-index'
import { applyDifference, differs } from './apply-difference'
import { differenceOf, dropDifferenceSql, goneOf, renewDifferenceSql } from './difference'
import { adoptSql } from './link-table'
import { addMissingColumns, durably, fillDefaults, sortingOnDisk } from './staging'
import type { StreamTable } from './stream-table'
import { inTransaction } from './transaction'
import type { WriteQueue } from './write-queue'

export type MergeCounts = { added: number; changed: number; unchanged: number; deleted: number }
type Stamp = { asOf: string; streamId: string; runId: string }
export type Question = { missing: number; of: number }

const SLICE = 20_000

export type Merge = { opened: OpenedTables; queue: WriteQueue; target: StreamTable; stamp: Stamp; signal: AbortSignal }

export type FullMerge = Merge & {
  /** What records that were not staged are: deleted at the source, or outside of filters that are new. */
  gone: 'deleted' | 'filtered'
  /** Whether very many of them are deleted without asking. */
  allowDeletes: boolean
  /** Writes the state after it, in the same transaction. */
  conclude: (question: Question | null) => Promise<void>
}

/** Beyond both, or when nothing came where much was, a person is asked. */
const MANY = 100
const MANY_SHARE = 0.2
const MANY_FOR_NOTHING = 20

/** Null when so many records may be deleted. `came` is how many were found at the source. */
export function questionOf(missing: number, of: number, came: number): Question | null {
  const tooMany = missing > MANY && missing > of * MANY_SHARE
  return tooMany || (came === 0 && missing > MANY_FOR_NOTHING) ? { missing, of } : null
}

/**
 * Puts the staged rows in the place of the live ones, in one transaction together with the state, so a reader sees the
 * old rows or the new ones. An empty table and rows without keys are swapped; else only what differs is written, so ids,
 * the values of own fields and edited values stay. Afterwards the full-text index may have to be built.
 */
export async function mergeStage(merge: FullMerge): Promise<MergeCounts & { question: Question | null }> {
  const { opened, queue, target } = merge
  const { connection } = opened
  const replaced = await countOf(connection, recordsTable(target.table.number))
  if (target.key.length === 0) return swapKeyless(merge, replaced)
  if (replaced === 0 && !(await hasHistory(connection, target.table)))
    return { ...(await swap(merge, 0)), question: null }
  try {
    const stage = stagingTable(target.table.number)
    await queue.batch(() => connection.exec(renewDifferenceSql(target)))
    if (await hasOwnRecords(connection, target)) await queue.batch(() => connection.exec(adoptSql(target, stage)))
    const staged = await collectDifference(merge)
    const question = await guardDeletes(merge, staged)
    return await queue.batch(() =>
      durably(connection, () =>
        inTransaction(connection, async () => {
          const { added, changed, deleted } = await applyDifference(merge, merge.gone)
          await markSynced(merge)
          await merge.conclude(question)
          return { added, changed, unchanged: staged - added - changed, deleted, question }
        }),
      ),
    )
  } finally {
    await queue.batch(() => connection.exec(dropDifferenceSql(target)))
  }
}

async function swapKeyless(merge: FullMerge, replaced: number): Promise<MergeCounts & { question: Question | null }> {
  const { connection } = merge.opened
  const staged = await countOf(connection, stagingTable(merge.target.table.number))
  const isGuarded = !merge.allowDeletes && merge.gone === 'deleted'
  const question = isGuarded ? questionOf(Math.max(0, replaced - staged), replaced, staged) : null
  if (!question) return { ...(await swap(merge, replaced)), question: null }
  await merge.queue.batch(() => durably(connection, () => inTransaction(connection, () => merge.conclude(question))))
  return { added: 0, changed: 0, unchanged: replaced, deleted: 0, question }
}

/** Nothing is deleted when a person has to be asked first. */
async function guardDeletes(merge: FullMerge, staged: number): Promise<Question | null> {
  if (merge.allowDeletes || merge.gone === 'filtered') return null
  const { connection } = merge.opened
  const question = questionOf(
    await countOf(connection, goneOf(merge.target)),
    await countPresent(connection, merge.target),
    staged,
  )
  if (question) await merge.queue.batch(() => connection.exec(`delete from ${goneOf(merge.target)}`))
  return question
}

/** Records of the source, without those that are marked as gone. */
export const countPresent = (connection: Connection, target: StreamTable): Promise<number> =>
  countOf(connection, `${recordsTable(target.table.number)} l where ${isPresent(target)}`)

export const isPresent = ({ mark }: StreamTable): string =>
  mark ? `l._key is not null and l.${mark.column} is null` : 'l._key is not null'

async function hasOwnRecords(connection: Connection, { table }: StreamTable): Promise<boolean> {
  const rows = await connection.all(`select 1 from ${recordsTable(table.number)} where _key is null limit 1`)
  return rows.length > 0
}

/** Staged ids begin at 1 again: a table with a history may not get them, for they were those of other records. */
async function hasHistory(connection: Connection, { id }: StoredTable): Promise<boolean> {
  const rows = await connection.all('select 1 from journal where table_id = ? limit 1', [id])
  return rows.length > 0
}

async function prepareSwap({ opened: { connection }, target: { table } }: Merge): Promise<void> {
  const stage = stagingTable(table.number)
  await fillDefaults(connection, stage, table.fields)
  await sortingOnDisk(connection, (sorter) => createFieldIndexes(sorter, stage, table.fields))
}

async function swap(merge: FullMerge, replaced: number): Promise<MergeCounts> {
  const { connection } = merge.opened
  await merge.queue.batch(() => prepareSwap(merge))
  return merge.queue.batch(() =>
    durably(connection, () => inTransaction(connection, () => swapTables(merge, replaced))),
  )
}

async function swapTables(merge: FullMerge, replaced: number): Promise<MergeCounts> {
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
  await merge.conclude(null)
  return { added, changed: 0, unchanged: 0, deleted: replaced }
}

const isIndexedAlike = (one: StoredField, other: StoredField): boolean =>
  one.column === other.column &&
  one.settings.indexed === other.settings.indexed &&
  one.settings.unique === other.settings.unique

/** Compares in slices, so that single record writes get in between; nothing of the live table is written yet. */
async function collectDifference(merge: Merge): Promise<number> {
  const { connection } = merge.opened
  const live = recordsTable(merge.target.table.number)
  const stage = stagingTable(merge.target.table.number)
  const compare = `insert into ${differenceOf(merge.target)} select n._id, l._id from ${stage} n left join ${live} l on l._key = n._key
    where n._id between ? and ? and (l._id is null or ${differs(merge.target)})`
  await inSlices(merge, stage, compare)
  await collectGone(merge, stage)
  return countOf(connection, stage)
}

/** Records whose key is not in `found`, which is sorted by it. */
export const collectGone = (merge: Merge, found: string, upto = Number.MAX_SAFE_INTEGER): Promise<void> =>
  inSlices(
    merge,
    recordsTable(merge.target.table.number),
    `insert into ${goneOf(merge.target)} select l._id from ${recordsTable(merge.target.table.number)} l where l._id between ? and ?
      and l._id <= ${upto} and ${isPresent(merge.target)} and not exists (select 1 from ${found} n where n._key = l._key)`,
  )

async function inSlices({ opened: { connection }, queue, signal }: Merge, table: string, sql: string): Promise<void> {
  for (const [from, to] of await slices(connection, table)) {
    signal.throwIfAborted()
    await queue.batch(() => connection.run(sql, [from, to]))
  }
}

/** In the caller's transaction. */
export async function markSynced({
  opened: { connection },
  target: { table, fingerprint },
  stamp,
}: Merge): Promise<void> {
  await connection.run('update app_table set as_of = ? where id = ?', [stamp.asOf, table.id])
  await connection.run(
    `insert into sync_cursor (stream_id, cursor, fingerprint, updated_at) values (?, null, ?, ?)
      on conflict (stream_id) do update set fingerprint = excluded.fingerprint, updated_at = excluded.updated_at`,
    [stamp.streamId, fingerprint, stamp.asOf],
  )
}

export async function countOf(connection: Connection, table: string): Promise<number> {
  const [row] = await connection.all(`select count(*) as count from ${table}`)
  return Number(row?.count ?? 0)
}

async function slices(connection: Connection, table: string): Promise<[number, number][]> {
  const [row] = await connection.all(`select min(_id) as first, max(_id) as last from ${table}`)
  const [first, last] = [Number(row?.first ?? 1), Number(row?.last ?? 0)]
  const count = Math.max(0, Math.ceil((last - first + 1) / SLICE))
  return Array.from({ length: count }, (_, index) => [first + index * SLICE, first + (index + 1) * SLICE - 1])
}
