import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { call } from './helpers/call'
import { expect, test } from './helpers/launch'

const DEALS = 240
const STAGES = ['Lead', 'Won', 'Lost']

let dataDir: string
test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-views-'))
})
test.afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)

/** Deals of 0, 10, 20 … with their stages in turn; the amounts end at 2390. */
async function addDeals(page: Page): Promise<{ tableId: string; amountId: string }> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const tableId = await call(page, 'tables', 'create', {
    name: 'Deals',
    fields: [
      { name: 'Name', type: 'text' },
      { name: 'Amount', type: 'number' },
      { name: 'Stage', type: 'select', settings: { options: STAGES.map((name, color) => ({ name, color })) } },
    ],
  })
  const [name, amount, stage] = (await call(page, 'tables', 'get', { id: tableId })).fields.map(({ id }) => id)
  if (!name || !amount || !stage) throw new Error('The table has not got its fields')
  const adds = Array.from({ length: DEALS }, (_, index) => ({
    [name]: `Deal ${index}`,
    [amount]: index * 10,
    [stage]: STAGES[index % 3] ?? null,
  }))
  await call(page, 'records', 'write', { tableId, edits: [], adds })
  await goTo(page, `/setup/tables/${tableId}`)
  return { tableId, amountId: amount }
}

/** "60 of 240", with the thin spaces of large numbers left out. */
const expectCount = (page: Page, words: string) =>
  expect(page.getByRole('status').filter({ hasText: words }).filter({ visible: true })).toHaveCount(1)

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** "Amount is more than 1200" from the Filter button on, with nothing but keys. */
async function filterByKeyboard(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).focus()
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'Add condition' })).toBeFocused()
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'Field: Name' })).toBeFocused()
  await press(page, 'Enter')
  await expect(page.getByRole('listbox', { name: 'Field' })).toBeFocused()
  await page.keyboard.type('Am')
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'Field: Amount' })).toBeFocused()
  await press(page, 'Tab', 'Enter')
  await expect(page.getByRole('combobox', { name: 'Search' })).toBeFocused()
  await page.keyboard.type('is more')
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'Operator: is more than' })).toBeFocused()
  await press(page, 'Tab')
  await expect(page.getByRole('textbox', { name: 'Value' })).toBeFocused()
  await page.keyboard.type('1,200')
}

async function seriousFindings(page: Page, inside: string): Promise<string[]> {
  // Electron has no second page for axe to work in, so it runs in this one.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).include(inside).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

test('a filter is built with keys, kept in a view, and found again at its address after a restart', async ({
  launchApp,
}) => {
  test.setTimeout(90_000)
  const first = await launchApp({ dataDir })
  const { page } = first
  const { tableId, amountId } = await addDeals(page)
  await expectCount(page, '240 records')

  await filterByKeyboard(page)
  await expectCount(page, '119 of 240')
  expect(await seriousFindings(page, '[role=dialog]')).toEqual([])
  await press(page, 'Escape')
  await expect(page.getByRole('button', { name: 'Amount > 1200', exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'View: All records' }).focus()
  await press(page, 'Enter')
  await page.getByRole('menuitem', { name: 'Duplicate view' }).focus()
  await press(page, 'Enter')
  await expect(page.getByRole('textbox', { name: 'Name of the view' })).toBeFocused()
  await page.keyboard.type('Big deals')
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'View: Big deals' })).toBeVisible()

  const search = page.getByRole('searchbox', { name: 'Search records' })
  await search.fill('deal 20')
  await expectCount(page, '10 of 240')
  const address = await page.evaluate(() => location.hash.slice(1))
  expect(address).toContain('?view=')
  const stored = async () =>
    (await call(page, 'tables', 'views', { tableId })).map(({ name, state }) => [name, state.search, state.filter])
  const bigDeals = { kind: 'group', match: 'all', items: [{ kind: 'rule', fieldId: amountId, op: 'gt', value: 1200 }] }
  await expect.poll(stored).toEqual([
    ['All records', null, bigDeals],
    ['Big deals', 'deal 20', bigDeals],
  ])
  await first.close()

  const second = await launchApp({ dataDir })
  await goTo(second.page, address)
  await expect(second.page.getByRole('button', { name: 'View: Big deals' })).toBeVisible()
  await expectCount(second.page, '10 of 240')
  await expect(second.page.getByRole('searchbox', { name: 'Search records' })).toHaveValue('deal 20')
  await second.page.getByRole('searchbox', { name: 'Search records' }).press('Escape')
  await expectCount(second.page, '119 of 240')
  await second.page.getByRole('button', { name: 'Remove filter: Amount > 1200' }).click()
  await expectCount(second.page, '240 records')

  await goTo(second.page, `/setup/tables/${tableId}`)
  await expect(second.page.getByRole('button', { name: 'View: All records' })).toBeVisible()
  await expectCount(second.page, '119 of 240')
})

