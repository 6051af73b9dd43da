import type { Page } from '@playwright/test'
import { type AirtableServer, startAirtable, table } from '../helpers/sources/airtable-server'
import { startTokenServer, type TokenServer } from '../helpers/token-server'
import { catchPages, openedPage } from './helpers/browser'
import { call } from './helpers/call'
import { expect, type LaunchedApp, test } from './helpers/launch'
import { standIn } from './helpers/stand-ins'
import { expectNoViolations } from './helpers/violations'

const [FLATS, AGENTS] = ['tblFlats000000000', 'tblAgents00000000']
const [ADA, BEN] = ['usrAda', 'usrBen']
const REDIRECT = 'http://localhost:21731/callback'
const nameField = { id: 'fldName', name: 'Name', type: 'singleLineText' }

let airtable: AirtableServer
let tokens: TokenServer

test.beforeEach(async () => {
  airtable = await startAirtable('unused', [table(FLATS, 'Flats', [nameField]), table(AGENTS, 'Agents', [nameField])])
  airtable.clock = Date.now() - 3_600_000
  for (let index = 0; index < 250; index += 1) airtable.insert(FLATS, { fldName: `Flat ${index}` })
  for (let index = 0; index < 5; index += 1) airtable.insert(AGENTS, { fldName: `Agent ${index}` })
  tokens = await startTokenServer()
})
test.afterEach(async () => {
  await Promise.all([airtable.close(), tokens.close()])
  expect(airtable.violations).toEqual([])
})

test('a sign-in that ends in the middle of a sync is renewed in the window, and the sync goes on to its end', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const { page } = launched
  const id = await connect(launched)
  expect(await recordsOf(page, 'Flats')).toBe(250)
  const before = await cursorOf(page, id)

  await endSignInDuringSync(page)
  expect(await cursorOf(page, id)).toBe(before)
  expect(await call(page, 'dataConnections', 'get', { id })).toMatchObject({ status: 'needs-reauth' })

  await reconnectAs(launched, BEN)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(`This is ${BEN}, and the data came from ${ADA}`)).toBeVisible()
  await expect(dialog.getByRole('checkbox', { name: /Replace the data/ })).not.toBeChecked()
  expect(await call(page, 'dataConnections', 'get', { id })).toMatchObject({ status: 'needs-reauth', identity: ADA })
  await signInAs(launched, ADA, () => dialog.getByRole('button', { name: 'Sign in at Airtable' }).click())
  await expect(page.getByText('Reconnected').first()).toBeVisible()
  await expect.poll(async () => (await call(page, 'dataConnections', 'get', { id })).status).toBe('healthy')
  expect(await recordsOf(page, 'Flats')).toBe(250)
  expect(await namesOf(page, 'Flats', 'New')).toBe(250)
  await expectNoViolations(page)
})

test('the records of another account take the place of the former ones only when a person says so', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const { page } = launched
  const id = await connect(launched)
  for (const recordId of [...airtable.table(FLATS).records.keys()].slice(7)) airtable.remove(FLATS, recordId)
  await page.getByRole('button', { name: 'Change sign-in' }).click()
  const dialog = page.getByRole('dialog')
  await signInAs(launched, BEN, () => dialog.getByRole('button', { name: 'Sign in at Airtable' }).click())
  await dialog.getByRole('checkbox', { name: /Replace the data/ }).click()
  await dialog.getByRole('button', { name: 'Sign in at Airtable' }).click()
  await expect(page.getByText('Reconnected').first()).toBeVisible()
  await expect.poll(() => recordsOf(page, 'Flats')).toBe(7)
  await expect.poll(async () => (await call(page, 'dataConnections', 'get', { id })).status).toBe('healthy')
  expect((await call(page, 'dataConnections', 'get', { id })).identity).toBe(BEN)
})

test('a sign-in that is declined says so, and one that is closed leaves everything as it was', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const { page } = launched
  const id = await connect(launched)
  await page.getByRole('button', { name: 'Change sign-in' }).click()
  const dialog = page.getByRole('dialog')
  const start = () => dialog.getByRole('button', { name: 'Sign in at Airtable' }).click()
  await signInAs(launched, null, start, { error: 'access_denied' })
  await expect(dialog.getByText(/The sign-in to Airtable was declined/)).toBeVisible()
  await start()
  await expect(dialog.getByText('Sign in at airtable.com')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect
    .poll(() =>
      fetch(REDIRECT).then(
        () => 'open',
        () => 'closed',
      ),
    )
    .toBe('closed')
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect.poll(async () => (await call(page, 'dataConnections', 'runs', { id, limit: 9 })).length).toBe(2)
  await expect.poll(async () => (await call(page, 'dataConnections', 'get', { id })).status).toBe('healthy')
})

