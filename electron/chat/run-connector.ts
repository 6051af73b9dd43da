import type { CardPayload } from '../../shared/domain/chat'
import type { JsonValue } from '../../shared/domain/common'
import { AppFailure, describeError } from '../../shared/errors'
import { ApiCall } from '../connectors/build-call'
import { redactJson } from '../net/redact'
import { approvalOf, type Proposal } from './approval'
import { inputProblem } from './check-input'
import { checkedOutput } from './checked-output'
import { connectorTool, type OfferedConnector } from './connector-tool'
import type { ChatDeps, Turn } from './deps'
import { ask, failure, type Outcome, refusalOutcome, result } from './outcome'
import { indeterminate, isUnheard } from './run-action'
import { dispatchedWith } from './run-queries'
import type { StoredCard, StoredToolPart } from './stored'

type Call = {
  turn: Turn
  part: StoredToolPart
  connectors: readonly OfferedConnector[]
  cards: readonly StoredCard[]
}
type Ready = { connector: OfferedConnector; call: ApiCall }
type Approved = { hash: string | null; cardId: string | null }

/** Carries out one `call_api`: reads at once, everything else only as the person approved it, byte for byte. */
export async function runConnector(deps: ChatDeps, asked: Call): Promise<Outcome> {
  const { turn, part, cards, connectors } = asked
  const ready = readyCall(connectors, part.input)
  if ('kind' in ready) return ready
  try {
    const proposal = await proposeCall(deps, ready, part.input)
    part.title = proposal.title
    part.effect = proposal.effect
    if (proposal.effect === 'read') return await send(deps, turn, ready, { hash: null, cardId: null })
    const approval = await approvalOf(deps, { turn, part, cards, action: null, proposal })
    if (approval.kind === 'ask') return ask(approval.payload, proposal.accountLabel)
    part.cardId = approval.cardId
    return await send(deps, turn, ready, approval)
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    return explain(deps, ready, error, part.cardId)
  }
}

/** The call with its connector, or why it cannot be made. */
export function readyCall(connectors: readonly OfferedConnector[], input: JsonValue): Ready | Outcome {
  const schema = connectorTool(connectors)[0]?.inputSchema ?? false
  const problem = inputProblem(schema, input)
  if (problem !== null) return failure('invalid_input', problem)
  const { connector: name, ...rest } = input as { connector: string; [key: string]: JsonValue }
  const connector = connectors.find((one) => one.name === name)
  const call = ApiCall.safeParse(rest)
  if (!connector || !call.success)
    return failure('invalid_input', call.error?.issues[0]?.message ?? 'There is no such connector')
  return { connector, call: call.data }
}

/** What would be sent, for the card. Opens no socket. */
export async function proposeCall(deps: ChatDeps, { connector, call }: Ready, input: JsonValue): Promise<Proposal> {
  const prepared = await deps.connectors.prepare({ connectorId: connector.id, call })
  const { title, effect, label: accountLabel, shown: request, hash } = prepared
  return { title, effect, accountLabel, request, records: null, input, hash }
}

async function send(deps: ChatDeps, turn: Turn, { connector, call }: Ready, approved: Approved): Promise<Outcome> {
  const agent = await deps.agents.getOrDefault(turn.agentId)
  const context = { actor: agent.name, threadId: turn.run.threadId, runId: turn.run.id, cardId: approved.cardId }
  const sent = await deps.connectors.send({ connectorId: connector.id, call, approvedHash: approved.hash, context })
  const data = checkedOutput(redactJson(sent.output, deps.redact))
  const output = { source: connector.name, as_of: deps.now().toISOString(), ...data }
  const state = sent.httpStatus < 400 ? 'done' : 'failed'
  return result(state, output, sent.summary, connector.name)
}

async function explain(
  deps: ChatDeps,
  { connector, call }: Ready,
  failed: AppFailure,
  cardId: string | null,
): Promise<Outcome> {
  const said = failed.error
  if (cardId !== null && isUnheard(await dispatchedWith(deps.db, cardId))) return indeterminate(connector.name)
  const blocked = (connectorId: string | null): Outcome => {
    const { title, advice } = describeError(said)
    const payload: CardPayload = { kind: 'blocked', title, reason: advice, retryAt: null, connectorId }
    return ask(payload, connector.name)
  }
  switch (said.code) {
    case 'needs-secret':
    case 'needs-reauth':
    case 'sign-in-failed':
    case 'invalid-input':
      return blocked(connector.id)
    case 'vault-locked':
    case 'vault-wrong-key':
    case 'no-keychain':
      return blocked(null)
    case 'request-failed': {
      const isRead = call.method === 'GET' || call.method === 'HEAD'
      const passes = said.reason === 'unreachable' || said.reason === 'rate-limited'
      if (passes || (said.reason === 'timeout' && isRead)) return blocked(null)
      return failure('request_failed', deps.redact(said.message), connector.name)
    }
    default:
      return refusalOutcome(failed)
  }
}
