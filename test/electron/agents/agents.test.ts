import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Agents, createAgents } from '../../../electron/agents/agents'
import { isGranted, mayUseThroughSkill, recordReach } from '../../../electron/agents/grants'
import { agentHandlers } from '../../../electron/agents/handlers'
import { type OpenedWorkspace, openWorkspaceDatabase } from '../../../electron/db/open'
import { createRouter, type Router } from '../../../electron/ipc/router'
import { agents as contract } from '../../../shared/contract/agents'
import type { Agent } from '../../../shared/domain/agent'

let folder: string
let opened: OpenedWorkspace
let agents: Agents
let router: Router
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-agents-'))
  opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  agents = createAgents({
    db: opened.db,
    integrationExists: (id) => id === 'jira',
    tableExists: async (id) => ['deals', 'tickets'].includes(id),
    connectors: async () => [],
    now: () => new Date(),
  })
  await agents.ensureDefault()
  const options = {
    onChanged: () => {},
    onUnexpected: (_path: string, _reference: string, error: unknown) => {
      throw error
    },
  }
  router = createRouter({ agents: contract }, { agents: agentHandlers(agents) }, options)
})
afterEach(async () => {
  await opened.close()
  rmSync(folder, { recursive: true, force: true })
})

const DRAFT = { name: 'Support', description: '', instructions: 'Help.', model: null }
const first = async (): Promise<Agent> => {
  const [agent] = await agents.list()
  if (!agent) throw new Error('There is no agent')
  return agent
}

describe('agents', () => {
  it('has one agent of the workspace, who reads and writes records', async () => {
    await agents.ensureDefault()
    expect(await agents.list()).toHaveLength(1)
    const own = await first()
    expect(own).toMatchObject({ isDefault: true, model: null })
    expect([isGranted(own, 'read-records', null), isGranted(own, 'write-records', null)]).toEqual([true, true])
    expect(isGranted(own, 'integration', 'jira')).toBe(false)
  })

  it('does not delete the agent of the workspace', async () => {
    const { id } = await first()
    expect(await router.invoke('agents.delete', { id })).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await agents.list()).toHaveLength(1)
  })

  it('starts an agent of the user with no grant, and keeps each switch', async () => {
    const created = await router.invoke('agents.create', DRAFT)
    const id = created.ok ? String(created.value) : ''
    expect((await agents.get(id)).grants).toEqual([])
    for (const allowed of [true, false])
      await router.invoke('agents.setGrant', { agentId: id, kind: 'integration', target: 'jira', allowed })
    await router.invoke('agents.setGrant', { agentId: id, kind: 'read-records', target: null, allowed: true })
    expect((await agents.get(id)).grants).toEqual([
      { kind: 'integration', target: 'jira', allowed: false },
      { kind: 'read-records', target: null, allowed: true },
    ])
  })

  it('refuses a grant that makes no sense', async () => {
    const { id: agentId } = await first()
    for (const [kind, target] of [
      ['integration', null],
      ['integration', 'fax'],
      ['read-records', 'jira'],
    ])
      expect(await router.invoke('agents.setGrant', { agentId, kind, target, allowed: true })).toMatchObject({
        ok: false,
        error: { code: 'invalid-input', field: 'target' },
      })
  })

  it('limits a permission for records to the tables that are named, and takes it away as a whole', async () => {
    const id = await agents.create(DRAFT)
    const give = (target: string | null, allowed: boolean) =>
      router.invoke('agents.setGrant', { agentId: id, kind: 'write-records', target, allowed })
    const reach = async () => recordReach(await agents.get(id), 'write-records')
    expect(await reach()).toEqual(new Set())
    await give(null, true)
    expect(await reach()).toBe('all')
    await give('deals', true)
    await give('tickets', true)
    expect(await reach()).toEqual(new Set(['deals', 'tickets']))
    await give('tickets', false)
    expect(await reach()).toEqual(new Set(['deals']))
    expect(recordReach(await agents.get(id), 'read-records')).toEqual(new Set())
    await give(null, false)
    expect(await reach()).toEqual(new Set())
    await give(null, true)
    expect(await reach()).toBe('all')
  })

  it('takes away the permission for a table that was deleted, and does not give it', async () => {
    const id = await agents.create(DRAFT)
    const grant = { agentId: id, kind: 'read-records', target: 'gone' }
    expect(await router.invoke('agents.setGrant', { ...grant, allowed: true })).toMatchObject({ ok: false })
    expect(await router.invoke('agents.setGrant', { ...grant, allowed: false })).toMatchObject({ ok: true })
  })

  it('changes only what was given, and can take the model away again', async () => {
    const id = await agents.create(DRAFT)
    const model = { providerId: 'p', modelId: 'm' }
    await router.invoke('agents.update', { id, model })
    expect(await agents.get(id)).toMatchObject({ ...DRAFT, model })
    await router.invoke('agents.update', { id, model: null, name: 'Helpdesk' })
    expect(await agents.get(id)).toMatchObject({ ...DRAFT, name: 'Helpdesk' })
  })

  it('stands in for an agent that was deleted', async () => {
    const id = await agents.create(DRAFT)
    await agents.setGrant(id, { kind: 'read-records', target: null, allowed: true })
    await agents.delete(id)
    expect((await agents.getOrDefault(id)).isDefault).toBe(true)
    expect(await router.invoke('agents.get', { id })).toMatchObject({ ok: false, error: { code: 'not-found' } })
  })
})

describe('what a skill brings', () => {
  const agent = (isDefault: boolean, allowed?: boolean) => ({
    isDefault,
    grants: allowed === undefined ? [] : [{ kind: 'integration' as const, target: 'jira', allowed }],
  })

  it.each([true, false])('may be used unless it was switched off (agent of the workspace: %s)', (isDefault) => {
    expect(mayUseThroughSkill(agent(isDefault), 'jira')).toBe(true)
    expect(mayUseThroughSkill(agent(isDefault, true), 'jira')).toBe(true)
    expect(mayUseThroughSkill(agent(isDefault, false), 'jira')).toBe(false)
    expect(mayUseThroughSkill(agent(isDefault, false), 'gmail')).toBe(true)
  })
})
