import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getType } from '../../../electron/connectors/registry'
import { type OpenedWorkspace, openWorkspaceDatabase } from '../../../electron/db/open'
import { AppFailure } from '../../../shared/errors'
import { listLedger, serve } from '../net/loopback'
import { openTestConnectors } from './open-connectors'

const KEY = 'key-51f0c9d27ab84'
let folder: string
let opened: OpenedWorkspace
let feature: Awaited<ReturnType<typeof openTestConnectors>>
let ledger: ReturnType<typeof listLedger>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-connectors-'))
  opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  ledger = listLedger()
  feature = await openTestConnectors({ db: opened.db, ledger, now: () => new Date() })
})
afterEach(async () => {
  await feature.close()
  await opened.close()
  rmSync(folder, { recursive: true, force: true })
})

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error : Promise.reject(thrown)),
  )

/** An API key connector for a server of this computer. */
async function apiKey(url: string, config: Record<string, string> = {}) {
  const id = await feature.connectors.create({ name: 'Acme', type: 'api-key' })
  await feature.connectors.configure(id, { baseUrl: url, ...config })
  await feature.connectors.setSecret(id, 'key', KEY)
  return id
}
const context = { actor: 'Agent', threadId: null, runId: null, cardId: null }

describe('a connector', () => {
  it('is stored as it is typed and says what is still empty', async () => {
    const id = await feature.connectors.create({ name: 'HubSpot API', type: 'api-key' })
    expect(await feature.connectors.get(id)).toMatchObject({
      status: 'incomplete',
      reason: 'Still empty: Key, Base URL.',
      storedSecrets: [],
    })
    await feature.connectors.configure(id, { baseUrl: 'https://api.hub' })
    await feature.connectors.configure(id, { baseUrl: 'https://api.hubapi.com' })
    await feature.connectors.setSecret(id, 'key', KEY)
    expect(await feature.connectors.get(id)).toMatchObject({
      status: 'ready',
      reason: null,
      storedSecrets: ['key'],
      config: { baseUrl: 'https://api.hubapi.com' },
    })
  })

  it('keeps its secret out of everything that is shown and out of the file', async () => {
    const id = await apiKey('https://api.acme.example')
    expect(JSON.stringify(await feature.connectors.get(id))).not.toContain(KEY)
    await opened.close()
    for (const file of ['workspace.sqlite', 'workspace.sqlite-wal'])
      expect(readIfThere(join(folder, file)).includes(KEY)).toBe(false)
    opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  })

  it('has a name of its own, whatever the case', async () => {
    const id = await feature.connectors.create({ name: 'Acme', type: 'api-key' })
    const second = feature.connectors.create({ name: 'ACME', type: 'oauth' })
    expect(await errorOf(second)).toMatchObject({ code: 'conflict' })
    const other = await feature.connectors.create({ name: 'Other', type: 'oauth' })
    expect(await errorOf(feature.connectors.rename(other, 'acme'))).toMatchObject({ code: 'conflict' })
    await feature.connectors.rename(id, 'acme')
    expect(await feature.connectors.get(id)).toMatchObject({ name: 'acme' })
  })

  it('leaves its name behind when it is deleted, and frees it for another', async () => {
    const id = await apiKey('https://api.acme.example')
    expect(await feature.connectors.delete(id)).toEqual({ revoked: null })
    expect(await feature.connectors.missing()).toEqual([{ id, name: 'Acme' }])
    expect(await feature.connectors.list()).toEqual([])
    expect(await errorOf(feature.connectors.get(id))).toMatchObject({ code: 'not-found', what: 'connector' })
    expect(feature.vault.status().secretCount).toBe(0)
    await feature.connectors.create({ name: 'Acme', type: 'intercom' })
  })

  it('refuses settings that its type does not have, and a key that no header carries', async () => {
    const id = await feature.connectors.create({ name: 'Acme', type: 'api-key' })
    expect(await errorOf(feature.connectors.configure(id, { key: KEY }))).toMatchObject({ field: 'key' })
    expect(await errorOf(feature.connectors.setSecret(id, 'baseUrl', 'x'))).toMatchObject({ field: 'baseUrl' })
    expect(await errorOf(feature.connectors.setSecret(id, 'key', `${KEY}\r\nX: 1`))).toMatchObject({ field: 'key' })
    expect(await feature.connectors.get(id)).toMatchObject({ storedSecrets: [], config: {} })
  })

  it('says that it needs its secret after every secret was forgotten', async () => {
    const id = await apiKey('https://api.acme.example')
    await feature.vault.forgetEverything()
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'needs-secret', storedSecrets: [] })
    await feature.connectors.setSecret(id, 'key', KEY)
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'ready' })
  })

  it('needs its secret on another computer, where the profile was copied to, once its person says so', async () => {
    const id = await apiKey('https://api.acme.example')
    await feature.close()
    feature = await openTestConnectors({ db: opened.db, ledger, now: () => new Date() })
    expect(feature.vault.status().state).toBe('locked')
    const call = { method: 'GET', path: '/' } as const
    const sending = feature.calls.send({ connectorId: id, call, approvedHash: null, context })
    expect(await errorOf(sending)).toMatchObject({ code: 'vault-locked' })
    await feature.vault.forgetEverything()
    expect(await feature.connectors.get(id)).toMatchObject({
      status: 'needs-secret',
      config: { baseUrl: 'https://api.acme.example' },
    })
    await feature.connectors.setSecret(id, 'key', KEY)
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'ready' })
  })

  it.each([
    ['http://api.acme.example', 'https://'],
    ['api.acme.example', 'complete address'],
    ['https://user:pass@api.acme.example', 'user name'],
    ['https://api.acme.example/?a=1', 'query'],
    ['https://api.acme.example/#x', 'behind #'],
    ['file:///etc/passwd', 'https://'],
  ])('is not used with the base URL %s', async (baseUrl, words) => {
    const id = await apiKey(baseUrl)
    expect(await feature.connectors.get(id)).toMatchObject({
      status: 'incomplete',
      reason: expect.stringContaining(words),
    })
    const calling = feature.calls.prepare({ connectorId: id, call: { method: 'GET', path: '/' } })
    expect(await errorOf(calling)).toMatchObject({ code: 'invalid-input' })
  })

  it('allows no private host beside a public base URL, and no header that says who asks', async () => {
    const id = await apiKey('https://api.acme.example', { allowedHosts: '169.254.169.254' })
    expect(await feature.connectors.get(id)).toMatchObject({ reason: expect.stringContaining('private network') })
    await feature.connectors.configure(id, { allowedHosts: '', headers: 'Host: evil.example' })
    expect(await feature.connectors.get(id)).toMatchObject({ reason: expect.stringContaining('"Host"') })
  })
})

