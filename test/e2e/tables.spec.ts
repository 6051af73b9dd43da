import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import type { NewField } from '../../shared/domain/table'
import { call } from './helpers/call'
import { expect, type LaunchedApp, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

const FIELDS: NewField[] = [
  { name: 'Name', type: 'text' },
  { name: 'Amount', type: 'text' },
  {
    name: 'Stage',
    type: 'select',
    settings: {
      options: [
        { name: 'Open', color: 0 },
        { name: 'Won', color: 4 },
      ],
    },
  },
]

const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)

const dialog = (page: Page, name: string | RegExp): Locator => page.getByRole('dialog', { name })
const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 })

async function choose(page: Page, control: Locator, option: string | RegExp): Promise<void> {
  await control.click()
  await page.getByRole('option', { name: option }).first().click()
}

/** Deals with three records: a number, a text that is none, and nothing. */
async function openDeals({ page }: LaunchedApp) {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const id = await call(page, 'tables', 'create', { name: 'Deals', fields: FIELDS })
  const { fields } = await call(page, 'tables', 'get', { id })
  const [name = '', amount = '', stage = ''] = fields.map((field) => field.id)
  const { added } = await call(page, 'records', 'write', {
    tableId: id,
    edits: [],
    adds: [
      { [name]: 'Acme Corp', [amount]: '1200', [stage]: 'Open' },
      { [name]: 'Globex', [amount]: 'soon', [stage]: 'Won' },
      { [name]: 'Initech' },
    ],
  })
  await goTo(page, `/setup/tables/${id}`)
  await expect(heading(page)).toHaveText('Deals')
  const values = async (recordId: number) => (await call(page, 'records', 'get', { tableId: id, recordId })).row.values
  const all = () => Promise.all(added.map(values))
  return { id, fields: { name, amount, stage }, added, values, all }
}

async function openRecord(page: Page, id: string, recordId: number): Promise<void> {
  await goTo(page, `/setup/tables/${id}?record=${recordId}`)
  await expect(page.getByRole('tab', { name: 'History' })).toBeVisible()
}

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

test('a table is made by hand with fields of several types, renamed, deleted and brought back', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await goTo(page, '/setup/tables')
  await page.getByRole('button', { name: 'New table' }).first().click()
  const made = dialog(page, 'New table')
  await made.getByRole('textbox', { name: 'Name of the table' }).fill('Deals')
  await made.getByRole('button', { name: 'Add field' }).click()
  await made.getByRole('textbox', { name: 'Name of field 2' }).fill('Stage')
  await choose(page, made.getByRole('button', { name: /^Type of Stage/ }), 'Choice')
  await made.getByRole('button', { name: 'Add choice' }).click()
  await made.getByRole('textbox', { name: 'Choice 1' }).fill('Open')
  await page.keyboard.press('Enter')
  await made.getByRole('textbox', { name: 'Choice 2' }).fill('Won')
  await made.getByRole('button', { name: 'Add field' }).click()
  await made.getByRole('textbox', { name: 'Name of field 3' }).fill('Amount')
  await choose(page, made.getByRole('button', { name: /^Type of Amount/ }), /^Number/)
  expect(await seriousFindings(page)).toEqual([])
  await made.getByRole('button', { name: 'Create table' }).click()
  await expect(heading(page)).toHaveText('Deals')
  const [table] = await call(page, 'tables', 'list')
  expect(table?.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'Name: text',
    'Stage: select',
    'Amount: number',
  ])
  expect(table?.fields[1]?.settings.options.map(({ name }) => name)).toEqual(['Open', 'Won'])

  await page.getByRole('button', { name: 'Name of the table: Deals' }).click()
  await page.getByRole('textbox', { name: 'Name of the table' }).fill('Sales')
  await page.keyboard.press('Enter')
  await expect(heading(page)).toHaveText('Sales')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete table' }).click()
  await expect(page.getByText('Deleted Sales', { exact: true })).toBeVisible()
  expect(await call(page, 'tables', 'list')).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(heading(page)).toHaveText('Sales')
  await expectNoViolations(page)
})

