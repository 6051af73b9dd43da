import type { ModelMessage } from 'ai'
import type { JsonValue } from '../../shared/domain/common'
import { ACTIVATE_SKILL } from './offer-tools'
import type { StoredActivation, StoredMessage, StoredPart, StoredToolPart } from './stored'

type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>
type ToolMessage = Extract<ModelMessage, { role: 'tool' }>
type Said = Exclude<AssistantMessage['content'], string>[number]
type Result = Extract<ToolMessage['content'][number], { type: 'tool-result' }>

/** The path as a model reads it. Each request of a run is one assistant message, followed by the results of its calls. */
export function toModelMessages(path: readonly StoredMessage[]): ModelMessage[] {
  return path.flatMap((message) => (message.role === 'user' ? fromUser(message) : fromAssistant(message)))
}

/** A mention reads the skill as if the model had called for it. */
function fromUser(message: StoredMessage): ModelMessage[] {
  const text = message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const activations = message.parts.filter((part) => part.type === 'activation')
  const named = activations.map((part, index) => ({ ...part, callId: `mention-${message.id.slice(0, 8)}-${index}` }))
  return [{ role: 'user', content: text }, ...exchange(named)]
}

function fromAssistant(message: StoredMessage): ModelMessage[] {
  const steps = [...new Set(message.parts.map((part) => part.step))].sort((a, b) => a - b)
  return steps.flatMap((step) => exchange(message.parts.filter((part) => part.step === step)))
}

function exchange(parts: readonly StoredPart[]): ModelMessage[] {
  const said = parts.flatMap(toSaid)
  const results = parts.flatMap(toResult)
  return [
    ...(said.length > 0 ? [{ role: 'assistant', content: said } satisfies AssistantMessage] : []),
    ...(results.length > 0 ? [{ role: 'tool', content: results } satisfies ToolMessage] : []),
  ]
}

function toSaid(part: StoredPart): Said[] {
  const options = part.providerMetadata ? { providerOptions: part.providerMetadata } : {}
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }]
  if (part.type === 'tool')
    return [{ type: 'tool-call', toolCallId: part.callId, toolName: part.tool, input: part.input, ...options }]
  if (part.type === 'activation' && part.callId !== null)
    return [
      {
        type: 'tool-call',
        toolCallId: part.callId,
        toolName: ACTIVATE_SKILL,
        input: { name: part.handle },
        ...options,
      },
    ]
  return []
}

function toResult(part: StoredPart): Result[] {
  if (part.type === 'tool')
    return [{ type: 'tool-result', toolCallId: part.callId, toolName: part.tool, output: outputOf(part) }]
  if (part.type === 'activation' && part.callId !== null) return [activated(part, part.callId)]
  return []
}

const activated = (part: StoredActivation, toolCallId: string): Result => ({
  type: 'tool-result',
  toolCallId,
  toolName: ACTIVATE_SKILL,
  output: { type: 'text', value: part.content },
})

function outputOf(part: StoredToolPart): Result['output'] {
  const open = part.state === 'running' || part.state === 'waiting'
  const value: JsonValue = open ? { error: 'interrupted', message: 'This call has no result' } : part.output
  return { type: 'json', value }
}
