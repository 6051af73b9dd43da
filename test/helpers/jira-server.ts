import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  addIssue,
  findIssue,
  initialState,
  type JiraIssue,
  type JiraState,
  JqlProblem,
  searchIssues,
  transitions,
} from './jira-state'
import { openApiContract } from './openapi-contract'

type JiraRequest = {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
  raw: Buffer
}

/**
 * How the next request is answered instead: a status, a whole answer, silence (`hang`), a closed socket (`drop`), a byte
 * now and then (`drip`) or a body without end (`huge`).
 */
type JiraFault = number | Answer | ((request: JiraRequest) => Answer) | 'hang' | 'drop' | 'drip' | 'huge'

type Answer = { status: number; headers?: Record<string, string>; body?: unknown }

export type JiraServer = {
  url: string
  /** Everything that arrived, also what was refused. */
  requests: JiraRequest[]
  /** What Jira's own OpenAPI file does not allow about them. */
  violations: string[]
  issues: JiraIssue[]
  /** Used up one by one, first in first out. */
  faults: JiraFault[]
  /** May be called again. */
  close(): Promise<void>
}

export const jiraContract = openApiContract(new URL('../fixtures/jira/openapi.json', import.meta.url))

/** A Jira of its own on this machine: it keeps what it is told, and refuses what the real one's contract refuses. */
export async function startJira(options: { email: string; token: string; port?: number }): Promise<JiraServer> {
  const { email, token } = options
  const state = initialState(email)
  const [requests, violations, faults]: [JiraRequest[], string[], JiraFault[]] = [[], [], []]
  const expected = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`
  const respond = (request: JiraRequest): Answer => {
    if (request.headers.authorization !== expected)
      return {
        status: 401,
        body: { errorMessages: ['Client must be authenticated to access this resource.'], errors: {} },
      }
    const problems = jiraContract.checkRequest(request)
    violations.push(...problems)
    return problems.length > 0 ? refuse(400, problems) : route(state, request)
  }
  const server = createServer(async (incoming, outgoing) => {
    const request = await readRequest(incoming)
    requests.push(request)
    const fault = faults.shift()
    if (fault === undefined) return write(outgoing, respond(request))
    if (typeof fault === 'string') return misbehave(fault, outgoing)
    if (typeof fault === 'number') return write(outgoing, refuse(fault, []))
    write(outgoing, typeof fault === 'function' ? fault(request) : fault)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    violations,
    issues: state.issues,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readRequest(incoming: IncomingMessage): Promise<JiraRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  const { method = '', url: path = '', headers } = incoming
  return { method, path, headers, body: raw.toString('utf8'), raw }
}

function write(outgoing: ServerResponse, { status, headers = {}, body }: Answer): void {
  outgoing.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8', ...headers })
  outgoing.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
}

function misbehave(fault: 'hang' | 'drop' | 'drip' | 'huge', outgoing: ServerResponse): void {
  if (fault === 'hang') return
  if (fault === 'drop') return void outgoing.socket?.destroy()
  outgoing.writeHead(200, { 'Content-Type': 'application/json' })
  if (fault === 'drip') {
    const timer = setInterval(() => outgoing.write(' '), 20)
    outgoing.on('close', () => clearInterval(timer))
    return
  }
  const piece = Buffer.alloc(256 * 1024, 0x20)
  const fill = () => {
    while (outgoing.write(piece)) if (outgoing.destroyed) return
  }
  outgoing.on('drain', fill)
  fill()
}

const refuse = (status: number, errorMessages: string[], errors: Record<string, string> = {}): Answer => ({
  status,
  body: { errorMessages, errors },
})

function route(state: JiraState, request: JiraRequest): Answer {
  const { pathname, searchParams } = new URL(request.path, 'http://jira.invalid')
  const method = request.method.toUpperCase()
  if (pathname === '/rest/api/3/myself') return { status: 200, body: state.me }
  if (pathname === '/rest/api/3/search/jql') return search(state, searchParams)
  if (pathname === '/rest/api/3/project/search') return listProjects(state, searchParams)
  if (pathname === '/rest/api/3/user/search') return findUsers(state, searchParams)
  const body = request.body === '' ? {} : JSON.parse(request.body)
  if (pathname === '/rest/api/3/issue') return create(state, body)
  const [, idOrKey = '', part = ''] = /^\/rest\/api\/3\/issue\/([^/]+)(?:\/(\w+))?$/.exec(pathname) ?? []
  const issue = findIssue(state, decodeURIComponent(idOrKey))
  if (!issue) return refuse(404, ['Issue does not exist or you do not have permission to see it.'])
  return routeIssue(state, issue, `${method} ${part}`, body)
}

// biome-ignore lint/suspicious/noExplicitAny: a body that the contract has already judged
type Body = any

function routeIssue(state: JiraState, issue: JiraIssue, call: string, body: Body): Answer {
  switch (call) {
    case 'GET ':
      return { status: 200, body: shown(issue) }
    case 'PUT ':
      Object.assign(issue.fields, body.fields)
      return { status: 204 }
    case 'POST comment':
      return comment(state, issue, body)
    case 'GET transitions':
      return { status: 200, body: { transitions } }
    case 'POST transitions': {
      const found = transitions.find(({ id }) => id === body.transition?.id)
      if (!found) return refuse(400, [`Transition id '${body.transition?.id}' is not valid for this issue.`])
      issue.fields.status = found.to
      return { status: 204 }
    }
    default: {
      const assignee = state.users.find(({ accountId }) => accountId === body.accountId)
      if (!assignee && body.accountId !== null) return refuse(400, [], { assignee: 'Specify a valid user.' })
      issue.fields.assignee = assignee ?? null
      return { status: 204 }
    }
  }
}

function comment(state: JiraState, issue: JiraIssue, body: Body): Answer {
  if (body.body?.type !== 'doc') return refuse(400, [], { comment: 'Comment body is not valid!' })
  const id = String(10_000 + issue.comments.length)
  const added = { id, author: state.me, body: body.body, created: '2025-01-08T10:00:00.000+0000' }
  issue.comments.push(added)
  return { status: 201, body: added }
}

function create(state: JiraState, body: Body): Answer {
  const fields = body.fields ?? {}
  const errors: Record<string, string> = {}
  if (!state.projects.some(({ key }) => key === fields.project?.key)) errors.project = 'valid project is required'
  if (!fields.summary) errors.summary = 'You must specify a summary of the issue.'
  if (fields.description && fields.description.type !== 'doc')
    errors.description = 'Operation value must be an Atlassian Document'
  if (Object.keys(errors).length > 0) return refuse(400, [], errors)
  const { id, key } = addIssue(state, fields)
  return { status: 201, body: { id, key } }
}

/** Comments are part of an issue's fields at Jira. */
function shown({ id, key, fields, comments }: JiraIssue) {
  return { id, key, fields: { ...fields, comment: { comments, total: comments.length } } }
}

function search(state: JiraState, parameters: URLSearchParams): Answer {
  try {
    const found = searchIssues(state, parameters.get('jql') ?? '')
    const start = Number(parameters.get('nextPageToken') ?? 0)
    const end = start + Number(parameters.get('maxResults') ?? 50)
    const wanted = parameters.get('fields')?.split(',') ?? []
    const issues = found.slice(start, end).map(({ id, key, fields }) => {
      const kept = Object.entries(fields).filter(([name]) => wanted.includes(name) || wanted.includes('*all'))
      return { id, key, fields: Object.fromEntries(kept) }
    })
    const isLast = end >= found.length
    return { status: 200, body: { issues, isLast, ...(isLast ? {} : { nextPageToken: String(end) }) } }
  } catch (error) {
    if (error instanceof JqlProblem) return refuse(400, [error.message])
    throw error
  }
}

function listProjects(state: JiraState, parameters: URLSearchParams): Answer {
  const words = parameters.get('query')?.toLowerCase() ?? ''
  const found = state.projects.filter(({ key, name }) => `${key} ${name}`.toLowerCase().includes(words))
  const startAt = Number(parameters.get('startAt') ?? 0)
  const maxResults = Number(parameters.get('maxResults') ?? 50)
  const values = found.slice(startAt, startAt + maxResults)
  const isLast = startAt + maxResults >= found.length
  return { status: 200, body: { values, startAt, maxResults, total: found.length, isLast } }
}

function findUsers(state: JiraState, parameters: URLSearchParams): Answer {
  const words = parameters.get('query')?.toLowerCase() ?? ''
  const matches = state.users.filter((user) => `${user.displayName} ${user.emailAddress}`.toLowerCase().includes(words))
  return { status: 200, body: matches }
}
