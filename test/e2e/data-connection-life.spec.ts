import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { type PostgresServer, startPglite } from '../helpers/postgres'
import { call } from './helpers/call'
import { type Gate, startGate } from './helpers/gate'
import { expect, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

const ORDERS = 20_000
const SQL = `
  create table customer (id integer primary key, name text not null, city text, note text, updated_at timestamptz not null default now());
  insert into customer select n, 'customer ' || n, case when n % 2 = 0 then 'Berlin' else 'Lisbon' end, 'note',
    timestamptz '2026-01-01Z' + n * interval '1 minute' from generate_series(1, 60) n;
  create table purchase (id integer primary key, total numeric(10,2) not null, memo text);
  insert into purchase select n, n * 1.5, repeat('memo ', 40) from generate_series(1, ${ORDERS}) n;
  analyze;`

let postgres: PostgresServer
let gate: Gate

test.beforeEach(async () => {
  postgres = await startPglite(SQL)
  gate = await startGate(postgres.config.port)
})
test.afterEach(async () => {
  await gate.close()
  await postgres.stop()
})

test('a URL, chosen fields, a filter and a table of one’s own make a data connection', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const own = await call(page, 'tables', 'create', { name: 'People', fields: [{ name: 'name', type: 'text' }] })
  await connectByUrl(page)
  await expect(page.getByText('2 of 2 chosen · about')).toBeVisible()

  await page.getByRole('button', { name: 'Settings of customer' }).click()
  const dialog = page.getByRole('dialog', { name: 'Settings of customer' })
  await dialog.getByRole('radio', { name: 'Table of yours' }).click()
  await expect(dialog.getByText('Its fields of the same name and type are filled')).toBeVisible()
  await dialog.getByRole('radio', { name: 'Chosen fields' }).click()
  await dialog.getByRole('button', { name: 'Choose none' }).click()
  await dialog.getByRole('checkbox', { name: /^name/ }).click()
  await expect(dialog.getByText('2 fields at the source are not synced: city, note')).toBeVisible()
  await dialog.getByRole('button', { name: 'Add filter' }).click()
  await dialog.getByRole('button', { name: /^Field: / }).click()
  await page.getByRole('option', { name: /^city/ }).click()
  await dialog.getByRole('textbox', { name: 'Value' }).fill('Lisbon')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Keep settings' }).click()
  await expect(page.getByText('into People')).toBeVisible()
  await page.getByRole('checkbox', { name: /purchase/ }).click()
  await page.getByRole('radio', { name: 'By hand' }).click()
  await page.getByLabel('Name of the data connection').fill('Shop')
  await page.getByRole('button', { name: 'Add and sync' }).click()

  await expect(page.getByText('Healthy').first()).toBeVisible({ timeout: 30_000 })
  const row = page.getByRole('table', { name: 'Tables' }).getByRole('row', { name: /People/ })
  await expect(row).toContainText('What changed, by updated_at · 3 of 5 fields · 1 filter')
  await expect.poll(() => countOf(page, own)).toBe(30)
  const table = (await call(page, 'tables', 'list')).find(({ id }) => id === own)
  expect(table?.fields.map(({ name }) => name).toSorted()).toEqual(['id', 'name', 'updated_at'])

  await postgres.run(
    `insert into customer values (900, 'new', 'Lisbon', 'x', now()), (901, 'other', 'Berlin', 'x', now())`,
  )
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect.poll(() => countOf(page, own), { timeout: 30_000 }).toBe(31)
  await expectNoViolations(page)
})

test('a sync says how far it is, is cancelled, and goes on', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  const id = await addShop(page)
  await open(page, `/setup/connections/${id}`)
  await expect(page.getByText('Healthy').first()).toBeVisible()
  gate.hold(3_000_000)
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect.poll(() => gate.isHolding()).toBe(true)
  await expect(page.getByText('Syncing').first()).toBeVisible()
  const progress = page.getByRole('table', { name: 'Tables' }).getByRole('row', { name: /purchase/ })
  await expect(progress).toContainText(/Reading · .* of about 20k rows · .*rows\/s/)
  await expect(page.getByText(/^1 of 2 tables done · /)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Cancel sync' }).click()
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('table', { name: 'History' }).getByRole('row', { name: /Cancelled/ })).toBeVisible()
  expect(await statusOf(page, id)).toBe('healthy')

  gate.release()
  await page.getByRole('button', { name: 'Actions for purchase' }).click()
  await page.getByRole('menuitem', { name: 'Read everything again' }).click()
  await expect.poll(() => lastRun(page, id), { timeout: 30_000 }).toMatchObject({ status: 'succeeded', mode: 'full' })
  const [run] = await call(page, 'dataConnections', 'runs', { id, limit: 1 })
  expect(run?.streams.map(({ counts }) => counts.read)).toEqual([ORDERS])
})

