import type { Connection } from '../db/connection'
import { recordsTable, stagingTable } from '../tables/columns'
import { durably } from './staging'
import type { StreamTable } from './stream-table'
import type { WriteQueue } from './write-queue'

export type MergeCounts = { added: number; changed: number; unchanged: number; deleted: number }
type Stamp = { asOf: string; streamId: string }

const SLICE = 20_000
/** Ids of what differs, in memory: `staged` and `live` of rows that are new (`live` is null) or changed; `gone` ones. */
const CREATE_DIFFERENCE = `create temp table difference (staged integer primary key, live integer);
  create temp table gone (live integer primary key)`
const DROP_DIFFERENCE = 'drop table if exists temp.difference; drop table if exists temp.gone'

type Merge = { connection: Connection; queue: WriteQueue; target: StreamTable; stamp: Stamp; signal: AbortSignal }

/**
 * Puts the staged rows in the place of the live ones, in one transaction together with the cursor, so a reader sees the
 * old rows or the new ones. An empty table and rows without keys are swapped; else only what differs is written, so ids
 * and the values of own fields stay.
 */
export async function mergeStage(merge: Merge): Promise<MergeCounts> {
  const { connection, queue, target } = merge
  const live = recordsTable(target.table.number)
  const keyed = target.key.length > 0
  const replaced = await countOf(connection, live)
  if (replaced === 0 || !keyed) return queue.batch(() => durably(connection, () => swap(merge, replaced)))
  try {
    await queue.batch(() => connection.exec(`${DROP_DIFFERENCE}; ${CREATE_DIFFERENCE}`))
    const staged = await collectDifference(merge)
    return await queue.batch(() => durably(connection, () => applyDifference(merge, staged)))
  } finally {
    await queue.batch(() => connection.exec(DROP_DIFFERENCE))
  }
}

async function swap({ connection, target, stamp }: Merge, replaced: number): Promise<MergeCounts> {
  const live = recordsTable(target.table.number)
  const stage = stagingTable(target.table.number)
  return inTransaction(connection, async () => {
    const added = await countOf(connection, stage)
    await connection.exec(`drop table ${live}; alter table ${stage} rename to ${live}`)
    await markSynced(connection, target, stamp)
    return { added, changed: 0, unchanged: 0, deleted: replaced }
  })
}

/** Compares in slices, so that single record writes get in between; nothing of the live table is written yet. */
async function collectDifference({ connection, queue, target, signal }: Merge): Promise<number> {
  const live = recordsTable(target.table.number)
  const stage = stagingTable(target.table.number)
  const differs = target.fields.map(({ column }) => `l.${column} is not n.${column}`).join(' or ')
  const compare = `insert into temp.difference select n._id, l._id from ${stage} n left join ${live} l on l._key = n._key
    where n._id between ? and ? and (l._id is null or ${differs})`
  const sweep = `insert into temp.gone select l._id from ${live} l where l._id between ? and ? and l._key is not null
    and not exists (select 1 from ${stage} n where n._key = l._key)`
  for (const [table, sql] of [[stage, compare] as const, [live, sweep] as const])
    for (const [from, to] of await slices(connection, table)) {
      signal.throwIfAborted()
      await queue.batch(() => connection.run(sql, [from, to]))
    }
  return countOf(connection, stage)
}

async function applyDifference({ connection, target, stamp }: Merge, staged: number): Promise<MergeCounts> {
  const live = recordsTable(target.table.number)
  const stage = stagingTable(target.table.number)
  const columns = target.fields.map((field) => field.column)
  return inTransaction(connection, async () => {
    const { changes: deleted } = await connection.run(`delete from ${live} where _id in (select live from temp.gone)`)
    const assignments = columns.map((column) => `${column} = n.${column}`).join(', ')
    const { changes: changed } = await connection.run(
      `update ${live} set ${assignments} from temp.difference d join ${stage} n on n._id = d.staged where ${live}._id = d.live`,
    )
    const all = ['_key', ...columns].join(', ')
    const { changes: added } = await connection.run(
      `insert into ${live} (${all}) select ${all} from ${stage} where _id in (select staged from temp.difference where live is null) order by _id`,
    )
    await markSynced(connection, target, stamp)
    return { added, changed, unchanged: staged - added - changed, deleted }
  })
}

async function markSynced(connection: Connection, { table, fingerprint }: StreamTable, stamp: Stamp): Promise<void> {
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
  const [row] = await connection.all(`select count(*) as rows from ${table}`)
  return Number(row?.rows)
}

async function slices(connection: Connection, table: string): Promise<[number, number][]> {
  const [row] = await connection.all(`select min(_id) as first, max(_id) as last from ${table}`)
  const [first, last] = [Number(row?.first ?? 1), Number(row?.last ?? 0)]
  const count = Math.max(0, Math.ceil((last - first + 1) / SLICE))
  return Array.from({ length: count }, (_, index) => [first + index * SLICE, first + (index + 1) * SLICE - 1])
}
