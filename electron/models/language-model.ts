import type { wrapLanguageModel } from 'ai'
import type { ModelContext } from '../net/model-fetch'

/** What every model of ours is, as the AI SDK runs it. */
export type LanguageModelV3 = ReturnType<typeof wrapLanguageModel>
export type ModelCall = Parameters<LanguageModelV3['doStream']>[0]
type ModelStreamResult = Awaited<ReturnType<LanguageModelV3['doStream']>>
export type ModelGenerateResult = Awaited<ReturnType<LanguageModelV3['doGenerate']>>
export type ModelStreamPart = ModelStreamResult['stream'] extends ReadableStream<infer P> ? P : never

export type ModelFetch = typeof globalThis.fetch
/** Comes from electron/net, the only place with sockets; the context ends up in the ledger. */
export type CreateModelFetch = (context: ModelContext) => ModelFetch
