import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { type HttpContext, type SourceAnswer, SourceProblem } from '../define'
import { inside, listOf } from '../http/inside'
import { isMissing, isPlaceLost, refused } from './failures'

export type StripeRecord = { readonly [name: string]: JsonValue } & { readonly id: string }
export type Listing = {
  path: string
  query: Readonly<Record<string, string | readonly string[]>>
  /** It belongs to something that may be gone: nothing is in it then. */
  isInside?: boolean
}

/** Ids on the way, a few of each page. The list goes on after the last one of them that is still there. */
const Place = z.array(z.string())
const KEPT = 20
const EACH = 25
const MOST_LOST = 200

export const isRecord = (value: JsonValue | undefined): value is StripeRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.id === 'string'

/**
 * A list page by page, the newest first. Records that come meanwhile are before its beginning, and `created`, which orders
 * it, never changes, so an edit moves nothing. https://stripe.com/docs/api/pagination
 */
export async function* listPages(
  context: HttpContext,
  listing: Listing,
  resume: JsonValue,
): AsyncGenerator<{ records: StripeRecord[]; place: string[] }> {
  let place = Place.parse(resume ?? [])
  const ends = new Set<string>()
  for (let lost = 0; lost <= MOST_LOST; ) {
    const page = await askPage(context, listing, place.at(-1))
    if (!page) {
      lost += 1
      place = place.slice(0, -1)
      ends.clear()
      continue
    }
    place = [...place, ...markers(page.records)].slice(-KEPT)
    if (page.hasMore) noteEnd(ends, page.records)
    if (page.records.length > 0) yield { records: page.records, place }
    if (!page.hasMore) return
  }
  throw new SourceProblem({ kind: 'retry', message: 'The records changed faster than they could be read' })
}

/** The last one, and others before it in case that it is deleted. */
const markers = (records: StripeRecord[]): string[] =>
  records.filter((_, index) => (records.length - 1 - index) % EACH === 0).map(({ id }) => id)

/** The same end for a second time leads round and round. */
function noteEnd(ends: Set<string>, records: StripeRecord[]): void {
  const last = records.at(-1)?.id
  if (last === undefined || ends.has(last))
    throw new SourceProblem({ kind: 'fatal', message: 'Stripe gives the same records again and again' })
  ends.add(last)
}

type Page = { records: StripeRecord[]; hasMore: boolean }

/** Null when the record after which to go on is not there any more. */
async function askPage(
  { request }: HttpContext,
  { path, query, isInside = false }: Listing,
  after: string | undefined,
): Promise<Page | null> {
  const from = after === undefined ? {} : { starting_after: after }
  const answer = await request({ path, query: { ...query, limit: '100', ...from }, accept: [400, 404] })
  if (answer.status !== 400 && answer.status !== 404) return readList(answer)
  if (after !== undefined && isPlaceLost(answer)) return null
  if (isInside && isMissing(answer)) return { records: [], hasMore: false }
  throw refused(answer)
}

function readList(answer: SourceAnswer): Page {
  const body = answer.json()
  const data = listOf(inside(body, 'data'))
  const records = data.filter(isRecord)
  const hasMore = inside(body, 'has_more')
  if (inside(body, 'object') !== 'list' || typeof hasMore !== 'boolean' || records.length < data.length)
    throw new SourceProblem({ kind: 'fatal', message: 'Stripe answered in a form that is not known here' })
  return { records, hasMore }
}
