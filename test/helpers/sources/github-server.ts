import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'

type Person = { login: string; id: number; node_id: string; type: string; url: string }
type GitHubIssue = Record<string, unknown> & { number: number; updated_at: string; title: string }
type Repository = {
  id: number
  issues: Map<number, GitHubIssue>
  hidden: Set<number>
  next: number
  state: 'open' | 'gone'
}

export type GitHubServer = ApiServer & {
  /** What time it is there, in milliseconds. */
  clock: number
  repositories: Map<string, Repository>
  /** No page has more than so many, however many are asked for. */
  mostAtOnce: number
  /** The greatest page that may be counted to. */
  mostPages: number
  /** Answers every list with its first page, whatever is asked for. */
  stuck: boolean
  add(repository: string, values?: Record<string, unknown>): GitHubIssue
  edit(repository: string, number: number, values: Record<string, unknown>): void
  remove(repository: string, number: number): void
  /** Not to be seen yet; `appear` shows all of them with the times they have. */
  hide(repository: string, number: number): void
  appear(): void
}

const contract = openApiContract(new URL('../../fixtures/sources/github.json', import.meta.url))
const DOCS = 'https://docs.github.com/rest'
const API = 'https://api.github.com'
/** In force also where none is asked for. */
const VERSION = '2022-11-28'
const CREDENTIALS = ['Bearer', 'bearer', 'token']

export const person = (login: string, id: number): Person => ({
  ...{ login, id, node_id: `U_${id}`, type: 'User', url: `${API}/users/${login}` },
})
export const githubFailure = (status: number, message: string): ApiAnswer => ({
  status,
  body: { message, documentation_url: DOCS, status: String(status) },
})

/** Repositories with their issues; the times of changes have whole seconds, as there. */
export async function startGitHub(token: string, names: string[]): Promise<GitHubServer> {
  const repositories = new Map(
    names.map((name, index): [string, Repository] => [
      name,
      { id: index + 1, issues: new Map(), hidden: new Set(), next: 1, state: 'open' },
    ]),
  )
  let made = 0
  const answer = (request: ApiRequest): ApiAnswer | null => {
    if (!CREDENTIALS.some((scheme) => request.headers.authorization === `${scheme} ${token}`))
      return githubFailure(401, 'Bad credentials')
    if ((request.headers['x-github-api-version'] ?? VERSION) !== VERSION) return githubFailure(410, 'Wrong version')
    if (request.url.pathname === '/user') return { status: 200, body: person('ada', 7) }
    const [, owner = '', name = '', last] = /^\/repos\/([^/]+)\/([^/]+)(\/issues)?$/.exec(request.url.pathname) ?? []
    const repository = repositories.get(`${owner}/${name}`)
    if (repository?.state !== 'open') return githubFailure(404, 'Not Found')
    if (last) return listed(repository, request)
    const shown = { id: repository.id, name, full_name: `${owner}/${name}`, private: true, has_issues: true }
    return { status: 200, body: { ...shown, html_url: `https://github.com/${owner}/${name}` } }
  }
  const listed = ({ issues, hidden }: Repository, { url, headers }: ApiRequest): ApiAnswer => {
    const asked = url.searchParams
    const page = server.stuck ? 1 : Number(asked.get('page') ?? 1)
    const size = Math.min(server.mostAtOnce, Number(asked.get('per_page') ?? 30))
    if (page > server.mostPages) {
      const message = 'Pagination with the page parameter is not supported for large datasets'
      return { status: 422, body: { message, documentation_url: DOCS } }
    }
    const found = [...issues.values()]
      .filter((issue) => !hidden.has(issue.number))
      .filter((issue) => asked.get('state') === 'all' || issue.state === (asked.get('state') ?? 'open'))
      .filter((issue) => server.stuck || issue.updated_at >= (asked.get('since') ?? ''))
      .sort(byTime(asked.get('sort') === 'updated' ? 'updated_at' : 'created_at', asked.get('direction') === 'asc'))
    const body = found.slice((page - 1) * size, page * size)
    const most = Math.max(1, Math.ceil(found.length / size))
    const before = page > 1 ? { prev: page - 1, first: 1 } : {}
    const after = page < most ? { next: page + 1, last: most } : {}
    const links = Object.entries({ ...before, ...after }).map(([rel, number]) => {
      const there = new URL(`http://${headers.host}${url.pathname}?${asked}`)
      there.searchParams.set('page', String(number))
      return `<${there.href}>; rel="${rel}"`
    })
    return { status: 200, body, ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}) }
  }
  const repositoryOf = (name: string): Repository => {
    const repository = repositories.get(name)
    if (!repository) throw new Error(`no repository ${name}`)
    return repository
  }
  const time = () => new Date(server.clock).toISOString().replace(/\.\d+/, '')
  const server: GitHubServer = Object.assign(await startApi({ contract, answer }), {
    ...{ clock: Date.parse('2026-01-10T00:00:00Z'), repositories, mostPages: 100, mostAtOnce: 100, stuck: false },
    add(name: string, values: Record<string, unknown> = {}) {
      const repository = repositoryOf(name)
      const number = repository.next
      repository.next += 1
      made += 1
      const url = `${API}/repos/${name}/issues/${number}`
      const issue: GitHubIssue = {
        ...{ id: 9_000_000_000 + made, node_id: `I_${made}`, url, repository_url: `${API}/repos/${name}`, number },
        ...{ html_url: `https://github.com/${name}/issues/${number}`, state: 'open', state_reason: null },
        ...{
          title: `Issue ${number}`,
          body: null,
          user: person('grace', 8),
          labels: [],
          assignees: [],
          milestone: null,
        },
        ...{ locked: false, comments: 0, created_at: time(), updated_at: time(), closed_at: null, type: null },
        ...{ author_association: 'NONE', ...values },
      }
      repository.issues.set(number, issue)
      return issue
    },
    edit(name: string, number: number, values: Record<string, unknown>) {
      const { issues } = repositoryOf(name)
      const issue = issues.get(number)
      if (issue) issues.set(number, { ...issue, ...values, updated_at: time() })
    },
    remove: (name: string, number: number) => void repositoryOf(name).issues.delete(number),
    hide: (name: string, number: number) => void repositoryOf(name).hidden.add(number),
    appear: () => {
      for (const { hidden } of repositories.values()) hidden.clear()
    },
  })
  return server
}

const byTime = (name: 'updated_at' | 'created_at', ascending: boolean) => (a: GitHubIssue, b: GitHubIssue) => {
  const [left, right] = [String(a[name]), String(b[name])]
  const order = left === right ? a.number - b.number : left < right ? -1 : 1
  return ascending ? order : -order
}
