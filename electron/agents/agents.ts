import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Agent, AgentDraft, ConnectorMentions, Grant } from '../../shared/domain/agent'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import { connectorMentions, type NamedConnector } from './connector-mentions'
import { isGranted } from './grants'
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
  /** Permissions for records are given for all tables (`target` null) or for named ones; the last word counts. */
  setGrant: (id: string, grant: Grant) => Promise<void>
  connectorMentions: (id: string) => Promise<ConnectorMentions>
  /** Fails with `refused` for the agent of the workspace. */
  delete: (id: string) => Promise<void>
}
type AgentChanges = { [K in keyof AgentDraft]?: AgentDraft[K] | undefined }

type AgentsDeps = {
  db: Kysely<WorkspaceDatabase>
  integrationExists: (id: string) => boolean
  tableExists: (id: string) => Promise<boolean>
  connectors: () => Promise<NamedConnector[]>
  now: () => Date
}

/** Who answers: instructions, a model, and what each may do. */
export function createAgents({ db, integrationExists, tableExists, connectors, now }: AgentsDeps): Agents {
  const get = async (id: string) => (await findAgent(db, id)) ?? notFound(id)
  const defaultAgent = async () => (await listAgents(db)).find((agent) => agent.isDefault) ?? notFound('default')
  const insert = async (draft: AgentDraft, isDefault: boolean, grants: Grant[]) => {
    const at = now().toISOString()
    const agent: Agent = { ...draft, id: randomUUID(), isDefault, grants, createdAt: at, updatedAt: at }
    await db.transaction().execute((transaction) => insertAgent(transaction, agent))
    await wireIn(agent)
    return agent.id
  }
  /** What a person decided by hand is left as it is: a switch that was turned off stays off. */
  const wireIn = async ({ id, grants, ...texts }: Agent) => {
    const { wired } = connectorMentions(textOf(texts), await connectors())
    const decided = new Set(grants.flatMap(({ kind, target }) => (kind === 'connector' ? [target] : [])))
    for (const { id: target } of wired)
      if (!decided.has(target)) await upsertGrant(db, id, { kind: 'connector', target, allowed: true })
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
      const after = { ...before, name, description, instructions, model, updatedAt: now().toISOString() }
      await updateAgent(db, after)
      if (textOf(after) !== textOf(before)) await wireIn(after)
    },
    async setGrant(id, grant) {
      const agent = await get(id)
      checkTarget(grant, integrationExists)
      if (grant.kind === 'connector') await checkConnector(grant, connectors)
      if (isForRecords(grant)) await checkTable(grant, tableExists)
      await db.transaction().execute(async (transaction) => {
        await upsertGrant(transaction, id, grant)
        for (const ended of endedBy(grant, agent.grants))
          await upsertGrant(transaction, id, { ...ended, allowed: false })
      })
    },
    async connectorMentions(id) {
      const agent = await get(id)
      const { wired, questions } = connectorMentions(textOf(agent), await connectors())
      const isAnswered = (candidate: NamedConnector) => isGranted(agent, 'connector', candidate.id)
      return {
        wired: wired.filter(isAnswered),
        questions: questions.filter(({ candidates }) => !candidates.some(isAnswered)),
      }
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
  const isTargeted = kind === 'integration' || kind === 'connector'
  if (isTargeted && target === null) refuse(`Say which ${kind} the permission is for`)
  if (kind === 'manage-data-connections' && target !== null) refuse('This permission is about all data connections')
  if (kind === 'integration' && target !== null && !integrationExists(target))
    refuse(`There is no integration called ${target}`)
}

const isForRecords = ({ kind }: Grant): boolean => kind === 'read-records' || kind === 'write-records'

/**
 * Permissions for records that a new one ends: given for a named table, it holds for all tables no longer; taken away for
 * all, it is taken away for those that were named as well.
 */
function endedBy(given: Grant, grants: readonly Grant[]): Grant[] {
  if (!isForRecords(given)) return []
  const others = grants.filter(({ kind, allowed }) => kind === given.kind && allowed)
  if (given.target === null) return given.allowed ? [] : others.filter(({ target }) => target !== null)
  return given.allowed ? others.filter(({ target }) => target === null) : []
}

/** A permission for a table that was deleted can be taken away, and not given. */
async function checkTable({ target, allowed }: Grant, tableExists: AgentsDeps['tableExists']): Promise<void> {
  if (allowed && target !== null && !(await tableExists(target))) refuse('This table does not exist any more')
}

/** A permission for a connector that was deleted can be taken away, and not given. */
async function checkConnector({ target, allowed }: Grant, connectors: AgentsDeps['connectors']): Promise<void> {
  if (!allowed || (await connectors()).some(({ id }) => id === target)) return
  refuse('This connector does not exist any more')
}

const textOf = ({ description, instructions }: Pick<Agent, 'description' | 'instructions'>): string =>
  `${description}\n${instructions}`

function notFound(id: string): never {
  throw new AppFailure({ code: 'not-found', what: 'agent', id })
}

function refuse(message: string): never {
  throw new AppFailure({ code: 'invalid-input', message, field: 'target' })
}
