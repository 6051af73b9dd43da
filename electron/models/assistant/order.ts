import { type KnownTable, PAGE_SIZE, type Sorting } from './calls'
import { amountField, dateField, theField } from './fields'
import { Answered } from './types'
import { fold } from './words'

type Order = { before: string; after: string; sort: Sorting | null; limit: number }

const SORTED =
  /\s*,?\s*\b(?:sorted|ordered|sort|order)(?: them)? by (.+?)(?:[ ,]+(asc\w*|desc\w*|(?:highest|newest|latest|largest|biggest) first|(?:lowest|oldest|smallest) first))?$/i
const RANKED =
  /^(top|first|last|latest|newest|most recent|oldest|earliest|highest|largest|biggest|most expensive|lowest|smallest|cheapest)?\s*(\d{1,4})?\s*(.*)$/i
const BY = /(?:^|\s+)by\s+(?:the\s+)?(\S+(?: \S+)?)$/i

/** Takes order and number out of a request: "top 5 … by total", "latest …", "… sorted by name". */
export function takeOrder(before: string, after: string, table: KnownTable): Order {
  const sorted = SORTED.exec(after)
  const rest = sorted ? after.slice(0, sorted.index) : after
  const ranked = RANKED.exec(before)
  const rank = fold(ranked?.[1] ?? '')
  const limit = Math.min(Number(ranked?.[2] ?? PAGE_SIZE), 200) || PAGE_SIZE
  const bare = ranked?.[3]?.trim() ?? before
  if (sorted?.[1]) {
    const direction = /desc|highest|newest|latest|largest|biggest/i.test(sorted[2] ?? '') ? 'desc' : 'asc'
    return { before: bare, after: rest, limit, sort: { field: theField(table, sorted[1]).name, direction } }
  }
  if (rank === '' || rank === 'first') return { before: bare, after: rest, limit, sort: null }
  return { before: bare, limit: ranked?.[2] ? limit : 1, ...rankedBy(rank, rest, table) }
}

const BY_DATE: Record<string, Sorting['direction']> = {
  latest: 'desc',
  newest: 'desc',
  'most recent': 'desc',
  last: 'desc',
  oldest: 'asc',
  earliest: 'asc',
}

function rankedBy(rank: string, after: string, table: KnownTable): { after: string; sort: Sorting } {
  const by = BY.exec(after)
  const direction = BY_DATE[rank] ?? (/^(lowest|smallest|cheapest)$/.test(rank) ? 'asc' : 'desc')
  const named = by?.[1] ? theField(table, by[1]) : undefined
  const field = named ?? (BY_DATE[rank] ? dateField(table) : amountField(table))
  if (!field)
    throw new Answered(
      `By which field of ${table.name}? Say for example: ${rank} 5 … by ${table.fields[0]?.name ?? 'name'}.`,
    )
  return { after: by ? after.slice(0, by.index) : after, sort: { field: field.name, direction } }
}
