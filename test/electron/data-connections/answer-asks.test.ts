import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerAsks, type Candidate } from '../../../electron/data-connections/answer-asks'
import { storeSecrets } from '../../../electron/data-connections/credentials'
import { insertDraft, updateDataConnection } from '../../../electron/data-connections/queries'
import type { Ask } from '../../../electron/data-worker/protocol'
import { createBudgets } from '../../../electron/net/budgets'
import { createHttp } from '../../../electron/net/http'
import { defineSource, type SourceDefinition } from '../../../electron/sources/define'
import { AppFailure } from '../../../shared/errors'
import { type OpenData, openData } from './open-data'

let data: OpenData
let server: Server
let origin: string
let heard: { url: string; headers: IncomingHttpHeaders }[]
let respond: (url: string) => { status: number; headers?: Record<string, string>; text: string }
let candidates: Map<string, Candidate>
let tokens: string[]
let instance: string | null

const source = (auth: SourceDefinition['auth']) =>
  defineSource({
    ...{ kind: 'http', id: 'shop', name: 'Shop', description: '', version: 1, fields: [], auth, show: null },
    timing: () => ({
      ...{ granularityMs: 1, lagMs: 0, lookbackMs: 0, retentionMs: null, sweepEveryMs: null, recomputeEveryMs: null },
    }),
    http: {
      baseUrl: (config) => config.base ?? '',
      origins: () => [],
      headers: { 'shop-version': '7' },
      sign: ({ secrets }, token) => ({ authorization: `Bearer ${token ?? secrets.key ?? ''}` }),
      budgets: [],
      classify: () => undefined,
      reader: () => {
        throw new Error('Nothing is read')
      },
    },
  })
const KEY: SourceDefinition['auth'] = [{ id: 'key', label: 'Key', fields: [] }]
const SIGN_IN: SourceDefinition['auth'] = [
  {
    ...{ id: 'oauth', label: 'Sign in', fields: [] },
    oauth: {
      server: () => ({ authorizationUrl: '', tokenUrl: '', revocationUrl: null }),
      ...{ scopes: [], pkce: 'S256', authMethod: 'none', authorizationParameters: {}, redirect: 'any-port' },
      instanceKey: 'base',
    },
  },
]

function answer(auth = KEY) {
  const { workspace, vault, ledger } = data
  return answerAsks({
    ...{ db: workspace.db, vault, candidates },
    http: createHttp({ ledger, redact: (text) => text, now: () => new Date() }),
    budgets: createBudgets({ now: () => new Date() }),
    oauth: {
      accessToken: async () => tokens[0] ?? needsReauth(),
      tokenAfter: async (_, rejected) => tokens[tokens.indexOf(rejected) + 1] ?? needsReauth(),
      instanceUrl: async () => instance,
    },
    now: () => new Date(),
    actorOf: () => 'Schedule',
    sourceOf: () => source(auth),
  })
}
function needsReauth(): never {
  throw new AppFailure({ code: 'needs-reauth', what: 'Shop', reason: 'The sign-in was withdrawn.' })
}
const ask = (changes: Partial<Ask> = {}): Ask => ({
  ...{ connectionId: 'one', sourceId: 'shop', runId: 'run', streamName: 'orders', renew: false },
  request: {
    method: 'GET',
    url: `${origin}/orders`,
    headers: [['shop-version', '7']],
    body: null,
    budgets: ['default'],
  },
  ...changes,
})
const signal = new AbortController().signal

beforeEach(async () => {
  data = await openData()
  heard = []
  respond = () => ({ status: 200, text: '{"data":[]}' })
  candidates = new Map()
  tokens = ['first', 'second']
  instance = null
  server = createServer((request, response) => {
    heard.push({ url: request.url ?? '', headers: request.headers })
    const { status, headers, text } = respond(request.url ?? '')
    response.writeHead(status, headers ?? {}).end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { db } = data.workspace
  const secretId = await storeSecrets(data.vault, 'one', { key: 'stored-key' })
  await insertDraft(db, {
    id: 'one',
    name: 'Shop',
    sourceId: 'shop',
    config: { base: origin },
    secretId,
    createdAt: '2026-01-01',
  })
  await updateDataConnection(db, 'one', { isDraft: false })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await data.close()
})

describe('a request of the data worker', () => {
  it('is signed in main and written into the ledger without the key', async () => {
    expect(await answer()(ask(), signal)).toMatchObject({ status: 200, text: '{"data":[]}' })
    expect(heard[0]?.headers).toMatchObject({ authorization: 'Bearer stored-key', 'shop-version': '7' })
    const entries = await data.ledger.list({
      before: null,
      limit: 9,
      kinds: [],
      statuses: [],
      threadId: null,
      search: '',
    })
    expect(entries).toMatchObject([
      { kind: 'sync', target: 'Shop: orders', actor: 'Schedule', runId: 'run', accountLabel: 'Shop' },
    ])
    expect(JSON.stringify(entries)).not.toContain('stored-key')
  })

  it('goes to no other host, and follows no redirect to one', async () => {
    const elsewhere = ask()
    const request = { ...elsewhere.request, url: 'http://127.0.0.1:9/orders' }
    await expect(answer()({ ...elsewhere, request }, signal)).rejects.toMatchObject({ verdict: { kind: 'fatal' } })
    respond = () => ({ status: 302, headers: { location: 'http://127.0.0.1:9/' }, text: '' })
    await expect(answer()(ask(), signal)).rejects.toMatchObject({ verdict: { kind: 'fatal' } })
    expect(heard).toHaveLength(1)
  })

  it('is tried again when nobody answers', async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await expect(answer()(ask(), signal)).rejects.toMatchObject({ verdict: { kind: 'retry' } })
  })

  it('passes a refusal on as it came, for the source to say what it means', async () => {
    respond = () => ({ status: 429, headers: { 'retry-after': '7' }, text: '{}' })
    const answered = await answer()(ask(), signal)
    expect([answered.status, answered.headers.get('retry-after')]).toEqual([429, '7'])
  })

  it('asks for another key when the key is refused', async () => {
    await expect(answer()(ask({ renew: true }), signal)).rejects.toMatchObject({ verdict: { kind: 'needs-reauth' } })
    expect(heard).toEqual([])
  })

  it('uses the token of a sign-in, and the next one when that was refused', async () => {
    const send = answer(SIGN_IN)
    await send(ask(), signal)
    await send(ask({ renew: true }), signal)
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second'])
    await expect(send(ask({ renew: true }), signal)).rejects.toMatchObject({
      verdict: { kind: 'needs-reauth', message: 'The sign-in was withdrawn.' },
    })
  })

  it('is signed with what is only tried, and nothing else is', async () => {
    candidates.set('trial', {
      dataConnectionId: 'one',
      credentials: { config: { base: origin }, secrets: { key: 'new-key' } },
    })
    const send = answer()
    await send(ask({ connectionId: 'trial', runId: null }), signal)
    await send(ask(), signal)
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer new-key', 'Bearer stored-key'])
  })

  it('goes to where the sign-in says that the API of the account is', async () => {
    await updateDataConnection(data.workspace.db, 'one', { config: {} })
    instance = origin
    await answer(SIGN_IN)(ask(), signal)
    expect(heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer first'])
  })

  it('asks a person when the key is not on this computer', async () => {
    await data.vault.removeByOwner('one')
    await expect(answer()(ask(), signal)).rejects.toMatchObject({ verdict: { kind: 'needs-reauth' } })
  })
})
