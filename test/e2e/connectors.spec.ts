import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startIntercom } from '../helpers/intercom-server'
import { type ModelServer, startModelServer } from '../helpers/model-server'
import { catchPages, openedPage } from './helpers/browser'
import { call } from './helpers/call'
import { expect, test } from './helpers/launch'
import { chooseModel, openCard, settled, viewOf } from './helpers/scenario'

const KEY = 'connectors-model-key'
const API_KEY = 'connectors-api-key-81f2'
const PASSPHRASE = 'correct horse battery'

let model: ModelServer
let dataDir: string
let api: { url: string; requests: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[]; server: Server }

test.beforeEach(async () => {
  model = await startModelServer({ key: KEY })
  api = await startApi()
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-connectors-'))
})
test.afterEach(async () => {
  await model.close()
  api.server.closeAllConnections()
  api.server.close()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

async function startApi() {
  const requests: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = []
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    const isKnown = request.headers['x-api-key'] === API_KEY
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isKnown ? { name: 'Ada' } : { error: 'who?' }))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server }
}

const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)

/** A new agent whose description names the connector, and a chat with it. */
async function askAgent(page: Page, description: string, text: string): Promise<{ agentId: string; threadId: string }> {
  const agentId = await call(page, 'agents', 'create', { name: 'Helper', description, instructions: '', model: null })
  const threadId = await call(page, 'chat', 'createThread', { agentId })
  await call(page, 'chat', 'send', { threadId, text, skillIds: [] })
  return { agentId, threadId }
}

const apiCall = (connector: string, method: string, path: string) => ({
  toolCalls: [{ name: 'call_api', args: { connector, method, path } }],
})

