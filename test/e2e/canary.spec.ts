import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startIntercom } from '../helpers/intercom-server'
import { startJira } from '../helpers/jira-server'
import { startModelServer } from '../helpers/model-server'
import { chinookSql, startPglite } from '../helpers/postgres'
import { type AirtableServer, startAirtable, table } from '../helpers/sources/airtable-server'
import { startTokenServer, type TokenServer } from '../helpers/token-server'
import { catchPages, openedPage } from './helpers/browser'
import { ask, call } from './helpers/call'
import { encodingsOf, filesBelow, foundIn, readBytes } from './helpers/canary'
import { addPostgres, checkPostgres, untilSynced } from './helpers/data-connection'
import { expect, type LaunchedApp, test } from './helpers/launch'
import { addSkill, chooseModel, openCard, settled, startThread } from './helpers/scenario'
import { standIn } from './helpers/stand-ins'

const EMAIL = 'ada@example.com'
const canary = () => `PBC${randomBytes(30).toString('base64').replaceAll(/\W/g, 'x')}`

test('no secret of a whole run is in a file, a log, an IPC payload, a model request or on screen', async ({
  launchApp,
}) => {
  test.setTimeout(180_000)
  const secrets = {
    ...{ key: canary(), token: canary(), password: canary(), passphrase: canary() },
    ...{ apiKey: canary(), clientSecret: canary(), accessToken: canary() },
    ...{ sourceToken: canary(), sourceClientSecret: canary(), sourceCode: canary() },
    ...{ sourceAccess: canary(), sourceRefresh: canary(), sourceRenewed: canary(), sourceRotated: canary() },
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-canary-'))
  const [model, jira, postgres, echo, intercom, airtable, tokens] = await Promise.all([
    startModelServer({ key: secrets.key }),
    startJira({ email: EMAIL, token: secrets.token }),
    startPglite(chinookSql()),
    startEcho(),
    startIntercom({ ...INTERCOM, token: secrets.accessToken, clientSecret: secrets.clientSecret }),
    startAirtable(secrets.sourceToken, [table('tblFlats000000000', 'Flats', [NAME])]),
    startTokenServer(),
  ])
  try {
    const launched = await launchApp({ dataDir })
    const { page } = launched
    await recordPayloads(page)
    await call(page, 'vault', 'createPassphrase', { passphrase: secrets.passphrase })
    await chooseModel(page, model, secrets.key)
    await addSkill(page)
    await syncOnce(page, postgres.config, secrets.password)
    const told = await keepNotifications(launched)
    await syncOverHttp(launched, { airtable, tokens, secrets })
    await expect.poll(told, { timeout: 15_000 }).toContain('Signed in')
    await talk(page, { model, jira, token: secrets.token })
    await callThroughConnectors(launched, { model, secrets, echoUrl: echo.url, intercomUrl: intercom.url })
    const screens = await textOfScreens(page)
    const payloads = await page.evaluate(() => Reflect.get(window, 'payloads').join('\n'))
    const notifications = await told()
    await launched.close()

    const places: Record<string, Buffer> = {
      screens: Buffer.from(screens),
      payloads: Buffer.from(payloads),
      notifications: Buffer.from(notifications),
      output: Buffer.from(launched.logs()),
      'model requests': Buffer.from(JSON.stringify(model.requests)),
      ...Object.fromEntries(filesBelow(dataDir).map((file) => [file.slice(dataDir.length), readBytes(file)])),
    }
    expect(Object.keys(places).some((name) => name.endsWith('workspace.sqlite'))).toBe(true)
    expect(payloads).toContain('Scripted')
    expect(screens).toContain('You sent •••')
    expect(jira.requests.some(({ headers }) => headers.authorization?.startsWith('Basic '))).toBe(true)
    expect(echo.keys).toContain(secrets.apiKey)
    expect(intercom.requests.some(({ headers }) => headers.authorization?.includes(secrets.accessToken))).toBe(true)
    const seen = airtable.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', ''))
    expect(seen).toEqual(expect.arrayContaining([secrets.sourceToken, secrets.sourceAccess, secrets.sourceRenewed]))
    expect(tokens.requests.map(({ parameters }) => parameters.refresh_token)).toEqual([
      ...[undefined, secrets.sourceRefresh, secrets.sourceRotated],
    ])
    const basic = Buffer.from(`${EMAIL}:${secrets.token}`).toString('base64')
    const hits = Object.entries(places).flatMap(([place, bytes]) =>
      [...Object.values(secrets), basic].flatMap((secret) => foundIn(bytes, secret).map((how) => `${place}: ${how}`)),
    )
    expect(hits).toEqual([])
  } finally {
    await Promise.all([model.close(), jira.close(), postgres.stop(), echo.close(), intercom.close()])
    await Promise.all([airtable.close(), tokens.close()])
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
  }
})

test('the scan finds a secret in each of its encodings', () => {
  const secret = canary()
  for (const [name, bytes] of Object.entries(encodingsOf(secret))) {
    expect(foundIn(Buffer.concat([Buffer.from('before '), bytes, Buffer.from(' after')]), secret)).toContain(name)
  }
  for (const before of ['', 'a', 'ab']) {
    const text = Buffer.from(`${before}${secret}ccc`).toString('base64')
    expect(foundIn(Buffer.from(text), secret).some((how) => how.startsWith('base64'))).toBe(true)
  }
  expect(foundIn(Buffer.from('nothing here'), secret)).toEqual([])
})

/** Keeps everything main sends to the page: answers to all calls of this page from now on, and events. */
async function recordPayloads(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept: string[] = []
    Reflect.set(window, 'payloads', kept)
    Reflect.get(window, 'patchbay').on((event: unknown) => kept.push(JSON.stringify(event)))
  })
}

