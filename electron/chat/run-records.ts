import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import type { RecordReach } from '../agents/grants'
import { redactJson } from '../net/redact'
import { actionName, approvalOf, type Proposal } from './approval'
import { cleanJson } from './clean-text'
import type { ChatDeps, Turn } from './deps'
import { ask, carriedOut, failure, type Outcome, refusalOutcome, result } from './outcome'
import type { StoredCard, StoredToolPart } from './stored'
import { MOST_SHOWN } from './tools/changes'
import { type RecordPlan, type RecordTool, type ToolContext, ToolRefusal, type WriteTool } from './tools/define'

type Call = { turn: Turn; part: StoredToolPart; tool: RecordTool; reach: RecordReach; cards: readonly StoredCard[] }

/** Carries out one tool over the tables; writes only when this very change was approved. */
export async function runRecords(deps: ChatDeps, call: Call): Promise<Outcome> {
  const { turn, part, tool, reach, cards } = call
  const context = toolContext(deps, reach)
  try {
    if (tool.effect === 'read') {
      const { output, summary } = await tool.run(part.input, context)
      return result('done', cleanJson(redactJson(output, deps.redact)), summary)
    }
    const plan = await tool.plan(part.input, context)
    if (plan.kind === 'none') return result('done', plan.result.output, plan.result.summary)
    part.title = plan.title
    const proposal = planProposal(tool, plan, part.input)
    const approval = await approvalOf(deps, { turn, part, cards, action: standingName(tool, plan), proposal })
    if (approval.kind === 'ask') return ask(approval.payload)
    part.cardId = approval.cardId
    return await write(deps, plan, { runId: turn.run.id, batchId: batchOf(approval.cardId) })
  } catch (error) {
    return refusalOutcome(error)
  }
}

export const toolContext = ({ tables, now }: ChatDeps, reach: RecordReach): ToolContext => ({ tables, reach, now })

/** The batch of a write is named after the card that approved it, so that it can be looked for after a kill. */
export const batchOf = (cardId: string): string => `chat-${cardId}`

/** Null for a change of more records than the card shows: it is asked about every time. */
export const standingName = (tool: WriteTool, { count, tableId }: RecordPlan): string | null =>
  count > MOST_SHOWN ? null : actionName(tool.name, tableId)

async function write(deps: ChatDeps, plan: RecordPlan, { runId, batchId }: { runId: string; batchId: string }) {
  try {
    const { output, summary } = await plan.apply({ actor: { kind: 'run', id: runId }, batchId })
    return result('done', output, summary)
  } catch (error) {
    if (error instanceof ToolRefusal || error instanceof AppFailure) throw error
    deps.onUnexpected(error)
    const batch = await deps.tables.findBatch(batchId)
    return batch ? carriedOut : failure('internal', 'Something unexpected happened; nothing was changed')
  } finally {
    deps.announce({ kind: 'changed', topics: ['tables', 'records'] })
  }
}

/** The values before belong to what is approved: when a record changed meanwhile, the person is asked again. */
export const planProposal = (tool: WriteTool, plan: RecordPlan, input: JsonValue): Proposal => ({
  title: plan.title,
  effect: tool.effect,
  accountLabel: null,
  request: null,
  records: { tableName: plan.tableName, count: plan.count, sample: plan.sample },
  input,
  hash: hashOf(plan.canonical),
})

/** SHA-256 of a value, whatever the order of its properties (RFC 8785). */
export const hashOf = (value: JsonValue): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex')
