import { type ActionMatch, matchActions, whichAction } from './actions'
import type { KnownTable } from './calls'
import { noSuchTable, splitAtTable, type TableMention, tablesFor } from './tables'
import { Answered, type OfferedTool, type Request, type Steps, type Turn } from './types'

export type TableTarget = TableMention & { kind: 'table'; tables: readonly KnownTable[] }
type Target = TableTarget | { kind: 'action'; tool: OfferedTool }

/**
 * What a sentence is about: a table of the workspace, or an action of an integration. `rest` is the sentence without its
 * verb. Asks when it can be both.
 */
export function* chooseTarget(whole: Request, rest: Request, turn: Turn): Steps<Target> {
  const actions = matchActions(whole, turn)
  const saysTable = /\b(?:tables?|records?|rows?)\b/i.test(whole.text)
  if (!saysTable && actions[0]?.named) return { kind: 'action', tool: onlyAction(actions) }
  const tables = yield* tablesFor(turn, rest.text)
  const mention = mentionedTable(rest.text, tables) ?? spokenOf(rest.text, tables, turn)
  if (!mention && actions.length > 0 && !saysTable) return { kind: 'action', tool: onlyAction(actions) }
  if (!mention) throw noSuchTable(turn, tables)
  const [action] = actions
  if (!action || saysTable) return { kind: 'table', tables, ...mention }
  throw new Answered(
    `Is this about the table ${mention.table.name} or the action \`${action.tool.name}\`? Say "record" for the table, or: run ${action.tool.name} with key=value.`,
  )
}

/** The same, for sentences that only make sense about a table. */
export function* chooseTable(request: Request, turn: Turn): Steps<TableTarget> {
  const tables = yield* tablesFor(turn, request.text)
  const mention = mentionedTable(request.text, tables)
  if (!mention) throw noSuchTable(turn, tables)
  return { kind: 'table', tables, ...mention }
}

function onlyAction(matches: readonly ActionMatch[]): OfferedTool {
  const [only, ...others] = matches
  if (only && others.length === 0) return only.tool
  throw whichAction(matches.map((match) => match.tool))
}

/** "it" is the record that the last look-up found. */
function spokenOf(text: string, tables: readonly KnownTable[], turn: Turn): TableMention | null {
  if (!/\b(?:it|its|that one|this one)\b/i.test(text)) return null
  const last = turn.past.findLast((call) => call.tool === 'query_records' || call.tool === 'get_record')
  const table = tables.find((one) => one.name === last?.input.table)
  return table ? { table, before: text, after: '', score: 1 } : null
}

const POSSESSIVE = /^(.+?)(?:'s|s')\s+(.+)$/i

/** "Acme's deals" reads as "deals of Acme". */
export function mentionedTable(text: string, tables: readonly KnownTable[]): TableMention | null {
  const possessive = POSSESSIVE.exec(text)
  const owned = possessive?.[2] ? splitAtTable(possessive[2], tables) : null
  if (owned && owned.before === '') return { ...owned, after: `of ${possessive?.[1] ?? ''} ${owned.after}`.trim() }
  return splitAtTable(text, tables)
}
