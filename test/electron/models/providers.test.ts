import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modelHandlers } from '../../../electron/models/handlers'
import { models as contract } from '../../../shared/contract/models'
import { BUILT_IN_MODEL } from '../../../shared/domain/model'
import { type ModelServer, startModelServer } from '../../helpers/model-server'
import { openModels } from './models-fixture'

const KEY = 'sk-test-4711'

let opened: Awaited<ReturnType<typeof openModels>>
let handlers: ReturnType<typeof modelHandlers>
let server: ModelServer
beforeEach(async () => {
  server = await startModelServer({ key: KEY, models: ['b-model', 'a-model'] })
  opened = await openModels()
  handlers = modelHandlers(opened.models)
})
afterEach(async () => {
  await opened.close()
  await server.close()
})

const create = async (baseUrl = server.baseUrl) =>
  handlers.create({ name: 'Local', baseUrl, key: KEY, models: ['a-model'] })
const listed = async () => contract.list.output.parse(await handlers.list())

describe('the model providers of a workspace', () => {
  it('start with the built-in assistant, which is the default', async () => {
    const { providers, workspaceDefault } = await listed()
    expect(providers).toMatchObject([{ id: 'built-in', kind: 'built-in', hasKey: false, models: ['assistant'] }])
    expect(workspaceDefault).toEqual(BUILT_IN_MODEL)
  })

  it('show that they have a key but never the key', async () => {
    const id = await create()
    const { providers } = await listed()
    expect(providers.at(-1)).toEqual({
      id,
      kind: 'openai-compatible',
      name: 'Local',
      baseUrl: server.baseUrl,
      hasKey: true,
      models: ['a-model'],
      streamsTools: true,
    })
    expect(JSON.stringify(providers)).not.toContain(KEY)
    expect((await readFile(opened.file)).includes(KEY)).toBe(false)
  })

  it('keep a change of name, models and streaming', async () => {
    const id = await create()
    await handlers.update({ id, name: 'Lab', baseUrl: `${server.baseUrl}/`, models: ['x'], streamsTools: false })
    const { providers } = await listed()
    expect(providers.at(-1)).toMatchObject({
      name: 'Lab',
      baseUrl: server.baseUrl,
      models: ['x'],
      streamsTools: false,
      hasKey: true,
    })
  })

  it('lose their key when they are pointed at another host, so that it is never sent there', async () => {
    const id = await create()
    await handlers.update({
      id,
      name: 'Local',
      baseUrl: 'https://elsewhere.example/v1',
      models: [],
      streamsTools: true,
    })
    expect((await listed()).providers.at(-1)?.hasKey).toBe(false)
    expect(opened.vault.secrets.size).toBe(0)
  })

  it('take a new key in place of the old one', async () => {
    const id = await create()
    await handlers.setKey({ id, key: ' sk-new ' })
    expect([...opened.vault.secrets.values()]).toEqual([{ ownerId: id, value: 'sk-new' }])
  })

  it('are deleted together with their key, and the default falls back to the built-in assistant', async () => {
    const id = await create()
    await handlers.setWorkspaceDefault({ providerId: String(id), modelId: 'a-model' })
    expect((await listed()).workspaceDefault).toEqual({ providerId: id, modelId: 'a-model' })
    await handlers.delete({ id })
    const after = await listed()
    expect(after.providers).toHaveLength(1)
    expect(after.workspaceDefault).toEqual(BUILT_IN_MODEL)
    expect(opened.vault.secrets.size).toBe(0)
  })

  it('that do not exist cannot be changed, deleted, given a key or made the default', async () => {
    const gone = { error: { code: 'not-found', what: 'model provider' } }
    const change = { id: 'x', name: 'X', baseUrl: server.baseUrl, models: [], streamsTools: true }
    await expect(opened.models.update(change)).rejects.toMatchObject(gone)
    await expect(opened.models.delete('x')).rejects.toMatchObject(gone)
    await expect(opened.models.setKey('x', 'k')).rejects.toMatchObject(gone)
    await expect(opened.models.setWorkspaceDefault({ providerId: 'x', modelId: 'm' })).rejects.toMatchObject(gone)
  })

  it.each([
    ['ftp://host/v1', /http or https/],
    ['localhost:11434', /http or https/],
    ['not a url', /http or https/],
    ['https://me:secret@host/v1', /user name or password/],
    ['https://host/v1?key=1', /query or fragment/],
  ])('refuse %s as base URL', async (baseUrl, message) => {
    await expect(opened.models.create({ name: 'X', baseUrl, key: '', models: [] })).rejects.toMatchObject({
      error: { code: 'invalid-input', field: 'baseUrl', message: expect.stringMatching(message) },
    })
    expect((await listed()).providers).toHaveLength(1)
  })

  it('refuse a key that cannot be sent in a header, without repeating it', async () => {
    const failing = opened.models.create({ name: 'X', baseUrl: server.baseUrl, key: 'sk-a\nsk-b', models: [] })
    await expect(failing).rejects.toMatchObject({ error: { code: 'invalid-input', field: 'key' } })
    await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('sk-a') })
  })
})