describe('a key', () => {
  it.each([
    [{ placement: 'bearer' }, 'authorization', `Bearer ${KEY}`, '/v1/x'],
    [{ placement: 'header', headerName: 'X-Api-Key' }, 'x-api-key', KEY, '/v1/x'],
    [{ placement: 'header', headerName: 'Authorization', prefix: 'Token' }, 'authorization', `Token ${KEY}`, '/v1/x'],
    [{ placement: 'query', parameter: 'api_key' }, 'authorization', undefined, `/v1/x?api_key=${KEY}`],
    [{ placement: 'basic', username: 'me' }, 'authorization', `Basic ${btoa(`me:${KEY}`)}`, '/v1/x'],
    [{ placement: 'basic', order: 'user' }, 'authorization', `Basic ${btoa(`${KEY}:`)}`, '/v1/x'],
  ] as const)('is sent as %j asks', async (config, header, value, path) => {
    const server = await serve((_, response) => response.end('{"ok":true}'))
    const id = await apiKey(`${server.url}/v1`, { ...config, headers: 'Acme-Version: 3' })
    const result = await feature.testing.test(id, '/x')
    expect(result).toMatchObject({ status: 200, ok: true, excerpt: '{"ok":true}' })
    expect(server.received[0]).toMatchObject({ method: 'GET', path })
    expect(server.received[0]?.headers).toMatchObject({ 'acme-version': '3' })
    expect(server.received[0]?.headers[header]).toBe(value)
    expect(JSON.stringify([result, ledger.rows])).not.toMatch(new RegExp(`${KEY}|${btoa(`me:${KEY}`)}`))
    expect(JSON.stringify(result.request)).toContain('•••')
  })

  it('is taken out of an answer that repeats it, in any usual encoding', async () => {
    const server = await serve((request, response) => {
      const sent = request.headers.authorization ?? ''
      response
        .setHeader('X-Request-Id', sent)
        .end(JSON.stringify({ sent, again: btoa(sent), url: encodeURIComponent(sent) }))
    })
    const id = await apiKey(server.url)
    const call = { method: 'GET', path: '/echo' } as const
    const { output } = await feature.calls.send({ connectorId: id, call, approvedHash: null, context })
    expect(JSON.stringify(output)).not.toContain(KEY)
    expect(JSON.stringify(output)).not.toContain(btoa(`Bearer ${KEY}`).slice(12, 28))
  })

  it('that the service refuses makes the connector ask for it again, until it is entered', async () => {
    let status = 401
    const server = await serve((_, response) => response.writeHead(status).end('{}'))
    const id = await apiKey(server.url)
    const call = { method: 'GET', path: '/x' } as const
    const sending = () => feature.calls.send({ connectorId: id, call, approvedHash: null, context })
    expect(await errorOf(sending())).toMatchObject({ code: 'needs-reauth', what: 'Acme' })
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'needs-reauth' })
    status = 200
    await feature.connectors.setSecret(id, 'key', `${KEY}-2`)
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'ready' })
    expect(await sending()).toMatchObject({ httpStatus: 200 })
  })

  it('is sent to no other host by a redirect', async () => {
    const other = await serve((_, response) => response.end('{}'))
    const server = await serve((_, response) => response.writeHead(302, { location: `${other.url}/x` }).end())
    const id = await apiKey(server.url)
    expect(await feature.testing.test(id, '/')).toMatchObject({ status: null, ok: false })
    expect(other.received).toEqual([])
  })
})

