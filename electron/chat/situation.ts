import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import type { ChatDeps } from './deps'
import type { Situation } from './offer-tools'
import { disabledSkills } from './queries'
import type { StoredActivation } from './stored'
import { syncTools } from './sync-tools/registry'
import { requestDataConnection } from './sync-tools/request-data-connection'
import { recordTools } from './tools/registry'

type Where = { threadId: string; agentId: string; activations: readonly StoredActivation[] }

/** Where there is no data connection, one can only be asked for. */
const withoutSyncs = syncTools.filter(({ name }) => name === requestDataConnection.name)

/** Reads, from what is stored now, everything that decides which tools are offered. */
export async function readSituation(deps: ChatDeps, { threadId, agentId, activations }: Where): Promise<Situation> {
  const agent = await deps.agents.getOrDefault(agentId)
  const disabled = new Set(await disabledSkills(deps.db, threadId))
  const skills = (await deps.skills.list()).filter((skill) => skill.active && !disabled.has(skill.id))
  const granted = agent.grants.flatMap(({ kind, target }) =>
    kind === 'integration' && target !== null ? [target] : [],
  )
  const attached = skills.flatMap((skill) => skill.integrationIds)
  const integrations = new Map<string, IntegrationInfo>()
  const accounts = new Map<string, Account[]>()
  for (const id of new Set([...granted, ...attached])) {
    const info = deps.integrations.info(id)
    if (!info) continue
    integrations.set(id, info)
    accounts.set(id, await deps.accounts.listFor(id))
  }
  const connectors = await deps.connectors.list()
  const hasSyncs = (await deps.syncs.list()).length > 0
  return {
    agent,
    skills,
    activations,
    integrations,
    accounts,
    recordTools,
    syncTools: hasSyncs ? syncTools : withoutSyncs,
    connectors,
  }
}
