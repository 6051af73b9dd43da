import type { Connection, PreparedStatement } from '../db/connection'
import { recordsTable, type StoredField, stagingTable } from '../tables/columns'
import { applyDifference, differs } from './apply-difference'
import { differenceOf, dropDifferenceSql, goneOf, renewDifferenceSql } from './difference'
import { countOf, isPresent, type Merge } from './merge'
import { createPageStage, dropPageStage, durably, insertPageSql, keysOfJson, settleStage, versionSql } from './staging'
import type { StreamTable } from './stream-table'
import { inTransaction } from './transaction'

export type PageCounts = {
  added: number
  changed: number
  unchanged: number
  deleted: number
  failed: number
  /** Records that do not pass the filters any more. */
  left: number
}
export type Part = {
  /** As a page has them, in either form; `deleted` also those that are gone. */
  json: string | Buffer
  deleted: readonly (readonly string[])[]
  /** Rows of records that do not pass filters that the source does not apply. */
  left: string | null
}

/** Statements that every page of a run needs. Finalize it, and drop the page's stage, at the end. */
export const preparePages = (merge: Merge, jsonEach: string): Promise<PreparedStatement> =>
  merge.opened.connection.prepare(insertPageSql(merge.target, jsonEach))

type MergePage = { merge: Merge; insert: PreparedStatement; jsonEach: string; save: () => Promise<void> }

/** Writes what a page says, and where to go on after it, in one transaction. An older version than the one that is there is passed over. */
export async function mergePage(tools: MergePage, part: Part): Promise<PageCounts> {
  const { connection } = tools.merge.opened
  return tools.merge.queue.batch(() =>
    inTransaction(connection, async () => {
      await clear(tools)
      const left = part.left === null ? 0 : await removeLeft(tools, part.left)
      await tools.insert.run([part.json])
      const { failed } = await settleStage(connection, tools.merge.target)
      const came = await collectPage(tools, part)
      const { added, changed, deleted } = await applyDifference(tools.merge)
      await tools.save()
      return { added, changed, unchanged: came - added - changed, deleted, failed, left }
    }),
  )
}

const clear = ({ merge }: MergePage): Promise<void> =>
  merge.opened.connection.exec(
    `delete from ${differenceOf(merge.target)}; delete from ${goneOf(merge.target)}; delete from temp.${stagingTable(merge.target.table.number)}`,
  )

async function removeLeft(tools: MergePage, rows: string): Promise<number> {
  const { opened, target } = tools.merge
  const [live, stage] = [recordsTable(target.table.number), stagingTable(target.table.number)]
  await tools.insert.run([rows])
  await opened.connection.run(
    `insert into ${goneOf(target)} select l._id from ${live} l where l._key in (select _key from ${stage})`,
  )
  await opened.connection.exec(`delete from ${stage}`)
  const { deleted } = await applyDifference(tools.merge, 'filtered')
  await clear(tools)
  return deleted
}

/** What a page says is gone is gone, whatever else it says. Returns how many records it says are there. */
async function collectPage({ merge, jsonEach }: MergePage, { deleted }: Part): Promise<number> {
  const { connection } = merge.opened
  const { target, stamp } = merge
  const [live, stage] = [recordsTable(target.table.number), stagingTable(target.table.number)]
  if (deleted.length > 0) {
    const keys = JSON.stringify(deleted)
    await connection.run(`delete from ${stage} where _key in (${keysOfJson(target, jsonEach)})`, [keys])
    await connection.run(
      `insert into ${goneOf(target)} select l._id from ${live} l where l._key in (${keysOfJson(target, jsonEach)}) and ${isPresent(target)}`,
      [keys],
    )
  }
  const came = await countOf(connection, stage)
  await connection.run(`delete from sync_missing where stream_id = ? and key in (select _key from ${stage})`, [
    stamp.streamId,
  ])
  if (target.cursor)
    await connection.exec(
      `delete from ${stage} where _id in (select n._id from ${stage} n join ${live} l on l._key = n._key
        where ${isOlder(target, target.cursor)})`,
    )
  await connection.run(
    `insert into ${differenceOf(target)} select n._id, l._id from ${stage} n left join ${live} l on l._key = n._key
      where l._id is null or ${differs(target)}`,
  )
  return came
}

/** By what the source says, also of a record whose cursor was edited here. */
function isOlder({ table }: StreamTable, cursor: StoredField): string {
  const edited = `(select o.source_value from overlay o where o.table_id = '${table.id}' and o.record_id = l._id and o.field_id = '${cursor.id}')`
  const known = { ...cursor, column: `coalesce(${edited}, l.${cursor.column})` }
  return `${versionSql(cursor, 'n.')} < ${versionSql(known, '')}`
}

/** Takes away records by their keys, such as a comparison of keys found to be gone. Also writes what `save` does. */
export async function deleteKeys(
  { merge, jsonEach, save }: Omit<MergePage, 'insert'>,
  keys: string[][],
): Promise<number> {
  const { opened, target, queue } = merge
  const { connection } = opened
  await queue.batch(() => createPageTables(connection, target))
  const remove = () =>
    inTransaction(connection, async () => {
      await connection.run(
        `insert into ${goneOf(target)} select l._id from ${recordsTable(target.table.number)} l
          where l._key in (${keysOfJson(target, jsonEach)}) and ${isPresent(target)}`,
        [JSON.stringify(keys)],
      )
      const { deleted } = await applyDifference(merge)
      await save()
      return deleted
    })
  try {
    return await queue.batch(() => durably(connection, remove))
  } finally {
    await queue.batch(() => dropPageTables(connection, target))
  }
}

/** What pages are compared in. */
export async function createPageTables(connection: Connection, target: StreamTable): Promise<void> {
  await createPageStage(connection, target)
  await connection.exec(renewDifferenceSql(target))
}

export async function dropPageTables(connection: Connection, target: StreamTable): Promise<void> {
  await dropPageStage(connection, target)
  await connection.exec(dropDifferenceSql(target))
}