describe('a write', () => {
  it('is sent only with the approval of this very request', async () => {
    const server = await serve((_, response) => response.writeHead(201).end('{"id":7}'))
    const id = await apiKey(server.url)
    const call = { method: 'POST', path: '/contacts', body: { name: 'Ada' } } as const
    const { hash, effect, shown } = await feature.calls.prepare({ connectorId: id, call })
    expect({ effect, body: shown.body }).toEqual({ effect: 'write', body: '{\n  "name": "Ada"\n}' })
    const send = (approvedHash: string | null, body: { name: string } = call.body) =>
      feature.calls.send({ connectorId: id, call: { ...call, body }, approvedHash, context })
    expect(await errorOf(send(null))).toMatchObject({ code: 'approval-mismatch' })
    expect(await errorOf(send(hash, { name: 'Eve' }))).toMatchObject({ code: 'approval-mismatch' })
    expect(server.received).toEqual([])
    expect(await send(hash)).toMatchObject({ httpStatus: 201, output: { status: 201, body: { id: 7 } } })
  })

  it('is asked about again after the base URL changed', async () => {
    const server = await serve((_, response) => response.end('{}'))
    const id = await apiKey(`${server.url}/v1`)
    const call = { method: 'DELETE', path: '/contacts/1' } as const
    const { hash, effect } = await feature.calls.prepare({ connectorId: id, call })
    expect(effect).toBe('destructive')
    await feature.connectors.configure(id, { baseUrl: `${server.url}/v2` })
    const sending = feature.calls.send({ connectorId: id, call, approvedHash: hash, context })
    expect(await errorOf(sending)).toMatchObject({ code: 'approval-mismatch' })
    expect(server.received).toEqual([])
  })
})

describe('Intercom', () => {
  it('sends its version and says who this is', async () => {
    const answer = { type: 'admin', email: 'ada@acme.example', app: { name: 'Acme', region: 'EU' } }
    const server = await serve((_, response) => response.end(JSON.stringify(answer)))
    const id = await feature.connectors.create({ name: 'Intercom', type: 'intercom' })
    await feature.connectors.configure(id, { region: 'own', server: server.url })
    await feature.connectors.setSecret(id, 'token', KEY)
    expect(await feature.testing.test(id, '')).toMatchObject({ ok: true, message: expect.stringContaining('Acme') })
    expect(server.received[0]).toMatchObject({ path: '/me', headers: { 'intercom-version': '2.15' } })
    expect(await feature.connectors.get(id)).toMatchObject({
      identity: 'Acme · ada@acme.example',
      config: { region: 'own' },
    })
  })

  it('learns its region from the answer, and keeps a server of its own', () => {
    const { identify } = getType('intercom')
    const answer = { email: 'ada@acme.example', app: { name: 'Acme', region: 'EU' } }
    expect(identify?.read(answer, { region: 'us' })?.learned).toEqual({ region: 'eu' })
    expect(identify?.read(answer, { region: 'own' })?.learned).toEqual({})
    expect(identify?.read({ error: 'x' }, { region: 'us' })).toBeNull()
  })
})

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch {
    return Buffer.alloc(0)
  }
}
