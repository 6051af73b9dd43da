import {
  jsonSchema,
  type ModelMessage,
  stepCountIs,
  streamText,
  type TextStreamPart,
  ToolChoiceViolationError,
  type ToolSet,
} from 'ai'
import type { JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import type { OfferedTool } from './offer-tools'
import type { LanguageModelV3 } from './ports'
import type { StoredPart } from './stored'

type Question = {
  model: LanguageModelV3
  system: string
  messages: ModelMessage[]
  offered: readonly OfferedTool[]
  /** False: the tools stay in the request, so that the history reads well, but none may be called. */
  mayCall: boolean
  signal: AbortSignal
  onText: (delta: string) => void
}

export type AskedCall = {
  id: string
  name: string
  input: JsonValue
  /** Why its arguments cannot be used; then it is never carried out. */
  invalid: string | null
  providerMetadata: StoredPart['providerMetadata']
}
export type Reply = {
  calls: AskedCall[]
  /** `cut`: the model's own limit on the length of an answer. */
  ending: 'complete' | 'cut' | 'filtered' | 'stopped'
  inputTokens: number | null
  outputTokens: number | null
}

/** One request and its streamed answer. Carries nothing out. Throws what the provider reported. */
export async function askModel(question: Question): Promise<Reply> {
  const { model, system, messages, offered, mayCall, signal, onText } = question
  const result = streamText({
    model,
    system,
    messages,
    tools: toToolSet(offered),
    ...(mayCall ? {} : { toolChoice: 'none' as const }),
    stopWhen: stepCountIs(1),
    maxRetries: 1,
    abortSignal: signal,
    // The failure arrives in the stream as well; without this the SDK prints it.
    onError: () => undefined,
  })
  const reply: Reply = { calls: [], ending: 'complete', inputTokens: null, outputTokens: null }
  for await (const part of result.fullStream) {
    if (signal.aborted) break
    if (part.type === 'text-delta') onText(part.text)
    else if (part.type === 'error') refuse(part.error, mayCall)
    else if (part.type === 'tool-call') reply.calls.push(toCall(part))
    else if (part.type === 'finish-step') Object.assign(reply, endOf(part, mayCall))
  }
  return signal.aborted ? { ...reply, calls: [], ending: 'stopped' } : reply
}

/** Calls that came although none were asked for were left out by the SDK; the text beside them is an answer. */
function refuse(error: unknown, mayCall: boolean): void {
  if (mayCall || !ToolChoiceViolationError.isInstance(error)) throw error
}

type Finished = Extract<TextStreamPart<ToolSet>, { type: 'finish-step' }>

const endOf = ({ finishReason, rawFinishReason, usage }: Finished, mayCall: boolean): Omit<Reply, 'calls'> => ({
  ending: mayCall ? endingOf(finishReason, rawFinishReason) : 'complete',
  inputTokens: usage.inputTokens ?? null,
  outputTokens: usage.outputTokens ?? null,
})

const toToolSet = (offered: readonly OfferedTool[]): ToolSet =>
  Object.fromEntries(
    offered.map(({ name, description, inputSchema }) => [
      name,
      { description, inputSchema: jsonSchema(inputSchema as Parameters<typeof jsonSchema>[0]) },
    ]),
  )

type StreamedCall = {
  toolCallId: string
  toolName: string
  input: unknown
  providerMetadata?: unknown
}

function toCall(part: StreamedCall): AskedCall {
  const unreadable = typeof part.input !== 'object' || part.input === null
  return {
    id: part.toolCallId,
    name: part.toolName,
    input: unreadable ? { unreadable_arguments: String(part.input).slice(0, 2000) } : (part.input as JsonValue),
    invalid: unreadable ? 'The arguments were not a JSON object' : null,
    providerMetadata: part.providerMetadata as StoredPart['providerMetadata'],
  }
}

/** A stream that ends without saying why broke off: whatever it held so far may be half of something. */
function endingOf(reason: string, raw: string | undefined): Reply['ending'] {
  if (reason === 'length') return 'cut'
  if (reason === 'content-filter') return 'filtered'
  if (reason === 'error' || (reason === 'other' && raw === undefined))
    throw new AppFailure({ code: 'model-failed', reason: 'malformed', message: 'The answer broke off before its end' })
  return 'complete'
}
