import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Agent, AgentDraft, Grant } from '../../shared/domain/agent'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import { deleteAgent, findAgent, insertAgent, listAgents, updateAgent, upsertGrant } from './queries'

/** Write records is on for the agent of the workspace because every single write still asks. */
const DEFAULT_GRANTS: Grant[] = [
  { kind: 'read-records', target: null, allowed: true },
  { kind: 'write-records', target: null, allowed: true },
]

export type Agents = {
  /** Makes the agent of the workspace when there is none. Called once at start. */
  ensureDefault: () => Promise<void>
  list: () => Promise<Agent[]>
  /** Fails with `not-found`. */
  get: (id: string) => Promise<Agent>
  /** The agent, or the workspace's own when this one was deleted. */
  getOrDefault: (id: string | null) => Promise<Agent>
  /** Starts with no grants at all. */
  create: (draft: AgentDraft) => Promise<string>
  update: (id: string, changes: AgentChanges) => Promise<void>
  setGrant: (id: string, grant: Grant) => Promise<void>
  /** Fails with `refused` for the agent of the workspace. */
  delete: (id: string) => Promise<void>
}
type AgentChanges = { [K in keyof AgentDraft]?: AgentDraft[K] | undefined }

type AgentsDeps = {
  db: Kysely<WorkspaceDatabase>
  integrationExists: (id: string) => boolean
  now: () => Date
}

/** Who answers: instructions, a model, and what each may do. */
export function createAgents({ db, integrationExists, now }: AgentsDeps): Agents {
  const get = async (id: string) => (await findAgent(db, id)) ?? notFound(id)
  const defaultAgent = async () => (await listAgents(db)).find((agent) => agent.isDefault) ?? notFound('default')
  const insert = async (draft: AgentDraft, isDefault: boolean, grants: Grant[]) => {
    const at = now().toISOString()
    const agent: Agent = { ...draft, id: randomUUID(), isDefault, grants, createdAt: at, updatedAt: at }
    await db.transaction().execute((transaction) => insertAgent(transaction, agent))
    return agent.id
  }
  return {
    async ensureDefault() {
      if ((await listAgents(db)).some((agent) => agent.isDefault)) return
      await insert(WORKSPACE_AGENT, true, DEFAULT_GRANTS)
    },
    list: () => listAgents(db),
    get,
    getOrDefault: async (id) => (id === null ? null : await findAgent(db, id)) ?? (await defaultAgent()),
    create: (draft) => insert(draft, false, []),
    async update(id, changes) {
      const before = await get(id)
      const { name = before.name, description = before.description } = changes
      const { instructions = before.instructions, model = before.model } = changes
      await updateAgent(db, { ...before, name, description, instructions, model, updatedAt: now().toISOString() })
    },
    async setGrant(id, grant) {
      await get(id)
      checkTarget(grant, integrationExists)
      await upsertGrant(db, id, grant)
    },
    async delete(id) {
      if ((await get(id)).isDefault)
        throw new AppFailure({ code: 'refused', message: 'The agent of the workspace cannot be deleted' })
      await deleteAgent(db, id)
    },
  }
}

const WORKSPACE_AGENT: AgentDraft = {
  name: 'Patchbay',
  description: 'Answers in chats that name no other agent.',
  instructions: '',
  model: null,
}

function checkTarget({ kind, target }: Grant, integrationExists: (id: string) => boolean): void {
  if (kind !== 'integration' && target !== null) refuse('This permission is for all tables and takes no target')
  if (kind === 'integration' && target === null) refuse('Say which integration the permission is for')
  if (target !== null && !integrationExists(target)) refuse(`There is no integration called ${target}`)
}

function notFound(id: string): never {
  throw new AppFailure({ code: 'not-found', what: 'agent', id })
}

function refuse(message: string): never {
  throw new AppFailure({ code: 'invalid-input', message, field: 'target' })
}
