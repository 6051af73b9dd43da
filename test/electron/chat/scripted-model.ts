import { convertArrayToReadableStream, MockLanguageModelV3 } from 'ai/test'
import type { JsonValue } from '../../../shared/domain/common'

type Call = Parameters<MockLanguageModelV3['doStream']>[0]
type Part = Awaited<ReturnType<MockLanguageModelV3['doStream']>>['stream'] extends ReadableStream<infer P> ? P : never

/** One answer of the model: text, calls, raw stream parts, or a function that makes the stream itself. */
type Reply = Part[] | ((call: Call) => Part[] | ReadableStream<Part> | Promise<ReadableStream<Part>>)
export type Script = Reply[]

const USAGE = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
}
let serial = 0

export const says = (text: string): Part[] => [
  { type: 'text-start', id: 't' },
  ...[...text.matchAll(/.{1,8}/gs)].map(([delta]): Part => ({ type: 'text-delta', id: 't', delta })),
  { type: 'text-end', id: 't' },
  { type: 'finish', usage: USAGE, finishReason: { unified: 'stop', raw: 'stop' } },
]

export const calls = (...wanted: [tool: string, input: JsonValue | string][]): Part[] => [
  ...wanted.map(
    ([toolName, input]): Part => ({
      type: 'tool-call',
      toolCallId: `call_${++serial}`,
      toolName,
      input: typeof input === 'string' ? input : JSON.stringify(input),
    }),
  ),
  { type: 'finish', usage: USAGE, finishReason: { unified: 'tool-calls', raw: 'tool_calls' } },
]

/** A model that answers what it was told to, in order, and remembers every request. */
export function createScriptedModel() {
  const queued: Reply[] = []
  const requests: Call[] = []
  const model = new MockLanguageModelV3({
    async doStream(call) {
      const { abortSignal: _signal, headers: _headers, ...request } = call
      requests.push(structuredClone(request))
      const reply = queued.shift()
      if (!reply) throw new Error('The script has no further answer')
      const stream = typeof reply === 'function' ? await reply(call) : reply
      return { stream: Array.isArray(stream) ? convertArrayToReadableStream(stream) : stream }
    },
  })
  return {
    model,
    requests,
    queue: (script: Script) => queued.push(...script),
    left: () => queued.length,
    /** The names of the tools in each request, in order. */
    offered: () => requests.map((request) => (request.tools ?? []).map((tool) => tool.name)),
    systemOf: (index: number) => {
      const [first] = requests[index]?.prompt ?? []
      return first?.role === 'system' ? first.content : ''
    },
  }
}