async function syncOnce(page: Page, config: Record<string, string>, password: string): Promise<void> {
  await checkPostgres(page, { config: { ...config, port: '1' }, password })
  const id = await addPostgres(page, { config, password, name: 'Chinook', tables: { 'public.customer': 'customer' } })
  await expect.poll(async () => (await call(page, 'dataConnections', 'get', { id })).status).toBe('healthy')
}

const NAME = { id: 'fldName', name: 'Name', type: 'singleLineText' }
const SIGNED_IN = { auth: 'oauth', clientId: 'client' }

type OverHttp = {
  airtable: AirtableServer
  tokens: TokenServer
  secrets: Record<'sourceToken' | 'sourceClientSecret' | 'sourceCode', string> &
    Record<'sourceAccess' | 'sourceRefresh' | 'sourceRenewed' | 'sourceRotated', string>
}

/** A token and a sign-in whose service repeats them in its refusals; the pair is renewed once and withdrawn in the end. */
async function syncOverHttp(launched: LaunchedApp, { airtable, tokens, secrets }: OverHttp): Promise<void> {
  const { page } = launched
  await catchPages(launched)
  await standIn(launched, { 'api.airtable.com': airtable.url, 'airtable.com': tokens.url })
  airtable.insert('tblFlats000000000', { fldName: 'One' })
  const byToken = (accessToken: string) =>
    call(page, 'dataConnections', 'draft', {
      ...{ sourceId: 'airtable', config: { auth: 'token' } },
      secrets: { accessToken },
    })
  await ask(page, 'dataConnections', 'check', { id: await byToken(`${secrets.sourceToken}-wrong`) })
  const kept = await addFlats(page, await byToken(secrets.sourceToken), 'By token')
  const repeated = { error: { type: 'INVALID_REQUEST', message: `You sent Bearer ${secrets.sourceToken}` } }
  let refuses = true
  const isRefused = ({ path }: { path: string }) => refuses && path.endsWith('/listRecords')
  airtable.misbehave({ kind: 'status', status: 422, body: repeated }, 99, isRefused)
  await call(page, 'dataConnections', 'sync', { id: kept, streamId: null, full: true })
  expect(await untilSynced(page, kept)).toBe('failed')
  refuses = false

  const draft = { sourceId: 'airtable', config: SIGNED_IN, secrets: { clientSecret: secrets.sourceClientSecret } }
  const id = await call(page, 'dataConnections', 'draft', draft)
  tokens.answers.push({ body: pair(secrets.sourceAccess, secrets.sourceRefresh) })
  airtable.users.set(secrets.sourceAccess, 'usrAda').set(secrets.sourceRenewed, 'usrAda')
  await call(page, 'dataConnections', 'signIn', { id })
  const { searchParams } = new URL(await openedPage(launched))
  const answer = { code: secrets.sourceCode, state: searchParams.get('state') ?? '' }
  await fetch(`${searchParams.get('redirect_uri')}?${new URLSearchParams(answer)}`)
  const state = async () => (await call(page, 'dataConnections', 'signInState', { id })).signedIn
  await expect.poll(state).toBe(true)
  await addFlats(page, id, 'Signed in')
  airtable.users.delete(secrets.sourceAccess)
  tokens.answers.push({ body: pair(secrets.sourceRenewed, secrets.sourceRotated) })
  await call(page, 'dataConnections', 'sync', { id, streamId: null, full: true })
  expect(await untilSynced(page, id)).toBe('healthy')
  airtable.users.delete(secrets.sourceRenewed)
  const said = `${secrets.sourceRotated} of ${secrets.sourceClientSecret}`
  tokens.answers.push({ status: 400, body: { error: 'invalid_grant', error_description: said } })
  await call(page, 'dataConnections', 'sync', { id, streamId: null, full: true })
  expect(await untilSynced(page, id)).toBe('needs-reauth')
}

