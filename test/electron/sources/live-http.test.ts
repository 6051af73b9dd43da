import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerAsks } from '../../../electron/data-connections/answer-asks'
import { storeSecrets } from '../../../electron/data-connections/credentials'
import { insertDraft, updateDataConnection } from '../../../electron/data-connections/queries'
import type { Ask } from '../../../electron/data-worker/protocol'
import { createBudgets } from '../../../electron/net/budgets'
import { createHttp, type Http } from '../../../electron/net/http'
import stripe from '../../../electron/sources/catalog/stripe'
import type { HttpSource, SourceDefinition } from '../../../electron/sources/define'
import { createLiveHttp } from '../../../electron/sources/live-http'
import { AppFailure } from '../../../shared/errors'
import { type OpenData, openData } from '../data-connections/open-data'

const KEY = 'sk_test_of_acme'
const LIMIT = { requests: 20, perMs: 1000 }
const signal = new AbortController().signal

let data: OpenData
let server: Server
let origin: string
/** Virtual, in milliseconds: it moves only while somebody waits for a budget. */
let time: number
let heard: { at: number; path: string }[]
let respond: (path: string) => { status: number; headers?: Record<string, string> }
let sync: (number: number) => Promise<unknown>
let live: Http
let sleepers: { at: number; wake: () => void }[]

const wait = (ms: number) => new Promise<void>((wake) => sleepers.push({ at: time + ms, wake }))

