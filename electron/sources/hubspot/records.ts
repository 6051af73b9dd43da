import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { type HttpContext, SourceProblem, type Window } from '../define'
import { readShape } from '../http/shape'
import { unless } from '../http/unless'
import { refuseOthers } from './failures'
import { cursorOf, ID } from './fields'

const CrmRecord = z.object({
  id: z.string(),
  properties: z.custom<Record<string, JsonValue>>((value) => typeof value === 'object' && value !== null),
  archivedAt: z.string().optional(),
})
export type CrmRecord = z.infer<typeof CrmRecord>

const Paging = z.object({ next: z.object({ after: z.string() }).optional() }).optional()
const Page = z.object({ results: z.array(CrmRecord), paging: Paging })
const Batch = z.object({
  results: z.array(CrmRecord),
  errors: z.array(z.object({ category: z.string().optional(), message: z.string().optional() })).default([]),
})

const LISTED = 100
const FOUND = 200
const READ_AT_ONCE = 100
/** A search counts as a request like any other, and has a limit of its own as well. */
export const SEARCH = ['default', 'search']
/** So many characters of an address are sure to be taken. */
const LONGEST_NAMES = 6000

type Listing = { path: string; query: Readonly<Record<string, string>> }
type Listed<T> = {
  results: T[]
  /** Null on the last page. */
  next: string | null
}

/**
 * Pages of a list from `from` on. It is in the order of ids, so what is changed meanwhile moves nothing; a place that is
 * no longer good leads to its beginning, once.
 */
export async function* listPages<T>(
  context: HttpContext,
  item: z.ZodType<T>,
  { path, query }: Listing,
  from: string | null,
): AsyncGenerator<Listed<T>> {
  const shape = z.object({ results: z.array(item), paging: Paging })
  let after = from
  for (let isAnew = false; ; ) {
    const asked = context.request({ path, query: after === null ? query : { ...query, after } })
    // There is no word of its own for a place that is not known.
    const answer = await (after === null || isAnew ? asked : unless(asked, 'fatal'))
    if (!answer) {
      after = null
      isAnew = true
      continue
    }
    const { results, paging } = readShape(shape, answer)
    const next = paging?.next?.after ?? null
    if (next !== null && next === after) throw repeats()
    yield { results, next }
    if (next === null) return
    after = next
  }
}

const repeats = () => new SourceProblem({ kind: 'fatal', message: 'HubSpot gives the same records again and again' })

type Wanted = { type: string; properties: readonly string[]; archived?: boolean }

/** All records, with properties that are read by id where their names are too many for an address. */
export async function* listRecords(
  context: HttpContext,
  { type, properties, archived = false }: Wanted,
  from: string | null,
): AsyncGenerator<Listed<CrmRecord>> {
  const names = properties.join(',')
  const isWide = encodeURIComponent(names).length > LONGEST_NAMES
  const query = { limit: String(LISTED), archived: String(archived), properties: isWide ? ID : names }
  const pages = listPages(context, CrmRecord, { path: `/crm/v3/objects/${type}`, query }, from)
  for await (const page of pages) {
    if (!isWide) yield page
    else {
      const ids = page.results.map(({ id }) => id)
      yield { ...page, results: [...(await readRecords(context, { type, properties }, ids)).values()] }
    }
  }
}

/** Records by their ids as they are now. One that is not there is gone, or was merged and has another id. */
export async function readRecords(
  context: HttpContext,
  { type, properties }: Wanted,
  ids: readonly string[],
): Promise<Map<string, CrmRecord>> {
  const found = new Map<string, CrmRecord>()
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const inputs = ids.slice(at, at + READ_AT_ONCE).map((id) => ({ id }))
    const json = { inputs, properties: [...properties] }
    const answer = await context.request({ path: `/crm/v3/objects/${type}/batch/read`, json })
    const { results, errors } = readShape(Batch, answer)
    refuseOthers(errors)
    for (const record of results) found.set(record.id, record)
  }
  return found
}

/** Its index cannot be asked for the very beginning. */
const EARLIEST_MS = 1000

/**
 * Ids of the records that changed within a window and come behind an id, in the order of ids. Not by the pages of the
 * search: those shift when a record changes, and end after 10,000 records.
 * https://developers.hubspot.com/docs/api-reference/search/guide
 */
export async function findChanged(
  context: HttpContext,
  type: string,
  { from, to }: Window,
  behind: string | null,
): Promise<{ ids: string[]; isEnd: boolean }> {
  const propertyName = cursorOf(type)
  const filters = [
    { propertyName, operator: 'GTE', value: String(Math.max(EARLIEST_MS, Date.parse(from))) },
    { propertyName, operator: 'LTE', value: String(Date.parse(to)) },
    ...(behind === null ? [] : [{ propertyName: ID, operator: 'GT', value: behind }]),
  ]
  const sorts = [{ propertyName: ID, direction: 'ASCENDING' }]
  const json = { limit: FOUND, properties: [ID], sorts, filterGroups: [{ filters }] }
  const answer = await context.request({ path: `/crm/v3/objects/${type}/search`, json, budgets: SEARCH })
  const { results, paging } = readShape(Page, answer)
  const ids = results.map(({ id }) => id)
  refuseDisorder(behind, ids)
  return { ids, isEnd: !paging?.next || ids.length === 0 }
}

/** Records that came in another order would be left out, or come for ever. */
function refuseDisorder(behind: string | null, ids: readonly string[]): void {
  let last = behind
  for (const id of ids) {
    if (last !== null && BigInt(id) <= BigInt(last)) throw repeats()
    last = id
  }
}

const Total = z.object({ total: z.number().int() })

/** How many records there are about now. */
export async function countRecords(context: HttpContext, type: string): Promise<number> {
  const json = { limit: 1, properties: [ID] }
  const answer = await context.request({ path: `/crm/v3/objects/${type}/search`, json, budgets: SEARCH })
  return readShape(Total, answer).total
}
