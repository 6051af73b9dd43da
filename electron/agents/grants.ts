import type { Agent, GrantKind } from '../../shared/domain/agent'

type Granted = Pick<Agent, 'grants' | 'isDefault'>

/** True when the permission was given by hand and not taken away. What nobody decided is not granted. */
export const isGranted = (agent: Granted, kind: GrantKind, target: string | null): boolean =>
  decision(agent, kind, target) === true

/**
 * Whether the agent may use an integration that comes with a skill it has read: yes, unless its switch was turned off by
 * hand. For the agent of the workspace the attachment itself is enough; for others the Tools tab shows it as on.
 */
export const mayUseThroughSkill = (agent: Granted, integrationId: string): boolean =>
  decision(agent, 'integration', integrationId) !== false

function decision(agent: Granted, kind: GrantKind, target: string | null): boolean | null {
  const decided = agent.grants.filter((grant) => grant.kind === kind && grant.target === target)
  if (decided.length === 0) return null
  return decided.every((grant) => grant.allowed)
}

/** The tables that a permission for records reaches, by their ids. */
export type Reach = 'all' | ReadonlySet<string>
/** What an agent may read and write. */
export type RecordReach = { read: Reach; write: Reach }

/** Every table when the permission was given for all; otherwise those it was given for by name, which may be none. */
export function recordReach({ grants }: Granted, kind: 'read-records' | 'write-records'): Reach {
  const given = grants.filter((grant) => grant.kind === kind && grant.allowed)
  if (given.some(({ target }) => target === null)) return 'all'
  return new Set(given.flatMap(({ target }) => (target === null ? [] : [target])))
}

export const reaches = (reach: Reach, tableId: string): boolean => reach === 'all' || reach.has(tableId)

export const reachesAny = (reach: Reach): boolean => reach === 'all' || reach.size > 0
