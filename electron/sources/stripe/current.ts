import type { JsonValue } from '../../../shared/domain/common'
import { type HttpContext, SourceProblem } from '../define'
import { inside, listOf } from '../http/inside'
import { isMissing, refused } from './failures'
import { isRecord, listPages, type StripeRecord } from './list'
import type { StripeObject, StripeStream } from './streams'

/** Ids, each with when it was made in seconds since 1970, where that is known. */
type Wanted = ReadonlyMap<string, number | null>

const AT_ONCE = 4
/** So many in a page of a list make it cheaper than asking for each. */
const WORTH_A_PAGE = 10

export async function inParallel<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += AT_ONCE)
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(ask))))
  return results
}

/**
 * The objects as they are now, null for those that are gone. Those made at about the same time come as pages of a list as
 * long as the pages are full of them, the others one by one.
 */
export async function readCurrent(
  context: HttpContext,
  { object }: StripeStream,
  wanted: Wanted,
): Promise<Map<string, StripeRecord | null>> {
  const found = new Map<string, StripeRecord | null>(await readListed(context, object, wanted))
  const left = [...wanted.keys()].filter((id) => !found.has(id))
  for (const [id, record] of await inParallel(left, async (id) => [id, await retrieve(context, object, id)] as const))
    found.set(id, record)
  return found
}

async function readListed(
  context: HttpContext,
  { byTime, path, query }: StripeObject,
  wanted: Wanted,
): Promise<Map<string, StripeRecord>> {
  const found = new Map<string, StripeRecord>()
  const times = [...wanted.values()].filter((madeAt) => madeAt !== null)
  if (!byTime || times.length < WORTH_A_PAGE) return found
  const listing = { path, query: { ...query, ...between(Math.min(...times), Math.max(...times)) } }
  for await (const { records } of listPages(context, listing, null)) {
    const some = records.filter(({ id }) => wanted.has(id))
    for (const record of some) found.set(record.id, record)
    if (some.length < WORTH_A_PAGE || found.size === wanted.size) break
  }
  return found
}

export const between = (from: number, to: number) => ({ 'created[gte]': String(from), 'created[lte]': String(to) })

async function retrieve(
  { request }: HttpContext,
  { path, belongsTo }: StripeObject,
  id: string,
): Promise<StripeRecord | null> {
  const answer = await request({ path: `${path}/${encodeURIComponent(id)}`, accept: [404] })
  if (answer.status === 404) {
    if (isMissing(answer)) return null
    throw refused(answer)
  }
  const body = answer.json()
  if (!isRecord(body)) throw new SourceProblem({ kind: 'fatal', message: `Stripe did not answer with ${id}` })
  const isGone = body.deleted === true || (belongsTo !== null && !body[belongsTo])
  return isGone ? null : body
}

/** The records of a stream that an object stands for: itself, or the whole of the list inside of it. */
export async function recordsOf(
  context: HttpContext,
  stream: StripeStream,
  object: StripeRecord,
): Promise<StripeRecord[]> {
  const { inside: lists, partOf } = stream
  if (!lists) return [object]
  const embedded = lists.embedded === null ? undefined : object[lists.embedded]
  const records: StripeRecord[] = []
  if (inside(embedded, 'has_more') === false) records.push(...listOf(inside(embedded, 'data')).filter(isRecord))
  else {
    const listing = { path: lists.path(encodeURIComponent(object.id)), query: lists.query(object.id), isInside: true }
    for await (const page of listPages(context, listing, null)) records.push(...page.records)
  }
  if (partOf === null) return records
  const parent: Record<string, JsonValue> = { [partOf]: object.id, [`${partOf}_created`]: object.created ?? null }
  return records.map((record) => ({ ...record, ...parent }))
}
