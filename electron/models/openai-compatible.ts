import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { extractReasoningMiddleware, simulateStreamingMiddleware, wrapLanguageModel } from 'ai'
import type { LanguageModelV3, ModelFetch } from './language-model'

type Options = {
  baseUrl: string
  modelId: string
  streamsTools: boolean
  fetch: ModelFetch
  /** Called for each request, so that the key lives no longer than its headers. Null: the server wants none. */
  readKey: () => Promise<string | null>
}

/** A model behind any server that speaks OpenAI's chat completions. `<think>` blocks become reasoning. */
export function openAiCompatibleModel(options: Options): LanguageModelV3 {
  const provider = createOpenAICompatible({
    name: 'openai-compatible',
    baseURL: options.baseUrl,
    includeUsage: true,
    fetch: signing(options),
  })
  const reasoning = extractReasoningMiddleware({ tagName: 'think' })
  return wrapLanguageModel({
    model: provider.chatModel(options.modelId),
    middleware: options.streamsTools ? reasoning : [simulateStreamingMiddleware(), reasoning],
  })
}

const signing =
  ({ fetch: send, readKey }: Options): ModelFetch =>
  async (input, init) => {
    const key = await readKey()
    const headers = new Headers(init?.headers)
    if (key) headers.set('authorization', `Bearer ${key}`)
    return send(input, { ...init, headers, redirect: 'manual' })
  }
