import { randomUUID } from 'node:crypto'
import type { Connection, SqlValue } from '../db/connection'
import { readSql, recordsTable, type StoredField, stagingTable } from '../tables/columns'
import { getStoredTable, type StoredTable } from '../tables/stored-tables'
import { allFields } from '../tables/write/cells'
import { differenceJson, recordJson } from '../tables/write/record-json'
import { dropSearchIndex, holdSearchIndex, renewSearchIndex } from '../tables/write/search-index'
import { differenceOf, goneOf } from './difference'
import type { Merge } from './merge'
import { defaultsOf } from './staging'
import type { StreamTable } from './stream-table'

/** What a sync writes: of a record that is there again, the mark is taken away by being staged empty. */
const written = ({ fields, mark }: StreamTable): StoredField[] => (mark ? [...fields, mark] : fields)

/** Whether the live row `l` and the staged row `n` differ. */
export const differs = (target: StreamTable): string =>
  written(target)
    .map(({ column }) => `l.${column} is not n.${column}`)
    .join(' or ')

type Difference = { added: number; changed: number; deleted: number }

/** From so many records on, the full-text index is built anew instead of being kept up to date by its triggers. */
const MANY_RECORDS = 50_000
const MANY_NEW_RECORDS = 5000
/** Beyond these a merge is journalled as a whole, without what each record was before. */
const MOST_JOURNALLED = 20_000

/**
 * Writes what was found to differ, and the journal of it, in the caller's transaction. Records that are gone are marked
 * where the stream keeps them, unless they only do not pass its filters any more.
 */
export async function applyDifference(merge: Merge, gone: 'deleted' | 'filtered' = 'deleted'): Promise<Difference> {
  const { opened, target, stamp } = merge
  const mark = gone === 'deleted' ? target.mark : null
  const { connection, db } = opened
  const live = recordsTable(target.table.number)
  const stage = stagingTable(target.table.number)
  const table = await getStoredTable(db, target.table.id)
  await keepEditedValues(merge)
  const difference = await measure(connection, target)
  const touched = difference.added + difference.changed + difference.deleted
  if (touched > MANY_RECORDS) await dropSearchIndex(db, table)
  else if (difference.added > MANY_NEW_RECORDS) await holdSearchIndex(db, table)
  const last = await lastId(connection, table)
  await journalDifference(merge, difference, mark)
  if (mark)
    await connection.run(`update ${live} set ${mark.column} = ? where _id in (select live from ${goneOf(target)})`, [
      stamp.asOf,
    ])
  else await removeGone(connection, table)
  const assignments = written(target)
    .map(({ column }) => `${column} = n.${column}`)
    .join(', ')
  await connection.run(
    `update ${live} set ${assignments} from ${differenceOf(target)} d join ${stage} n on n._id = d.staged where ${live}._id = d.live`,
  )
  await insertNew(merge, table, last)
  if (touched > MANY_RECORDS) await renewSearchIndex(db, table)
  return difference
}

async function removeGone(connection: Connection, table: StoredTable): Promise<void> {
  const gone = goneOf({ table })
  await connection.run(`delete from overlay where table_id = ? and record_id in (select live from ${gone})`, [table.id])
  await connection.run(`delete from ${recordsTable(table.number)} where _id in (select live from ${gone})`)
}

async function measure(connection: Connection, target: StreamTable): Promise<Difference> {
  const found = differenceOf(target)
  const [row] = await connection.all(`select (select count(*) from ${found} where live is null) as added,
    (select count(*) from ${found} where live is not null) as changed, (select count(*) from ${goneOf(target)}) as deleted`)
  return { added: Number(row?.added), changed: Number(row?.changed), deleted: Number(row?.deleted) }
}

/** The highest id that a record of this table ever had, as far as anything is known of it. */
async function lastId(connection: Connection, { id, number }: StoredTable): Promise<number> {
  const [row] = await connection.all(
    `select max(coalesce((select max(_id) from ${recordsTable(number)}), 0),
      coalesce((select max(record_id) from journal where table_id = ?), 0)) as last`,
    [id],
  )
  return Number(row?.last ?? 0)
}

/** New records get the defaults of own fields, and never the id of one that is gone: its history belongs to it alone. */
async function insertNew({ opened: { connection }, target }: Merge, table: StoredTable, last: number): Promise<void> {
  const [live, stage] = [recordsTable(table.number), stagingTable(table.number)]
  const columns = target.fields.map(({ column }) => column)
  const defaults = defaultsOf(table.fields)
  const [row] = await connection.all(`select max(_id) as last from ${live}`)
  const follows = Number(row?.last ?? 0) === last
  const into = [...(follows ? [] : ['_id']), '_key', ...columns, ...defaults.map(({ column }) => column)]
  const id = follows ? [] : ['? + row_number() over (order by _id)']
  const values = [...id, '_key', ...columns, ...defaults.map(() => '?')]
  const parameters: SqlValue[] = [...(follows ? [] : [last]), ...defaults.map(({ stored }) => stored)]
  await connection.run(
    `insert into ${live} (${into.join(', ')}) select ${values.join(', ')} from ${stage}
      where _id in (select staged from ${differenceOf(target)} where live is null) order by _id`,
    parameters,
  )
}

