import { jsonSchema, stepCountIs, streamText, type TextStreamPart, type ToolSet, tool } from 'ai'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { classifyModelFailure } from '../../../electron/models/failure'
import { type ModelServer, type ScriptedFault, startModelServer } from '../../helpers/model-server'
import { openModels } from './models-fixture'

const KEY = 'sk-test-4711'
const CONTEXT = { actor: 'Default agent', threadId: 't1', runId: 'r1' }

let opened: Awaited<ReturnType<typeof openModels>>
let server: ModelServer
beforeEach(async () => {
  server = await startModelServer({ key: KEY })
  opened = await openModels({ headerTimeoutMs: 300, idleTimeoutMs: 300, maxBytes: 400_000 })
})
afterEach(async () => {
  await opened.close()
  await server.close()
})

const provider = async (key = KEY, streamsTools = true): Promise<string> => {
  const id = await opened.models.create({ name: 'Local', baseUrl: server.baseUrl, key, models: ['test-model'] })
  await opened.models.update({ id, name: 'Local', baseUrl: server.baseUrl, models: ['test-model'], streamsTools })
  return id
}

const tools: ToolSet = {
  create_ticket: tool({
    description: 'Creates a ticket',
    inputSchema: jsonSchema<{ title: string }>({ type: 'object', properties: { title: { type: 'string' } } }),
  }),
}

type Part = TextStreamPart<ToolSet>
const nothing = {
  text: '',
  deltas: 0,
  reasoning: '',
  calls: [] as unknown[],
  invalid: 0,
  usage: {},
  failure: undefined as unknown,
}
type Seen = typeof nothing

function add(seen: Seen, part: Part): Seen {
  switch (part.type) {
    case 'text-delta':
      return { ...seen, deltas: seen.deltas + 1, text: seen.text + part.text }
    case 'reasoning-delta':
      return { ...seen, reasoning: seen.reasoning + part.text }
    case 'tool-call':
      return {
        ...seen,
        calls: [...seen.calls, { tool: part.toolName, input: part.input }],
        invalid: seen.invalid + (part.invalid ? 1 : 0),
      }
    case 'error':
      return { ...seen, failure: seen.failure ?? part.error }
    case 'finish':
      return { ...seen, usage: { input: part.totalUsage.inputTokens, output: part.totalUsage.outputTokens } }
    default:
      return seen
  }
}

/** One request. A stream that breaks throws, one that reports a failure does not; both end up in `failure`. */
async function ask(providerId: string): Promise<Seen> {
  const { model } = await opened.models.resolveModel({ providerId, modelId: 'test-model' }, CONTEXT)
  const common = { stopWhen: stepCountIs(1), maxRetries: 0, onError: () => undefined }
  const result = streamText({ model, tools, prompt: 'Hello', ...common })
  let seen = nothing
  try {
    for await (const part of result.fullStream) seen = add(seen, part)
  } catch (error) {
    return { ...seen, failure: seen.failure ?? error }
  }
  return seen
}

