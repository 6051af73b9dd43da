import { listOf } from './fields'
import { Answered, type OfferedTool, type Request, type Turn } from './types'
import { fold, stem, stemsOf } from './words'

/** Verbs that mean the same, in sentences and in the names of actions. */
const VERBS: Record<string, readonly string[]> = {
  read: [
    'find',
    'show',
    'list',
    'get',
    'search',
    'look',
    'fetch',
    'display',
    'read',
    'query',
    'lookup',
    'view',
    'give',
  ],
  create: ['create', 'add', 'new', 'make', 'open', 'file', 'log', 'insert', 'append', 'submit', 'raise', 'record'],
  update: ['update', 'set', 'change', 'edit', 'modify', 'mark', 'move', 'transition', 'assign', 'rename', 'patch'],
  delete: ['delete', 'remove', 'trash', 'archive', 'drop'],
  send: ['send', 'post', 'email', 'message', 'reply', 'write', 'notify'],
}
const BUILT_IN = new Set([
  ...['list_tables', 'describe_table', 'query_records', 'get_record'],
  ...['create_records', 'update_records', 'delete_records'],
  'activate_skill',
])

const groupOf = (verb: string): string => Object.keys(VERBS).find((group) => VERBS[group]?.includes(verb)) ?? verb

/** The offered tools that act in other programs. */
export const offeredActions = (turn: Turn): OfferedTool[] =>
  [...turn.tools.values()].filter((tool) => !BUILT_IN.has(tool.name))

type Parts = { integration: string[]; verb: string; nouns: string[] }

/** `google_sheets_append_row` is append, row, of google sheets. */
function partsOf(name: string): Parts {
  const words = name.split(/[^a-zA-Z0-9]+/).flatMap((word) => fold(word))
  const known = words.findIndex(
    (word, index) => index > 0 && Object.values(VERBS).some((verbs) => verbs.includes(word)),
  )
  const at = known > 0 ? known : Math.min(1, words.length - 1)
  return { integration: words.slice(0, at), verb: words[at] ?? '', nouns: words.slice(at + 1) }
}

export type ActionMatch = { tool: OfferedTool; named: boolean }

/**
 * The actions that a sentence without their name means best: "create an issue …" is `jira_create_issue`. `named` when the
 * sentence says the integration, or the skill that brought it.
 */
export function matchActions(request: Request, turn: Turn): ActionMatch[] {
  const words = [...request.text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => fold(match[0]))
  const said = { words: new Set(words), stems: new Set(words.map(stem)), verb: words[0] ?? '' }
  const scored = offeredActions(turn)
    .map((tool) => ({ tool, ...scoreAction(tool.name, said, turn.skillTools.has(tool.name)) }))
    .filter((one) => one.score > 0)
  const best = Math.max(0, ...scored.map((one) => one.score))
  return scored.filter((one) => one.score === best)
}

export const whichAction = (tools: readonly OfferedTool[]): Answered =>
  new Answered(
    `Which action: ${listOf(
      tools.map((tool) => `\`${tool.name}\``),
      'or',
    )}? Say: run … with key=value.`,
  )

type Said = { words: ReadonlySet<string>; stems: ReadonlySet<string>; verb: string }

const NO_MATCH = { score: 0, named: false }

function scoreAction(name: string, said: Said, fromSkill: boolean): { score: number; named: boolean } {
  const { integration, verb, nouns } = partsOf(name)
  const sameVerb = said.verb === verb
  if (!sameVerb && groupOf(said.verb) !== groupOf(verb)) return NO_MATCH
  const namesIntegration = integration.length > 0 && integration.every((word) => said.words.has(word))
  const hits = nouns.filter((noun) => said.stems.has(stem(noun))).length
  const all = nouns.length > 0 && hits === nouns.length
  if (!all && !namesIntegration && !(fromSkill && hits > 0)) return NO_MATCH
  const sameForm = nouns.filter((noun) => said.words.has(noun)).length
  const score = 5 * hits + sameForm - 3 * (nouns.length - hits) + (namesIntegration ? 10 : 0) + (fromSkill ? 10 : 0)
  return { score: score + (sameVerb ? 2 : 0), named: namesIntegration || fromSkill }
}

/** The action of that name: exactly, or by its words. Asks when several fit. */
export function actionCalled(name: string, turn: Turn): OfferedTool {
  const actions = offeredActions(turn)
  const exact = turn.tools.get(name) ?? actions.find((tool) => fold(tool.name) === fold(name))
  if (exact) return exact
  const said = stemsOf(name)
  const fitting = actions.filter((tool) => {
    const words = stemsOf(tool.name)
    return said.length > 0 && said.every((word) => words.includes(word))
  })
  const [only, ...others] = fitting
  if (only && others.length === 0) return only
  if (only) throw whichAction(fitting)
  throw new Answered(
    actions.length > 0
      ? `No action called "${name}" is offered. Offered are ${listOf(actions.map((tool) => `\`${tool.name}\``))}.`
      : `No action called "${name}" is offered, nor any other. Use a skill with its integration attached, or grant one on the agent's Tools tab.`,
  )
}