test('a record is edited in its panel; its history shows it, and undo puts it back', async ({ launchApp }) => {
  const launched = await launchApp()
  const { page } = launched
  const { id, added, values } = await openDeals(launched)
  const [acme = 0] = added
  await openRecord(page, id, acme)
  const panel = page.getByRole('complementary', { name: 'Acme Corp' })
  await panel.getByRole('textbox', { name: 'Amount' }).fill('1300')
  await page.keyboard.press('Tab')
  await expect.poll(() => values(acme)).toEqual(['Acme Corp', '1300', 'Open'])
  await panel.getByRole('button', { name: 'Stage: Open' }).click()
  await page.getByRole('option', { name: 'Won' }).click()
  await expect.poll(() => values(acme)).toEqual(['Acme Corp', '1300', 'Won'])

  await panel.getByRole('tab', { name: 'History' }).click()
  const entries = panel.getByRole('list', { name: 'History' }).getByRole('listitem')
  await expect(entries).toHaveCount(3)
  await expect(entries.nth(1)).toContainText('You changed')
  await expect(entries.nth(1)).toContainText('1200')
  expect(await seriousFindings(page)).toEqual([])
  await entries.nth(1).getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('1 record put back', { exact: true })).toBeVisible()
  expect(await values(acme)).toEqual(['Acme Corp', '1200', 'Won'])

  await panel.getByRole('button', { name: 'Delete record' }).click()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(() => values(acme).catch(() => null)).toEqual(['Acme Corp', '1200', 'Won'])
})

