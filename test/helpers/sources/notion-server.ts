import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'

type Values = Record<string, unknown>
export type NotionProperty = Values & { id: string; type: string }
type NotionPage = {
  id: string
  created_time: string
  last_edited_time: string
  in_trash: boolean
  properties: Record<string, NotionProperty>
}
type DataSource = {
  title: string
  schema: Record<string, NotionProperty>
  pages: Map<string, NotionPage>
  in_trash: boolean
  /** With the integration. */
  shared: boolean
}
type Query = {
  filter?: Values & { and?: Values[] }
  sorts?: Values[]
  in_trash?: boolean
  page_size?: number
  start_cursor?: string
}

export type NotionServer = ApiServer & {
  /** What time it is there, in milliseconds. */
  clock: number
  sources: Map<string, DataSource>
  /** No page has more than so many, however many are asked for. */
  mostAtOnce: number
  /** So many results one question gives in all. */
  mostResults: number
  /** Every page says that the same one follows. */
  stuck: boolean
  define(id: string, title: string, schema: Record<string, NotionProperty>): void
  add(source: string, properties?: Record<string, unknown>): NotionPage
  edit(source: string, id: string, properties: Record<string, unknown>): void
  /** Into the trash, or out of it. */
  trash(source: string, id: string, in_trash?: boolean): void
  /** Gone without a word, as a page that is moved elsewhere. */
  remove(source: string, id: string): void
  /** Not to be seen yet; `appear` shows all of them with the times they have. */
  hide(id: string): void
  appear(): void
  /** No cursor that was given so far is good any more. */
  forgetCursors(): void
  live(source: string): NotionPage[]
}

const contract = openApiContract(new URL('../../fixtures/sources/notion.json', import.meta.url))
const BOT = {
  ...{ object: 'user', id: 'b0000000-0000-4000-8000-000000000001', name: 'Patchbay', type: 'bot' },
  bot: { owner: { type: 'workspace', workspace: true }, workspace_name: 'Acme', workspace_id: 'w-1' },
}
const MOST_REFERENCES = 25

export const notionFailure = (status: number, code: string, message: string): ApiAnswer => ({
  status,
  body: { object: 'error', status, code, message, request_id: 'r-1' },
})
export const richText = (text: string) =>
  text === '' ? [] : [{ type: 'text', text: { content: text }, plain_text: text }]