/**
 * An edited value stays: it is put over what was staged, and what the source says now is remembered beside it. When both
 * have become equal there is nothing to remember any more.
 */
async function keepEditedValues({ opened: { connection }, target }: Merge): Promise<void> {
  const { table } = target
  const [live, stage] = [recordsTable(table.number), stagingTable(table.number)]
  const rows = await connection.all('select distinct field_id from overlay where table_id = ?', [table.id])
  const edited = new Set(rows.map((row) => String(row.field_id)))
  if (edited.size === 0) return
  const both = `${live} l join ${stage} n on n._key = l._key where l._id = overlay.record_id`
  for (const field of written(target).filter(({ id }) => edited.has(id))) {
    const { column } = field
    const of = [table.id, field.id]
    await connection.run(
      `update overlay set source_value = (select ${readSql({ ...field, column: `n.${column}` })} from ${both})
        where table_id = ? and field_id = ? and exists (select 1 from ${both})`,
      of,
    )
    await connection.run(
      `delete from overlay where table_id = ? and field_id = ? and exists (select 1 from ${both} and l.${column} is n.${column})`,
      of,
    )
    await connection.run(
      `update ${stage} set ${column} = l.${column} from overlay o join ${live} l on l._id = o.record_id
        where o.table_id = ? and o.field_id = ? and ${stage}._key = l._key`,
      of,
    )
  }
  await connection.run(
    `delete from ${differenceOf(target)} as d where live in (select record_id from overlay where table_id = ?) and not exists
      (select 1 from ${live} l join ${stage} n on n._id = d.staged where l._id = d.live and (${differs(target)}))`,
    [table.id],
  )
}

/** Who and what a journal entry is of; bound where the statement has `ENTRY`. */
const ENTRY = '?, ?, l._id, ?, ?, ?'
const INTO_JOURNAL = 'insert into journal (at, table_id, record_id, actor_kind, actor_id, batch_id, before, after)'

async function journalDifference(
  { opened, target, stamp }: Merge,
  difference: Difference,
  mark: StoredField | null,
): Promise<void> {
  const { connection, db } = opened
  const { table } = target
  const fields = written(target)
  const [live, stage] = [recordsTable(table.number), stagingTable(table.number)]
  const records = difference.changed + difference.deleted
  if (records === 0) return
  const journalled = records <= MOST_JOURNALLED
  const batchId = randomUUID()
  await connection.run(
    `insert into change_batch (id, at, table_id, actor_kind, actor_id, action, records, detail) values (?, ?, ?, 'sync', ?, 'sync', ?, ?)`,
    [batchId, stamp.asOf, table.id, stamp.runId, records, JSON.stringify({ ...difference, journalled })],
  )
  const entry = [stamp.asOf, table.id, 'sync', stamp.runId, batchId]
  if (journalled)
    await connection.run(
      `${INTO_JOURNAL} select ${ENTRY}, ${differenceJson(fields, 'l', 'n')}, ${differenceJson(fields, 'n', 'l')}
        from ${differenceOf(target)} d join ${stage} n on n._id = d.staged join ${live} l on l._id = d.live where ${differs(target)}`,
      entry,
    )
  if (mark) {
    if (journalled)
      await connection.run(
        `${INTO_JOURNAL} select ${ENTRY}, json_object(?, null), json_object(?, ?) from ${goneOf(target)} g join ${live} l on l._id = g.live`,
        [...entry, mark.id, mark.id, stamp.asOf],
      )
    return
  }
  const all = await allFields(db, table.id)
  await connection.run(
    `${INTO_JOURNAL} select ${ENTRY}, ${recordJson(all, 'l')}, null from ${goneOf(target)} g join ${live} l on l._id = g.live
      where ${journalled ? 'true' : hasOwnValues(table, all)}`,
    entry,
  )
}

/** Values that the source does not have go into the journal whatever happens, and the highest id that went. */
function hasOwnValues(table: StoredTable, fields: StoredField[]): string {
  const own = fields.filter(({ synced }) => !synced).map(({ column }) => `l.${column} is not null`)
  const edited = `l._id in (select record_id from overlay where table_id = '${table.id}')`
  return [...own, edited, `l._id = (select max(live) from ${goneOf({ table })})`].join(' or ')
}
