import type { ActivationPart, Card, Message, Part, Receipt, ToolPart } from '../../shared/domain/chat'
import type { JsonValue } from '../../shared/domain/common'
import { recordTools } from './tools/registry'

/** What a part has beside what the screen sees. */
type Kept = {
  /** The request of the run that it belongs to: calls of one request are answered together. */
  step: number
  /** What the provider wants back with a tool call. */
  providerMetadata?: Record<string, Record<string, JsonValue>>
}
export type StoredPart = Part & Kept
export type StoredToolPart = ToolPart & Kept
export type StoredActivation = ActivationPart & Kept

export type StoredMessage = Omit<Message, 'parts' | 'siblingIds' | 'runId'> & { parts: StoredPart[] }

/** What an answered run has used up; kept over every pause. */
export type RunState = {
  calls: number
  elapsedMs: number
  outputBytes: number
  /** How often each call was made, by the hash of its name and input. */
  repeats: Record<string, number>
  /** A budget is used up: the model is asked once more, without tools. */
  exhausted: boolean
}
export const NEW_RUN_STATE: RunState = { calls: 0, elapsedMs: 0, outputBytes: 0, repeats: {}, exhausted: false }

export type RunStatus = 'running' | 'waiting' | 'done' | 'stopped' | 'failed'
export type StoredRun = { id: string; threadId: string; messageId: string; status: RunStatus; state: RunState }

export type StoredCard = Card & { runId: string; answeredAt: string | null }

export const NO_RECEIPT: Receipt = { model: '', requests: [], inputTokens: null, outputTokens: null }

export const activationsOn = (path: readonly StoredMessage[]): StoredActivation[] =>
  path.flatMap((message) => message.parts.filter((part) => part.type === 'activation'))

export const toolPartsOf = (message: StoredMessage): StoredToolPart[] =>
  message.parts.filter((part) => part.type === 'tool')

const WRITES = new Set(recordTools.filter(({ effect }) => effect !== 'read').map(({ name }) => name))

/** As the screen sees it. `runId` is the run that made it; the screen needs it when there are records to undo. */
export function toMessage(message: StoredMessage, siblingIds: string[], runId: string | null): Message {
  const { parts, ...rest } = message
  const wrote = toolPartsOf(message).some(({ tool, state }) => state === 'done' && WRITES.has(tool))
  return {
    ...rest,
    siblingIds,
    runId: wrote ? runId : null,
    parts: parts.map(({ step: _step, providerMetadata: _kept, ...part }) => part),
  }
}
