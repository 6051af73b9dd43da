import type { JsonValue } from '../../shared/domain/common'
import type { Account } from '../../shared/domain/integration'
import { AppFailure, describeError } from '../../shared/errors'
import { redactJson } from '../net/redact'
import { actionName, approvalOf, type Proposal } from './approval'
import { inputProblem } from './check-input'
import { checkedOutput } from './checked-output'
import { chooseAccount, connectCard } from './choose-account'
import type { ChatDeps, Turn } from './deps'
import type { ActionTarget } from './offer-tools'
import { ask, failure, type Outcome, refusalOutcome, result } from './outcome'
import { dispatchedWith } from './run-queries'
import type { StoredCard, StoredToolPart } from './stored'

type Call = { turn: Turn; part: StoredToolPart; target: ActionTarget; cards: readonly StoredCard[] }
type Ready = Call & { account: Account; input: JsonValue }
type Approved = { hash: string | null; cardId: string | null }

/** Carries out one action of an integration, or says which card has to be answered first. */
export async function runAction(deps: ChatDeps, call: Call): Promise<Outcome> {
  const { turn, part, cards } = call
  const ready = await readyCall(deps, call)
  if ('kind' in ready) return ready
  if (call.target.action.effect === 'read') return send(deps, ready, { hash: null, cardId: null })
  const proposal = await proposeAction(deps, ready).catch(refusalOutcome)
  if ('kind' in proposal) return proposal
  part.title = proposal.title
  const action = actionName(part.tool, ready.account.id)
  const approval = await approvalOf(deps, { turn, part, cards, action, proposal })
  if (approval.kind === 'ask') return ask(approval.payload, proposal.accountLabel)
  part.cardId = approval.cardId
  return send(deps, ready, approval)
}

/** The call with its account and an input that fits, or what has to happen first. */
export async function readyCall(deps: ChatDeps, call: Call): Promise<Ready | Outcome> {
  const { turn, part, target, cards } = call
  const choice = await chooseAccount(deps, { turn, target, input: part.input, cards })
  const problem = inputProblem(target.action.inputSchema, choice.input)
  if (problem !== null) return failure('invalid_input', problem)
  if (choice.kind === 'ask') return choice.outcome
  return { ...call, account: choice.account, input: choice.input }
}

/** What would be sent, for the card. Opens no socket. */
export async function proposeAction(deps: ChatDeps, ready: Ready): Promise<Proposal> {
  const prepared = await deps.integrations.prepare(requestOf(ready))
  const { title, effect, accountLabel, shown: request, hash } = prepared
  return { title, effect, accountLabel, request, records: null, input: ready.input, hash }
}

const requestOf = ({ target, account, input }: Ready) => ({
  integrationId: target.integration.id,
  actionId: target.action.id,
  accountId: account.id,
  input,
})

async function send(deps: ChatDeps, ready: Ready, { hash, cardId }: Approved): Promise<Outcome> {
  const { turn, target, account } = ready
  const agent = await deps.agents.getOrDefault(turn.agentId)
  const context = { actor: agent.name, threadId: turn.run.threadId, runId: turn.run.id, cardId }
  try {
    const sent = await deps.integrations.send({ ...requestOf(ready), approvedHash: hash, context })
    const data = checkedOutput(redactJson(sent.output, deps.redact))
    const output = { source: target.integration.name, account: account.label, as_of: deps.now().toISOString(), ...data }
    return result('done', output, sent.summary, account.label)
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    return explain(deps, ready, error, cardId)
  }
}

/** A request that was turned away asks the person; one whose answer was not heard is never sent again by itself. */
async function explain(deps: ChatDeps, ready: Ready, error: AppFailure, cardId: string | null): Promise<Outcome> {
  const { target, account } = ready
  const said = error.error
  if (cardId !== null && isUnheard(await dispatchedWith(deps.db, cardId))) return indeterminate(account.label)
  if (said.code === 'needs-secret') return connectCard(target, account)
  if (said.code === 'vault-locked' || said.code === 'vault-wrong-key' || said.code === 'no-keychain')
    return blocked(error, account.label)
  if (said.code !== 'request-failed') return refusalOutcome(error)
  if (said.reason === 'auth') return connectCard(target, account)
  const passes = said.reason === 'rate-limited' || said.reason === 'unreachable'
  if (passes || (said.reason === 'timeout' && target.action.effect === 'read')) return blocked(error, account.label)
  return failure('request_failed', deps.redact(said.message), account.label)
}

export const isUnheard = (status: string | null): boolean => status === 'dispatched' || status === 'indeterminate'

export const indeterminate = (accountLabel: string | null): Outcome =>
  result(
    'indeterminate',
    {
      error: 'indeterminate',
      message: 'It is not known whether this was carried out. It is not repeated; the person has to look.',
    },
    'Sent, but no answer was heard. Look at the service before repeating it.',
    accountLabel,
  )

function blocked(error: AppFailure, accountLabel: string): Outcome {
  const { title, advice } = describeError(error.error)
  return ask({ kind: 'blocked', title, reason: advice, retryAt: null, connectorId: null }, accountLabel)
}
