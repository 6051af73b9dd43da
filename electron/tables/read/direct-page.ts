import { sql } from 'kysely'
import { orderSql } from '../columns'
import type { StoredTable } from '../stored-tables'
import type { Ask, Sql } from './ask'
import { hasTexts, isEmpty, isFilled } from './conditions'
import { type Segment, type SortKey, segmentsOf } from './order'
import { type Selection, wholeOf } from './selection'

export type Slice = { offset: number; limit: number }

/** The ids of a page, found by going through everything before it. */
export async function directIds(
  ask: Ask,
  selection: Selection,
  keys: readonly SortKey[],
  { offset, limit }: Slice,
): Promise<number[]> {
  const segments = segmentsOf(selection, keys)
  const ids: number[] = []
  let before = offset
  for (const [index, segment] of segments.entries()) {
    const found = await segmentIds(ask, selection, { segment, offset: before, limit: limit - ids.length })
    ids.push(...found)
    if (ids.length >= limit || index === segments.length - 1) break
    before = found.length > 0 ? 0 : before - Math.min(before, await countIn(ask, selection, segment.where))
  }
  return ids
}

type IndexedPart = { table: StoredTable; key: SortKey; filled: number; count: number }

/**
 * The ids of a page of a whole table by one indexed field. `filled` is how many records have a value; as their places in
 * the index follow from it, the index is gone through without a look at them, and from whichever end is nearer.
 */
export async function indexedIds(ask: Ask, part: IndexedPart, { offset, limit }: Slice): Promise<number[]> {
  const { filled, count } = part
  const length = Math.max(0, Math.min(limit, filled - offset))
  const ids = length > 0 ? await filledIds(ask, part, { offset, limit: length }) : []
  const missing = Math.min(limit, count - offset) - ids.length
  if (missing <= 0) return ids
  return [...ids, ...(await emptyIds(ask, part, { offset: Math.max(0, offset - filled), limit: missing }))]
}

/** Without empty texts among them, the index has those without a value by id. */
async function emptyIds(ask: Ask, { table, key }: IndexedPart, { offset, limit }: Slice): Promise<number[]> {
  const value = sql.raw(orderSql(key.field))
  const { from } = wholeOf(table)
  const blank = hasTexts(key.field.type)
    ? await ask(sql`select 1 as found from ${from} where ${value} = '' limit 1`)
    : []
  const where = blank.length > 0 ? isEmpty(key.field) : sql`${value} is null`
  const rows = await ask(sql`select _id from ${from} where ${where}
    order by _id ${sql.raw(key.direction)} limit ${limit} offset ${offset}`)
  return rows.map((row) => Number(row._id))
}

/** Empty values come first in an index. */
async function filledIds(ask: Ask, part: IndexedPart, { offset, limit }: Slice): Promise<number[]> {
  const { table, key, filled, count } = part
  const ascends = key.direction === 'asc'
  const from = {
    start: (ascends ? count - filled : 0) + offset,
    end: (ascends ? 0 : count - filled) + filled - offset - limit,
  }
  const backwards = from.end < from.start
  const direction = ascends === backwards ? 'desc' : 'asc'
  const rows = await ask(sql`select _id from ${wholeOf(table).from}
    order by ${sql.raw(`${orderSql(key.field)} ${direction}, _id ${direction}`)}
    limit ${limit} offset ${backwards ? from.end : from.start}`)
  const ids = rows.map((row) => Number(row._id))
  return backwards ? ids.reverse() : ids
}

export const countFilled = (ask: Ask, table: StoredTable, key: SortKey): Promise<number> => {
  const selection = wholeOf(table)
  const filled = segmentsOf(selection, [key]).find((segment) => segment.kind === 'filled')
  return countIn(ask, selection, filled?.where ?? isFilled(key.field))
}

async function segmentIds(
  ask: Ask,
  selection: Selection,
  { segment, offset, limit }: Slice & { segment: Segment },
): Promise<number[]> {
  const rows = await ask(sql`${idsSql(selection, segment)} limit ${limit} offset ${offset}`)
  return rows.map((row) => Number(row._id))
}

/** The ids of a part in order. */
export const idsSql = (selection: Selection, segment: Segment): Sql =>
  sql`select ${selection.id} as _id from ${selection.from} where (${selection.where}) and (${segment.where}) order by ${segment.order}`

async function countIn(ask: Ask, selection: Selection, where: Sql): Promise<number> {
  const [row] = await ask(
    sql`select count(*) as total from ${selection.from} where (${selection.where}) and (${where})`,
  )
  return Number(row?.total)
}

export const countOf = (ask: Ask, selection: Selection): Promise<number> => countIn(ask, selection, sql`true`)
