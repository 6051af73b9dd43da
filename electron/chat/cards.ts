import { randomUUID } from 'node:crypto'
import type { CardAnswer, CardPayload } from '../../shared/domain/chat'
import type { JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import { actionName, approvalCard, newCard } from './approval'
import type { ChatDeps, Turn } from './deps'
import type { Engine } from './engine'
import { offerTools } from './offer-tools'
import { type Outcome, refusalOutcome } from './outcome'
import { findThread, saveMessage } from './queries'
import { proposeAction, readyCall } from './run-action'
import { whereOf } from './run-call'
import { readyCall as apiCall, proposeCall } from './run-connector'
import { cardsOn, closeCard, insertCard, insertStanding, moveRun, openRuns } from './run-queries'
import { planProposal, standingName, toolContext } from './run-records'
import { syncContext, syncProposal } from './run-syncs'
import { readSituation } from './situation'
import { type StoredCard, type StoredToolPart, toolPartsOf } from './stored'
import type { SyncTool } from './sync-tools/define'
import { loadTurn } from './turns'

const ANSWERS: Record<CardPayload['kind'], readonly CardAnswer['decision'][]> = {
  needs_connection: ['connected', 'skip'],
  needs_account: ['choose', 'skip'],
  needs_grant: ['grant', 'skip'],
  needs_approval: ['approve', 'deny', 'edit', 'skip'],
  blocked: ['retry', 'skip'],
}

type Waiting = { card: StoredCard; turn: Turn; part: StoredToolPart }

/**
 * Answers an open card and goes on with its run, from what is stored. Only the first answer counts; a second one fails
 * with `conflict` and nothing happens twice. Called under the lock of the thread.
 */
export async function answerOpenCard(deps: ChatDeps, engine: Engine, card: StoredCard, answer: CardAnswer) {
  await engine.settled(card.threadId)
  const waiting = await findWaiting(deps, card)
  await check(deps, waiting, answer)
  if (answer.decision === 'edit') return edit(deps, waiting, answer.input)
  await accept(deps, waiting, answer)
  engine.begin(waiting.turn)
}

async function findWaiting(deps: ChatDeps, card: StoredCard): Promise<Waiting> {
  const thread = await findThread(deps.db, card.threadId)
  const run = (await openRuns(deps.db, card.threadId)).find(
    ({ id, status }) => id === card.runId && status === 'waiting',
  )
  if (card.status !== 'open' || !thread || !run) throw answered()
  const turn = await loadTurn(deps, thread, run)
  const part = toolPartsOf(turn.message).find((one) => one.callId === card.callId && one.state === 'waiting')
  if (!part) throw answered()
  return { card, turn, part }
}

const answered = () => new AppFailure({ code: 'conflict', message: 'This was already answered' })
const refuse = (message: string) => new AppFailure({ code: 'refused', message })

async function check(deps: ChatDeps, { card: { payload } }: Waiting, answer: CardAnswer): Promise<void> {
  if (!ANSWERS[payload.kind].includes(answer.decision))
    throw new AppFailure({ code: 'invalid-input', message: 'This card takes another answer' })
  if (payload.kind === 'needs_approval' && answer.decision === 'approve') {
    const may = { once: true, thread: payload.mayAllowThread, agent: payload.mayAllowAgent }
    if (!may[answer.scope]) throw refuse('This can be approved once only')
  }
  if (payload.kind === 'needs_connection' && answer.decision === 'connected') await checkConnected(deps, payload)
  if (payload.kind === 'needs_account' && answer.decision === 'choose') {
    const known = (await deps.accounts.listFor(payload.integrationId)).some(({ id }) => id === answer.accountId)
    if (!known) throw new AppFailure({ code: 'not-found', what: 'account', id: answer.accountId })
  }
}

async function checkConnected(deps: ChatDeps, payload: Extract<CardPayload, { kind: 'needs_connection' }>) {
  const { integrationId, integrationName, accountId, dataConnection } = payload
  if (dataConnection !== null) return checkDataConnection(deps, dataConnection, integrationName)
  const accounts = await deps.accounts.listFor(integrationId)
  const usable = accounts.filter((account) => account.status === 'connected')
  const wanted = accounts.some(({ id }) => id === accountId) ? accountId : null
  if (!usable.some(({ id }) => wanted === null || id === wanted))
    throw refuse(`No ${integrationName} account is connected yet`)
}

async function checkDataConnection(deps: ChatDeps, wanted: { sourceId: string; id: string | null }, name: string) {
  const all = await deps.syncs.list()
  const fits = all.filter(({ id, sourceId }) => (wanted.id === null ? sourceId === wanted.sourceId : id === wanted.id))
  if (!fits.some(({ status }) => status !== 'needs-reauth')) throw refuse(`${name} is not connected yet`)
}

async function accept(deps: ChatDeps, { card, turn, part }: Waiting, answer: CardAnswer): Promise<void> {
  const at = deps.now().toISOString()
  part.state = 'running'
  turn.message.status = 'streaming'
  const standing = await standingFrom(deps, { card, turn, part }, answer)
  await deps.db.transaction().execute(async (transaction) => {
    if (!(await closeCard(transaction, card.id, { status: 'answered', answer, at }))) throw answered()
    if (!(await moveRun(transaction, turn.run, { from: 'waiting', to: 'running', endedAt: null }))) throw answered()
    if (standing) await insertStanding(transaction, { ...standing, id: randomUUID(), at })
    await saveMessage(transaction, turn.message)
  })
  turn.run.status = 'running'
}

async function standingFrom(deps: ChatDeps, { turn, part, card }: Waiting, answer: CardAnswer) {
  if (answer.decision !== 'approve' || answer.scope === 'once') return null
  const scopeId = answer.scope === 'thread' ? turn.run.threadId : turn.agentId
  const { action } = await rebuild(deps, { turn, part, card }, part.input)
  if (action === null) throw refuse('This can be approved once only')
  return { scope: answer.scope, scopeId, action }
}

/** The person changed the input: the request and the card are built anew, and the old card can no longer be answered. */
async function edit(deps: ChatDeps, waiting: Waiting, input: JsonValue): Promise<void> {
  const { card, turn, part } = waiting
  const at = deps.now().toISOString()
  const { proposal, action, input: changed } = await rebuild(deps, waiting, withAccount(part.input, input))
  const next = newCard(turn, part.callId, approvalCard(turn, proposal, action !== null), at)
  Object.assign(part, { input: changed, title: proposal.title, cardId: next.id } satisfies Partial<StoredToolPart>)
  await deps.db.transaction().execute(async (transaction) => {
    if (!(await closeCard(transaction, card.id, { status: 'superseded', answer: { decision: 'edit', input }, at })))
      throw answered()
    if (!(await moveRun(transaction, turn.run, { from: 'waiting', to: 'waiting', endedAt: null }))) throw answered()
    await insertCard(transaction, next)
    await saveMessage(transaction, turn.message)
  })
}

/** What a call with this input would do now. Fails with `invalid-input` in words for the person. */
async function rebuild(deps: ChatDeps, { turn, part }: Waiting, input: JsonValue) {
  const situation = await readSituation(deps, whereOf(turn))
  const tool = offerTools(situation).find((offered) => offered.name === part.tool)
  if (!tool || tool.target.kind === 'activate') throw refuse('This tool is not available in this chat any more')
  if (tool.target.kind === 'records') {
    if (tool.target.tool.effect === 'read') throw refuse('Only a write can be changed here')
    const plan = await tool.target.tool.plan(input, toolContext(deps, tool.target.reach)).catch(asInvalid)
    if (plan.kind === 'none')
      throw new AppFailure({ code: 'invalid-input', message: plan.result.summary, field: 'input' })
    return {
      proposal: planProposal(tool.target.tool, plan, input),
      action: standingName(tool.target.tool, plan),
      input,
    }
  }
  if (tool.target.kind === 'syncs') return rebuildSync(deps, turn, tool.target.tool, input)
  if (tool.target.kind === 'connector') {
    const ready = apiCall(tool.target.connectors, input)
    if ('kind' in ready) throw notValid(ready)
    return { proposal: await proposeCall(deps, ready, input), action: null, input }
  }
  const cards = (await cardsOn(deps.db, [turn.message.id])).filter((card) => card.callId === part.callId)
  const ready = await readyCall(deps, { turn, part: { ...part, input }, target: tool.target, cards })
  if ('kind' in ready) {
    if (ready.kind === 'result') throw notValid(ready)
    throw refuse('An account has to be connected or chosen first')
  }
  return { proposal: await proposeAction(deps, ready), action: actionName(part.tool, ready.account.id), input }
}

async function rebuildSync(deps: ChatDeps, turn: Turn, tool: SyncTool, input: JsonValue) {
  const context = await syncContext(deps, turn, [])
  const step = await (async () => tool.run(input, context))().catch(asInvalid)
  if (step.kind !== 'change') throw refuse('Only a change can be changed here')
  return { proposal: syncProposal(tool, step, input), action: actionName(tool.name, step.dataConnectionId), input }
}

function asInvalid(error: unknown): never {
  throw notValid(refusalOutcome(error))
}

function notValid(outcome: Outcome): AppFailure {
  const words = outcome.kind === 'result' ? outcome.summary : null
  return new AppFailure({ code: 'invalid-input', message: words ?? 'The input is not valid', field: 'input' })
}

/** The card shows the input without the account; a changed input keeps the account that the call named. */
function withAccount(before: JsonValue, after: JsonValue): JsonValue {
  if (!isObject(before) || !isObject(after)) return after
  const kept = Object.entries(before).filter(
    ([key]) => ['account', 'patchbay_account'].includes(key) && !(key in after),
  )
  return { ...after, ...Object.fromEntries(kept) }
}

const isObject = (value: JsonValue): value is { [key: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
