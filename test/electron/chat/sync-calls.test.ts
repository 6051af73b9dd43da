import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GrantKind } from '../../../shared/domain/agent'
import type { JsonValue } from '../../../shared/domain/common'
import type { DataConnection } from '../../../shared/domain/data-connection'
import { choose, lastRun } from '../data-connections/open-data'
import { HOURLY, openScheduled, type Scheduled, SERVER } from '../data-connections/scheduled'
import { failing } from '../data-connections/scripted-worker'
import { type ChatWorkspace, onlyTool, openChatWorkspace, textOf } from './chat-workspace'
import { calls, says } from './scripted-model'

const ALL = [
  'inspect_data_connection',
  'list_syncs',
  'request_data_connection',
  'set_schedule',
  'trigger_sync',
] as const
const INPUT: Record<(typeof ALL)[number], JsonValue> = {
  list_syncs: {},
  inspect_data_connection: { data_connection: 'Shop' },
  request_data_connection: { source: 'PostgreSQL', reason: 'Orders are missing.' },
  set_schedule: { data_connection: 'Shop', every_minutes: 15 },
  trigger_sync: { data_connection: 'Shop' },
}
const ONCE = { decision: 'approve', scope: 'once' } as const

let world: Scheduled
let workspace: ChatWorkspace
let threadId: string
let agentId: string
let shop: string

beforeEach(async () => {
  world = await openScheduled()
  shop = await world.connect(HOURLY)
  const { dataConnections } = world.data
  // The scripted source fills no real tables.
  const filled = ({ streams, ...rest }: DataConnection): DataConnection => ({
    ...rest,
    streams: streams.map((stream) => ({ ...stream, tableId: `table-${stream.name}` })),
  })
  const list = async () => (await dataConnections.list()).map(filled)
  workspace = await openChatWorkspace({ syncs: { ...dataConnections, list } })
  agentId = await workspace.agents.create({ name: 'Ops', description: '', instructions: '', model: null })
  threadId = await workspace.chat.createThread(agentId)
})
afterEach(async () => {
  expect([...workspace.failures, ...world.data.unexpected]).toEqual([])
  await workspace.close()
  await world.close()
})

const give = (kind: GrantKind, allowed = true) => workspace.agents.setGrant(agentId, { kind, target: null, allowed })
const ask = async (tool: string, input: JsonValue) =>
  onlyTool(await workspace.say(threadId, 'Go', [calls([tool, input]), says('Done.')]))
const stored = () => world.data.dataConnections.get(shop)
const runs = async () => (await world.data.dataConnections.runs(shop, 50)).length

describe('the tools over data connections', () => {
  it.each(ALL)('%s does nothing without a permission, and the call is answered', async (tool) => {
    const before = JSON.stringify(await stored())
    expect(await ask(tool, INPUT[tool])).toMatchObject({
      state: 'not-available',
      output: { error: 'tool_not_available' },
    })
    expect(workspace.model.offered()).toEqual([[], []])
    expect((await workspace.chat.open(threadId)).cards).toEqual([])
    expect(JSON.stringify(await stored())).toBe(before)
    expect(await runs()).toBe(1)
  })

  it.each(ALL.filter((tool) => tool !== 'list_syncs'))('%s is not there with Read records alone', async (tool) => {
    await give('read-records')
    expect(await ask(tool, INPUT[tool])).toMatchObject({ state: 'not-available' })
    expect(workspace.model.offered()[0]).toContain('list_syncs')
    expect(workspace.model.offered()[0]).not.toContain(tool)
    expect(await runs()).toBe(1)
  })

  it('are all there with Manage data connections, and nothing else is', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Hello', [says('.')])
    expect(workspace.model.offered()[0]?.toSorted()).toEqual([...ALL])
  })

  it('are gone at once when the permission is taken back while a card waits', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Go', [calls(['set_schedule', INPUT.set_schedule]), says('.')])
    const card = await workspace.openCard(threadId)
    await give('manage-data-connections', false)
    await workspace.answer(card, ONCE)
    expect(onlyTool(await workspace.last(threadId)).state).toBe('not-available')
    expect((await stored()).schedule).toEqual(HOURLY)
  })
})