test('a run that failed says which request did, and every run the cursors before and after it', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  const id = await addShop(page)
  await open(page, `/setup/connections/${id}`)
  gate.hold(3_000_000)
  await page.getByRole('button', { name: 'Sync now' }).click()
  await expect.poll(() => gate.isHolding()).toBe(true)
  await gate.close()
  const history = page.getByRole('table', { name: 'History' })
  await history.getByRole('row', { name: /failed/i }).click({ timeout: 60_000 })
  const panel = page.getByRole('complementary', { name: 'Sync run' })
  const purchase = panel.getByRole('region', { name: /purchase/ })
  await expect(purchase.getByText('The request that failed:')).toBeVisible()
  await expect(purchase).toContainText(`postgres://127.0.0.1:${gate.port}/postgres/public.purchase`)
  await expect(panel).not.toContainText('any-password')
  expect(await seriousFindings(page)).toEqual([])
  await panel.getByRole('button', { name: 'Close' }).click()
  const before = page.getByRole('button', { name: /^Open sync run .*Succeeded/ })
  await before.first().click()
  const customer = panel.getByRole('region', { name: /customer/ })
  await expect(customer).toContainText('Cursor before')
  await expect(customer).toContainText(/Cursor after2\d{3}-/)
})

test('another account is refused until the data is to be replaced, and then takes its place', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  const other =
    await startPglite(`create table customer (id integer primary key, name text not null, updated_at timestamptz not null default now());
    insert into customer select n, 'other ' || n from generate_series(1, 7) n;
    create table purchase (id integer primary key, total numeric(10,2) not null, memo text);`)
  try {
    const id = await addShop(page)
    await open(page, `/setup/connections/${id}`)
    await page.getByRole('button', { name: 'Change sign-in' }).click()
    const dialog = page.getByRole('dialog', { name: 'Reconnect Shop' })
    await dialog.getByLabel('Port').fill(other.config.port)
    await dialog.getByRole('button', { name: 'Check and save' }).click()
    await expect(dialog.getByRole('alert')).toContainText('or replace the data', { timeout: 30_000 })
    expect(await statusOf(page, id)).toBe('healthy')
    await dialog.getByRole('checkbox', { name: /Replace the data/ }).click()
    await dialog.getByRole('button', { name: 'Check and save' }).click()
    await expect(dialog).toHaveCount(0, { timeout: 30_000 })
    await expect.poll(() => rowsOf(page, 'customer'), { timeout: 30_000 }).toBe(7)
    await expect.poll(() => rowsOf(page, 'purchase'), { timeout: 30_000 }).toBe(0)
  } finally {
    await other.stop()
  }
})

test('tables are deleted with their data connection only once its name is typed', async ({ launchApp }) => {
  test.setTimeout(120_000)
  const { page } = await launchApp()
  const id = await addShop(page)
  await open(page, `/setup/connections/${id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete data connection' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete data connection Shop' })
  await dialog.getByRole('radio', { name: 'Delete the tables as well' }).click()
  await expect(dialog.getByRole('button', { name: 'Delete with tables' })).toBeDisabled()
  await dialog.getByLabel('Type Shop to confirm').fill('Shop')
  await dialog.getByRole('button', { name: 'Delete with tables' }).click()
  await expect(page.getByRole('button', { name: 'Add data connection' })).toBeVisible()
  expect(await call(page, 'tables', 'list')).toEqual([])
})

async function connectByUrl(page: Page): Promise<void> {
  await open(page, '/setup/connections/new?source=postgres')
  await page.getByRole('radio', { name: 'URL' }).click()
  await page.getByLabel('URL', { exact: true }).fill(`postgres://postgres:any-password@127.0.0.1:${gate.port}/postgres`)
  await page.getByRole('button', { name: 'Check and list tables' }).click()
  await expect(page.getByText('postgres@postgres')).toBeVisible({ timeout: 30_000 })
}

/** Both tables, synced once by what was typed in the form. */
async function addShop(page: Page): Promise<string> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const id = await call(page, 'dataConnections', 'draft', {
    sourceId: 'postgres',
    config: { auth: 'fields', ...postgres.config, port: gate.port },
    secrets: { password: 'any-password' },
  })
  const streams = await call(page, 'dataConnections', 'discover', { id })
  const settings = { fields: null, filters: [], cursorField: null, deletes: 'remove' as const }
  await call(page, 'dataConnections', 'create', {
    id,
    name: 'Shop',
    schedule: { kind: 'manual' },
    streams: streams.map(({ name, label, cursorField }) => ({
      name,
      target: { kind: 'new' as const, tableName: label },
      settings: { ...settings, mode: cursorField === null ? ('full' as const) : ('incremental' as const) },
    })),
  })
  await expect.poll(() => statusOf(page, id), { timeout: 30_000 }).toBe('healthy')
  return id
}

const statusOf = async (page: Page, id: string): Promise<string> =>
  (await call(page, 'dataConnections', 'get', { id })).status

const lastRun = async (page: Page, id: string) => (await call(page, 'dataConnections', 'runs', { id, limit: 1 }))[0]

const countOf = (page: Page, tableId: string): Promise<number> =>
  call(page, 'records', 'count', {
    question: { tableId, filter: null, search: null, sort: [] },
    ticket: `rows of ${tableId}`,
  })

async function rowsOf(page: Page, tableName: string): Promise<number | null> {
  const table = (await call(page, 'tables', 'list')).find(({ name }) => name === tableName)
  return table ? countOf(page, table.id) : null
}

async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
