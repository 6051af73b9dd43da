import { z } from 'zod'
import { Json, type JsonValue } from '../../../shared/domain/common'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { HttpContext, Selection, Verdict, Window } from '../define'
import { everyItem } from '../http/every-item'
import { inTimeOrder, type Place } from '../http/in-time-order'
import { inside } from '../http/inside'
import { toPageWithout } from '../http/pages'
import { readShape } from '../http/shape'
import { tokenSource } from '../http/token-source'
import { isComputed, Properties, plainText, toField, toFields, toValues } from '../notion/properties'

const Source = z.object({ id: z.string(), title: Json, in_trash: z.boolean(), properties: Properties })
const Times = { created_time: z.string(), last_edited_time: z.string() }
const Page = z.object({ id: z.string(), url: z.string(), in_trash: z.boolean(), properties: Properties, ...Times })
type Page = z.infer<typeof Page>
const Status = z.object({ type: z.string() }).optional()
const Next = z.object({ next_cursor: z.string().nullable(), has_more: z.boolean(), request_status: Status })
const Pages = Next.extend({ results: z.array(Page) })

const OWN = [
  { ...toField('_id', 'id'), type: 'text' as const, primaryKey: true },
  toField('_url', 'url'),
  toField('_created_time', 'created_time'),
  toField('_last_edited_time', 'last_edited_time'),
]
const NOTE = 'Formulas and rollups change without an edit of their page, so once a day all pages are read again.'

function toStream({ id, title, properties }: z.infer<typeof Source>): DiscoveredStream {
  const fields = [...OWN, ...toFields(properties)]
  const read = { cursorField: '_last_edited_time', cursorChoices: [], deletes: 'told', filters: 'local' } as const
  const note = fields.some(isComputed) ? NOTE : null
  const label = plainText(title) || 'Untitled'
  return { ...read, cursorChoices: [], name: id, label, group: null, fields, estimatedRows: null, note }
}

async function toRecord(context: HttpContext, { fields }: Selection, { id, properties, ...page }: Page) {
  const record = toValues(properties)
  const cut = Object.values(properties).filter((property) => property.has_more === true)
  // Of a relation no more than 25 pages come with the page itself.
  for (const property of cut.filter((each) => fields.some(({ name }) => name === each.id))) {
    const path = `/v1/pages/${id}/properties/${property.id}`
    const items = await everyItem(context, Json, (query) => ({ path, query }))
    record[property.id] = items.map((item) => inside(item, 'relation', 'id') ?? null)
  }
  const times = { _created_time: page.created_time, _last_edited_time: page.last_edited_time }
  return { ...record, ...times, _id: id, _url: page.url, _in_trash: page.in_trash }
}

const since = (timestamp: string, on_or_after: string | null) => ({ timestamp, [timestamp]: { on_or_after } })

/** By the time of creation, which no edit changes: everything, or what was edited and then what went to the trash. */
async function* read(context: HttpContext, selection: Selection, resume: JsonValue, window: Window | null) {
  const path = `/v1/data_sources/${selection.stream.name}/query`
  const edited = window ? [since('last_edited_time', window.from)] : []
  const sorts = [{ timestamp: 'created_time', direction: 'ascending' }]
  const ask = async (place: Place) => {
    const filter = { and: [since('created_time', place.since), ...edited] }
    const json = { filter, sorts, in_trash: place.turn === 1, result_type: 'page', page_size: 100 }
    const at = place.within === null ? {} : { start_cursor: place.within }
    const answer = await context.request({ path, json: { ...json, ...at } })
    const { results, next_cursor, has_more, request_status } = readShape(Pages, answer)
    const more = has_more || request_status?.type === 'incomplete'
    return { records: results, reached: results.at(-1)?.created_time, within: next_cursor, more }
  }
  const parts = inTimeOrder({ resume, since: '1970-01-01T00:00:00.000Z', turns: window ? 2 : 1, ask })
  for await (const { records, resume } of parts) {
    const rows = await Promise.all(records.map((page) => toRecord(context, selection, page)))
    yield toPageWithout(selection, rows, (row) => row._in_trash, resume)
  }
}

const TIMING = { granularityMs: 60_000, lagMs: 60_000, lookbackMs: 120_000, retentionMs: null, sweepEveryMs: null }
const FORGOTTEN: Verdict = { kind: 'restart-page', message: 'Notion does not know the page any more' }

/** https://developers.notion.com/reference/query-a-data-source */
export default tokenSource({
  id: 'notion',
  name: 'Notion',
  description: 'Databases of a Notion workspace that are shared with an integration.',
  version: 2,
  fields: [],
  token: { label: 'Integration secret', hint: 'Of an internal integration with which the databases are shared.' },
  api: 'https://api.notion.com',
  headers: { 'notion-version': '2025-09-03' },
  budget: { requests: 3, perMs: 1000 },
  timing: ({ fields }) => ({ ...TIMING, recomputeEveryMs: (fields.some(isComputed) ? 1 : 7) * 86_400_000 }),
  classify: ({ status, text }) => (status === 400 && text.includes('start_cursor') ? FORGOTTEN : undefined),
  async check({ request }) {
    const me = (await request({ path: '/v1/users/me' })).json()
    const [name, id] = [inside(me, 'bot', 'workspace_name'), inside(me, 'bot', 'workspace_id')]
    return { identity: String(name ?? inside(me, 'name')), externalId: String(id ?? inside(me, 'id')), testMode: false }
  },
  async discover(context) {
    const json = { filter: { property: 'object', value: 'data_source' }, page_size: 100 }
    const found = await everyItem(context, Source, (at) => ({ path: '/v1/search', json: { ...json, ...at } }))
    return found.filter((source) => !source.in_trash).map(toStream)
  },
  read,
})
