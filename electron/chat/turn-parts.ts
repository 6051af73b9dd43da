import type { JsonValue } from '../../shared/domain/common'
import type { AskedCall } from './ask-model'
import type { Turn } from './deps'
import type { OfferedTool } from './offer-tools'
import { failure, type Outcome } from './outcome'
import { titleOf } from './run-call'
import type { StoredPart, StoredToolPart } from './stored'

/** The request that the turn is at. */
const currentStep = (turn: Turn): number => Math.max(0, (turn.message.receipt?.requests.length ?? 1) - 1)

export function appendText(turn: Turn, delta: string): void {
  const step = currentStep(turn)
  const last = turn.message.parts.at(-1)
  if (last?.type === 'text' && last.step === step) last.text += delta
  else turn.message.parts.push({ type: 'text', text: delta, step })
}

export function appendNotice(turn: Turn, notice: { tone: 'info' | 'failed'; title: string; advice: string }): void {
  const known = turn.message.parts.some((part) => part.type === 'notice' && part.title === notice.title)
  if (!known) turn.message.parts.push({ type: 'notice', ...notice, step: currentStep(turn) })
}

/** The calls of an answer, not yet carried out. Some servers number calls anew in each answer; ours are unique. */
export function appendCalls(turn: Turn, calls: readonly AskedCall[], offered: readonly OfferedTool[]): void {
  for (const call of calls) {
    const part: StoredToolPart = {
      type: 'tool',
      callId: freeCallId(turn, call.id),
      tool: call.name,
      title: titleOf(offered, call.name, call.input),
      effect: offered.find((tool) => tool.name === call.name)?.effect ?? 'write',
      input: call.input,
      state: 'running',
      output: null,
      summary: null,
      accountLabel: null,
      durationMs: null,
      cardId: null,
      step: currentStep(turn),
      ...(call.providerMetadata ? { providerMetadata: call.providerMetadata } : {}),
    }
    turn.message.parts.push(part)
    if (call.invalid !== null) settlePart(turn, part, failure('invalid_arguments', call.invalid), null)
  }
}

function freeCallId(turn: Turn, wanted: string): string {
  const taken = new Set(turn.message.parts.map((part) => ('callId' in part ? part.callId : null)))
  let id = wanted || 'call'
  for (let suffix = 2; taken.has(id); suffix++) id = `${wanted}-${suffix}`
  return id
}

/** Puts what became of a call into the message. */
export function settlePart(turn: Turn, part: StoredToolPart, outcome: Outcome, durationMs: number | null): void {
  if (outcome.kind === 'read-skill') {
    const { step, providerMetadata } = part
    const kept = providerMetadata ? { step, providerMetadata } : { step }
    replacePart(turn, part, { ...outcome.part, ...kept })
    return
  }
  part.accountLabel = outcome.accountLabel ?? part.accountLabel
  if (outcome.kind === 'ask') {
    part.state = 'waiting'
    return
  }
  part.state = outcome.state
  part.output = outcome.output
  part.summary = outcome.summary
  part.durationMs = durationMs
}

function replacePart(turn: Turn, part: StoredPart, by: StoredPart): void {
  turn.message.parts = turn.message.parts.map((one) => (one === part ? by : one))
}

/** Ends every call that is still open, in the words given. */
export function closeOpenCalls(parts: readonly StoredPart[], code: string, message: string): void {
  for (const part of parts) {
    if (part.type !== 'tool' || (part.state !== 'running' && part.state !== 'waiting')) continue
    const output: JsonValue = { error: code, message }
    Object.assign(part, { state: 'failed', output, summary: message } satisfies Partial<StoredToolPart>)
  }
}
