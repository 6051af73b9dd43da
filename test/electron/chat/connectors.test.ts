import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serve } from '../net/loopback'
import { type ChatWorkspace, onlyTool, openChatWorkspace } from './chat-workspace'
import { calls, says } from './scripted-model'

const KEY = 'key-51f0c9d27ab84'
let workspace: ChatWorkspace
let threadId: string
let connectorId: string
let server: Awaited<ReturnType<typeof serve>>
let status: number
beforeEach(async () => {
  workspace = await openChatWorkspace()
  status = 200
  server = await serve((_, response) => response.writeHead(status).end('{"name":"Ada"}'))
  const { connectors } = workspace.connecting
  connectorId = await connectors.create({ name: 'Acme API', type: 'api-key' })
  await connectors.configure(connectorId, { baseUrl: `${server.url}/v1` })
  await connectors.setSecret(connectorId, 'key', KEY)
  threadId = await workspace.chat.createThread(null)
})
afterEach(() => workspace.close())

const agentId = async () => (await workspace.agents.list())[0]?.id ?? ''
const grant = async (allowed = true) =>
  workspace.agents.setGrant(await agentId(), { kind: 'connector', target: connectorId, allowed })
const call = (method: string, path: string, more = {}) =>
  calls(['call_api', { connector: 'Acme API', method, path, ...more }])
const offered = () => workspace.model.offered().at(-1) ?? []

describe('call_api', () => {
  it('is not offered, and does nothing, without the permission', async () => {
    const answer = await workspace.say(threadId, 'Read Ada', [call('GET', '/contacts/1'), says('No.')])
    expect(offered()).not.toContain('call_api')
    expect(onlyTool(answer)).toMatchObject({ state: 'not-available' })
    expect(server.received).toEqual([])
  })

  it('reads at once, through the connector, and the model never sees the key', async () => {
    await grant()
    const answer = await workspace.say(threadId, 'Read Ada', [call('GET', '/contacts/1'), says('Ada.')])
    expect(offered()).toContain('call_api')
    expect(server.received).toMatchObject([{ path: '/v1/contacts/1', headers: { authorization: `Bearer ${KEY}` } }])
    expect(onlyTool(answer)).toMatchObject({
      state: 'done',
      effect: 'read',
      title: 'Acme API: GET /v1/contacts/1',
      output: { source: 'Acme API', data: { status: 200, body: { name: 'Ada' } } },
    })
    expect(JSON.stringify([workspace.model.requests, answer])).not.toContain(KEY)
  })

  it('asks before it changes anything, each time anew, with exactly what is sent', async () => {
    await grant()
    const write = call('PATCH', '/contacts/1', { body: { name: 'Eve' } })
    await workspace.say(threadId, 'Rename', [write, says('Done.')])
    const card = await workspace.openCard(threadId)
    expect(card.payload).toMatchObject({
      kind: 'needs_approval',
      effect: 'write',
      accountLabel: 'Acme API',
      request: { method: 'PATCH', url: `${server.url}/v1/contacts/1`, body: '{\n  "name": "Eve"\n}' },
      mayAllowThread: false,
      mayAllowAgent: false,
    })
    expect(server.received).toEqual([])
    await expect(workspace.chat.answerCard(card.id, { decision: 'approve', scope: 'thread' })).rejects.toThrow()
    await workspace.answer(card, { decision: 'approve', scope: 'once' })
    expect(server.received).toMatchObject([{ method: 'PATCH' }])
  })

  it('sends what the person changed on the card', async () => {
    await grant()
    await workspace.say(threadId, 'Delete', [call('DELETE', '/contacts/1'), says('Done.')])
    const first = await workspace.openCard(threadId)
    const input = { connector: 'Acme API', method: 'DELETE', path: '/contacts/2' }
    await workspace.answer(first, { decision: 'edit', input })
    await workspace.answer(await workspace.openCard(threadId), { decision: 'approve', scope: 'once' })
    expect(server.received).toMatchObject([{ method: 'DELETE', path: '/v1/contacts/2' }])
  })

  it.each(['//evil.example/', 'https://evil.example/', '/../../etc', '/x#y'])(
    'sends nothing to %s and says why',
    async (path) => {
      await grant()
      const answer = await workspace.say(threadId, 'Go', [call('GET', path), says('No.')])
      expect(onlyTool(answer)).toMatchObject({ state: 'failed', output: { error: 'request_failed' } })
      expect(server.received).toEqual([])
    },
  )

  it('asks for the key when the service refuses it, and goes on once it is there', async () => {
    await grant()
    status = 401
    await workspace.say(threadId, 'Read Ada', [call('GET', '/contacts/1'), says('Ada.')])
    const card = await workspace.openCard(threadId)
    expect(card.payload).toMatchObject({ kind: 'blocked', connectorId, title: expect.stringContaining('Acme API') })
    status = 200
    await workspace.connecting.connectors.setSecret(connectorId, 'key', `${KEY}-new`)
    await workspace.answer(card, { decision: 'retry' })
    expect(onlyTool(await workspace.last(threadId))).toMatchObject({ state: 'done' })
  })

  it('is gone in the next request after the connector was deleted', async () => {
    await grant()
    await workspace.say(threadId, 'Read Ada', [call('GET', '/contacts/1'), says('Ada.')])
    await workspace.connecting.connectors.delete(connectorId)
    const answer = await workspace.say(threadId, 'Again', [call('GET', '/contacts/1'), says('No.')])
    expect(offered()).not.toContain('call_api')
    expect(onlyTool(answer)).toMatchObject({ state: 'not-available' })
    expect(server.received).toHaveLength(1)
  })
})

describe('an agent whose description names a connector', () => {
  const create = (description: string) =>
    workspace.agents.create({ name: 'Helper', description, instructions: '', model: null })

  it('is given that connector, and only its name is in the text', async () => {
    const id = await create('Use my Acme API connector to read contacts.')
    const agent = await workspace.agents.get(id)
    expect(agent.grants).toEqual([{ kind: 'connector', target: connectorId, allowed: true }])
    expect(JSON.stringify(agent)).not.toContain(KEY)
    expect(await workspace.agents.connectorMentions(id)).toEqual({
      wired: [{ id: connectorId, name: 'Acme API' }],
      questions: [],
    })
  })

  it('is given nothing on a guess, and asks until the person chose', async () => {
    const id = await create('Use my Acme connector to read contacts.')
    expect((await workspace.agents.get(id)).grants).toEqual([])
    const { questions } = await workspace.agents.connectorMentions(id)
    expect(questions).toEqual([{ phrase: 'Acme', candidates: [{ id: connectorId, name: 'Acme API' }] }])
    await workspace.agents.setGrant(id, { kind: 'connector', target: connectorId, allowed: true })
    expect((await workspace.agents.connectorMentions(id)).questions).toEqual([])
  })

  it('keeps a switch that was turned off by hand', async () => {
    const id = await create('Use my Acme API connector.')
    await workspace.agents.setGrant(id, { kind: 'connector', target: connectorId, allowed: false })
    await workspace.agents.update(id, { description: 'Use my Acme API connector, always.' })
    expect((await workspace.agents.get(id)).grants).toEqual([
      { kind: 'connector', target: connectorId, allowed: false },
    ])
  })
})