describe('reading', () => {
  it('shows the syncs of all tables to who manages data connections', async () => {
    await give('manage-data-connections')
    expect((await ask('list_syncs', {})).output).toMatchObject({
      data_connections: [{ name: 'Shop', tables: [{ table: 'a' }, { table: 'b' }] }],
    })
  })

  it('says which syncs fail and why, without asking', async () => {
    await give('read-records')
    world.script.outcome = () => failing({ kind: 'fatal', message: 'It broke' })
    await world.data.dataConnections.sync(shop)
    await world.settle()
    expect((await ask('list_syncs', {})).output).toMatchObject({
      data_connections: [{ name: 'Shop', status: 'failed', problem: expect.stringContaining('It broke') }],
    })
    await give('manage-data-connections')
    expect((await ask('inspect_data_connection', { data_connection: 'shop' })).output).toMatchObject({
      streams: [
        { name: 'a', status: 'failed', problem: 'It broke' },
        { name: 'b', status: 'failed' },
      ],
      last_runs: [{ status: 'failed' }, { status: 'succeeded', trigger: 'manual' }],
    })
    expect((await workspace.chat.open(threadId)).cards).toEqual([])
  })
})

describe('changing a schedule', () => {
  it('is asked about with what it would be, and done once approved', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Go', [calls(['set_schedule', INPUT.set_schedule]), says('Done.')])
    const card = await workspace.openCard(threadId)
    expect(card.payload).toMatchObject({
      kind: 'needs_approval',
      effect: 'write',
      title: 'Set the schedule of Shop to every 15 minutes',
      request: null,
      records: null,
    })
    expect((await stored()).schedule).toEqual(HOURLY)
    await workspace.answer(card, ONCE)
    expect(onlyTool(await workspace.last(threadId))).toMatchObject({
      state: 'done',
      output: { data_connection: 'Shop', schedule: { kind: 'interval', minutes: 15 } },
    })
    expect((await stored()).schedule).toEqual({ kind: 'interval', minutes: 15 })
  })

  it('is not done when it is denied, and asked about anew when the schedule was changed meanwhile', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Go', [calls(['set_schedule', INPUT.set_schedule]), says('No.')])
    await workspace.answer(await workspace.openCard(threadId), { decision: 'deny', reason: 'Not now' })
    expect(onlyTool(await workspace.last(threadId)).state).toBe('refused')
    await workspace.say(threadId, 'Go', [calls(['set_schedule', INPUT.set_schedule]), says('Done.')])
    const card = await workspace.openCard(threadId)
    await world.data.dataConnections.setSchedule(shop, { kind: 'manual' })
    await workspace.answer(card, ONCE)
    expect((await workspace.openCard(threadId)).id).not.toBe(card.id)
    expect((await stored()).schedule).toEqual({ kind: 'manual' })
  })

  it('can be allowed for all of this chat, but not once texts of other people are in it', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Go', [calls(['set_schedule', INPUT.set_schedule]), says('Done.')])
    const card = await workspace.openCard(threadId)
    expect(card.payload).toMatchObject({ mayAllowThread: true, mayAllowAgent: true })
    await workspace.answer(card, { decision: 'approve', scope: 'thread' })
    expect(await ask('set_schedule', { data_connection: 'Shop', every_minutes: 30 })).toMatchObject({ state: 'done' })
    await ask('list_syncs', {})
    await workspace.say(threadId, 'Go', [calls(['set_schedule', INPUT.set_schedule]), says('Done.')])
    expect((await workspace.openCard(threadId)).payload).toMatchObject({ mayAllowThread: false })
    expect((await stored()).schedule).toEqual({ kind: 'interval', minutes: 30 })
  })

  it('that cannot be read is said to the model, and nobody is asked', async () => {
    await give('manage-data-connections')
    for (const input of [
      { data_connection: 'Shop', cron: '61 * * * *' },
      { data_connection: 'Shop' },
      { data_connection: 'Shop', every_minutes: 1 },
    ])
      expect(await ask('set_schedule', input)).toMatchObject({ state: 'failed', output: { error: 'invalid_input' } })
    expect((await workspace.chat.open(threadId)).cards).toEqual([])
  })
})

