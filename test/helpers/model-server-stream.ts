import type { ServerResponse } from 'node:http'
import type { ScriptedAnswer, ScriptedFault, ScriptedTurn } from './model-server'

const HEAD = { id: 'chatcmpl-test', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'test-model' }
const sse = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`
const delta = (value: object, finish: string | null = null): string =>
  sse({ ...HEAD, choices: [{ index: 0, delta: value, finish_reason: finish }] })

/** Carries out one turn on the wire, the way OpenAI-compatible servers write it. */
export async function writeTurn(response: ServerResponse, turn: ScriptedTurn, stream: boolean): Promise<void> {
  if ('fault' in turn) return writeFault(response, turn)
  if (!stream) return writeWhole(response, turn)
  startStream(response)
  const pieces = piecesOf(turn)
  for (const piece of pieces) response.write(piece)
  const { input, output } = turn.usage ?? { input: 10, output: 5 }
  response.write(sse({ ...HEAD, choices: [], usage: usage(input, output) }))
  response.end('data: [DONE]\n\n')
}

const usage = (input: number, output: number) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
})

function startStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
}

function piecesOf({ text, reasoning, toolCalls = [], finishReason }: ScriptedAnswer): string[] {
  const said = chunksOf(text ?? '').map((content) => delta({ content }))
  const thought = chunksOf(reasoning ?? '').map((piece) => delta({ reasoning_content: piece }))
  const called = toolCalls.flatMap((call, index) => {
    const args = typeof call.args === 'string' ? call.args : JSON.stringify(call.args)
    const opening = { index, id: call.id ?? callId(), type: 'function', function: { name: call.name, arguments: '' } }
    const parts = chunksOf(args).map((piece) => ({ index, function: { arguments: piece } }))
    return [opening, ...parts].map((part) => delta({ tool_calls: [part] }))
  })
  const finish = finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop')
  return [delta({ role: 'assistant', content: '' }), ...thought, ...said, ...called, delta({}, finish)]
}

let calls = 0
const callId = (): string => `call_test_${++calls}`

const chunksOf = (text: string): string[] => text.match(/[\s\S]{1,7}/g) ?? []

function writeWhole(
  response: ServerResponse,
  { text, toolCalls = [], finishReason, usage: used }: ScriptedAnswer,
): void {
  const tool_calls = toolCalls.map((call) => ({
    id: call.id ?? callId(),
    type: 'function',
    function: { name: call.name, arguments: typeof call.args === 'string' ? call.args : JSON.stringify(call.args) },
  }))
  const finish = finishReason ?? (toolCalls.length > 0 ? 'tool_calls' : 'stop')
  const message = { role: 'assistant', content: text ?? null, ...(tool_calls.length > 0 ? { tool_calls } : {}) }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({
      ...HEAD,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage: usage(used?.input ?? 10, used?.output ?? 5),
    }),
  )
}

async function writeFault(response: ServerResponse, turn: ScriptedFault): Promise<void> {
  switch (turn.fault) {
    case 'status':
      return writeStatus(response, turn)
    case 'hang':
      return
    case 'disconnect':
      return void response.socket?.destroy()
    case 'not-json':
      response.writeHead(200, { 'content-type': 'text/html' })
      return void response.end('<html><body>Sign in to continue</body></html>')
    case 'huge':
      return writeHuge(response, turn.bytes)
    case 'slow':
      return writeSlowly(response, turn)
    default:
      return writeBrokenStream(response, turn)
  }
}

type Broken = Exclude<ScriptedFault, { fault: 'status' | 'huge' | 'slow' }>

async function writeBrokenStream(response: ServerResponse, turn: Broken): Promise<void> {
  startStream(response)
  response.write(delta({ role: 'assistant', content: 'The first ' }))
  switch (turn.fault) {
    case 'malformed-sse':
      response.end('data: {"choices": [{"delta": {"content": "half\n\ndata: [DONE]\n\n')
      return
    case 'cut':
      // The head has to be on its way, or the client sees a refused request instead of a broken answer.
      response.write(delta({ content: 'half' }), () => response.socket?.destroy())
      return
    case 'no-finish':
      return void response.end()
    case 'stream-error':
      response.end(sse({ error: { message: 'The server is overloaded', type: 'server_error', code: null } }))
      return
    case 'invalid-args': {
      const open = {
        index: 0,
        id: callId(),
        type: 'function',
        function: { name: turn.name, arguments: '{"title": "Pri' },
      }
      response.write(delta({ tool_calls: [open] }))
      response.write(delta({}, 'tool_calls'))
      response.end('data: [DONE]\n\n')
      return
    }
    default:
      // hang-midway: the client has to give up.
      return
  }
}

function writeStatus(response: ServerResponse, turn: Extract<ScriptedFault, { fault: 'status' }>): void {
  response.writeHead(turn.status, {
    'content-type': 'application/json',
    ...(turn.retryAfter === undefined ? {} : { 'retry-after': turn.retryAfter }),
  })
  response.end(
    JSON.stringify({ error: { message: turn.message ?? `status ${turn.status}`, type: 'test', code: null } }),
  )
}

async function writeHuge(response: ServerResponse, bytes: number): Promise<void> {
  startStream(response)
  const closed = closing(response)
  const piece = delta({ content: 'x'.repeat(16_000) })
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length)
    if (!response.write(piece)) await Promise.race([new Promise((drained) => response.once('drain', drained)), closed])
  endStream(response)
}

async function writeSlowly(response: ServerResponse, turn: Extract<ScriptedFault, { fault: 'slow' }>): Promise<void> {
  startStream(response)
  for (const content of turn.chunks) response.write(delta({ content }))
  await Promise.race([turn.release, closing(response)])
  endStream(response)
}

const closing = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => response.once('close', () => resolve()))

function endStream(response: ServerResponse): void {
  if (response.destroyed) return
  response.write(delta({}, 'stop'))
  response.end('data: [DONE]\n\n')
}
