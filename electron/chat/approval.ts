import { randomUUID } from 'node:crypto'
import type { CardPayload, ToolPart } from '../../shared/domain/chat'
import type { ChatDeps, Turn } from './deps'
import { type Outcome, result } from './outcome'
import { insertCard, standingScope } from './run-queries'
import type { StoredCard, StoredMessage } from './stored'
import { syncTools } from './sync-tools/registry'
import { recordTools } from './tools/registry'

/** An approval that was not used by then has to be given again. */
const VALID_MS = 10 * 60_000
/** An open card waits for its answer as long as it takes. */
const NEVER = '9999-12-31T23:59:59.999Z'

type ApprovalPayload = Extract<CardPayload, { kind: 'needs_approval' }>
/** What would be done; the rest of the card says what the person may answer. */
export type Proposal = Omit<ApprovalPayload, 'kind' | 'expiresAt' | 'mayAllowThread' | 'mayAllowAgent'>
type Asking = {
  turn: Turn
  part: ToolPart
  cards: readonly StoredCard[]
  /** The name under which a standing approval may be kept; null where each request is asked about. */
  action: string | null
  proposal: Proposal
}
type Approval = { kind: 'approved'; cardId: string; hash: string } | { kind: 'ask'; payload: ApprovalPayload }

/**
 * Whether this very request was approved. A request that differs from the approved one by a byte is a new question.
 * Standing approvals do not count once texts of other people are in the conversation, and never for what destroys.
 */
export async function approvalOf(deps: ChatDeps, asking: Asking): Promise<Approval> {
  const { turn, part, cards, action, proposal } = asking
  const given = answeredApproval(cards, proposal.hash, deps.now())
  if (given) return given
  const payload = approvalCard(turn, proposal, action !== null)
  const scope =
    payload.mayAllowThread && action !== null
      ? await standingScope(deps.db, { threadId: turn.run.threadId, agentId: turn.agentId, action })
      : null
  if (scope === null) return { kind: 'ask', payload }
  const at = deps.now().toISOString()
  const card: StoredCard = {
    ...newCard(turn, part.callId, payload, at),
    status: 'answered',
    answer: { decision: 'approve', scope },
    answeredAt: at,
  }
  await insertCard(deps.db, card)
  return { kind: 'approved', cardId: card.id, hash: proposal.hash }
}

/** The card that shows what would be done, and says how far an approval may reach. */
export function approvalCard(turn: Turn, proposal: Proposal, isStandable: boolean): ApprovalPayload {
  const mayStand = isStandable && proposal.effect !== 'destructive' && !isTainted([...turn.history, turn.message])
  return { kind: 'needs_approval', ...proposal, expiresAt: NEVER, mayAllowThread: mayStand, mayAllowAgent: mayStand }
}

/** The name under which a standing approval is kept: one action of one account, or one tool on one table. */
export const actionName = (tool: string, where: string): string => `${tool}@${where}`

export const newCard = (turn: Turn, callId: string, payload: CardPayload, at: string): StoredCard => ({
  id: randomUUID(),
  threadId: turn.run.threadId,
  runId: turn.run.id,
  messageId: turn.message.id,
  callId,
  status: 'open',
  payload,
  answer: null,
  createdAt: at,
  answeredAt: null,
})

/**
 * The last approval of this request, and the card to send it with. Each card sends once; when a request was turned away
 * unheard, the card that the person answered after it (reconnected, try again) carries the same approval further.
 */
function answeredApproval(cards: readonly StoredCard[], hash: string, now: Date): Approval | null {
  const answered = cards.filter((card) => card.status === 'answered')
  const index = answered.findLastIndex((card) => card.answer?.decision === 'approve')
  const approval = answered[index]
  if (approval?.payload.kind !== 'needs_approval' || approval.payload.hash !== hash) return null
  const carrier = answered
    .slice(index)
    .findLast((card) => ['approve', 'retry', 'connected'].includes(card.answer?.decision ?? ''))
  const age = now.getTime() - Date.parse(approval.answeredAt ?? '')
  return carrier && age >= 0 && age <= VALID_MS ? { kind: 'approved', cardId: carrier.id, hash } : null
}

/** True when a record or an answer of a service is in the conversation: other people may have written it. */
function isTainted(path: readonly StoredMessage[]): boolean {
  const trusted = new Set([
    ...recordTools.filter((tool) => tool.effect !== 'read' || !tool.untrusted).map(({ name }) => name),
    ...syncTools.filter((tool) => !tool.untrusted).map(({ name }) => name),
  ])
  return path.some((message) =>
    message.parts.some(
      (part) =>
        part.type === 'tool' &&
        part.output !== null &&
        part.tool !== 'activate_skill' &&
        ['done', 'failed', 'indeterminate'].includes(part.state) &&
        !trusted.has(part.tool),
    ),
  )
}

/** The result when the person answered the last card with no, or chose to go on without; null otherwise. */
export function declined(cards: readonly StoredCard[]): Outcome | null {
  const last = cards.findLast((card) => card.status === 'answered')
  if (last?.answer?.decision === 'deny') {
    const { reason } = last.answer
    return result('refused', { error: 'refused_by_user', reason }, reason ? `Denied: ${reason}` : 'Denied')
  }
  return last?.answer?.decision === 'skip' ? SKIPPED[last.payload.kind] : null
}

const skipped = (error: string, message: string): Outcome =>
  result('failed', { error, message: `${message} The person chose to go on without it.` }, 'Went on without it')

const SKIPPED: Record<CardPayload['kind'], Outcome> = {
  needs_connection: skipped('not_connected', 'No account is connected.'),
  needs_account: skipped('no_account_chosen', 'No account was chosen.'),
  needs_grant: skipped('not_granted', 'The permission was not given.'),
  needs_approval: skipped('not_approved', 'This was not carried out.'),
  blocked: skipped('blocked', 'The service could not be reached or asked to wait.'),
}
