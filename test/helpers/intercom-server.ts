import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openApiContract } from './openapi-contract'

type Received = { method: string; path: string; headers: IncomingMessage['headers']; body: string }

export type IntercomServer = {
  url: string
  requests: Received[]
  /** What Intercom's own OpenAPI file does not allow about them. */
  violations: string[]
  close: () => Promise<void>
}

type Options = { token: string; clientId: string; clientSecret: string; redirectUrl: string; region?: string }

const contract = openApiContract(new URL('../fixtures/intercom/openapi.json', import.meta.url))

/**
 * An Intercom of one workspace: sign-in without scopes, PKCE and refresh tokens, the token under two names, and a few
 * things to read. Every API request is judged by Intercom's own contract.
 */
export async function startIntercom(options: Options): Promise<IntercomServer> {
  const requests: Received[] = []
  const violations: string[] = []
  const codes = new Set<string>()
  const server = createServer(async (request, response) => {
    const received = { ...(await readRequest(request)) }
    requests.push(received)
    const url = new URL(received.path, 'http://intercom.invalid')
    if (url.pathname === '/oauth') return authorize(url, response, options, codes)
    if (url.pathname === '/auth/eagle/token') return exchange(received.body, response, options, codes)
    if (request.headers.authorization !== `Bearer ${options.token}`) return json(response, 401, UNAUTHORIZED)
    if (request.headers['intercom-version'] !== '2.15') violations.push(`no version on ${received.path}`)
    violations.push(...contract.checkRequest(received))
    const answer = ANSWERS[`${received.method} ${url.pathname}`]?.(options)
    return answer === undefined ? json(response, 404, NOT_FOUND) : json(response, 200, answer)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    violations,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

const listOf = (code: string) => ({ type: 'error.list', errors: [{ code, message: code }] })
const UNAUTHORIZED = listOf('unauthorized')
const NOT_FOUND = listOf('not_found')

const ANSWERS: Record<string, (options: Options) => unknown> = {
  'GET /me': ({ region = 'US' }) => ({
    type: 'admin',
    id: '814860',
    email: 'ada@acme.example',
    name: 'Ada',
    app: { type: 'app', id_code: 'acme1', name: 'Acme', region },
  }),
  'GET /conversations': () => ({
    type: 'conversation.list',
    total_count: 1,
    conversations: [{ type: 'conversation', id: '471', title: 'Printer on fire', state: 'open' }],
  }),
  'POST /contacts/search': () => ({
    type: 'list',
    total_count: 1,
    data: [{ type: 'contact', id: 'c1', email: 'grace@acme.example', name: 'Grace' }],
  }),
}

function authorize(url: URL, response: ServerResponse, options: Options, codes: Set<string>): void {
  const { clientId, redirectUrl } = options
  const asked = url.searchParams
  if (asked.get('client_id') !== clientId || asked.get('redirect_uri') !== redirectUrl) {
    json(response, 400, listOf('invalid_client'))
    return
  }
  const code = `code-${codes.size + 1}`
  codes.add(code)
  const back = new URL(redirectUrl)
  back.searchParams.set('code', code)
  back.searchParams.set('state', asked.get('state') ?? '')
  response.writeHead(302, { location: back.href }).end()
}

function exchange(body: string, response: ServerResponse, options: Options, codes: Set<string>): void {
  const sent = new URLSearchParams(body)
  const isKnown = sent.get('client_id') === options.clientId && sent.get('client_secret') === options.clientSecret
  if (isKnown && codes.delete(sent.get('code') ?? ''))
    json(response, 200, { token_type: 'Bearer', access_token: options.token, token: options.token })
  else json(response, 401, UNAUTHORIZED)
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = '', url: path = '', headers } = request
  return { method, path, headers, body: Buffer.concat(chunks).toString('utf8') }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