test('what was changed last in a view is stored although the screen is left at once', async ({ launchApp }) => {
  const { page } = await launchApp({ dataDir })
  const { tableId } = await addDeals(page)
  await expectCount(page, '240 records')
  await page.getByRole('searchbox', { name: 'Search records' }).fill('deal 7')
  await goTo(page, '/settings')
  await expect.poll(async () => (await call(page, 'tables', 'views', { tableId }))[0]?.state.search).toBe('deal 7')
})

test('a condition without a value is marked and changes nothing until it has one', async ({ launchApp }) => {
  const { page } = await launchApp({ dataDir })
  await addDeals(page)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await press(page, 'Enter')
  await expect(page.getByRole('img', { name: 'Not applied yet: choose a value.' })).toBeVisible()
  await expectCount(page, '240 records')
  await page.getByRole('textbox', { name: 'Value' }).fill('Deal 11')
  await expectCount(page, '11 of 240')
  await expect(page.getByRole('img', { name: 'Not applied yet: choose a value.' })).toBeHidden()
})

test('the summary of a field says its numbers, and a bar of it becomes a filter', async ({ launchApp }) => {
  const { page } = await launchApp({ dataDir })
  await addDeals(page)
  await page.getByRole('columnheader', { name: /^Stage/ }).hover()
  await page.getByRole('button', { name: 'Menu of Stage' }).click()
  await page.getByRole('menuitem', { name: 'Summarise' }).click()
  const panel = page.getByRole('complementary', { name: 'Summary' })
  await expect(panel.getByText('Distinct values')).toBeVisible()
  await expect(panel.getByRole('row', { name: /Won/ })).toContainText('80')
  expect(await seriousFindings(page, 'aside')).toEqual([])

  await page.getByRole('columnheader', { name: /^Amount/ }).hover()
  await page.getByRole('button', { name: 'Menu of Amount' }).click()
  await page.getByRole('menuitem', { name: 'Filter' }).click()
  await expect(
    page.getByRole('dialog', { name: 'Filter' }).getByRole('button', { name: 'Field: Amount' }),
  ).toBeVisible()
  await page.getByRole('textbox', { name: 'Value' }).fill('0')
  await press(page, 'Escape')
  await expect(page.getByRole('button', { name: 'Amount = 0', exact: true })).toBeVisible()
  await expectCount(page, '1 of 240')
  await page.getByRole('button', { name: 'Remove filter: Amount = 0' }).click()

  await panel.getByRole('button', { name: 'Show only Won' }).click()
  await expectCount(page, '80 of 240')
  await expect(page.getByRole('button', { name: 'Stage is any of Won', exact: true })).toBeVisible()

  await panel.getByRole('button', { name: 'Field: Stage' }).click()
  await page.getByRole('option', { name: 'Amount' }).click()
  const plot = panel.getByRole('table', { name: 'Distribution: Amount' })
  await expect(plot.getByRole('row')).toHaveCount(21)
  await panel.getByRole('radio', { name: 'Group by' }).click()
  await expect(panel.getByText(/more values with/)).toBeVisible()
  expect(await seriousFindings(page, 'aside')).toEqual([])
})