beforeEach(async () => {
  data = await openData()
  heard = []
  sleepers = []
  time = 1_000_000
  respond = () => ({ status: 200 })
  server = createServer((request, response) => {
    const path = request.url ?? ''
    heard.push({ at: time, path })
    const { status, headers } = respond(path)
    response.writeHead(status, headers ?? {}).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await connect()
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  await data.close()
})

/** The source of Stripe at the server of this test, for a sync and for whoever else calls there. */
async function connect(): Promise<void> {
  if (stripe.kind !== 'http') throw new Error('not over HTTP')
  const api: HttpSource = { ...stripe.http, baseUrl: () => origin }
  const source: SourceDefinition = { ...stripe, http: api }
  const now = () => new Date(time)
  const { db } = data.workspace
  const secretId = await storeSecrets(data.vault, 'one', { key: KEY })
  const config = { auth: stripe.auth[0]?.id ?? '' }
  await insertDraft(db, { ...{ id: 'one', name: 'Stripe', sourceId: 'stripe' }, config, secretId, createdAt: '2026' })
  await updateDataConnection(db, 'one', { isDraft: false, externalId: 'acct_acme' })
  const budgets = createBudgets({ now, wait })
  const http = createHttp({ ledger: data.ledger, redact: (text) => text, now })
  const send = answerAsks({
    ...{ db, vault: data.vault, http, budgets, now, candidates: new Map(), actorOf: () => 'Schedule' },
    oauth: data.oauth,
    sourceOf: () => source,
  })
  sync = (number) => send(askFor(`/v1/customers?page=${number}`), signal)
  const sourceAt = (url: URL) => (url.origin === origin ? { id: 'stripe', name: 'Stripe', http: api } : null)
  live = createLiveHttp({ http, budgets, now, sourceAt, wait })
}

const askFor = (path: string): Ask => ({
  ...{ connectionId: 'one', sourceId: 'stripe', runId: 'run', streamName: 'customers', renew: false },
  request: { method: 'GET', url: `${origin}${path}`, headers: [], body: null, budgets: ['default'] },
})

const act = (path: string, key = KEY) =>
  live.send(
    { method: 'GET', url: `${origin}${path}`, headers: [], body: null },
    {
      origins: [origin],
      credential: { headers: [['X-Api-Key', key]], query: [], secrets: [key] },
      context: {
        ...{ kind: 'action', actor: 'Assistant', threadId: null, runId: null, cardId: null },
        ...{ target: 'Stripe', accountLabel: 'work' },
      },
    },
  )

/** Lets the time pass until all of these are done: to the next moment for which somebody waits, once all of them do. */
async function pass(...all: Promise<unknown>[]): Promise<void> {
  let busy = all.length
  const ended = Promise.all(
    all.map((one) =>
      one.finally(() => {
        busy -= 1
      }),
    ),
  )
  while (busy > 0) {
    await new Promise((turn) => setImmediate(turn))
    if (sleepers.length < busy) continue
    const next = sleepers.sort((one, other) => one.at - other.at).shift()
    time = Math.max(time, next?.at ?? time)
    next?.wake()
  }
  await ended
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error : Promise.reject(thrown)),
  )

describe('one account that is synced and called at the same time', () => {
  it('is never asked more often than its service allows, and calls do not wait behind the sync', async () => {
    let number = 0
    const readOn = async () => {
      while (number < 200) {
        number += 1
        await sync(number)
      }
    }
    const between: number[] = []
    const call = async () => {
      for (let index = 0; index < 15; index += 1) {
        const before = heard.length
        await act(`/v1/balance?call=${index}`)
        between.push(heard.findIndex(({ path }) => path.endsWith(`call=${index}`)) - before)
      }
    }
    await pass(readOn(), readOn(), readOn(), readOn(), call())
    expect(heard).toHaveLength(215)
    for (const { at } of heard) {
      const within = heard.filter((one) => one.at >= at && one.at < at + LIMIT.perMs)
      expect(within.length).toBeLessThanOrEqual(LIMIT.requests)
    }
    // Nothing but what was under way already goes before a call.
    expect(Math.max(...between)).toBeLessThanOrEqual(8)
    expect(heard.findLastIndex(({ path }) => path.includes('call='))).toBeLessThan(150)
  })

  it('is left alone by both when one of them was asked to wait', async () => {
    respond = () => ({ status: 429, headers: { 'retry-after': '60' } })
    await sync(1)
    respond = () => ({ status: 200 })
    const told = await errorOf(act('/v1/balance'))
    expect(told).toMatchObject({ code: 'request-failed', reason: 'rate-limited' })
    expect(told).toMatchObject({ message: expect.stringMatching(/Stripe asks .* 60 seconds, so nothing was sent/) })
    expect(heard).toHaveLength(1)
    time += 61_000
    respond = () => ({ status: 429, headers: { 'retry-after': '30' } })
    expect((await act('/v1/balance')).status).toBe(429)
    respond = () => ({ status: 200 })
    await expect(sync(2)).rejects.toMatchObject({ verdict: { kind: 'rate-limited', untilMs: time + 30_000 } })
    expect(heard).toHaveLength(2)
    time += 31_000
    await sync(3)
    expect(heard).toHaveLength(3)
  })

  it('lets a call wait for a moment in the place of failing', async () => {
    respond = () => ({ status: 429, headers: { 'retry-after': '4' } })
    await sync(1)
    respond = () => ({ status: 200 })
    await pass(act('/v1/balance'))
    expect(heard.map(({ at }) => at - 1_000_000)).toEqual([0, 4000])
  })

  it('is another one than that of another key, and than one at another service', async () => {
    respond = () => ({ status: 429, headers: { 'retry-after': '60' } })
    await sync(1)
    respond = () => ({ status: 200 })
    expect((await act('/v1/balance', 'sk_test_of_another')).status).toBe(200)
    const elsewhere = `http://localhost:${new URL(origin).port}`
    const credential = { headers: [['Authorization', `Bearer ${KEY}`] as const], query: [], secrets: [KEY] }
    const context = { kind: 'action', actor: 'A', threadId: null, runId: null, cardId: null } as const
    const answer = await live.send(
      { method: 'GET', url: `${elsewhere}/v1/balance`, headers: [], body: null },
      { origins: [elsewhere], credential, context: { ...context, target: 'x', accountLabel: null } },
    )
    expect(answer.status).toBe(200)
  })
})

describe('a service that data connections read', () => {
  it.each([
    ['https://api.stripe.com/v1/customers', 'Stripe'],
    ['https://api.hubapi.com/crm/v3/objects/contacts/search', 'HubSpot'],
    ['https://api.airtable.com/v0/appLkNDICXNqxSDhG/Flats', 'Airtable'],
    ['https://acme.my.salesforce.com/services/data/v62.0/query', 'Salesforce'],
    ['https://sheets.googleapis.com/v4/spreadsheets/x', 'Google Sheets'],
    ['https://www.googleapis.com/drive/v3/files', 'Google Sheets'],
    ['https://api.github.com/repos/a/b/issues', 'GitHub issues'],
    ['https://api.notion.com/v1/search', 'Notion'],
    ['https://login.salesforce.com/services/oauth2/token', null],
    ['https://api.example.com/', null],
  ])('is known by its address: %s', async (url, name) => {
    const now = () => new Date(time)
    const sent: string[] = []
    const http: Http = {
      async send(request) {
        sent.push(request.url)
        return { status: 429, headers: new Map([['retry-after', '60']]), text: '', json: () => null }
      },
    }
    const calls = createLiveHttp({ http, budgets: createBudgets({ now }), now })
    const credential = { headers: [['Authorization', 'Bearer x'] as const], query: [], secrets: ['x'] }
    const context = { kind: 'action', actor: 'A', threadId: null, runId: null, cardId: null } as const
    const send = () =>
      calls.send(
        { method: 'GET', url, headers: [], body: null },
        { origins: [], credential, context: { ...context, target: 'x', accountLabel: null } },
      )
    await send()
    const again = await errorOf(send())
    expect(again?.code === 'request-failed' ? again.message.split(' asks')[0] : null).toBe(name)
    expect(sent).toHaveLength(name === null ? 2 : 1)
  })
})
