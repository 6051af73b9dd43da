import { AppFailure, describeError, type ErrorWords } from '../../shared/errors'
import { newCard } from './approval'
import { askModel, type Reply } from './ask-model'
import { charge, MOST_RUNNING_MS } from './budgets'
import type { ChatDeps, StopReason, Turn } from './deps'
import { toModelMessages } from './model-messages'
import { offerTools } from './offer-tools'
import { failure, type Outcome } from './outcome'
import { saveMessage } from './queries'
import { indeterminate } from './run-action'
import { runCall, whereOf } from './run-call'
import { insertCard, moveRun } from './run-queries'
import { readSituation } from './situation'
import type { Snapshots } from './snapshots'
import { NO_RECEIPT, type RunStatus, type StoredToolPart, toolPartsOf } from './stored'
import { systemPrompt } from './system-prompt'
import { appendCalls, appendNotice, appendText, closeOpenCalls, settlePart } from './turn-parts'

type Running = { deps: ChatDeps; snapshots: Snapshots; turn: Turn; since: number }
type Ending = { run: Extract<RunStatus, 'done' | 'stopped' | 'failed'>; message: 'complete' | 'stopped' | 'failed' }

const DONE: Ending = { run: 'done', message: 'complete' }
const FAILED: Ending = { run: 'failed', message: 'failed' }
const STOPPED: Ending = { run: 'stopped', message: 'stopped' }

/**
 * Takes an answer as far as it goes: carries out what the model called for, asks the model again, and ends when it calls
 * for nothing more or a card has to be answered. Everything it needs to go on later is stored by then; no promise waits.
 */
export async function runTurn(deps: ChatDeps, snapshots: Snapshots, turn: Turn): Promise<void> {
  const running: Running = { deps, snapshots, turn, since: deps.now().getTime() }
  const left = Math.max(0, MOST_RUNNING_MS - turn.run.state.elapsedMs)
  const timeUp = () => turn.controller.abort('time' satisfies StopReason)
  if (left === 0) timeUp()
  const timer = setTimeout(timeUp, left)
  try {
    const ending = await untilDone(running)
    if (ending) await finish(running, ending)
  } catch (error) {
    await fail(running, error)
  } finally {
    clearTimeout(timer)
  }
}

/** Null when it waits for a card. */
async function untilDone(running: Running): Promise<Ending | null> {
  const { turn } = running
  for (;;) {
    if ((await carryOutCalls(running)) === 'waiting') return null
    if (turn.controller.signal.aborted) return stopped(running)
    const reply = await request(running)
    if (reply.ending === 'stopped') return stopped(running)
    if (reply.calls.length === 0) return DONE
  }
}

async function carryOutCalls(running: Running): Promise<'settled' | 'waiting'> {
  const { deps, snapshots, turn } = running
  for (const part of toolPartsOf(turn.message)) {
    if (turn.controller.signal.aborted) return 'settled'
    if (part.state !== 'running') continue
    snapshots.later(turn)
    const outcome = await carryOut(running, part)
    if (outcome.kind === 'ask') {
      await wait(running, part, outcome)
      return 'waiting'
    }
    if (outcome.kind === 'result') turn.run.state.outputBytes += JSON.stringify(outcome.output).length
    await saveMessage(deps.db, turn.message)
  }
  return 'settled'
}

/** A call that waited for a card was counted when it was first made. */
async function carryOut({ deps, turn }: Running, part: StoredToolPart): Promise<Outcome> {
  if (part.cardId === null) {
    const { state, refused } = charge(turn.run.state, part)
    turn.run.state = state
    if (refused) {
      appendNotice(turn, {
        tone: 'info',
        title: refused.notice,
        advice: 'Ask again in smaller steps if more is needed.',
      })
      settlePart(turn, part, refused.outcome, null)
      return refused.outcome
    }
  }
  const started = deps.now().getTime()
  const outcome = await runCall(deps, turn, part).catch((error: unknown) => {
    deps.onUnexpected(error)
    // A write that ended in a way nobody foresaw may have been carried out.
    return part.cardId === null
      ? failure('internal', 'Something unexpected happened')
      : indeterminate(part.accountLabel)
  })
  settlePart(turn, part, outcome, deps.now().getTime() - started)
  return outcome
}

/** The card, the message and the run change together: a kill leaves a question that can be answered, or none. */
async function wait(running: Running, part: StoredToolPart, { payload }: Extract<Outcome, { kind: 'ask' }>) {
  const { deps, snapshots, turn } = running
  const card = newCard(turn, part.callId, payload, deps.now().toISOString())
  part.cardId = card.id
  turn.message.status = 'waiting'
  await deps.db.transaction().execute(async (transaction) => {
    await insertCard(transaction, card)
    await saveMessage(transaction, turn.message)
    await moveRun(transaction, spent(running), { from: 'running', to: 'waiting', endedAt: null })
  })
  snapshots.now(turn, 'waiting')
  deps.announce({ kind: 'changed', topics: ['chat'] })
}