describe('checking a model server', () => {
  it('answers with its models in order, and stores nothing', async () => {
    expect(await opened.models.check({ baseUrl: `${server.baseUrl}/`, key: KEY })).toEqual({
      models: ['a-model', 'b-model'],
    })
    expect((await listed()).providers).toHaveLength(1)
  })

  it('says that the key was rejected', async () => {
    await expect(opened.models.check({ baseUrl: server.baseUrl, key: 'wrong' })).rejects.toMatchObject({
      error: { code: 'model-failed', reason: 'auth', message: 'The model server rejected the key' },
    })
  })

  it('says that nothing listens there', async () => {
    const closed = await closedPort()
    await expect(opened.models.check({ baseUrl: `http://127.0.0.1:${closed}/v1`, key: '' })).rejects.toMatchObject({
      error: { code: 'model-failed', reason: 'unreachable' },
    })
  })

  it('says that the address is not one of a model server', async () => {
    const wrong = server.baseUrl.replace('/v1', '/v2')
    await expect(opened.models.check({ baseUrl: wrong, key: KEY })).rejects.toMatchObject({
      error: { reason: 'not-found', message: expect.stringContaining('nothing at this address') },
    })
    server.offer({ fault: 'not-json' })
    await expect(opened.models.check({ baseUrl: server.baseUrl, key: KEY })).rejects.toMatchObject({
      error: { reason: 'malformed', message: expect.stringContaining('not with a list of models') },
    })
  })

  it('says how long a limiting server asks to wait', async () => {
    server.offer({ fault: 'status', status: 429, retryAfter: '7' })
    await expect(opened.models.check({ baseUrl: server.baseUrl, key: KEY })).rejects.toMatchObject({
      error: { reason: 'rate-limited', message: 'The model provider is limiting requests; it asks to wait 7 s' },
    })
  })
})

describe('looking for model servers on this computer', () => {
  it('finds those that answer and leaves out the rest', async () => {
    const open = await startModelServer({ models: ['llama'] })
    const html = await startModelServer()
    html.offer({ fault: 'not-json' })
    const silent = `http://127.0.0.1:${await closedPort()}/v1`
    const looking = await openModels({
      localServers: [
        { name: 'Ollama', baseUrl: open.baseUrl },
        { name: 'LM Studio', baseUrl: silent },
        { name: 'Other', baseUrl: html.baseUrl },
      ],
    })
    expect(looking.requests).toEqual([])
    expect(await looking.models.detectLocal()).toEqual([{ name: 'Ollama', baseUrl: open.baseUrl, models: ['llama'] }])
    await Promise.all([looking.close(), open.close(), html.close()])
  })
})

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
