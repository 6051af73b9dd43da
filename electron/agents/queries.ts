import type { Kysely, Selectable } from 'kysely'
import { type Agent, type Grant, GrantKind } from '../../shared/domain/agent'
import type { WorkspaceDatabase } from '../db/schema'

type Db = Kysely<WorkspaceDatabase>
type Row = Selectable<WorkspaceDatabase['agent']>
type GrantRow = Selectable<WorkspaceDatabase['agent_grant']>

/** The workspace's agent first, then by name. */
export async function listAgents(db: Db): Promise<Agent[]> {
  const rows = await db.selectFrom('agent').selectAll().orderBy('is_default', 'desc').orderBy('name').execute()
  const grants = await db.selectFrom('agent_grant').selectAll().execute()
  return rows.map((row) =>
    toAgent(
      row,
      grants.filter((grant) => grant.agent_id === row.id),
    ),
  )
}

export async function findAgent(db: Db, id: string): Promise<Agent | null> {
  const row = await db.selectFrom('agent').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  return toAgent(row, await db.selectFrom('agent_grant').selectAll().where('agent_id', '=', id).execute())
}

export async function insertAgent(db: Db, agent: Agent): Promise<void> {
  await db
    .insertInto('agent')
    .values({
      ...columnsOf(agent),
      id: agent.id,
      is_default: agent.isDefault ? 1 : 0,
      created_at: agent.createdAt,
    })
    .execute()
  for (const grant of agent.grants) await upsertGrant(db, agent.id, grant)
}

export async function updateAgent(db: Db, agent: Agent): Promise<void> {
  await db.updateTable('agent').set(columnsOf(agent)).where('id', '=', agent.id).execute()
}

export async function upsertGrant(db: Db, agentId: string, { kind, target, allowed }: Grant): Promise<void> {
  await db
    .insertInto('agent_grant')
    .values({ agent_id: agentId, kind, target: target ?? '', allowed: allowed ? 1 : 0 })
    .onConflict((conflict) =>
      conflict.columns(['agent_id', 'kind', 'target']).doUpdateSet({ allowed: allowed ? 1 : 0 }),
    )
    .execute()
}

export async function deleteAgent(db: Db, id: string): Promise<void> {
  await db.deleteFrom('agent').where('id', '=', id).execute()
}

const columnsOf = (agent: Agent) => ({
  name: agent.name,
  description: agent.description,
  instructions: agent.instructions,
  provider_id: agent.model?.providerId ?? null,
  model_id: agent.model?.modelId ?? null,
  updated_at: agent.updatedAt,
})

function toAgent(row: Row, grants: GrantRow[]): Agent {
  const { provider_id: providerId, model_id: modelId } = row
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    instructions: row.instructions,
    model: providerId !== null && modelId !== null ? { providerId, modelId } : null,
    isDefault: row.is_default === 1,
    grants: grants.map(({ kind, target, allowed }) => ({
      kind: GrantKind.parse(kind),
      target: target === '' ? null : target,
      allowed: allowed === 1,
    })),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
