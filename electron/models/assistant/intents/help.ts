import { offeredActions } from '../actions'
import { listOf } from '../fields'
import { answer } from '../show'
import type { Intent, Turn } from '../types'

const ASKS =
  /^(?:what (?:can|do) you (?:do|understand|know)|what (?:can|could|may) i (?:do|ask|say)|how (?:can|do) (?:you help|you work|i use (?:you|this))|help(?: me)?$|(?:which|what|list|show)(?: me)?(?: all)?(?: the| your| my)? (?:commands|skills|actions|tools|capabilities|abilities))\b/i

export const help: Intent = {
  example: 'what can you do?',
  understand: ({ text }, turn) => (ASKS.test(text) ? explain(turn) : null),
}

function* explain(turn: Turn) {
  const actions = offeredActions(turn)
  const skills = turn.skills.map((skill) => `- @${skill.handle}${skill.description ? `: ${skill.description}` : ''}`)
  return answer(
    'I am the built-in assistant: a fixed grammar, not a language model. In this conversation I can:',
    tableLines(turn).join('\n'),
    skills.length > 0 ? `Follow these skills ("@handle …"):\n\n${skills.join('\n')}` : 'No skills are active here.',
    actions.length > 0
      ? `Run these actions ("run <action> with key=value"): ${listOf(actions.map((tool) => `\`${tool.name}\``))}.`
      : 'No actions of integrations are offered until a skill brings them or a grant allows them.',
  )
}

function tableLines({ tools }: Turn): string[] {
  const lines = [
    tools.has('query_records') &&
      '- look up records: "show the invoices of customer 5", "how many customers are in Brazil?"',
    tools.has('query_records') && '- sum them up: "count deals by stage", "sum of amount in deals by stage"',
    tools.has('list_tables') && '- say what is there: "list tables", "describe customers"',
    tools.has('update_records') &&
      '- change records: "set the email of customer 5 to x@y.z", "mark ticket 12 resolved", "mark all open tickets as closed"',
    tools.has('create_records') && '- add records: "create a ticket titled "Printer" with priority=high"',
    tools.has('delete_records') && '- delete records: "delete ticket 12"',
  ].filter((line) => line !== false)
  return lines.length > 0 ? lines : ['- nothing with tables: this agent has no grant for records']
}
