import type { RecordQuestion } from '../../../shared/domain/record-question'
import type { RecordRow } from '../../../shared/domain/table'
import { getStoredTable, type StoredTable } from '../stored-tables'
import { type Ask, askOf, type Sql } from './ask'
import { directIds, idsSql, indexedIds, type Slice } from './direct-page'
import { type Extent, isGapFree } from './extents'
import type { Handles } from './handles'
import { isIndexed, type SortKey, sortKeys, wholeSegments } from './order'
import type { Ordered, PositionIndexes } from './position-indexes'
import { readRows } from './rows'
import { type Selection, selectionOf } from './selection'

/** Going through ids alone, which are in order already, is so much faster than through what has to be sorted or looked at. */
const FASTER_BY_ID = 20
const MOST_BUILDS = 2
const FAR = 100_000

export type PageReader = {
  handles: Handles
  positions: PositionIndexes
  extent: (table: StoredTable) => Promise<Extent>
  filled: (table: StoredTable, key: SortKey) => Promise<number>
  now: () => Date
  /** Up to here the records before a page are gone through, rather than learning the positions of all of them first. */
  shallow: number
}

export type Window = Slice & { question: RecordQuestion }

type Plan = { table: StoredTable; selection: Selection; keys: SortKey[]; ordered: Ordered }

export async function readPage(reader: PageReader, { question, ...slice }: Window): Promise<RecordRow[]> {
  const near = await reader.handles.use(async ({ db }) => {
    const ask = askOf(db)
    const plan = planOf(await getStoredTable(db, question.tableId), question, reader.now())
    if (isDeep(plan, slice, reader.shallow) || reader.positions.has(plan.ordered.key)) return plan
    const ids = await directIds(ask, plan.selection, plan.keys, slice)
    learnAhead(reader, plan)
    return readRows(ask, plan.table, { ids, fields: plan.table.fields })
  })
  if (Array.isArray(near)) return near
  const ids = await deepIds(reader, near, slice)
  return reader.handles.use(({ db }) => readRows(askOf(db), near.table, { ids, fields: near.table.fields }))
}

export function planOf(table: StoredTable, question: RecordQuestion, now: Date): Plan {
  const selection = selectionOf(table, question, now)
  const keys = sortKeys(table, question.sort)
  return {
    table,
    selection,
    keys,
    ordered: { tableId: table.id, key: keyOf(question, now), ids: orderedIds(selection, keys) },
  }
}

/** Filters may speak of today. */
export const keyOf = ({ tableId, filter, search, sort }: RecordQuestion, now: Date): string =>
  JSON.stringify([tableId, filter, search, sort, now.toISOString().slice(0, 10)])

const orderedIds = (selection: Selection, keys: SortKey[]): Sql[] =>
  wholeSegments(selection, keys).map((segment) => idsSql(selection, segment))

const isDeep = ({ selection, keys }: Plan, { offset, limit }: Slice, shallow: number): boolean =>
  offset + limit > (selection.isWhole && keys.length === 0 ? shallow * FASTER_BY_ID : shallow)

async function deepIds(reader: PageReader, plan: Plan, slice: Slice): Promise<number[]> {
  const { table, selection, keys, ordered } = plan
  if (selection.isWhole && keys.length <= 1 && !reader.positions.has(ordered.key)) {
    const known = await knownIds(reader, plan, slice)
    if (known) return known
  }
  for (let builds = 0; builds < MOST_BUILDS; builds += 1) {
    const ids = await reader.positions.ids(ordered, slice)
    if (ids) return ids
  }
  // The table changes faster than positions can be learned, as during a sync.
  return askOnce(reader, (ask) => directIds(ask, { ...selection, table }, keys, slice))
}

/** Where ids follow from positions, or one index has the order. */
async function knownIds(reader: PageReader, { table, keys, ordered }: Plan, slice: Slice): Promise<number[] | null> {
  const [key] = keys
  const extent = await reader.extent(table)
  if (!key) {
    if (!isGapFree(extent)) return null
    const length = Math.max(0, Math.min(slice.limit, extent.count - slice.offset))
    return Array.from({ length }, (_, index) => extent.first + slice.offset + index)
  }
  if (!isIndexed(key.field)) return null
  const filled = await reader.filled(table, key)
  // An index has the order, but no positions: far from both ends, pages get faster once those are known.
  if (Math.min(slice.offset, extent.count - slice.offset) > FAR) learn(reader, ordered)
  return askOnce(reader, (ask) => indexedIds(ask, { table, key, filled, count: extent.count }, slice))
}

/** Whoever looks at a large table by an indexed field is likely to go far into it next. */
function learnAhead(reader: PageReader, { table, selection, keys, ordered }: Plan): void {
  const [key, second] = keys
  if (!key || second || !selection.isWhole || !isIndexed(key.field)) return
  reader.extent(table).then(
    ({ count }) => {
      if (count > 2 * FAR) learn(reader, ordered)
    },
    () => undefined,
  )
}

function learn(reader: PageReader, ordered: Ordered): void {
  // Whoever needs the positions asks again; here they are a help only.
  reader.positions.ids(ordered, { offset: 0, limit: 0 }).catch(() => undefined)
}

const askOnce = <T>(reader: PageReader, work: (ask: Ask) => Promise<T>): Promise<T> =>
  reader.handles.use(({ db }) => work(askOf(db)))
