import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeTurn } from './model-server-stream'

/** The body of one chat completion request, as far as tests look at it. */
type ModelRequest = {
  model: string
  stream?: boolean
  messages: { role: string; content: unknown; tool_calls?: unknown; tool_call_id?: string }[]
  tools?: { type: 'function'; function: { name: string; description?: string; parameters: unknown } }[]
  tool_choice?: unknown
}
type ScriptedCall = { name: string; args: unknown; id?: string }

/** What the server does with one request. Text and tool calls may stand in one answer. */
export type ScriptedAnswer = {
  text?: string
  toolCalls?: ScriptedCall[]
  reasoning?: string
  finishReason?: string
  usage?: { input: number; output: number }
}
export type ScriptedFault =
  | {
      fault: 'malformed-sse' | 'cut' | 'hang' | 'hang-midway' | 'disconnect' | 'not-json' | 'no-finish' | 'stream-error'
    }
  | { fault: 'invalid-args'; name: string }
  | { fault: 'status'; status: number; retryAfter?: string; message?: string }
  | { fault: 'huge'; bytes: number }
  /** Streams `chunks` pieces and only ends when `release` is called or the client goes. */
  | { fault: 'slow'; chunks: string[]; release: Promise<void> }
export type ScriptedTurn = ScriptedAnswer | ScriptedFault
type Turn = ScriptedTurn | ((request: ModelRequest) => ScriptedTurn)

export type ModelServer = {
  /** Ends in `/v1`, as a person would enter it. */
  baseUrl: string
  /** Every chat completion request in the order of arrival. */
  requests: ModelRequest[]
  /** The `authorization` header of every request, chat or not. */
  keys: (string | null)[]
  /** Names of the tools of each request. */
  toolNames: () => string[][]
  /** Appends turns; each chat request takes the next one. Without a turn left the server answers 500. */
  script: (turns: Turn[]) => void
  /** Turns for requests that match; they go before those of `script`. */
  scriptFor: (matches: (request: ModelRequest) => boolean, turns: Turn[]) => void
  /** What `GET /v1/models` does; a list of names at first. */
  offer: (models: string[] | ScriptedFault) => void
  close: () => Promise<void>
}

/** A scripted OpenAI-compatible server on loopback. With `key` every request has to carry it. */
export async function startModelServer(options: { key?: string; models?: string[] } = {}): Promise<ModelServer> {
  const queues: { matches: (request: ModelRequest) => boolean; turns: Turn[] }[] = []
  const common: Turn[] = []
  const requests: ModelRequest[] = []
  const keys: (string | null)[] = []
  let offered: string[] | ScriptedFault = options.models ?? ['test-model']

  const nextTurn = (request: ModelRequest): ScriptedTurn => {
    const queue = queues.find((one) => one.turns.length > 0 && one.matches(request))
    const turn = (queue?.turns ?? common).shift()
    if (turn === undefined) return { fault: 'status', status: 500, message: 'the script of this test has ended' }
    return typeof turn === 'function' ? turn(request) : turn
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    keys.push(request.headers.authorization ?? null)
    const body = await readBody(request)
    if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`)
      return writeTurn(response, { fault: 'status', status: 401, message: 'Incorrect API key provided' }, false)
    if (request.method === 'GET' && request.url === '/v1/models') return writeModels(response, offered)
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return writeTurn(response, { fault: 'status', status: 404, message: `no route ${request.url}` }, false)
    const asked: ModelRequest = JSON.parse(body)
    requests.push(asked)
    return writeTurn(response, nextTurn(asked), asked.stream === true)
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  return {
    baseUrl: `http://127.0.0.1:${await listen(server)}/v1`,
    requests,
    keys,
    toolNames: () => requests.map((request) => (request.tools ?? []).map((tool) => tool.function.name)),
    script: (turns) => void common.push(...turns),
    scriptFor: (matches, turns) => void queues.push({ matches, turns: [...turns] }),
    offer: (models) => {
      offered = models
    },
    close: () => close(server),
  }
}

async function writeModels(response: ServerResponse, offered: string[] | ScriptedFault): Promise<void> {
  if (!Array.isArray(offered)) return writeTurn(response, offered, false)
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ object: 'list', data: offered.map((id) => ({ id, object: 'model' })) }))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