describe('a model behind an OpenAI-compatible server', () => {
  it('streams text with its usage, and carries the key and the context of the run', async () => {
    server.script([{ text: 'Hello from the other side', usage: { input: 12, output: 6 } }])
    const seen = await ask(await provider())
    expect(seen.text).toBe('Hello from the other side')
    expect(seen.deltas).toBeGreaterThan(2)
    expect(seen.usage).toEqual({ input: 12, output: 6 })
    expect(server.keys).toEqual([`Bearer ${KEY}`])
    expect(opened.requests).toMatchObject([{ actor: 'Default agent', url: `${server.baseUrl}/chat/completions` }])
    expect(JSON.stringify(opened.requests)).not.toContain(KEY)
  })

  it('puts tool calls together from their pieces', async () => {
    server.script([{ text: 'I will. ', toolCalls: [{ name: 'create_ticket', args: { title: 'Printer on fire' } }] }])
    const seen = await ask(await provider())
    expect(seen.calls).toEqual([{ tool: 'create_ticket', input: { title: 'Printer on fire' } }])
    expect(server.toolNames()).toEqual([['create_ticket']])
  })

  it('answers turn by turn from a function of the request', async () => {
    server.scriptFor((request) => request.model === 'other', [{ text: 'never' }])
    server.script([(request) => ({ text: `tools: ${request.tools?.length}` })])
    expect((await ask(await provider())).text).toBe('tools: 1')
  })

  it('shows think blocks and reasoning as reasoning, not as answer', async () => {
    server.script([{ text: '<think>secretly</think>Openly' }, { reasoning: 'quietly', text: 'Aloud' }])
    const id = await provider()
    const tagged = await ask(id)
    expect([tagged.reasoning.trim(), tagged.text.trim()]).toEqual(['secretly', 'Openly'])
    const separate = await ask(id)
    expect([separate.reasoning, separate.text]).toEqual(['quietly', 'Aloud'])
  })

  it('asks for the whole answer at once when the server loses tool calls while streaming', async () => {
    server.script([{ text: 'All at once', toolCalls: [{ name: 'create_ticket', args: { title: 'X' } }] }])
    const seen = await ask(await provider(KEY, false))
    expect(server.requests[0]?.stream).toBeUndefined()
    expect([seen.text, seen.calls]).toEqual(['All at once', [{ tool: 'create_ticket', input: { title: 'X' } }]])
  })

  it('uses a key that was changed after the model was resolved', async () => {
    server.script([{ text: 'ok' }])
    const id = await provider('sk-old')
    const { model } = await opened.models.resolveModel({ providerId: id, modelId: 'test-model' }, CONTEXT)
    await opened.models.setKey(id, KEY)
    expect(await streamText({ model, prompt: 'Hello' }).text).toBe('ok')
  })

  it('sends no authorization when there is no key', async () => {
    const open = await startModelServer()
    open.script([{ text: 'ok' }])
    const id = await opened.models.create({ name: 'Open', baseUrl: open.baseUrl, key: '', models: [] })
    expect((await ask(id)).text).toBe('ok')
    expect(open.keys).toEqual([null])
    await open.close()
  })

  it('reports arguments that are no JSON as an invalid call, not as a failure', async () => {
    server.script([{ fault: 'invalid-args', name: 'create_ticket' }])
    const seen = await ask(await provider())
    expect([seen.invalid, seen.failure]).toEqual([1, undefined])
  })

  it('stops at once when it is told to', async () => {
    server.script([{ fault: 'slow', chunks: ['one '], release: new Promise(() => undefined) }])
    const stop = new AbortController()
    const { model } = await opened.models.resolveModel({ providerId: await provider(), modelId: 'm' }, CONTEXT)
    const result = streamText({ model, prompt: 'Hello', abortSignal: stop.signal, onError: () => undefined })
    const seen: string[] = []
    for await (const part of result.fullStream) {
      seen.push(part.type)
      if (part.type === 'text-delta') stop.abort()
    }
    expect(seen.at(-1)).toBe('abort')
  })

  it('says that the provider of an agent was removed', async () => {
    await expect(opened.models.resolveModel({ providerId: 'gone', modelId: 'm' }, CONTEXT)).rejects.toMatchObject({
      error: { code: 'model-failed', reason: 'not-found' },
    })
  })
})

const FAULTS: [title: string, fault: ScriptedFault, reason: string, message: RegExp][] = [
  ['a stream that is not JSON', { fault: 'malformed-sse' }, 'malformed', /not readable/],
  ['a stream that is cut', { fault: 'cut' }, 'unreachable', /ended the connection early/],
  ['a stream without an end', { fault: 'no-finish' }, 'malformed', /broke off before its end/],
  ['a failure inside the stream', { fault: 'stream-error' }, 'other', /failed while answering/],
  ['a page instead of an answer', { fault: 'not-json' }, 'malformed', /not readable|broke off/],
  ['a rejected key', { fault: 'status', status: 401 }, 'auth', /rejected the key/],
  [
    'a missing model',
    { fault: 'status', status: 404, message: 'model "x" not found' },
    'not-found',
    /does not know this model/,
  ],
  ['a limit with Retry-After', { fault: 'status', status: 429, retryAfter: '30' }, 'rate-limited', /asks to wait 30 s/],
  ['a limit without Retry-After', { fault: 'status', status: 429 }, 'rate-limited', /limiting requests$/],
  ['a failing server', { fault: 'status', status: 500 }, 'other', /failed \(HTTP 500\)/],
  [
    'a conversation that is too long',
    { fault: 'status', status: 400, message: "This model's maximum context length is 8192 tokens" },
    'other',
    /longer than this model can read/,
  ],
  ['a server that does not answer', { fault: 'hang' }, 'timeout', /did not answer in time/],
  ['a server that falls silent', { fault: 'hang-midway' }, 'timeout', /stopped answering/],
  ['a refused socket', { fault: 'disconnect' }, 'unreachable', /could not be reached/],
  ['an answer without end', { fault: 'huge', bytes: 2_000_000 }, 'other', /does not end/],
]

describe('a failing model server', () => {
  it.each(FAULTS)('is described in a sentence: %s', async (_title, fault, reason, message) => {
    server.script([fault])
    const seen = await ask(await provider())
    const failure = classifyModelFailure(seen.failure)
    expect(failure).toMatchObject({ code: 'model-failed', reason })
    expect(failure.message).toMatch(message)
    expect(failure.message).not.toContain(KEY)
  })

  it('is described when the SDK gives up after trying again', async () => {
    server.script([
      { fault: 'status', status: 429, retryAfter: '0' },
      { fault: 'status', status: 429, retryAfter: '0' },
    ])
    const { model } = await opened.models.resolveModel({ providerId: await provider(), modelId: 'm' }, CONTEXT)
    const failures: unknown[] = []
    const result = streamText({
      model,
      prompt: 'Hello',
      maxRetries: 1,
      onError: ({ error }) => void failures.push(error),
    })
    await result.consumeStream()
    expect(failures.map(classifyModelFailure)).toMatchObject([{ reason: 'rate-limited' }])
    expect(server.requests).toHaveLength(2)
  })
})
