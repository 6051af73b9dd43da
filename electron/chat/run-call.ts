import type { JsonValue } from '../../shared/domain/common'
import { isRead, readSkill } from './activation'
import { declined } from './approval'
import type { ChatDeps, Turn } from './deps'
import { nearNames } from './near-names'
import { ACTIVATE_SKILL, type OfferedTool, offerTools, type Situation } from './offer-tools'
import { notAvailable, type Outcome, result } from './outcome'
import { runAction } from './run-action'
import { runConnector } from './run-connector'
import { cardsOn } from './run-queries'
import { runRecords } from './run-records'
import { runSyncs } from './run-syncs'
import { readSituation } from './situation'
import { activationsOn, type StoredToolPart } from './stored'

/**
 * Carries out one call of the model. What may be called is worked out again from what is stored now, and it must have
 * been in the request that the model answered: a stale or invented call does nothing.
 */
export async function runCall(deps: ChatDeps, turn: Turn, part: StoredToolPart): Promise<Outcome> {
  const situation = await readSituation(deps, whereOf(turn))
  const tool = offerTools(situation).find((offered) => offered.name === part.tool)
  if (!tool || !wasOffered(turn, part)) return notAvailable(part.tool)
  const cards = (await cardsOn(deps.db, [turn.message.id])).filter((card) => card.callId === part.callId)
  const no = declined(cards)
  if (no) return no
  return carryOut(deps, { turn, part, tool, situation, cards })
}

/** What decides which tools this turn has now. */
export const whereOf = ({ run, agentId, history, message }: Turn) => ({
  threadId: run.threadId,
  agentId,
  activations: activationsOn([...history, message]),
})

type CarryOut = {
  turn: Turn
  part: StoredToolPart
  tool: OfferedTool
  situation: Situation
  cards: Awaited<ReturnType<typeof cardsOn>>
}

async function carryOut(deps: ChatDeps, { turn, part, tool, situation, cards }: CarryOut): Promise<Outcome> {
  switch (tool.target.kind) {
    case 'activate':
      return activate(part, situation)
    case 'records':
      return runRecords(deps, { turn, part, tool: tool.target.tool, reach: tool.target.reach, cards })
    case 'syncs':
      return runSyncs(deps, { turn, part, tool: tool.target.tool, cards })
    case 'connector':
      return runConnector(deps, { turn, part, connectors: tool.target.connectors, cards })
    case 'action':
      return runAction(deps, { turn, part, target: tool.target, cards })
  }
}

function activate(part: StoredToolPart, situation: Situation): Outcome {
  const wanted = nameIn(part.input).trim().replace(/^[@/]/, '')
  const skill = situation.skills.find((one) => one.handle === wanted.toLowerCase() || one.name === wanted)
  if (!skill) {
    const near = nearNames(
      wanted,
      situation.skills.map((one) => one.handle),
    )
    const message = `There is no skill called "${wanted.slice(0, 80)}"`
    return result('failed', { error: 'unknown_skill', message, near }, message)
  }
  if (isRead(skill, situation.activations))
    return result('done', { skill: skill.handle, status: 'already_active' }, 'Already read')
  return { kind: 'read-skill', part: readSkill({ skill, situation, by: 'model', callId: part.callId }) }
}

function nameIn(input: JsonValue): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return ''
  return typeof input.name === 'string' ? input.name : ''
}

/** Reading a skill and calling what it brings in one answer is guessing, too. */
const wasOffered = (turn: Turn, part: StoredToolPart): boolean =>
  turn.message.receipt?.requests[part.step]?.tools.some((tool) => tool.name === part.tool) ?? false

/** The title of a call before it was carried out. */
export function titleOf(offered: readonly OfferedTool[], name: string, input: JsonValue): string {
  const tool = offered.find((one) => one.name === name)
  if (!tool) return name.slice(0, 80)
  switch (tool.target.kind) {
    case 'activate':
      return name === ACTIVATE_SKILL ? `Read the skill ${nameIn(input)}` : name
    case 'records':
    case 'syncs':
      return tool.target.tool.title(input)
    case 'connector':
      return callTitle(input)
    case 'action':
      return `${tool.target.integration.name}: ${tool.target.action.title}`
  }
}

/** Before it was checked, so nothing of it is taken for granted. */
function callTitle(input: JsonValue): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return 'Called an API'
  const said = [input.connector, input.method, input.path].filter((part) => typeof part === 'string')
  return said.length === 3 ? `${said[0]}: ${said[1]} ${said[2]}`.slice(0, 160) : 'Called an API'
}