test('a table that may not be read any more leaves the others healthy', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const launched = await launchApp()
  const { page } = launched
  const id = await connect(launched)
  const forbidden = { error: { type: 'INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND', message: 'Invalid permissions' } }
  airtable.misbehave({ kind: 'status', status: 403, body: forbidden }, 100, ({ path }) => path.includes(AGENTS))
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect.poll(async () => (await call(page, 'dataConnections', 'get', { id })).status).toBe('degraded')
  const { streams } = await call(page, 'dataConnections', 'get', { id })
  expect(streams.map(({ label, status }) => [label, status]).sort()).toEqual([
    ['Agents', 'failed'],
    ['Flats', 'healthy'],
  ])
  await expect(page.getByText('Some tables need attention').first()).toBeVisible()
  await expect(page.getByRole('row', { name: /Flats/ })).toContainText('Healthy')
  expect(await recordsOf(page, 'Agents')).toBe(5)
})

/** Added in the window, signed in as Ada; the first sync is done. */
async function connect(launched: LaunchedApp): Promise<string> {
  const { page } = launched
  await catchPages(launched)
  await standIn(launched, { 'api.airtable.com': airtable.url, 'airtable.com': tokens.url })
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await page.evaluate(() => {
    location.hash = '#/setup/connections/new?source=airtable'
  })
  await page.getByRole('radio', { name: 'Sign in with Airtable' }).click()
  await expect(page.getByText(REDIRECT)).toBeVisible()
  await page.getByLabel('Client ID').fill('client')
  await page.getByLabel('Client secret').fill('secret')
  await signInAs(launched, ADA, () => page.getByRole('button', { name: 'Sign in at Airtable' }).click())
  await expect(page.getByText('Flats').first()).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Add and sync' }).click()
  const added = async () => (await call(page, 'dataConnections', 'list'))[0]
  await expect.poll(async () => (await added())?.status, { timeout: 30_000 }).toBe('healthy')
  return (await added())?.id ?? ''
}

type Answer = Record<string, string>

/** Signs in as the browser does. Null for nobody. */
async function signInAs(
  launched: LaunchedApp,
  user: string | null,
  start: () => Promise<void>,
  answer: Answer = { code: 'the-code' },
): Promise<void> {
  if (user !== null) airtable.users.set(`access-token-${tokens.requests.length + 1}`, user)
  await forgetPages(launched)
  await start()
  const { searchParams } = new URL(await openedPage(launched))
  const query = new URLSearchParams({ ...answer, state: searchParams.get('state') ?? '' })
  expect(searchParams.get('redirect_uri')).toBe(REDIRECT)
  expect((await fetch(`${REDIRECT}?${query}`)).status).toBe(200)
}

const forgetPages = ({ app }: LaunchedApp) =>
  app.evaluate(() => {
    Reflect.get(globalThis, 'openedPages').length = 0
  })

async function reconnectAs(launched: LaunchedApp, user: string): Promise<void> {
  const { page } = launched
  await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click()
  const button = page.getByRole('dialog').getByRole('button', { name: 'Sign in at Airtable' })
  await signInAs(launched, user, () => button.click())
}

/** Every flat is changed; from the second page on nothing is accepted, and nothing renews it. */
async function endSignInDuringSync(page: Page): Promise<void> {
  airtable.clock = Date.now() - 20_000
  for (const recordId of airtable.table(FLATS).records.keys())
    airtable.update(FLATS, recordId, { fldName: `New ${recordId}` })
  let pages = 0
  airtable.onRequest(({ path }) => {
    if (path.includes(FLATS)) pages += 1
    if (pages === 2) airtable.users.clear()
  })
  tokens.answers.push({ status: 400, body: { error: 'invalid_grant' } })
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect(page.getByText('Needs to be reconnected').first()).toBeVisible({ timeout: 30_000 })
  airtable.onRequest(() => undefined)
}

async function cursorOf(page: Page, id: string): Promise<string | null> {
  const { streams } = await call(page, 'dataConnections', 'get', { id })
  return streams.find(({ label }) => label === 'Flats')?.cursor ?? null
}

async function tableOf(page: Page, name: string) {
  const found = (await call(page, 'tables', 'list')).find((one) => one.name === name)
  if (!found) throw new Error(`No table ${name}`)
  return found
}

const recordsOf = async (page: Page, name: string) => (await tableOf(page, name)).recordCount

/** How many records have a name that starts so. */
async function namesOf(page: Page, name: string, start: string): Promise<number> {
  const { id } = await tableOf(page, name)
  const question = { tableId: id, filter: null, search: null, sort: [] }
  const { rows } = await call(page, 'records', 'page', { question, offset: 0, limit: 500 })
  return rows.filter(({ values }) => values.some((value) => String(value).startsWith(start))).length
}