test('what was changed later is left as it is by an undo, and said before', async ({ launchApp }) => {
  const launched = await launchApp()
  const { page } = launched
  const { id, fields, added, all } = await openDeals(launched)
  const [acme = 0, globex = 0] = added
  const write = (recordId: number, amount: string) => ({ recordId, values: { [fields.amount]: amount } })
  await call(page, 'records', 'write', { tableId: id, edits: [write(acme, '1'), write(globex, '2')], adds: [] })
  await call(page, 'records', 'write', { tableId: id, edits: [write(globex, '3')], adds: [] })
  await page.getByRole('button', { name: 'Recent changes' }).click()
  const changes = page.getByRole('complementary', { name: 'Recent changes' })
  await changes.getByRole('button', { name: 'Undo: You edited 2 records' }).click()
  const asked = dialog(page, 'Undo these changes')
  await expect(asked.getByText('1 record is put back as it was.')).toBeVisible()
  await expect(asked.getByText('Globex')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await asked.getByRole('button', { name: 'Undo 1 record' }).click()
  await expect(page.getByText('1 value was changed later and was left as it is', { exact: true })).toBeVisible()
  expect((await all()).map(([, amount]) => amount)).toEqual(['1200', '3', null])
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect.poll(async () => (await all()).map(([, amount]) => amount)).toEqual(['1', '3', null])
})

test('a choice keeps its records under a new name, and a deleted field comes back with its values', async ({
  launchApp,
}) => {
  const launched = await launchApp()
  const { page } = launched
  const { id, all } = await openDeals(launched)
  await page.getByRole('button', { name: 'Edit fields' }).click()
  const panel = page.getByRole('complementary', { name: 'Fields' })
  await panel.getByRole('button', { name: 'Edit Stage' }).click()
  const field = dialog(page, 'Field Stage')
  await field.getByRole('textbox', { name: 'Choice 2' }).fill('Closed won')
  expect(await seriousFindings(page)).toEqual([])
  await field.getByRole('button', { name: 'Save field' }).click()
  await expect(field).toBeHidden()
  expect((await all()).map(([, , stage]) => stage)).toEqual(['Open', 'Closed won', null])

  await panel.getByRole('button', { name: 'Move Stage, 3 of 3' }).press('ArrowUp')
  await expect(panel.getByRole('button', { name: 'Move Stage, 2 of 3' })).toBeFocused()
  const names = async () => (await call(page, 'tables', 'get', { id })).fields.map(({ name }) => name)
  await expect.poll(names).toEqual(['Name', 'Stage', 'Amount'])

  await panel.getByRole('button', { name: 'Delete Stage' }).click()
  await expect.poll(names).toEqual(['Name', 'Amount'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(names).toEqual(['Name', 'Stage', 'Amount'])
  expect((await all()).map(([, stage]) => stage)).toEqual(['Open', 'Closed won', null])
})

test('a type is changed after a look at what becomes of the values, and changed back by undo', async ({
  launchApp,
}) => {
  const launched = await launchApp()
  const { page } = launched
  const { id, all } = await openDeals(launched)
  const before = await all()
  await page.getByRole('button', { name: 'Edit fields' }).click()
  await page.getByRole('button', { name: 'Edit Amount' }).click()
  await dialog(page, 'Field Amount').getByRole('button', { name: 'Change type' }).click()
  const retype = dialog(page, 'Change the type of Amount')
  await expect(retype.getByRole('status')).toHaveText('1 converts · 1 becomes empty · 1 is empty')
  await expect(retype.getByText('soon')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await retype.getByRole('button', { name: 'Change type, empty 1 value' }).click()
  await expect(page.getByText('Amount is now: Number', { exact: true })).toBeVisible()
  expect((await all()).map(([, amount]) => amount)).toEqual([1200, null, null])
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(all).toEqual(before)
  expect((await call(page, 'tables', 'get', { id })).fields[1]?.type).toBe('text')
})

/** Drops a text as a file where a person would: somewhere on the screen. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([fileName, content]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([content], fileName, { type: 'text/csv' }))
      return transfer
    },
    [name, text] as const,
  )
  const screen = page.locator('#content header').first()
  await screen.dispatchEvent('dragover', { dataTransfer: data })
  await expect(page.getByText('Drop the file to import it')).toBeVisible()
  await screen.dispatchEvent('drop', { dataTransfer: data })
}

test('a dropped file becomes a table, its bad line is said and kept, and an export gives the same records', async ({
  launchApp,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-tables-'))
  try {
    const { app, page } = await launchApp()
    await call(page, 'app', 'setPreferences', { welcomeDone: true })
    await goTo(page, '/setup/tables')
    await expect(heading(page)).toBeVisible()
    await drop(page, 'people.csv', 'Name;Age\nAda;36\nGrace;85;too;many\n"Žofie; née Nová";41\n')
    const setup = dialog(page, 'Import people.csv')
    await expect(setup.getByRole('textbox', { name: 'Name for Age' })).toHaveValue('Age')
    await expect(setup.getByText('Line 3', { exact: true })).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await setup.getByRole('button', { name: 'Import records' }).click()
    const done = dialog(page, 'Imported')
    await expect(done.getByText('2 records added, 1 line left out')).toBeVisible()
    await done.getByRole('button', { name: 'Go to table' }).click()
    await expect(heading(page)).toHaveText('people')
    const [table] = await call(page, 'tables', 'list')
    expect(table?.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual(['Name: text', 'Age: integer'])

    const file = join(folder, 'people.csv')
    await app.evaluate(({ dialog: system }, filePath) => {
      system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await page.getByRole('button', { name: 'Export records' }).click()
    await dialog(page, 'Export people').getByRole('button', { name: 'Choose file and export' }).click()
    await expect(dialog(page, 'Exported').getByText(/2 records written to people\.csv/)).toBeVisible()
    expect(
      readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .trim()
        .split(/\r?\n/),
    ).toEqual(['Name,Age', 'Ada,36', '"Žofie; née Nová",41'])
    await expectNoViolations(page)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
})