const pair = (access: string, refresh: string) => ({
  ...{ access_token: access, refresh_token: refresh, token_type: 'Bearer', expires_in: 3600 },
})

/** The first sync of the draft is done. */
async function addFlats(page: Page, id: string, name: string): Promise<string> {
  const [stream] = await call(page, 'dataConnections', 'discover', { id })
  const settings = { mode: 'full' as const, fields: null, filters: [], cursorField: null, deletes: 'remove' as const }
  const target = { kind: 'new' as const, tableName: `Flats ${name}` }
  const streams = [{ name: stream?.name ?? '', target, settings }]
  await call(page, 'dataConnections', 'create', { id, name, schedule: { kind: 'manual' }, streams })
  expect(await untilSynced(page, id)).toBe('healthy')
  return id
}

/** What is said to a person who does not look; nothing is shown to the one who runs the test. */
async function keepNotifications({ app, page }: LaunchedApp): Promise<() => Promise<string>> {
  await call(page, 'app', 'setPreferences', { notifications: true })
  await app.evaluate(({ Notification }) => {
    const kept: string[] = []
    Reflect.set(globalThis, 'keptNotifications', kept)
    Reflect.set(Notification, 'isSupported', () => true)
    Notification.prototype.show = function keep() {
      kept.push(`${this.title}\n${this.body}`)
    }
  })
  return () => app.evaluate(() => Reflect.get(globalThis, 'keptNotifications').join('\n'))
}

type Talk = {
  model: Awaited<ReturnType<typeof startModelServer>>
  jira: Awaited<ReturnType<typeof startJira>>
  token: string
}

/** A conversation with a call that the service echoes with its credentials, one it refuses, and a write. */
async function talk(page: Page, { model, jira, token }: Talk): Promise<void> {
  const account = { integrationId: 'jira', label: 'work', visibility: 'private' as const }
  const config = { site: jira.url, email: EMAIL }
  await ask(page, 'integrations', 'connectAccount', { ...account, config, secrets: { apiToken: `${token}-wrong` } })
  await call(page, 'integrations', 'connectAccount', { ...account, config, secrets: { apiToken: token } })
  const basic = `Basic ${Buffer.from(`${EMAIL}:${token}`).toString('base64')}`
  jira.faults.push({ status: 400, body: { errorMessages: [`You sent ${basic} with ${token}`], errors: {} } })
  model.script([
    { toolCalls: [{ name: 'activate_skill', args: { name: 'file-a-bug' } }] },
    { toolCalls: [{ name: 'jira_search_issues', args: { jql: 'project = SUP' } }] },
    { toolCalls: [{ name: 'jira_create_issue', args: { projectKey: 'SUP', issueType: 'Task', summary: 'x' } }] },
    { text: 'Done.' },
  ])
  const threadId = await startThread(page, 'report a bug')
  const card = await openCard(page, threadId, 'needs_approval')
  await call(page, 'chat', 'answerCard', { cardId: card.id, answer: { decision: 'approve', scope: 'once' } })
  await settled(page, threadId, 'idle')
}

const INTERCOM = { clientId: 'client', redirectUrl: 'https://callback.acme.example/intercom' }

