import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { type PostgresServer, startPglite } from '../helpers/postgres'
import { call } from './helpers/call'
import { expect, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

const CUSTOMERS = 500
const SQL = `
  create table customer (id integer primary key, name text not null, city text, updated_at timestamptz not null default now());
  insert into customer select n, 'customer ' || n, case when n % 2 = 0 then 'Berlin' else 'Lisbon' end,
    timestamptz '2026-01-01Z' + n * interval '1 minute' from generate_series(1, ${CUSTOMERS}) n;
  create table invoice (id integer primary key, total numeric(10,2) not null, updated_at timestamptz not null default now());
  insert into invoice select n, n * 1.5, timestamptz '2026-01-01Z' from generate_series(1, 40) n;
  create schema archive;
  create table archive.note (text text);
  insert into archive.note values ('one'), ('two');`

let postgres: PostgresServer

test.beforeEach(async () => {
  postgres = await startPglite(SQL)
})
test.afterEach(() => postgres.stop())

test('a data connection is added from the catalog, with a filter and a schedule, and looked after', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  await start(page)
  await chooseTables(page)
  await page.getByRole('button', { name: 'Add and sync' }).click()
  const tables = page.getByRole('table', { name: 'Tables' })
  await expect(page.getByText('Healthy').first()).toBeVisible({ timeout: 30_000 })
  await expect(tables.getByRole('row', { name: /public\.customer/ })).toContainText('250')
  await expect(page.getByText('At 08:00, Monday to Friday, Berlin time.')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])

  await lookIntoRun(page)
  await changeSchedule(page)
  await syncOneTable(page)
  await addTable(page)
  await pauseAndResume(page)
  await expectNoViolations(page)
  await deleteKeepingTables(page)
})

test('credentials that do not work are said in words, and leave nothing behind', async ({ launchApp }) => {
  const { page } = await launchApp()
  await start(page)
  await fillIn(page, { ...postgres.config, port: '1' })
  await page.getByRole('button', { name: 'Check and list tables' }).click()
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Add and sync' })).toHaveCount(0)
  await page.getByLabel('Port').fill(postgres.config.port)
  await page.getByRole('button', { name: 'Check and list tables' }).click()
  await expect(page.getByRole('button', { name: 'Add and sync' })).toBeVisible({ timeout: 30_000 })
  await open(page, '/setup/connections')
  await expect(page.getByRole('button', { name: 'Add data connection' })).toBeVisible()
  expect(await call(page, 'dataConnections', 'list')).toEqual([])
})

test('very many deleted records are a question, and deleted once it is answered', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  const id = await addByContract(page)
  await postgres.run('delete from customer where id > 100')
  await open(page, `/setup/connections/${id}`)
  await page.getByRole('button', { name: 'Actions for customer' }).click()
  await page.getByRole('menuitem', { name: 'Change settings' }).click()
  await page.getByRole('radio', { name: 'Everything' }).click()
  await page.getByRole('button', { name: 'Save settings' }).click()
  await page.getByRole('button', { name: 'Sync now' }).click()
  const question = page.getByRole('alert').filter({ hasText: '400 of 500' })
  await expect(question).toBeVisible({ timeout: 30_000 })
  expect(await rowsOf(page, 'customer')).toBe(CUSTOMERS)
  expect(await seriousFindings(page)).toEqual([])
  await question.getByRole('button', { name: 'Delete records' }).click()
  await expect.poll(() => rowsOf(page, 'customer'), { timeout: 30_000 }).toBe(100)
  await expect(question).toHaveCount(0)
  await expect.poll(() => statusOf(page, id)).toBe('healthy')
})

test('what a data connection is, and what an integration is, can be read on every screen of them', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true, theme: 'dark' })
  const id = await addByContract(page)
  const screens = ['', '/new', '/new?source=postgres', `/${id}`, `/${id}/tables`].map(
    (end) => `/setup/connections${end}`,
  )
  for (const path of [...screens, '/integrations']) {
    const title = path === '/integrations' ? 'Integration or data connection' : 'Data connection or integration'
    await open(page, path)
    await page.getByRole('button', { name: title }).click()
    const help = page.getByRole('complementary', { name: title })
    await expect(help, path).toBeVisible()
    expect(await seriousFindings(page), path).toEqual([])
    await help.getByRole('button', { name: 'Close' }).click()
    await expect(help).toHaveCount(0)
  }
})

test('all schedules are paused and resumed at once, and the status bar says so', async ({ launchApp }) => {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await addByContract(page)
  await open(page, '/setup/connections')
  const row = page.getByRole('list', { name: 'Data connections' }).getByRole('button')
  await expect(row).toContainText('next')
  await page.getByRole('button', { name: 'Pause all schedules' }).click()
  await expect(page.getByText('All schedules are paused.')).toBeVisible()
  await expect(page.getByRole('button', { name: /schedules paused/ })).toBeVisible()
  await expect(row).not.toContainText('next')
  await page.getByRole('button', { name: 'Resume all schedules' }).click()
  await expect(row).toContainText('next')
})

