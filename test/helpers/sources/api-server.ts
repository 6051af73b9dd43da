import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OpenApiContract } from '../openapi-contract'

export type ApiRequest = {
  method: string
  /** Path and query, as received. */
  path: string
  url: URL
  headers: IncomingMessage['headers']
  body: string
  /** Counts from 1. */
  number: number
}
export type ApiAnswer = { status: number; body: unknown; headers?: Record<string, string> }

/** What a server does instead of answering. */
type Misbehaviour =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** Half of the JSON, then the end. */
  | { kind: 'truncated' }
  /** The connection breaks off without a word. */
  | { kind: 'reset' }
  /** The right answer, a few bytes at a time. */
  | { kind: 'slow-drip' }
  /** What the first of these requests was answered, again and again. */
  | { kind: 'repeat' }

export type ApiServer = {
  url: string
  requests: ApiRequest[]
  /** What the contract does not allow, of requests and of answers. */
  violations: string[]
  /** The next requests that `matches` come to this; all when it is left out. */
  misbehave(what: Misbehaviour, times: number, matches?: (request: ApiRequest) => boolean): void
  /** From now on everything is answered rightly. */
  behave(): void
  /** Called before each answer is made up, for changes between pages. */
  onRequest(act: (request: ApiRequest) => void): void
  /** What time answers say it is, in milliseconds; that of this computer when it is never told. */
  tellTime(now: () => number): void
  close(): Promise<void>
}

type Options = {
  contract: OpenApiContract
  /** Null for a path that the API does not have. */
  answer(request: ApiRequest): ApiAnswer | null
  /** The path under which the contract knows a request; the same when left out. Null is not judged. */
  contractPath?: (request: ApiRequest) => string | null
}

/** An API on loopback whose every request and every right answer is judged by a contract, and that misbehaves on demand. */
export async function startApi({ contract, answer, contractPath = ({ path }) => path }: Options): Promise<ApiServer> {
  const requests: ApiRequest[] = []
  const violations: string[] = []
  const planned: { what: Misbehaviour; times: number; matches: (request: ApiRequest) => boolean; first?: ApiAnswer }[] =
    []
  let act: (request: ApiRequest) => void = () => undefined
  let now: () => number = Date.now

  const judge = (request: ApiRequest, right: ApiAnswer | null) => {
    const path = contractPath(request)
    if (path === null) return
    const sent = { method: request.method, path, body: request.body }
    const found = right ? contract.checkResponse(sent, right.status, right.body) : contract.checkRequest(sent)
    violations.push(...found.map((each) => `${right ? 'answer of ' : ''}${request.method} ${path}: ${each}`))
  }
  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming, requests.length + 1)
    requests.push(request)
    act(request)
    response.setHeader('date', new Date(now()).toUTCString())
    judge(request, null)
    const asked = { method: request.method, path: contractPath(request), body: request.body }
    if (asked.path !== null && !contract.knows({ ...asked, path: asked.path }))
      return respond(response, { status: 501, body: { message: `No ${asked.method} ${asked.path} in the contract` } })
    const plan = planned.find(({ times, matches }) => times > 0 && matches(request))
    if (plan) plan.times -= 1
    if (plan?.what.kind === 'reset') return void response.destroy()
    if (plan?.what.kind === 'status') return respond(response, { body: {}, ...plan.what })
    const right = answer(request) ?? { status: 404, body: { message: 'Not found' } }
    judge(request, right)
    if (plan?.what.kind === 'repeat') {
      plan.first ??= right
      return respond(response, plan.first)
    }
    return WAYS[plan?.what.kind ?? 'plain'](response, right)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    violations,
    behave: () => void planned.splice(0),
    misbehave: (what, times, matches = () => true) => void planned.push({ what, times, matches }),
    onRequest: (given) => {
      act = given
    },
    tellTime(given) {
      now = given
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

const WAYS = { plain: respond, truncated, 'slow-drip': drip }

async function receive(incoming: IncomingMessage, number: number): Promise<ApiRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method = '', url: path = '', headers } = incoming
  const url = new URL(path, 'http://api.invalid')
  return { method, path, url, headers, body: Buffer.concat(chunks).toString('utf8'), number }
}

function respond(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  const isText = headers['content-type']?.startsWith('text/') && typeof body === 'string'
  const text = isText ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
}

function truncated(response: ServerResponse, { body }: ApiAnswer): void {
  const text = JSON.stringify(body)
  response.writeHead(200, { 'content-type': 'application/json' }).end(text.slice(0, Math.floor(text.length / 2)))
}

function drip(response: ServerResponse, { status, body, headers = {} }: ApiAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  const bytes = Buffer.from(JSON.stringify(body))
  const step = Math.max(1, Math.ceil(bytes.length / 20))
  const next = (from: number): void => {
    if (from >= bytes.length) {
      response.end()
      return
    }
    response.write(bytes.subarray(from, from + step), () => setImmediate(next, from + step))
  }
  next(0)
}
