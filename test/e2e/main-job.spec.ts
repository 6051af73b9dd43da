import type { Page } from '@playwright/test'
import { type JiraServer, startJira } from '../helpers/jira-server'
import { CHINOOK_ROWS, chinookSql, type PostgresServer, startPglite } from '../helpers/postgres'
import { shot } from './helpers/demo-shots'
import { expect, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

const EMAIL = 'ada@example.com'
const TOKEN = 'jira-token-of-ada-0123456789'

let postgres: PostgresServer
let jira: JiraServer

test.beforeAll(async () => {
  postgres = await startPglite(chinookSql())
  jira = await startJira({ email: EMAIL, token: TOKEN })
})
test.afterAll(async () => {
  await jira.close()
  await postgres.stop()
})

test('rows from a Postgres, an answer over them, a skill that brings Jira, and an approved action', async ({
  launchApp,
}) => {
  test.setTimeout(180_000)
  const { page } = await launchApp()
  await page.setViewportSize({ width: 1320, height: 860 })
  await skipWelcome(page)
  await connectPostgres(page)
  await askForInvoices(page)
  await writeSkill(page)
  await createIssue(page)
  await readLedger(page)
  await expectNoViolations(page)
})

async function skipWelcome(page: Page) {
  await shot(page, 'welcome', 'Patchbay opens for the first time')
  await page.getByRole('button', { name: /^skip/i }).click()
}

async function connectPostgres(page: Page) {
  await open(page, '/setup/connections/new')
  await page
    .getByRole('button', { name: /PostgreSQL/ })
    .or(page.getByRole('radio', { name: /PostgreSQL/ }))
    .first()
    .click()
  const { host, port, database, user } = postgres.config
  await page.getByLabel('Host').fill(host)
  await page.getByLabel('Port').fill(port)
  await page.getByLabel('Database').fill(database)
  await page.getByLabel('User').fill(user)
  await page.getByLabel('Password').fill('any')
  await shot(page, 'connect-postgres', 'A data connection to a Postgres that holds Chinook')
  await page.getByRole('button', { name: 'Check and list tables' }).click()
  await expect(page.getByText('public.invoice_line').first()).toBeVisible({ timeout: 20_000 })
  await shot(page, 'choose-tables', 'Its tables, to choose from')
  await page.getByRole('button', { name: 'Add and sync' }).click()
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('Healthy')).not.toHaveCount(0)
  await shot(page, 'synced', 'Eleven tables, synced')
  expect(await rowsPerTable(page)).toEqual(CHINOOK_ROWS)
  await open(page, '/setup/tables')
  await page.getByText(/track/).first().waitFor()
}

async function askForInvoices(page: Page) {
  await open(page, '/chat')
  await say(page, 'show the invoices of customer Luís Gonçalves')
  const answer = page.getByRole('log').getByRole('table').last()
  await expect(answer.getByRole('row')).toHaveCount(8, { timeout: 20_000 })
  await expect(page.getByRole('log').getByText(/as of/i).last()).toBeVisible()
  await shot(page, 'invoices', 'A question over the synced rows, answered by the built-in assistant')
}

async function writeSkill(page: Page) {
  await invoke(page, 'skills.create', {
    name: 'File a bug',
    description: 'Use this skill when somebody wants to report a bug to the developers.',
    instructions: 'Create a Jira issue in project SUP. Keep the summary short.',
    integrationIds: ['jira'],
  }).then((id) => invoke(page, 'skills.setActive', { id, active: true }))
  await open(page, '/skills')
  await page.getByText('File a bug').first().click()
  await shot(page, 'skill', 'A skill with Jira attached')
}

async function createIssue(page: Page) {
  const project = jira.issues[0]?.key.split('-')[0] ?? 'SUP'
  await open(page, '/chat')
  await say(page, 'use the skill file-a-bug')
  await expect(
    page
      .getByRole('log')
      .getByText(/Read skill/i)
      .last(),
  ).toBeVisible({ timeout: 20_000 })
  await shot(page, 'skill-read', 'The skill is read in the middle of the chat; from the next request on Jira is there')
  await idle(page)
  await say(page, `run jira_create_issue with projectKey=${project}, issueType=Task, summary="Printer on fire"`)
  const connect = page.getByRole('button', { name: 'Connect Jira account' })
  await expect(connect).toBeVisible({ timeout: 20_000 })
  expect(jira.requests).toHaveLength(0)
  await shot(page, 'connect-card', 'No account yet: nothing is sent, a card asks for one')
  await page.getByLabel(/^Site/).fill(jira.url)
  await page.getByLabel(/^Email/).fill(EMAIL)
  await page.getByLabel(/API token/).fill(TOKEN)
  await connect.click()
  const approve = page.getByRole('button', { name: 'Approve once' })
  await expect(approve).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('/rest/api/3/issue').first()).toBeVisible()
  await expect(page.locator('body')).not.toContainText(TOKEN)
  expect(posts()).toHaveLength(0)
  await shot(page, 'approval-card', 'The exact request, before anything is sent')
  await approve.click()
  await expect.poll(() => posts().length).toBe(1)
  await idle(page)
  await shot(page, 'issue-created', 'The same answer goes on: the issue was created')
}

async function readLedger(page: Page) {
  await open(page, '/ledger')
  await expect(page.getByText('/rest/api/3/issue').first()).toBeVisible()
  await shot(page, 'ledger', 'Every request that left the machine')
}

const posts = () => jira.requests.filter((request) => request.method === 'POST')

async function open(page: Page, path: string) {
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#${path}`)
}

async function say(page: Page, text: string) {
  const composer = page.getByRole('textbox', { name: /message/i })
  await composer.fill(text)
  await composer.press('Enter')
}

/** Until no answer is under way. */
async function idle(page: Page) {
  await expect(page.getByRole('button', { name: /^Stop/ })).toHaveCount(0, { timeout: 20_000 })
}

async function invoke(page: Page, path: string, input: unknown): Promise<unknown> {
  const result = await page.evaluate(([to, what]) => Reflect.get(window, 'patchbay').invoke(to, what), [
    path,
    input,
  ] as const)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

async function rowsPerTable(page: Page): Promise<Record<string, number | null>> {
  const [connection] = (await invoke(page, 'dataConnections.list', undefined)) as {
    streams: { name: string; rows: number | null }[]
  }[]
  return Object.fromEntries((connection?.streams ?? []).map(({ name, rows }) => [name, rows]))
}
