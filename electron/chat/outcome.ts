import type { ActivationPart, CardPayload, ToolPart } from '../../shared/domain/chat'
import type { JsonValue } from '../../shared/domain/common'
import { type AppError, AppFailure, describeError } from '../../shared/errors'
import { ToolRefusal } from './tools/define'

type Settled = Exclude<ToolPart['state'], 'running' | 'waiting'>

/** What became of a call: a result for the model, instructions that were read, or a question to the person. */
export type Outcome =
  | { kind: 'result'; state: Settled; output: JsonValue; summary: string | null; accountLabel: string | null }
  | { kind: 'read-skill'; part: ActivationPart }
  | { kind: 'ask'; payload: CardPayload; accountLabel: string | null }

export const result = (
  state: Settled,
  output: JsonValue,
  summary: string | null,
  accountLabel: string | null = null,
): Outcome => ({
  kind: 'result',
  state,
  output,
  summary,
  accountLabel,
})

/** A result that tells the model what did not work. */
export const failure = (code: string, message: string, accountLabel: string | null = null): Outcome =>
  result('failed', { error: code, message }, message, accountLabel)

export const ask = (payload: CardPayload, accountLabel: string | null = null): Outcome => ({
  kind: 'ask',
  payload,
  accountLabel,
})

/** It was done, though nobody was there to hear so. */
export const carriedOut = result(
  'done',
  { status: 'carried_out', message: 'It was carried out; the answer was lost because Patchbay was closed.' },
  'Carried out; the answer was lost',
)

export const notAvailable = (tool: string): Outcome =>
  result(
    'not-available',
    { error: 'tool_not_available', message: `${tool} is not available in this conversation. Nothing was done.` },
    'Not available here; nothing was sent',
  )

/** What a tool refused or main failed on purpose with; anything else is thrown on. */
export function refusalOutcome(error: unknown): Outcome {
  if (error instanceof ToolRefusal) {
    const near = error.near.length > 0 ? { near: [...error.near] } : {}
    return result('failed', { error: error.code, message: error.message, ...near }, error.message)
  }
  if (error instanceof AppFailure) return failure(codeOf(error.error), describeError(error.error).title)
  throw error
}

const codeOf = (error: AppError): string => error.code.replaceAll('-', '_')
