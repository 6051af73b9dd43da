import type { Agent } from '../../shared/domain/agent'
import type { JsonValue } from '../../shared/domain/common'
import type { Account, ActionInfo, Effect, IntegrationInfo } from '../../shared/domain/integration'
import type { Skill } from '../../shared/domain/skill'
import { isGranted, mayUseThroughSkill, type RecordReach, reachesAny, recordReach } from '../agents/grants'
import { connectorTool, type OfferedConnector } from './connector-tool'
import type { StoredActivation } from './stored'
import type { SyncTool } from './sync-tools/define'
import type { RecordTool } from './tools/define'

export const ACTIVATE_SKILL = 'activate_skill'

/** What decides which tools a request may use. Nothing else does. */
export type Situation = {
  agent: Agent
  /** Active in the workspace and not switched off in this thread. */
  skills: readonly Skill[]
  /** On the path from the first message to the current one, oldest first. */
  activations: readonly StoredActivation[]
  integrations: ReadonlyMap<string, IntegrationInfo>
  accounts: ReadonlyMap<string, readonly Account[]>
  recordTools: readonly RecordTool[]
  syncTools: readonly SyncTool[]
  /** All that are not deleted. */
  connectors: readonly OfferedConnector[]
}

export type ActionTarget = {
  kind: 'action'
  integration: IntegrationInfo
  action: ActionInfo
  accountKey: string | null
}
export type OfferedTool = {
  name: string
  /** For the receipt. */
  why: string
  description: string
  inputSchema: JsonValue
  effect: Effect
  target:
    | { kind: 'activate' }
    | { kind: 'records'; tool: RecordTool; reach: RecordReach }
    | { kind: 'syncs'; tool: SyncTool }
    | { kind: 'connector'; connectors: readonly OfferedConnector[] }
    | ActionTarget
}

/**
 * The tools of one request, in the order in which the model is sent them: what is always there first, what a skill
 * brought at the end. Computed anew before every request, and again when a call arrives.
 */
export function offerTools(situation: Situation): OfferedTool[] {
  const granted = [...situation.integrations.keys()]
    .sort()
    .filter((id) => isGranted(situation.agent, 'integration', id) && accountsOf(situation, id).length > 0)
    .flatMap((id) => actionsOf(situation, id, (name) => `granted: ${name}`))
  const connectors = situation.connectors.filter(({ id }) => isGranted(situation.agent, 'connector', id))
  const offered = [
    ...activateSkill(situation),
    ...recordToolsOf(situation),
    ...syncToolsOf(situation),
    ...connectorTool(connectors),
    ...granted,
    ...throughSkills(situation),
  ]
  return offered.filter((tool, index) => offered.findIndex((other) => other.name === tool.name) === index)
}

function activateSkill({ skills }: Situation): OfferedTool[] {
  if (skills.length === 0) return []
  const handles = skills.map((skill) => skill.handle).sort()
  return [
    {
      name: ACTIVATE_SKILL,
      why: 'skills are offered',
      description: 'Reads the instructions of a skill. Some skills make further tools available.',
      inputSchema: {
        type: 'object',
        properties: { name: { type: 'string', enum: handles, description: 'Name of the skill' } },
        required: ['name'],
        additionalProperties: false,
      },
      effect: 'read',
      target: { kind: 'activate' },
    },
  ]
}

function recordToolsOf({ agent, recordTools }: Situation): OfferedTool[] {
  const reach: RecordReach = { read: recordReach(agent, 'read-records'), write: recordReach(agent, 'write-records') }
  return recordTools.flatMap((tool): OfferedTool[] => {
    const [granted, name] = tool.effect === 'read' ? [reach.read, 'Read records'] : [reach.write, 'Write records']
    if (!reachesAny(granted)) return []
    const why = `granted: ${name}${granted === 'all' ? '' : ' in named tables'}`
    const { description, inputSchema, effect } = tool
    return [{ name: tool.name, why, description, inputSchema, effect, target: { kind: 'records', tool, reach } }]
  })
}

function syncToolsOf({ agent, syncTools }: Situation): OfferedTool[] {
  const mayManage = isGranted(agent, 'manage-data-connections', null)
  const mayRead = reachesAny(recordReach(agent, 'read-records'))
  return syncTools.flatMap((tool): OfferedTool[] => {
    const isForAll = tool.grant === 'read-records' && mayRead
    if (!isForAll && !mayManage) return []
    const why = `granted: ${isForAll ? 'Read records' : 'Manage data connections'}`
    const { name, description, inputSchema, effect } = tool
    return [{ name, why, description, inputSchema, effect, target: { kind: 'syncs', tool } }]
  })
}

/** By the order in which the skills were read. What was detached from a skill, or switched off, goes at once. */
function throughSkills(situation: Situation): OfferedTool[] {
  return situation.activations.flatMap((activation) => {
    const skill = situation.skills.find((one) => one.id === activation.skillId)
    if (!skill) return []
    return activation.integrations
      .map(({ id }) => id)
      .filter((id) => skill.integrationIds.includes(id) && mayUseThroughSkill(situation.agent, id))
      .flatMap((id) => actionsOf(situation, id, () => `skill: ${skill.name}`))
  })
}

function actionsOf(situation: Situation, id: string, why: (name: string) => string): OfferedTool[] {
  const integration = situation.integrations.get(id)
  if (!integration) return []
  const labels = accountsOf(situation, id).map((account) => account.label)
  return integration.actions.map((action) => {
    const accountKey = labels.length > 1 ? freeKey(action.inputSchema) : null
    return {
      name: toolName(id, action.id),
      why: why(integration.name),
      description: action.description,
      inputSchema: accountKey === null ? action.inputSchema : withAccount(action.inputSchema, accountKey, labels),
      effect: action.effect,
      target: { kind: 'action', integration, action, accountKey },
    }
  })
}

const accountsOf = ({ accounts }: Situation, id: string): readonly Account[] => accounts.get(id) ?? []

/** Model providers accept letters, digits, `_` and `-`, 64 at most. */
export const toolName = (integrationId: string, actionId: string): string =>
  `${integrationId}_${actionId}`.replace(/[^\w-]/g, '_').slice(0, 64)

type JsonObject = { [key: string]: JsonValue }
const objectOf = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const freeKey = (schema: JsonValue): string =>
  'account' in objectOf(objectOf(schema).properties) ? 'patchbay_account' : 'account'

function withAccount(schema: JsonValue, key: string, labels: string[]): JsonValue {
  const { properties, required, ...rest } = objectOf(schema)
  const account = { type: 'string', enum: labels, description: 'Which account to use' }
  return {
    ...rest,
    properties: { ...objectOf(properties), [key]: account },
    required: [...(Array.isArray(required) ? required : []), key],
  }
}
