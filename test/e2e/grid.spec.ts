import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { call } from './helpers/call'
import { expect, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

type Launch = Parameters<Parameters<typeof test>[2]>[0]['launchApp']

const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** A table of deals with thirty records, open in the window, its grid with the keys. */
async function openDeals(launchApp: Launch) {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  const id = await call(page, 'tables', 'create', {
    name: 'Deals',
    fields: [
      { name: 'Title', type: 'text' },
      { name: 'Amount', type: 'integer' },
      { name: 'Won', type: 'boolean' },
      {
        name: 'Stage',
        type: 'select',
        settings: {
          options: [
            { name: 'New', color: 6 },
            { name: 'Lost', color: 1 },
          ],
        },
      },
      { name: 'Closed', type: 'date' },
    ],
  })
  const { fields } = await call(page, 'tables', 'get', { id })
  const [title = '', amount = ''] = fields.map((field) => field.id)
  const adds = Array.from({ length: 30 }, (_, index) => ({ [title]: `Deal ${index + 1}`, [amount]: index * 10 }))
  await call(page, 'records', 'write', { tableId: id, edits: [], adds })
  await goTo(page, `/setup/tables/${id}`)
  const grid = page.getByRole('grid', { name: 'Deals' })
  await expect(grid.getByRole('gridcell', { name: 'Deal 1', exact: true })).toBeVisible()
  await grid.focus()
  const rows = async () => {
    const question = { tableId: id, filter: null, search: null, sort: [] }
    return (await call(page, 'records', 'page', { question, offset: 0, limit: 100 })).rows
  }
  const cell = (row: number, column: number) => page.locator(`#cell-${row - 1}-${column - 1}`)
  return { page, grid, id, fields, rows, cell }
}

test('records are edited, cleared, undone and done again with the keyboard alone', async ({ launchApp }) => {
  const { page, grid, rows, cell } = await openDeals(launchApp)
  await page.keyboard.type('Renewal')
  await press(page, 'Enter')
  await expect(cell(1, 1)).toHaveText('Renewal')
  await expect(grid).toHaveAttribute('aria-activedescendant', 'cell-1-0')
  await press(page, 'F2')
  await page.keyboard.type(' plus')
  await press(page, 'Tab')
  await expect(cell(2, 1)).toHaveText('Deal 2 plus')
  await page.keyboard.type('77')
  await press(page, 'Tab', 'Space', 'ArrowRight', 'Enter')
  await expect(page.getByRole('combobox', { name: 'Stage' })).toBeFocused()
  await page.keyboard.type('lo')
  await press(page, 'Enter')
  await press(page, 'ArrowUp', 'ArrowRight')
  await page.keyboard.type('2026-03-31')
  await press(page, 'Enter')
  await expect.poll(async () => (await rows())[1]?.values).toEqual(['Deal 2 plus', 77, true, 'Lost', '2026-03-31'])
  await press(page, 'ArrowUp', 'Delete')
  await expect.poll(async () => (await rows())[1]?.values[4]).toBeNull()
  await press(page, 'Control+z')
  await expect.poll(async () => (await rows())[1]?.values[4]).toBe('2026-03-31')
  await press(page, 'Control+Shift+z')
  await expect.poll(async () => (await rows())[1]?.values[4]).toBeNull()
  await expect(cell(2, 5)).toHaveText('')
})

test('a value that cannot be right stays in its editor with what is wrong', async ({ launchApp }) => {
  const { page, grid, rows } = await openDeals(launchApp)
  await press(page, 'ArrowRight')
  await page.keyboard.type('many')
  await press(page, 'Enter')
  const editor = page.getByRole('textbox', { name: 'Amount' })
  await expect(editor).toHaveValue('many')
  await expect(page.getByRole('alert')).toHaveText('A whole number is needed, for example 42')
  await expect(editor).toHaveAttribute('aria-invalid', 'true')
  await press(page, 'Escape')
  await expect(grid).toBeFocused()
  expect((await rows())[0]?.values[1]).toBe(0)
})

test('a value that main refuses comes back into the editor as it was typed', async ({ launchApp }) => {
  const { page, id, fields, rows } = await openDeals(launchApp)
  await call(page, 'tables', 'updateField', {
    tableId: id,
    fieldId: fields[0]?.id ?? '',
    change: { settings: { unique: true } },
  })
  await press(page, 'Enter')
  await page.getByRole('textbox', { name: 'Title' }).fill('Deal 5')
  await press(page, 'Enter')
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Deal 5')
  await expect(page.getByRole('alert')).toContainText('Title')
  expect((await rows())[0]?.values[0]).toBe('Deal 1')
})

test('a block is copied and pasted, and rows below the last one become records, in one step', async ({ launchApp }) => {
  const { page, rows } = await openDeals(launchApp)
  await press(page, 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Control+c')
  await expect(page.getByRole('status').filter({ hasText: 'Copied 6 cells' })).toHaveCount(1)
  await press(page, 'Control+ArrowDown', 'ArrowUp', 'Control+v')
  await expect.poll(async () => (await rows()).length).toBe(32)
  expect((await rows()).slice(29).map(({ values }) => values.slice(0, 2))).toEqual([
    ['Deal 1', 0],
    ['Deal 2', 10],
    ['Deal 3', 20],
  ])
  await expect(page.getByRole('status').filter({ hasText: '2 records added' })).toHaveCount(1)
  await press(page, 'Control+z')
  await expect.poll(async () => (await rows()).map(({ values }) => values[0]).at(-1)).toBe('Deal 30')
})

test('nothing is written when one pasted value does not fit, and the cell is named', async ({ launchApp }) => {
  const { page, rows, cell } = await openDeals(launchApp)
  await press(page, 'Shift+ArrowDown', 'Control+c', 'Escape', 'ArrowRight', 'Control+v')
  await expect(page.getByRole('alert')).toContainText('Amount: A whole number is needed')
  expect((await rows()).slice(0, 2).map(({ values }) => values[1])).toEqual([0, 10])
  await press(page, 'ArrowDown')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(cell(2, 2)).toHaveAttribute('aria-selected', 'true')
})

test('heads sort, size, move, pin and hide from the keyboard', async ({ launchApp }) => {
  const { page, grid, cell } = await openDeals(launchApp)
  const head = (name: string) => grid.getByRole('columnheader', { name: new RegExp(`^${name}`) })
  await press(page, 'ArrowRight', 'ArrowUp', 'Enter', 'Enter')
  await expect(head('Amount')).toHaveAttribute('aria-sort', 'descending')
  await expect(cell(1, 1)).toHaveText('Deal 30')
  const before = (await head('Amount').boundingBox())?.width ?? 0
  await press(page, 'Alt+ArrowRight', 'Alt+ArrowRight')
  await expect.poll(async () => (await head('Amount').boundingBox())?.width).toBe(before + 32)
  await press(page, 'Alt+Shift+ArrowLeft')
  await expect(head('Amount')).toHaveAttribute('aria-colindex', '2')
  await press(page, 'Home', 'Shift+F10')
  await page.getByRole('menuitem', { name: 'Pin to the left' }).press('Enter')
  await expect(grid).toBeFocused()
  await press(page, 'Shift+F10')
  await expect(page.getByRole('menuitem', { name: 'Unpin' })).toBeVisible()
  await page.getByRole('menuitem', { name: 'Hide field' }).press('Enter')
  await expect(head('Amount')).toHaveCount(0)
  await expect(grid).toBeFocused()
})

test('a record is added at the line below the last one, where typing goes on', async ({ launchApp }) => {
  const { page, grid, rows } = await openDeals(launchApp)
  await press(page, 'Control+End', 'Enter')
  await expect(grid).toHaveAttribute('aria-rowcount', '33')
  await expect(page.locator('#cell-30-0')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.type('Fresh')
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Fresh')
  await press(page, 'Enter')
  await expect.poll(async () => (await rows()).at(-1)?.values[0]).toBe('Fresh')
})

test('the pointer selects by dragging, edits with a double click and switches a yes-or-no with one', async ({
  launchApp,
}) => {
  const { page, grid, rows, cell } = await openDeals(launchApp)
  await cell(2, 1).hover()
  await page.mouse.down()
  await cell(4, 2).hover()
  await page.mouse.up()
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toContainText('6 cells selected')
  await cell(3, 2).dblclick()
  await page.getByRole('textbox', { name: 'Amount' }).fill('5')
  await press(page, 'Enter', 'ArrowRight', 'Space')
  await expect.poll(async () => (await rows())[3]?.values[2]).toBe(true)
  await grid.getByRole('img', { name: 'Yes' }).click()
  await expect.poll(async () => (await rows())[3]?.values[2]).toBe(false)
  expect((await rows())[2]?.values[1]).toBe(5)
})

test('rows are picked by their numbers and deleted, with a way back', async ({ launchApp }) => {
  const { page, grid, rows } = await openDeals(launchApp)
  const number = (row: number) => grid.getByRole('rowheader').filter({ hasText: new RegExp(`^${row}$`) })
  await number(2).click()
  await number(4).click({ modifiers: ['Control'] })
  await page.getByRole('button', { name: 'Delete 2 records' }).click()
  await expect.poll(async () => (await rows()).length).toBe(28)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(async () => (await rows()).length).toBe(30)
})

test('Tab leaves the grid after Escape, Space opens a record and Escape closes it', async ({ launchApp }) => {
  const { page, grid } = await openDeals(launchApp)
  await press(page, 'Space')
  const panel = page.getByRole('complementary', { name: 'Deal 1' })
  await expect(panel).toBeVisible()
  await press(page, 'ArrowDown')
  await expect(page.getByRole('complementary', { name: 'Deal 2' })).toBeVisible()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(grid).toBeFocused()
  await press(page, 'Tab')
  await expect(grid).toBeFocused()
  await press(page, 'Escape', 'Tab')
  await expect(grid).not.toBeFocused()
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in the grid in ${theme}: at rest, selecting, editing and with a menu`, async ({
    launchApp,
  }) => {
    const { page } = await openDeals(launchApp)
    await call(page, 'app', 'setPreferences', { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    const check = async (what: string) => expect(await seriousFindings(page), what).toEqual([])
    await check('at rest')
    await press(page, 'Shift+ArrowDown', 'Shift+ArrowRight')
    await check('selecting')
    await press(page, 'Escape', 'End', 'Enter')
    await check('with a calendar')
    await press(page, 'Escape', 'ArrowLeft', 'Enter')
    await check('with choices')
    await press(page, 'Escape', 'Control+ArrowUp', 'ArrowUp', 'Shift+F10')
    await check('with a menu')
    await expectNoViolations(page)
  })
}

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
