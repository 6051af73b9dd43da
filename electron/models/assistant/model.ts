import { randomUUID } from 'node:crypto'
import type { LanguageModelV3, ModelCall, ModelGenerateResult, ModelStreamPart } from '../language-model'
import { type Decision, decide } from './decide'
import { readPrompt } from './read-prompt'

type Finish = Pick<ModelGenerateResult, 'finishReason' | 'usage'>

/**
 * The model that needs no key and no network. It is no language model: a fixed grammar turns a sentence into tool calls and
 * their results into an answer. All it knows is in the request, as with any other model.
 */
export function createAssistant({ now }: { now: () => Date }): LanguageModelV3 {
  const step = (options: ModelCall): Decision => {
    const decision = decide(readPrompt(options, now()))
    const mayCall = options.toolChoice?.type !== 'none'
    return decision.kind === 'answer' || mayCall ? decision : { kind: 'answer', text: OUT_OF_STEPS }
  }
  return {
    specificationVersion: 'v3',
    provider: 'patchbay',
    modelId: 'built-in-assistant',
    supportedUrls: {},
    async doGenerate(options) {
      options.abortSignal?.throwIfAborted()
      const decision = step(options)
      const content =
        decision.kind === 'answer' ? [{ type: 'text' as const, text: decision.text }] : [toolCall(decision)]
      return { content, ...finishOf(decision), warnings: [] }
    },
    async doStream(options) {
      options.abortSignal?.throwIfAborted()
      return { stream: streamOf(step(options), options.abortSignal) }
    },
  }
}

const OUT_OF_STEPS = 'I stopped here, because this answer has used all the steps that one answer may take.'

function* partsOf(decision: Decision): Generator<ModelStreamPart> {
  yield { type: 'stream-start', warnings: [] }
  if (decision.kind === 'answer') {
    yield { type: 'text-start', id: 'answer' }
    for (const delta of chunksOf(decision.text)) yield { type: 'text-delta', id: 'answer', delta }
    yield { type: 'text-end', id: 'answer' }
  } else {
    const call = toolCall(decision)
    yield { type: 'tool-input-start', id: call.toolCallId, toolName: call.toolName }
    yield { type: 'tool-input-delta', id: call.toolCallId, delta: call.input }
    yield { type: 'tool-input-end', id: call.toolCallId }
    yield call
  }
  yield { type: 'finish', ...finishOf(decision) }
}

function streamOf(decision: Decision, signal: AbortSignal | undefined): ReadableStream<ModelStreamPart> {
  const parts = partsOf(decision)
  return new ReadableStream<ModelStreamPart>({
    pull(controller) {
      if (signal?.aborted) return controller.error(signal.reason)
      const next = parts.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value)
    },
  })
}

/** A few words at a time. */
const chunksOf = (text: string): string[] => text.match(/(?:\S+\s*|\s+){1,6}/g) ?? []

const toolCall = ({ call }: Extract<Decision, { kind: 'call' }>) => ({
  type: 'tool-call' as const,
  toolCallId: `call-${randomUUID()}`,
  toolName: call.tool,
  input: JSON.stringify(call.input),
})

/** There are no tokens to count. */
const finishOf = ({ kind }: Decision): Finish => ({
  finishReason: kind === 'answer' ? { unified: 'stop', raw: 'stop' } : { unified: 'tool-calls', raw: 'tool_calls' },
  usage: {
    inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  },
})