/** As far as the form of PostgreSQL, with the keyboard. */
async function start(page: Page): Promise<void> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await open(page, '/setup/connections/new')
  await page.getByRole('button', { name: 'PostgreSQL' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Host')).toBeVisible()
}

async function fillIn(page: Page, { host, port, database, user }: PostgresServer['config']): Promise<void> {
  await page.getByLabel('Host').fill(host)
  await page.getByLabel('Port').fill(port)
  await page.getByLabel('Database').fill(database)
  await page.getByLabel('User').fill(user)
  await page.getByLabel('Password').fill('any')
}

async function chooseTables(page: Page): Promise<void> {
  await fillIn(page, postgres.config)
  await page.getByRole('button', { name: 'Check and list tables' }).click()
  await expect(page.getByText('public.customer')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('checkbox', { name: /archive\.note/ }).click()
  await page.getByRole('button', { name: 'Settings of customer' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings of customer' })
  await dialog.getByRole('radio', { name: 'Chosen fields' }).click()
  await expect(dialog.getByRole('checkbox', { name: /^id / })).toBeDisabled()
  await dialog.getByRole('button', { name: 'Add filter' }).click()
  await dialog.getByRole('button', { name: /^Field: / }).click()
  await page.getByRole('option', { name: /^city/ }).click()
  await expect(dialog.getByRole('button', { name: 'Keep settings' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Value' }).fill('Berlin')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Keep settings' }).click()
  await page.getByRole('radio', { name: 'At fixed times' }).click()
  await page.getByLabel('Times').fill('0 8 * * 1-5')
  await page.getByRole('button', { name: 'Time zone' }).or(page.getByLabel('Time zone')).first().click()
  await page.getByRole('combobox', { name: 'Search' }).fill('Europe/Berlin')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^At 08:00, Monday to Friday, Berlin time\. Next: \w{3},.*08:00/)).toBeVisible()
}

async function lookIntoRun(page: Page): Promise<void> {
  await page
    .getByRole('table', { name: 'History' })
    .getByRole('row', { name: /Succeeded/ })
    .click()
  const run = page.getByRole('complementary', { name: 'Sync run' })
  await expect(run.getByRole('region', { name: /customer/ })).toContainText('Added250')
  await run.getByRole('button', { name: 'Close' }).click()
  await expect(run).toHaveCount(0)
}

async function changeSchedule(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change schedule' }).click()
  await page.getByRole('radio', { name: 'Every so often' }).click()
  await page.getByRole('button', { name: 'Save schedule' }).click()
  await expect(page.getByText('Every hour.')).toBeVisible()
}

async function syncOneTable(page: Page): Promise<void> {
  await postgres.run(`insert into customer values (900, 'new', 'Berlin', now());
    insert into invoice values (900, 1, now())`)
  await page.getByRole('button', { name: 'Actions for customer' }).click()
  await page.getByRole('menuitem', { name: 'Sync this table' }).click()
  await expect.poll(() => rowsOf(page, 'customer'), { timeout: 30_000 }).toBe(251)
  expect(await rowsOf(page, 'invoice')).toBe(40)
}

async function addTable(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add tables' }).click()
  await page.getByRole('checkbox', { name: /archive\.note/ }).click({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Add 1 table' }).click()
  await expect(page.getByRole('table', { name: 'Tables' })).toContainText('archive.note')
  await expect.poll(() => rowsOf(page, 'archive.note'), { timeout: 30_000 }).toBe(2)
}

async function pauseAndResume(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Pause data connection' }).click()
  await expect(page.getByText('Paused').first()).toBeVisible()
  await page.getByRole('button', { name: 'Resume syncs' }).click()
  await expect(page.getByText('Healthy').first()).toBeVisible()
}

async function deleteKeepingTables(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete data connection' }).click()
  await expect(page.getByRole('radio', { name: 'Keep the tables' })).toBeChecked()
  await page.getByRole('button', { name: 'Delete data connection' }).click()
  await expect(page.getByRole('button', { name: 'Add data connection' })).toBeVisible()
  expect(await call(page, 'dataConnections', 'list')).toEqual([])
  const tables = await call(page, 'tables', 'list')
  expect(tables.map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
    ['archive.note', 'own'],
    ['customer', 'own'],
    ['invoice', 'own'],
  ])
}

/** A synced data connection with two tables, made without the screens. */
async function addByContract(page: Page): Promise<string> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const id = await call(page, 'dataConnections', 'draft', {
    sourceId: 'postgres',
    config: { auth: 'fields', ...postgres.config },
    secrets: { password: 'any' },
  })
  const streams = (await call(page, 'dataConnections', 'discover', { id })).filter(
    ({ name }) => name !== 'archive.note',
  )
  await call(page, 'dataConnections', 'create', {
    id,
    name: 'Shop',
    schedule: { kind: 'interval', minutes: 60 },
    streams: streams.map(({ name, label }) => ({
      name,
      target: { kind: 'new' as const, tableName: label },
      settings: {
        mode: 'incremental' as const,
        fields: null,
        filters: [],
        cursorField: null,
        deletes: 'remove' as const,
      },
    })),
  })
  await expect.poll(() => statusOf(page, id), { timeout: 30_000 }).toBe('healthy')
  return id
}

const statusOf = async (page: Page, id: string): Promise<string> =>
  (await call(page, 'dataConnections', 'get', { id })).status

async function rowsOf(page: Page, tableName: string): Promise<number | null> {
  const table = (await call(page, 'tables', 'list')).find(({ name }) => name === tableName)
  if (!table) return null
  return call(page, 'records', 'count', {
    question: { tableId: table.id, filter: null, search: null, sort: [] },
    ticket: `rows of ${tableName}`,
  })
}

async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

async function seriousFindings(page: Page): Promise<string[]> {
  // Electron has no second page for axe to work in, so it runs in this one.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
