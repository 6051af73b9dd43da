import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { JsonValue } from '../../shared/domain/common'
import { redactJson } from '../net/redact'
import { actionName, approvalOf, type Proposal } from './approval'
import { cleanJson } from './clean-text'
import type { ChatDeps, Turn } from './deps'
import { ask, type Outcome, refusalOutcome, result } from './outcome'
import type { StoredCard, StoredToolPart } from './stored'
import type { RecordPlan, RecordTool, WriteTool } from './tools/define'

type Call = { turn: Turn; part: StoredToolPart; tool: RecordTool; cards: readonly StoredCard[] }

/** Carries out one tool over the tables; writes only when this very change was approved. */
export async function runRecords(deps: ChatDeps, call: Call): Promise<Outcome> {
  const { turn, part, tool, cards } = call
  try {
    if (tool.effect === 'read') {
      const { output, summary } = await tool.run(part.input, deps)
      return result('done', cleanJson(redactJson(output, deps.redact)), summary)
    }
    const plan = await tool.plan(part.input, deps)
    part.title = plan.title
    const action = actionName(tool.name, plan.tableId)
    const approval = await approvalOf(deps, {
      turn,
      part,
      cards,
      action,
      proposal: planProposal(tool, plan, part.input),
    })
    if (approval.kind === 'ask') return ask(approval.payload)
    part.cardId = approval.cardId
    const { output, summary } = await plan.apply({ kind: 'run', id: turn.run.id })
    deps.announce({ kind: 'changed', topics: ['tables'] })
    return result('done', output, summary)
  } catch (error) {
    return refusalOutcome(error)
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
