import { type KnownTable, Page, type Query, queryRecords, TableList } from '../calls'
import { namesIn, plural, showPage } from '../show'
import { nounOf } from '../tables'
import type { Intent, Recorded, Steps, Turn } from '../types'

const ASKS =
  /^(?:(?:show|list|give|get)(?: me)? )?(?:more|the next(?: \d+| page| ones)?|next(?: \d+| page| ones)?|continue|go on)(?: results| records| rows)?$/i

export const more: Intent = {
  example: 'show more',
  understand: ({ text }, turn) => (ASKS.test(text) ? nextPage(turn) : null),
}

function* nextPage(turn: Turn): Steps<string> {
  const last = turn.past.findLast((call) => call.tool === 'query_records')
  const before = last?.outcome.ok ? Page.safeParse(last.outcome.value).data : undefined
  if (!last || !before?.next) return 'There is no further page of the last question.'
  const page = yield* queryRecords({ ...queryOf(last), after: before.next })
  const table = knownTable(turn, String(last.input.table)) ?? { name: String(last.input.table), fields: fieldsIn(page) }
  const from = seenBefore(turn)
  const range = `${from + 1} to ${from + page.records.length} of `
  return showPage(table, page, `${range}${plural(page.total, nounOf(table))}.`, [], turn.now)
}

/** How many records the pages up to now held, back to the first one. */
function seenBefore({ past }: Turn): number {
  const asked = past.filter((call) => call.tool === 'query_records')
  const first = asked.findLastIndex((call) => call.input.after === undefined)
  const pages = asked.slice(Math.max(0, first)).map(({ outcome }) => (outcome.ok ? outcome.value : null))
  return pages.reduce<number>((sum, value) => sum + (Page.safeParse(value).data?.records.length ?? 0), 0)
}

const queryOf = ({ input }: Recorded): Query => ({ ...input, table: String(input.table) })

const fieldsIn = (page: Page): KnownTable['fields'] =>
  namesIn(page.records).map((name) => ({ name, type: 'text' as const }))

function knownTable(turn: Turn, name: string): KnownTable | undefined {
  const listing = turn.past.findLast((call) => call.tool === 'list_tables' && call.outcome.ok)
  const tables = listing?.outcome.ok ? TableList.safeParse(listing.outcome.value).data?.tables : undefined
  return tables?.find((table) => table.name === name)
}
