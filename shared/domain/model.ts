import { z } from 'zod'
import { Id } from './common'

/** Which model answers: a provider and one of its models. `built-in` is the assistant that needs no key and no network. */
export const ModelRef = z.object({ providerId: Id, modelId: z.string().min(1).max(200) })
export type ModelRef = z.infer<typeof ModelRef>

export const BUILT_IN_MODEL: ModelRef = { providerId: 'built-in', modelId: 'assistant' }

export const ModelProvider = z.object({
  id: Id,
  kind: z.enum(['built-in', 'openai-compatible']),
  name: z.string(),
  baseUrl: z.string().nullable(),
  hasKey: z.boolean(),
  models: z.array(z.string()),
  /** Some model servers lose tool calls while streaming; then the whole answer is asked for at once. */
  streamsTools: z.boolean(),
})
export type ModelProvider = z.infer<typeof ModelProvider>

export const LocalModelServer = z.object({ name: z.string(), baseUrl: z.string(), models: z.array(z.string()) })
export type LocalModelServer = z.infer<typeof LocalModelServer>
