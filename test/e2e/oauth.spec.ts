import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type ModelServer, startModelServer } from '../helpers/model-server'
import { type OidcServer, startOidc } from '../helpers/oidc-server'
import { catchPages, openedPage } from './helpers/browser'
import { call } from './helpers/call'
import { expect, type LaunchedApp, program, test } from './helpers/launch'
import { chooseModel, settled } from './helpers/scenario'

const KEY = 'oauth-model-key'
const PASSPHRASE = 'correct horse battery'
const electron = String(createRequire(import.meta.url)('electron'))

let model: ModelServer
let oidc: OidcServer
let dataDir: string
test.beforeEach(async () => {
  model = await startModelServer({ key: KEY })
  oidc = await startOidc({ accessTokenLife: 30 })
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-oauth-'))
})
test.afterEach(async () => {
  await model.close()
  await oidc.close()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

/** Starts the program once more on the same profile with a link, as the system does. */
function followLink(link: string): Promise<number | null> {
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : []
  const child = spawn(electron, [...sandbox, program, link], {
    env: { ...process.env, PATCHBAY_DATA: dataDir, PATCHBAY_KEYCHAIN: 'memory', PATCHBAY_TEST: '1' },
    stdio: 'ignore',
  })
  return new Promise((done) => child.once('exit', done))
}

async function addConnector(page: Page, redirect: 'loopback' | 'deep-link'): Promise<string> {
  const id = await call(page, 'connectors', 'create', { name: 'Acme API', type: 'oauth' })
  await call(page, 'connectors', 'discover', { id, url: oidc.issuer })
  const config = { clientId: 'desktop', scopes: 'openid offline_access', baseUrl: `${oidc.issuer}/resource`, redirect }
  await call(page, 'connectors', 'configure', { id, config })
  return id
}

/** Signs in by the button on screen; the link that the browser ends on is not followed yet. */
async function goToBrowser(launched: LaunchedApp, id: string): Promise<string> {
  const { page } = launched
  await catchPages(launched)
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await page.evaluate((to) => {
    location.hash = `#/settings/connectors/${to}`
  }, id)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const link = await oidc.browse(await openedPage(launched))
  await expect(page.getByRole('button', { name: 'Cancel sign-in' })).toBeVisible()
  return link
}

const statusOf = async (page: Page, id: string) => (await call(page, 'connectors', 'get', { id })).status

/** An agent reads through the connector. */
async function readByAgent(page: Page): Promise<string> {
  await chooseModel(page, model, KEY)
  const args = { connector: 'Acme API', method: 'GET', path: '/contacts' }
  model.script([{ toolCalls: [{ name: 'call_api', args }] }, { text: 'Read.' }])
  const description = 'Use my Acme API connector.'
  const agentId = await call(page, 'agents', 'create', { name: 'Reader', description, instructions: '', model: null })
  const threadId = await call(page, 'chat', 'createThread', { agentId })
  await call(page, 'chat', 'send', { threadId, text: 'Read', skillIds: [] })
  return JSON.stringify(await settled(page, threadId, 'idle'))
}

test('a sign-in comes back over an address of this computer, and an agent reads with it', async ({ launchApp }) => {
  const launched = await launchApp({ dataDir })
  const { page } = launched
  const id = await addConnector(page, 'loopback')
  const link = await goToBrowser(launched, id)
  expect((await fetch(link)).status).toBe(200)
  await expect.poll(() => statusOf(page, id)).toBe('ready')
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  expect(await readByAgent(page)).toContain('/resource/contacts')
  expect(oidc.resourceRequests).toEqual([{ path: '/resource/contacts', status: 200 }])

  await call(page, 'connectors', 'rename', { id, name: 'Acme' })
  await expect(page.getByRole('button', { name: 'Name of the connector: Acme' })).toBeVisible()
  await page.getByRole('button', { name: 'Delete connector' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete connector' }).click()
  await expect(page.getByText('The sign-in was revoked at the service.').first()).toBeVisible()
  expect(await call(page, 'connectors', 'list')).toEqual([])
})

test('a sign-in comes back by a deep link that a second process brings', async ({ launchApp }) => {
  const launched = await launchApp({ dataDir })
  const { page } = launched
  const id = await addConnector(page, 'deep-link')
  const link = await goToBrowser(launched, id)
  expect(link).toMatch(/^patchbay:\/\/oauth\/callback\?/)
  expect(await followLink(link)).toBe(0)
  await expect.poll(() => statusOf(page, id)).toBe('ready')
  await expect(page.getByText('Signed in to Acme API').first()).toBeVisible()
  await followLink(link)
  await expect(page.getByText('A link was ignored').first()).toBeVisible()
  expect(await readByAgent(page)).toContain('/resource/contacts')
  expect(launched.logs()).not.toContain(new URL(link).searchParams.get('code') ?? '')
})

test('a deep link that starts the program completes the sign-in that was begun before it was closed', async ({
  launchApp,
}) => {
  const first = await launchApp({ dataDir })
  await call(first.page, 'vault', 'createPassphrase', { passphrase: PASSPHRASE })
  const id = await addConnector(first.page, 'deep-link')
  const link = await goToBrowser(first, id)
  await first.close()

  const second = await launchApp({ dataDir, args: [link] })
  await call(second.page, 'vault', 'unlock', { passphrase: PASSPHRASE })
  await expect.poll(() => statusOf(second.page, id)).toBe('ready')
  expect(await readByAgent(second.page)).toContain('/resource/contacts')
})

test('a kill at any moment after a renewed pair arrived loses neither of the two', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const first = await launchApp({ dataDir })
  await call(first.page, 'vault', 'createPassphrase', { passphrase: PASSPHRASE })
  const id = await addConnector(first.page, 'deep-link')
  await followLink(await goToBrowser(first, id))
  await expect.poll(() => statusOf(first.page, id)).toBe('ready')
  let { app, page } = first
  // The resource sees a token only after it was stored, so from its first request on nothing may be lost.
  for (const delay of [0, 1, 3, 8, 20]) {
    oidc.hooks.refusals = 1
    const arrived = oidc.resourceRequests.length + 2
    const running = app.process()
    const testing = call(page, 'connectors', 'test', { id, requestPath: '/kill' }).catch(() => null)
    await expect.poll(() => oidc.resourceRequests.length, { intervals: [1] }).toBeGreaterThanOrEqual(arrived)
    await new Promise((done) => setTimeout(done, delay))
    running.kill('SIGKILL')
    await testing
    ;({ app, page } = await launchApp({ dataDir }))
    await call(page, 'vault', 'unlock', { passphrase: PASSPHRASE })
    const { status } = await call(page, 'connectors', 'test', { id, requestPath: '/after' })
    expect(status, `killed after ${delay} ms`).toBe(200)
  }
  expect(oidc.tokenRequests.filter(({ status }) => status !== 200)).toEqual([])
})