test('a connector is made by clicking, survives a kill a second after the last key, acts for an agent and is deleted', async ({
  launchApp,
}) => {
  test.setTimeout(90_000)
  const first = await launchApp({ dataDir })
  await call(first.page, 'app', 'setPreferences', { welcomeDone: true })
  await call(first.page, 'vault', 'createPassphrase', { passphrase: PASSPHRASE })
  await goTo(first.page, '/settings/connectors')
  await first.page.getByRole('button', { name: 'New connector' }).first().click()
  await first.page.getByRole('textbox', { name: 'Name' }).fill('Acme API')
  await first.page.getByRole('radio', { name: /API key/ }).click()
  await first.page.getByRole('button', { name: 'Create connector' }).click()
  await expect(first.page.getByText('Not set up yet').first()).toBeVisible()
  await first.page.getByRole('button', { name: 'Sent as' }).click()
  await first.page.getByRole('option', { name: 'Header of its own' }).click()
  await first.page.getByRole('textbox', { name: 'Header', exact: true }).fill('X-Api-Key')
  await first.page.getByRole('textbox', { name: 'Key', exact: true }).fill(API_KEY)
  await first.page.getByRole('textbox', { name: 'Base URL' }).fill(`${api.url}/v1`)
  await first.page.waitForTimeout(1000)
  first.app.process().kill('SIGKILL')

  const { page } = await launchApp({ dataDir })
  await call(page, 'vault', 'unlock', { passphrase: PASSPHRASE })
  const [stored] = await call(page, 'connectors', 'list')
  expect(stored).toMatchObject({
    name: 'Acme API',
    status: 'ready',
    storedSecrets: ['key'],
    config: { placement: 'header', headerName: 'X-Api-Key', baseUrl: `${api.url}/v1` },
  })

  await goTo(page, `/settings/connectors/${stored?.id}`)
  await page.getByRole('textbox', { name: /^Path/ }).fill('/me')
  await page.getByRole('button', { name: 'Send test request' }).click()
  await expect(page.getByText('It works: the service accepted the credential.')).toBeVisible()
  expect(await page.content()).not.toContain(API_KEY)

  await chooseModel(page, model, KEY)
  model.script([
    apiCall('Acme API', 'GET', '/contacts/1'),
    apiCall('Acme API', 'DELETE', '/contacts/1'),
    { text: 'It is gone.' },
  ])
  const { agentId, threadId } = await askAgent(page, 'Use my Acme API connector to tidy up.', 'Delete Ada')
  const card = await openCard(page, threadId, 'needs_approval')
  expect(api.requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v1/me', 'GET /v1/contacts/1'])
  await call(page, 'chat', 'answerCard', { cardId: card.id, answer: { decision: 'approve', scope: 'once' } })
  await settled(page, threadId, 'idle')
  expect(api.requests.at(-1)).toMatchObject({ method: 'DELETE', headers: { 'x-api-key': API_KEY } })
  expect(JSON.stringify(model.requests)).not.toContain(API_KEY)

  await goTo(page, `/settings/connectors/${stored?.id}`)
  await page.getByRole('button', { name: 'Name of the connector: Acme API' }).click()
  await page.getByRole('textbox', { name: 'Name of the connector' }).fill('Acme')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await call(page, 'connectors', 'list'))[0]?.name).toBe('Acme')

  await page.getByRole('button', { name: 'Delete connector' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Helper')
  await dialog.getByRole('button', { name: 'Delete connector' }).click()
  await expect.poll(() => call(page, 'connectors', 'list')).toEqual([])
  await goTo(page, `/agents/${agentId}/tools`)
  await expect(page.getByText('Connector missing')).toBeVisible()
  model.script([apiCall('Acme', 'GET', '/contacts/1'), { text: 'I cannot.' }])
  await call(page, 'chat', 'send', { threadId, text: 'Again', skillIds: [] })
  const view = await settled(page, threadId, 'idle')
  expect(view.messages.at(-1)?.parts.find((part) => part.type === 'tool')).toMatchObject({ state: 'not-available' })
})

test('Intercom connects by its sign-in and a pasted address, says who it is and is read by an agent', async ({
  launchApp,
}) => {
  const redirectUrl = 'https://callback.acme.example/intercom'
  const options = { token: 'intercom-token-91ab', clientId: 'client', clientSecret: 'intercom-secret-7c', redirectUrl }
  const intercom = await startIntercom(options)
  try {
    const launched = await launchApp({ dataDir })
    const { page } = launched
    await catchPages(launched)
    const id = await call(page, 'connectors', 'create', { name: 'Intercom', type: 'intercom' })
    const config = { method: 'oauth', region: 'own', server: intercom.url, clientId: 'client', redirectUrl }
    await call(page, 'connectors', 'configure', { id, config })
    await call(page, 'connectors', 'setSecret', { id, key: 'clientSecret', value: options.clientSecret })
    await call(page, 'connectors', 'signIn', { id })
    const answer = await fetch(await openedPage(launched), { redirect: 'manual' })
    await call(page, 'connectors', 'pasteCallback', { id, url: answer.headers.get('location') ?? '' })
    await expect
      .poll(async () => (await call(page, 'connectors', 'get', { id })).identity)
      .toBe('Acme · ada@acme.example')

    await chooseModel(page, model, KEY)
    const search = { connector: 'Intercom', method: 'POST', path: '/contacts/search' }
    const body = { query: { field: 'role', operator: '=', value: 'user' } }
    model.script([
      apiCall('Intercom', 'GET', '/conversations'),
      { toolCalls: [{ name: 'call_api', args: { ...search, body } }] },
      { text: 'One conversation, one contact.' },
    ])
    const { threadId } = await askAgent(page, 'Use my Intercom connector to read conversations.', 'What is new?')
    const card = await openCard(page, threadId, 'needs_approval')
    expect(JSON.stringify(await viewOf(page, threadId))).toContain('Printer on fire')
    await call(page, 'chat', 'answerCard', { cardId: card.id, answer: { decision: 'approve', scope: 'once' } })
    expect(JSON.stringify(await settled(page, threadId, 'idle'))).toContain('grace@acme.example')
    expect(intercom.violations).toEqual([])
    await call(page, 'connectors', 'rename', { id, name: 'Intercom EU' })
    expect(await call(page, 'connectors', 'delete', { id })).toEqual({ revoked: null })
    expect(await call(page, 'connectors', 'missing')).toEqual([{ id, name: 'Intercom EU' }])
    expect(JSON.stringify(model.requests)).not.toContain(options.token)
  } finally {
    await intercom.close()
  }
})