describe('starting a sync', () => {
  it('is asked about, started once in the name of the agent, and answered when one runs already', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Go', [calls(['trigger_sync', INPUT.trigger_sync]), says('Started.')])
    expect(await runs()).toBe(1)
    const release = world.hold()
    const card = await workspace.openCard(threadId)
    const clicks = [workspace.chat.answerCard(card.id, ONCE), workspace.chat.answerCard(card.id, ONCE)]
    expect((await Promise.allSettled(clicks)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    await workspace.chat.settled(threadId)
    await world.reading(1)
    await workspace.say(threadId, 'Again', [calls(['trigger_sync', INPUT.trigger_sync]), says('It runs.')])
    await workspace.answer(await workspace.openCard(threadId), ONCE)
    expect(onlyTool(await workspace.last(threadId))).toMatchObject({ state: 'failed', output: { error: 'busy' } })
    release()
    await world.settle()
    expect(await runs()).toBe(2)
    expect(await lastRun(world.data, shop)).toMatchObject({ trigger: 'agent', status: 'succeeded' })
    expect((await workspace.chat.open(threadId)).thread.status).toBe('idle')
  })

  it('does not remove very many records on its own word', async () => {
    await give('manage-data-connections')
    await workspace.say(threadId, 'Go', [
      calls(['trigger_sync', { data_connection: 'Shop', full: true }]),
      says('Started.'),
    ])
    await workspace.answer(await workspace.openCard(threadId), ONCE)
    await world.settle()
    expect(world.script.jobs.at(-1)).toMatchObject({ full: true, allowDeletes: false })
  })

  it('is refused, with what to do, where a person has to sign in first', async () => {
    await give('manage-data-connections')
    await withdraw()
    expect(await ask('trigger_sync', INPUT.trigger_sync)).toMatchObject({
      state: 'failed',
      output: { error: 'needs_reconnect', message: expect.stringContaining('request_data_connection') },
    })
  })
})

/** The source does not take the key any more. */
async function withdraw(): Promise<void> {
  world.script.refuses = { kind: 'needs-reauth', message: 'The key was withdrawn' }
  await world.data.dataConnections.sync(shop)
  await world.settle()
}

describe('the card that asks to connect', () => {
  const reconnect = { data_connection: 'Shop', reason: 'Its orders are old.' }

  it('says which data connection it is about, survives a restart, and its answer goes on once it is reconnected', async () => {
    await give('manage-data-connections')
    await withdraw()
    await workspace.say(threadId, 'Go', [calls(['request_data_connection', reconnect])])
    const card = await workspace.openCard(threadId)
    expect(card.payload).toMatchObject({
      kind: 'needs_connection',
      reconnect: true,
      integrationName: 'Shop',
      dataConnection: { sourceId: 'postgres', id: shop },
      reason: 'Its orders are old.',
    })
    await workspace.restart('kill')
    expect((await workspace.openCard(threadId)).id).toBe(card.id)
    await workspace.chat.onDataConnectionsChanged()
    expect((await workspace.openCard(threadId)).id, 'nothing has changed yet').toBe(card.id)
    await expect(workspace.answer(card, { decision: 'connected' })).rejects.toMatchObject({
      error: { code: 'refused', message: 'Shop is not connected yet' },
    })
    world.script.refuses = null
    await world.data.dataConnections.reconnect(shop, { config: SERVER, secrets: {}, replaceData: false })
    workspace.model.queue([says('Thank you.')])
    await workspace.chat.onDataConnectionsChanged()
    await workspace.chat.settled(threadId)
    const last = await workspace.last(threadId)
    expect(onlyTool(last)).toMatchObject({ state: 'done', output: { data_connection: 'Shop' } })
    expect(textOf(last)).toBe('Thank you.')
  })

  it('is gone on without when the person says so', async () => {
    await give('manage-data-connections')
    await withdraw()
    await workspace.say(threadId, 'Go', [calls(['request_data_connection', reconnect]), says('Then not.')])
    await workspace.answer(await workspace.openCard(threadId), { decision: 'skip' })
    expect(onlyTool(await workspace.last(threadId))).toMatchObject({
      state: 'failed',
      output: { error: 'not_connected' },
    })
  })

  it('asks for a source that is missing, and goes on with the data connection that was made', async () => {
    await give('manage-data-connections')
    await world.data.dataConnections.delete(shop, false)
    await workspace.say(threadId, 'Go', [calls(['request_data_connection', INPUT.request_data_connection])])
    expect((await workspace.openCard(threadId)).payload).toMatchObject({
      reconnect: false,
      dataConnection: { sourceId: 'postgres', id: null },
    })
    const { dataConnections } = world.data
    const id = await dataConnections.draft({ sourceId: 'postgres', config: SERVER, secrets: { password: 'x' } })
    await dataConnections.create(id, { name: 'Orders', streams: [choose('a')], schedule: HOURLY })
    workspace.model.queue([says('It is there.')])
    await workspace.chat.onDataConnectionsChanged()
    await workspace.chat.settled(threadId)
    expect(onlyTool(await workspace.last(threadId)).output).toMatchObject({
      data_connections: [{ id, name: 'Orders' }],
    })
    await world.settle()
  })

  it('is not shown for one that works', async () => {
    await give('manage-data-connections')
    expect(await ask('request_data_connection', reconnect)).toMatchObject({
      state: 'done',
      output: { data_connection: 'Shop', status: 'healthy' },
    })
  })
})