async function request({ deps, snapshots, turn }: Running): Promise<Reply> {
  const { run, message } = turn
  const receipt = message.receipt ?? structuredClone(NO_RECEIPT)
  message.receipt = receipt
  const situation = await readSituation(deps, whereOf(turn))
  const offered = offerTools(situation)
  const { agent, skills } = situation
  const ref = agent.model ?? (await deps.models.workspaceDefault())
  const context = { actor: agent.name, threadId: run.threadId, runId: run.id }
  const asFailure = (error: unknown): never => {
    throw new AppFailure(deps.models.classifyModelFailure(error))
  }
  const { model, label } = await deps.models.resolveModel(ref, context).catch(asFailure)
  receipt.model = label
  const messages = toModelMessages([...turn.history, message])
  receipt.requests.push({ tools: offered.map(({ name, why }) => ({ name, why })) })
  const reply = await askModel({
    ...{ model, messages, offered },
    system: systemPrompt({ agent, skills, today: deps.now() }),
    mayCall: !run.state.exhausted,
    signal: turn.controller.signal,
    onText(delta) {
      appendText(turn, delta)
      snapshots.later(turn)
    },
  }).catch(asFailure)
  receipt.inputTokens = sum(receipt.inputTokens, reply.inputTokens)
  receipt.outputTokens = sum(receipt.outputTokens, reply.outputTokens)
  appendCalls(turn, reply.calls, offered)
  remark(turn, reply)
  await saveMessage(deps.db, message)
  return reply
}

const sum = (a: number | null, b: number | null): number | null =>
  a === null && b === null ? null : (a ?? 0) + (b ?? 0)

function remark(turn: Turn, { ending, calls }: Reply): void {
  const empty =
    calls.length === 0 && !turn.message.parts.some((part) => part.type === 'text' && part.text.trim() !== '')
  if (ending === 'cut')
    appendNotice(turn, {
      tone: 'info',
      title: 'The answer reached the length limit of the model',
      advice: 'Ask it to go on.',
    })
  else if (ending === 'filtered')
    appendNotice(turn, {
      tone: 'info',
      title: 'The provider held back the rest of this answer',
      advice: 'Ask in other words, or choose another model.',
    })
  else if (empty && ending === 'complete')
    appendNotice(turn, {
      tone: 'info',
      title: 'The model answered nothing',
      advice: 'Ask again, or choose another model.',
    })
}

function stopped({ turn }: Running): Ending {
  const reason: StopReason = turn.controller.signal.reason
  closeOpenCalls(turn.message.parts, 'stopped', 'Stopped before it was carried out')
  if (reason === 'time') {
    appendNotice(turn, {
      tone: 'info',
      title: 'Stopped after five minutes',
      advice: 'Ask again in smaller steps.',
    })
    return STOPPED
  }
  if (reason !== 'closing') return STOPPED
  appendNotice(turn, CLOSED)
  return FAILED
}

export const CLOSED = {
  tone: 'failed',
  title: 'Patchbay was closed while answering',
  advice: 'Send the message again to go on.',
} as const

const UNEXPECTED: ErrorWords = {
  title: 'Something unexpected happened',
  advice: 'Send the message again. The log has the details.',
}

/** The conversation keeps what was said, says what failed, and can go on. */
async function fail(running: Running, error: unknown): Promise<void> {
  const { deps, turn } = running
  if (turn.controller.signal.aborted) return finish(running, stopped(running)).catch(deps.onUnexpected)
  if (!(error instanceof AppFailure)) deps.onUnexpected(error)
  const words: ErrorWords = error instanceof AppFailure ? describeError(error.error) : UNEXPECTED
  closeOpenCalls(turn.message.parts, 'interrupted', 'Not finished')
  appendNotice(turn, { tone: 'failed', ...words })
  await finish(running, FAILED).catch(deps.onUnexpected)
}

async function finish(running: Running, { run: to, message: status }: Ending): Promise<void> {
  const { deps, snapshots, turn } = running
  turn.message.status = status
  const endedAt = deps.now().toISOString()
  await deps.db.transaction().execute(async (transaction) => {
    await saveMessage(transaction, turn.message)
    await moveRun(transaction, spent(running), { from: 'running', to, endedAt })
  })
  snapshots.now(turn, 'idle')
  deps.announce({ kind: 'changed', topics: ['chat'] })
}

/** The run with the time that it took so far. */
function spent({ deps, turn, since }: Running) {
  const elapsedMs = turn.run.state.elapsedMs + Math.max(0, deps.now().getTime() - since)
  return { id: turn.run.id, state: { ...turn.run.state, elapsedMs } }
}
