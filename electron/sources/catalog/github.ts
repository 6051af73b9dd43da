import { z } from 'zod'
import { Json, type JsonValue } from '../../../shared/domain/common'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'
import { type HttpContext, type Selection, SourceProblem, type Window } from '../define'
import { inTimeOrder, type Place } from '../http/in-time-order'
import { inside, listOf } from '../http/inside'
import { toPage } from '../http/pages'
import { refusalVerdict, whyUnavailable } from '../http/refusals'
import { readShape } from '../http/shape'
import { tokenSource } from '../http/token-source'

const User = z
  .object({ login: z.string(), id: z.number() })
  .transform(({ login, id }) => ({ identity: login, externalId: String(id), testMode: false }))
const Issue = z.object({ number: z.number(), updated_at: z.string() }).catchall(Json)
const FIELDS: [type: FieldType, sourceType: string, names: string[]][] = [
  ['integer', 'integer', ['number', 'comments']],
  ['text', 'string', ['title', 'state', 'state_reason', 'type', 'user', 'milestone', 'author_association']],
  ['multi-select', 'array', ['labels', 'assignees']],
  ['boolean', 'boolean', ['is_pull_request', 'draft', 'locked']],
  ['datetime', 'date-time', ['created_at', 'updated_at', 'closed_at', 'merged_at']],
  ['url', 'uri', ['html_url']],
  ['long-text', 'string', ['body']],
]
const fields = FIELDS.flatMap(([type, sourceType, names]) =>
  names.map((name) => ({ name, type, sourceType, primaryKey: name === 'number' })),
)
const toRecord = ({ user, type, milestone, labels, assignees, pull_request, ...issue }: z.infer<typeof Issue>) => ({
  ...{ ...issue, user: inside(user, 'login'), type: inside(type, 'name'), milestone: inside(milestone, 'title') },
  labels: listOf(labels).map((label) => inside(label, 'name') ?? label),
  assignees: listOf(assignees).map((each) => inside(each, 'login') ?? null),
  ...{ is_pull_request: Boolean(pull_request), merged_at: inside(pull_request, 'merged_at') },
})

const READ_DAILY = { retentionMs: null, sweepEveryMs: null, recomputeEveryMs: 86_400_000 }
const NAME = /^[\w-]+\/[\w.-]*\w[\w.-]*$/
const NOTE = 'GitHub does not tell of deleted issues and renamed labels, so all issues are read again once a day.'

const namesIn = ({ config }: HttpContext) => [
  ...new Set(config.repositories?.toLowerCase().replaceAll('https://github.com/', '').match(/\S+/g)),
]

/** Each repository that was typed: one that cannot be read is there and says why. */
async function discover({ request }: HttpContext, name: string): Promise<DiscoveredStream> {
  if (!NAME.test(name)) throw new SourceProblem({ kind: 'config', message: `“${name}” is no repository` })
  const note = (await whyUnavailable(request({ path: `/repos/${name}` }))) ?? NOTE
  const read = { cursorField: 'updated_at', deletes: 'full-read', filters: 'local' } as const
  return { ...read, cursorChoices: [], name, label: name, group: null, fields, estimatedRows: null, note }
}

const Within = z.object({ page: z.number(), after: z.number() })
const toSince = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '')

/** From change to change. Pages are counted only among issues of the same second, of which one page holds too few. */
async function* read({ request }: HttpContext, selection: Selection, resume: JsonValue, window: Window | null) {
  const list = async (since: string | null, page: number) => {
    const sorted = { state: 'all', sort: 'updated', direction: 'asc', per_page: '100', page: String(page) }
    const query = since === null ? sorted : { ...sorted, since }
    const answer = await request({ path: `/repos/${selection.stream.name}/issues`, query })
    return { issues: readShape(z.array(Issue), answer), isEnd: !answer.headers.get('link')?.includes('rel="next"') }
  }
  const ask = async ({ since, within }: Place) => {
    const { page, after } = Within.parse(within ?? { page: 1, after: 0 })
    const { issues, isEnd } = await list(since, page)
    // What moved up to the page before, because an issue there was changed meanwhile, is read there.
    const before = page > 1 ? (await list(since, page - 1)).issues : []
    const known = before.findIndex(({ number }) => number === after)
    if (page > 1 && known < 0) throw new SourceProblem({ kind: 'restart-page', message: 'Issues were changed' })
    const records = [...before.slice(known + 1), ...issues]
    const last = records.at(-1)
    if (!last) return { records, within: null, more: false }
    const at = Date.parse(last.updated_at)
    const next = last.number === after ? within : { page: page + 1, after: last.number }
    const more = !isEnd && (window === null || at <= Date.parse(window.to))
    return { records, reached: toSince(at - 1000), within: next, more }
  }
  const parts = inTimeOrder({ resume, since: window && toSince(Date.parse(window.from)), ask })
  for await (const { records, resume } of parts) yield toPage(selection, records.map(toRecord), resume)
}

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues */
export default tokenSource({
  id: 'github',
  name: 'GitHub issues',
  description: 'Issues and pull requests of repositories, with their labels, people and states.',
  version: 1,
  fields: [{ key: 'repositories', label: 'Repositories', kind: 'lines', required: true, placeholder: 'owner/name' }],
  token: { label: 'Personal access token', hint: 'May read issues, pull requests and metadata of the repositories.' },
  api: 'https://api.github.com',
  headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
  budget: { requests: 80, perMs: 60_000 },
  timing: () => ({ granularityMs: 1000, lagMs: 2000, lookbackMs: 60_000, ...READ_DAILY }),
  classify: refusalVerdict,
  check: async ({ request }) => readShape(User, await request({ path: '/user' })),
  discover: (context) => Promise.all(namesIn(context).map((name) => discover(context, name))),
  read,
})
