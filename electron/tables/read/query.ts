import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import type { RecordQuestion } from '../../../shared/domain/record-question'
import type { RecordRow } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import type { StoredTable } from '../stored-tables'
import { type Ask, allOf, type Sql } from './ask'
import { afterSql, fromKeySql, keyColumns, type Place, placeOf, type Segment, type SortKey, segmentsOf } from './order'
import type { Selection } from './selection'

export type FoundRecords = {
  rows: RecordRow[]
  /** All that match, on all pages. */
  total: number
  asOf: string | null
  /** The name of the data connection; null for a table made by hand. */
  source: string | null
  /** Leads to the next page; null when there is none. */
  nextHandle: string | null
}

type PlaceQuery = { selection: Selection; keys: SortKey[]; after: Place | null; limit: number }

/** Ids with their places in the order, from after a place on. Costs the same on every page when an index has the order. */
export async function placesAfter(ask: Ask, { selection, keys, after, limit }: PlaceQuery): Promise<Place[]> {
  const places: Place[] = []
  for (const segment of segmentsOf(selection, keys)) {
    if (places.length >= limit) break
    const where = startSql(selection, { keys, segment, after })
    if (!where) continue
    const rows = await ask(sql`select ${selection.id} as _id${keyColumns(keys)} from ${selection.from}
      where (${selection.where}) and (${segment.where}) and (${where}) order by ${segment.order} limit ${limit - places.length}`)
    places.push(...rows.map((row) => placeOf(row, keys)))
  }
  return places
}

/** What of a part comes after a place; null when nothing does. */
function startSql(
  selection: Selection,
  { keys, segment, after }: { keys: SortKey[]; segment: Segment; after: Place | null },
): Sql | null {
  const [first] = keys
  if (!after) return sql`true`
  const value = after.values[0] ?? null
  if (segment.kind === 'all' || !first) return afterSql(selection, keys, after)
  if (segment.kind === 'filled')
    return value === null ? null : allOf([fromKeySql(first, value), afterSql(selection, keys, after)])
  return value === null ? afterSql(selection, keys, after) : sql`true`
}

const Handle = z.object({ q: z.string(), k: z.array(z.string().nullable()), i: z.number().int() })

export const writeHandle = (question: RecordQuestion, { id, values }: Place): string =>
  Buffer.from(JSON.stringify({ q: fingerprint(question), k: values, i: id })).toString('base64url')

/** Fails with `invalid-input` for a handle of another question, and for anything else that is not one. */
export function readHandle(question: RecordQuestion, handle: string): Place {
  const read = Handle.safeParse(parseJson(Buffer.from(handle, 'base64url').toString('utf8')))
  const isOurs = read.success && read.data.q === fingerprint(question) && read.data.k.length === question.sort.length
  if (!isOurs)
    throw new AppFailure({ code: 'invalid-input', message: 'This page handle does not belong to this question' })
  return { id: read.data.i, values: read.data.k }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const fingerprint = ({ tableId, filter, search, sort }: RecordQuestion): string =>
  createHash('sha256')
    .update(JSON.stringify([tableId, filter, search, sort]))
    .digest('base64url')
    .slice(0, 16)

export const foundIn = ({ asOf, dataConnectionName }: StoredTable) => ({ asOf, source: dataConnectionName })
