import { isGranted, type Reach, recordReach } from '../agents/grants'
import { redactJson } from '../net/redact'
import { actionName, approvalOf, type Proposal } from './approval'
import { cleanJson } from './clean-text'
import type { ChatDeps, Turn } from './deps'
import { ask, type Outcome, refusalOutcome, result } from './outcome'
import { hashOf } from './run-records'
import type { StoredCard, StoredToolPart } from './stored'
import type { SyncContext, SyncStep, SyncTool } from './sync-tools/define'

type Call = { turn: Turn; part: StoredToolPart; tool: SyncTool; cards: readonly StoredCard[] }
type Change = Extract<SyncStep, { kind: 'change' }>

/** Carries out one tool over the data connections; changes only when this very change was approved. */
export async function runSyncs(deps: ChatDeps, { turn, part, tool, cards }: Call): Promise<Outcome> {
  try {
    const step = await tool.run(part.input, await syncContext(deps, turn, cards))
    if (step.kind === 'ask') return ask(step.payload)
    if (step.kind === 'result')
      return result('done', cleanJson(redactJson(step.result.output, deps.redact)), step.result.summary)
    part.title = step.title
    const action = actionName(tool.name, step.dataConnectionId)
    const approval = await approvalOf(deps, {
      turn,
      part,
      cards,
      action,
      proposal: syncProposal(tool, step, part.input),
    })
    if (approval.kind === 'ask') return ask(approval.payload)
    part.cardId = approval.cardId
    const { output, summary } = await step.apply()
    deps.announce({ kind: 'changed', topics: ['dataConnections'] })
    return result('done', output, summary)
  } catch (error) {
    return refusalOutcome(error)
  }
}

export async function syncContext(deps: ChatDeps, turn: Turn, cards: readonly StoredCard[]): Promise<SyncContext> {
  const agent = await deps.agents.getOrDefault(turn.agentId)
  // Who manages data connections may look into all of them.
  const read: Reach = isGranted(agent, 'manage-data-connections', null) ? 'all' : recordReach(agent, 'read-records')
  const isConnected = cards.some(({ status, answer }) => status === 'answered' && answer?.decision === 'connected')
  return { syncs: deps.syncs, read, now: deps.now, isConnected, actor: agent.name }
}

export const syncProposal = (tool: SyncTool, { title, canonical }: Change, input: Proposal['input']): Proposal => ({
  ...{ title, effect: tool.effect, accountLabel: null, request: null, records: null, input },
  hash: hashOf(canonical),
})