const NO_CURSOR = notionFailure(400, 'validation_error', 'The start_cursor provided is invalid: not of this session')
const INCOMPLETE = { request_status: { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' } }
const list = (results: unknown[], next_cursor: string | null, more: Values = {}): ApiAnswer => ({
  status: 200,
  body: { object: 'list', results, next_cursor, has_more: next_cursor !== null, ...more },
})

/** Data sources with their pages. Times are rounded down to the minute, as there. */
export async function startNotion(token: string): Promise<NotionServer> {
  const sources = new Map<string, DataSource>()
  const hidden = new Set<string>()
  /** For which question a cursor is, and which result comes next. */
  const cursors = new Map<string, { question: string; next: string; given: number }>()
  let made = 0
  const answer = (request: ApiRequest): ApiAnswer | null => {
    if (request.headers.authorization !== `Bearer ${token}`)
      return notionFailure(401, 'unauthorized', 'API token is invalid.')
    if (request.headers['notion-version'] !== '2025-09-03')
      return notionFailure(400, 'missing_version', 'Notion-Version header failed validation')
    const { pathname, searchParams } = request.url
    if (pathname === '/v1/users/me') return { status: 200, body: BOT }
    if (pathname === '/v1/search') return search(JSON.parse(request.body))
    const [, page, property] = /^\/v1\/pages\/([^/]+)\/properties\/([^/]+)$/.exec(pathname) ?? []
    if (page && property) return references(page, property, searchParams)
    const [, id = ''] = /^\/v1\/data_sources\/([^/]+)\/query$/.exec(pathname) ?? []
    const source = sources.get(id)
    if (!source?.shared) return notionFailure(404, 'object_not_found', `Could not find data_source with ID: ${id}.`)
    return query(id, source, JSON.parse(request.body))
  }
  const search = (asked: Query): ApiAnswer => {
    const found = [...sources].filter(([, { shared }]) => shared).map(([id, source]) => shownSource(id, source))
    return paged(found, { ...asked, page_size: Math.min(3, asked.page_size ?? 100) }, 'search')
  }
  const query = (id: string, { pages }: DataSource, asked: Query): ApiAnswer => {
    const [sort] = asked.sorts ?? []
    if (sort?.property) return notionFailure(501, 'not_played', 'Sorting by properties is not played by this server')
    const by = sort?.timestamp === 'last_edited_time' ? 'last_edited_time' : 'created_time'
    const sign = sort?.direction === 'descending' ? -1 : 1
    const found = [...pages.values()]
      .filter((page) => !hidden.has(page.id) && page.in_trash === (asked.in_trash ?? false))
      .filter((page) => conditionsOf(asked).every((condition) => passes(page, condition)))
      .sort((a, b) => sign * (a[by] === b[by] ? a.id.localeCompare(b.id) : a[by] < b[by] ? -1 : 1))
    const { start_cursor: _, ...rest } = asked
    return paged(found.map(shownPage), asked, `${id} ${JSON.stringify(rest)}`)
  }
  /** A cursor names the result that comes next: it goes with that one wherever that one goes. */
  const paged = (found: { id: string }[], { start_cursor, page_size = 100 }: Query, question: string): ApiAnswer => {
    const cursor = start_cursor === undefined ? { question, next: found[0]?.id, given: 0 } : cursors.get(start_cursor)
    const from = found.findIndex(({ id }) => id === cursor?.next)
    if (cursor?.question !== question || (from < 0 && start_cursor !== undefined)) return NO_CURSOR
    const most = Math.min(page_size, server.mostAtOnce, server.mostResults - cursor.given)
    const results = found.slice(Math.max(0, from), from + most)
    const next = found[from + most]
    if (!next) return list(results, null)
    const given = cursor.given + most
    if (given >= server.mostResults) return list(results, null, INCOMPLETE)
    if (server.stuck && start_cursor !== undefined) return list(results, start_cursor)
    const name = `cursor-${cursors.size + 1}`
    cursors.set(name, { question, next: next.id, given })
    return list(results, name)
  }
  const references = (id: string, property: string, asked: URLSearchParams): ApiAnswer => {
    const page = [...sources.values()].flatMap(({ pages }) => pages.get(id) ?? [])[0]
    const found = Object.values(page?.properties ?? {}).find((each) => each.id === property)
    if (!found) return notionFailure(404, 'object_not_found', 'Could not find property')
    const items = (found.relation as { id: string }[]).map((relation, index) => ({
      ...{ object: 'property_item', id: property, type: 'relation', relation, place: index },
    }))
    const from = Number((asked.get('start_cursor') ?? 'at-0').slice(3))
    const some = items.slice(from, from + 10).map(({ place: _, ...item }) => item)
    return list(some, from + 10 < items.length ? `at-${from + 10}` : null, { type: 'property_item' })
  }
  const sourceOf = (id: string): DataSource => {
    const source = sources.get(id)
    if (!source) throw new Error(`no data source ${id}`)
    return source
  }
  const minute = () => `${new Date(server.clock).toISOString().slice(0, 16)}:00.000Z`
  const filled = ({ schema }: DataSource, values: Values) =>
    Object.fromEntries(
      Object.entries(schema).map(([name, { id, type }]) => [
        name,
        { id, type, [type]: values[name] ?? EMPTY[type] ?? null },
      ]),
    )
  const server: NotionServer = Object.assign(await startApi({ contract, answer }), {
    ...{ clock: Date.parse('2026-01-10T00:00:30Z'), sources, mostResults: 10_000, mostAtOnce: 100, stuck: false },
    define: (id: string, title: string, schema: Record<string, NotionProperty>) =>
      void sources.set(id, { title, schema, pages: new Map(), in_trash: false, shared: true }),
    add(name: string, values: Values = {}) {
      const source = sourceOf(name)
      made += 1
      // Ids are in no order of time.
      const id = `${String((made * 7919) % 100_003).padStart(8, '0')}-0000-4000-8000-${String(made).padStart(12, '0')}`
      const times = { created_time: minute(), last_edited_time: minute() }
      const page: NotionPage = { id, ...times, in_trash: false, properties: filled(source, values) }
      source.pages.set(id, page)
      return page
    },
    edit(name: string, id: string, values: Values) {
      const source = sourceOf(name)
      const page = source.pages.get(id)
      if (!page) return
      const old = Object.fromEntries(Object.entries(page.properties).map(([key, each]) => [key, each[each.type]]))
      const properties = filled(source, { ...old, ...values })
      source.pages.set(id, { ...page, properties, last_edited_time: minute() })
    },
    trash(name: string, id: string, in_trash = true) {
      const { pages } = sourceOf(name)
      const page = pages.get(id)
      if (page) pages.set(id, { ...page, in_trash, last_edited_time: minute() })
    },
    remove: (name: string, id: string) => void sourceOf(name).pages.delete(id),
    hide: (id: string) => void hidden.add(id),
    appear: () => hidden.clear(),
    forgetCursors: () => {
      for (const name of cursors.keys()) cursors.set(name, { question: 'another session', next: '', given: 0 })
    },
    live: (name: string) => [...sourceOf(name).pages.values()].filter((page) => !page.in_trash),
  })
  return server
}

const EMPTY: Values = {
  title: [],
  rich_text: [],
  multi_select: [],
  people: [],
  relation: [],
  files: [],
  checkbox: false,
}

const conditionsOf = ({ filter }: Query): Values[] => filter?.and ?? (filter ? [filter] : [])

function passes(page: NotionPage, condition: Values): boolean {
  const name = condition.timestamp === 'created_time' ? 'created_time' : 'last_edited_time'
  const { on_or_after } = condition[name] as { on_or_after: string }
  return Date.parse(page[name]) >= Date.parse(on_or_after)
}

const shownSource = (id: string, { title, schema, in_trash }: DataSource) => ({
  ...{ object: 'data_source', id, title: richText(title), in_trash, archived: in_trash },
  properties: Object.fromEntries(Object.entries(schema).map(([name, property]) => [name, { ...property, name }])),
})

/** A page names no more than 25 others of one relation. */
function shownPage({ properties, ...page }: NotionPage) {
  const shown = Object.entries(properties).map(([name, property]) => {
    if (property.type !== 'relation') return [name, property]
    const all = property.relation as unknown[]
    return [name, { ...property, relation: all.slice(0, MOST_REFERENCES), has_more: all.length > MOST_REFERENCES }]
  })
  const url = `https://www.notion.so/${page.id.replaceAll('-', '')}`
  return { object: 'page', url, archived: page.in_trash, ...page, properties: Object.fromEntries(shown) }
}