/** Repeats what it was sent, credentials included, as some services do in their error messages. */
async function startEcho() {
  const keys: string[] = []
  const server = createServer((request, response) => {
    const key = String(request.headers['x-api-key'])
    keys.push(key)
    response.setHeader('x-request-id', key)
    response.end(JSON.stringify({ key, base64: Buffer.from(`key ${key}`).toString('base64'), in: `?key=${key}` }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((done) => {
      server.closeAllConnections()
      server.close(() => done())
    })
  return { keys, url, close }
}

type ThroughConnectors = {
  model: Talk['model']
  secrets: { apiKey: string; clientSecret: string }
  echoUrl: string
  intercomUrl: string
}

/** A key whose service echoes it, and a sign-in: set up, tested, wrong once, and used by an agent. */
async function callThroughConnectors(
  launched: LaunchedApp,
  { model, secrets, echoUrl, intercomUrl }: ThroughConnectors,
) {
  const { page } = launched
  await catchPages(launched)
  const id = await call(page, 'connectors', 'create', { name: 'Echo', type: 'api-key' })
  const config = { placement: 'header', headerName: 'X-Api-Key', baseUrl: echoUrl }
  await call(page, 'connectors', 'configure', { id, config })
  await ask(page, 'connectors', 'setSecret', { id, key: 'key', value: `${secrets.apiKey}\r\nX: 1` })
  await call(page, 'connectors', 'setSecret', { id, key: 'key', value: secrets.apiKey })
  await call(page, 'connectors', 'test', { id, requestPath: '/' })

  const intercom = await call(page, 'connectors', 'create', { name: 'Intercom', type: 'intercom' })
  const settings = { method: 'oauth', region: 'own', server: intercomUrl, ...INTERCOM }
  await call(page, 'connectors', 'configure', { id: intercom, config: settings })
  await call(page, 'connectors', 'setSecret', { id: intercom, key: 'clientSecret', value: secrets.clientSecret })
  await call(page, 'connectors', 'signIn', { id: intercom })
  const answer = await fetch(await openedPage(launched), { redirect: 'manual' })
  await call(page, 'connectors', 'pasteCallback', { id: intercom, url: answer.headers.get('location') ?? '' })

  const read = (connector: string, path: string) => ({
    toolCalls: [{ name: 'call_api', args: { connector, method: 'GET', path } }],
  })
  model.script([read('Echo', '/x'), read('Intercom', '/conversations'), { text: 'Done.' }])
  const description = 'Uses my Echo connector and my Intercom connector.'
  const agentId = await call(page, 'agents', 'create', { name: 'Helper', description, instructions: '', model: null })
  const threadId = await call(page, 'chat', 'createThread', { agentId })
  await call(page, 'chat', 'send', { threadId, text: 'Read both', skillIds: [] })
  await settled(page, threadId, 'idle')
}

/** What can be read on the screens, and every answer main gives for them. */
async function textOfScreens(page: Page): Promise<string> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const kept: string[] = []
  for (const path of [
    '/chat',
    '/integrations/jira',
    '/setup/connections',
    '/ledger',
    '/settings/models',
    '/settings/connectors',
    '/settings/health',
    '/settings/vault',
  ]) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    kept.push(await page.locator('body').innerText(), await page.content())
  }
  for (const { id } of await call(page, 'dataConnections', 'list')) {
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#/setup/connections/${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    kept.push(await page.locator('body').innerText(), await page.content())
    kept.push(JSON.stringify(await call(page, 'dataConnections', 'runs', { id, limit: 50 })))
  }
  const threads = await call(page, 'chat', 'threads')
  for (const { id } of threads) kept.push(JSON.stringify(await call(page, 'chat', 'open', { threadId: id })))
  const filter = { before: null, limit: 200, kinds: [], statuses: [], threadId: null, search: '' }
  kept.push(JSON.stringify(await call(page, 'ledger', 'list', filter)))
  kept.push(JSON.stringify(await call(page, 'models', 'list')))
  kept.push(JSON.stringify(await call(page, 'dataConnections', 'list')))
  kept.push(JSON.stringify(await call(page, 'integrations', 'list')))
  kept.push(JSON.stringify(await call(page, 'connectors', 'list')))
  return kept.join('\n')
}
