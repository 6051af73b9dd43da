import type { ApiAnswer, ApiRequest } from './api-server'

type Values = Record<string, unknown>
export type StripeObject = Values & { id: string }
export type Stored = { value: StripeObject; at: number; order: number }

export const failure = (status: number, message: string, more: Values = {}): ApiAnswer => ({
  status,
  body: { error: { type: 'invalid_request_error', message, ...more } },
})
export const missing = (kind: string, id: string, param = 'id', status = 404) =>
  failure(status, `No such ${kind}: '${id}'`, { code: 'resource_missing', param })

export const listOf = (data: unknown[], hasMore: boolean, url: string) => ({
  object: 'list',
  url,
  has_more: hasMore,
  data,
})

/** A list is told by places that have numbers, or by none. */
export const NUMBERED = /types(?:\[|%5B)\d+(?:\]|%5D)/gi
export const typesIn = (query: URLSearchParams): string[] =>
  [...query].flatMap(([name, value]) => (/^types\[\d*\]$/.test(name) ? [value] : []))

const SAME = ['customer', 'status', 'subscription', 'type']
const TIMES: Record<string, (at: number, given: number) => boolean> = {
  'created[gt]': (at, given) => at > given,
  'created[gte]': (at, given) => at >= given,
  'created[lt]': (at, given) => at < given,
  'created[lte]': (at, given) => at <= given,
}

const passes =
  (query: URLSearchParams) =>
  ({ value, at }: Stored): boolean =>
    Object.entries(TIMES).every(([name, holds]) => !query.has(name) || holds(at, Number(query.get(name)))) &&
    SAME.every((name) => !query.has(name) || query.get(name) === 'all' || value[name] === query.get(name))

/** The newest first. What it goes on after, or back from, has to be there, whether or not it is in this list. */
export function page(
  all: Stored[],
  { url }: ApiRequest,
  { mostAtOnce, show = ({ value }) => value }: { mostAtOnce: number; show?: (stored: Stored) => StripeObject },
): ApiAnswer {
  const { pathname, searchParams } = url
  const asked = Number(searchParams.get('limit') ?? 10)
  if (asked < 1 || asked > 100) return failure(400, 'This value must be from 1 to 100', { param: 'limit' })
  if (typesIn(searchParams).length > 20) return failure(400, 'You may give at most 20 types', { param: 'types' })
  const direction = searchParams.has('ending_before') ? 'ending_before' : 'starting_after'
  const edge = searchParams.get(direction)
  const last = edge === null ? null : all.find(({ value }) => value.id === edge)
  if (last === undefined) return missing('object', edge ?? '', direction, 400)
  const isBack = direction === 'ending_before'
  const rest = all
    .filter(passes(searchParams))
    .filter((each) => last === null || (isBack ? newestFirst(each, last) : newestFirst(last, each)) < 0)
    .sort(newestFirst)
  const limit = Math.min(mostAtOnce, asked)
  const some = isBack ? rest.slice(-limit) : rest.slice(0, limit)
  return { status: 200, body: listOf(some.map(show), rest.length > limit, pathname) }
}

const newestFirst = (a: Stored, b: Stored): number => b.at - a.at || b.order - a.order
