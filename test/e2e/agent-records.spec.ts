import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { call } from './helpers/call'
import { expect, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Message', exact: true })
  await box.fill(text)
  await box.press('Enter')
}

test('a deal is found, a bulk change is approved with its sample, and all of it is undone but for a later edit', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await call(page, 'demo', 'fill', undefined)
  const threadId = await call(page, 'chat', 'createThread', { agentId: null })
  await goTo(page, `/chat/${threadId}`)
  await say(page, 'Find the deal for Acme Corp')
  await expect(page.getByText(/Source: this workspace, as of now/)).toBeVisible()

  await say(page, 'mark all open tickets as resolved')
  const card = page.getByRole('region', { name: 'Approval is needed' })
  await expect(card.getByText('Update 13 records in Tickets')).toBeVisible()
  await expect(card.getByText('And 3 more records.')).toBeVisible()
  await card.getByRole('button', { name: 'Approve once' }).click()
  await expect(page.getByText('Changed 13 records in Tickets')).toBeVisible()

  const tickets = (await call(page, 'tables', 'list', undefined)).find(({ name }) => name === 'Tickets')
  const status = tickets?.fields.find(({ name }) => name === 'Status')?.id ?? ''
  const tableId = tickets?.id ?? ''
  const filter = { kind: 'rule' as const, fieldId: status, op: 'eq' as const, value: 'Open' }
  const question = { tableId, filter: { kind: 'group' as const, match: 'all' as const, items: [filter] }, search: null }
  const count = () => call(page, 'records', 'count', { question: { ...question, sort: [] }, ticket: 'open' })
  expect(await count()).toBe(0)
  const [batch] = await call(page, 'records', 'changes', { tableId, runId: null, limit: 1 })
  const first = await firstOf(page, tableId, batch?.id ?? '')
  await call(page, 'records', 'write', {
    tableId,
    edits: [{ recordId: first, values: { [status]: 'Waiting' } }],
    adds: [],
  })

  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo what this answer changed' })
  await expect(dialog.getByText('1 value was changed since, and stays as it is:')).toBeVisible()
  await expect(dialog.getByText('Stays Waiting; it was Open.')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Undo 12 records' }).click()
  await expect(page.getByText('Undone', { exact: true })).toBeVisible()
  expect(await count()).toBe(12)
  await expectNoViolations(page)
})

/** A record that a batch changed. */
async function firstOf(page: Page, tableId: string, batchId: string): Promise<number> {
  const question = { tableId, filter: null, search: null, sort: [] }
  const { rows } = await call(page, 'records', 'page', { question, offset: 0, limit: 50 })
  for (const { id } of rows) {
    const [entry] = await call(page, 'records', 'history', { tableId, recordId: id, before: null, limit: 1 })
    if (entry?.batch.id === batchId) return id
  }
  throw new Error('The batch changed none of these records')
}

test('the permission to write records is limited to named tables by keyboard, and survives a deleted table', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await call(page, 'demo', 'fill', undefined)
  const id = await call(page, 'agents', 'create', { name: 'Sales', description: '', instructions: '', model: null })
  await goTo(page, `/agents/${id}/tools`)
  const write = page.getByRole('switch', { name: /^Write records/ })
  await write.focus()
  await page.keyboard.press('Space')
  await expect(write).toBeChecked()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  const tables = page.getByRole('group', { name: 'Tables whose records may be written' })
  await expect(page.getByRole('switch', { name: 'Write records · in no table yet' })).toBeChecked()
  await tables.getByRole('checkbox', { name: 'Deals' }).focus()
  await page.keyboard.press('Space')
  await tables.getByRole('checkbox', { name: 'Tickets' }).click()
  await expect(page.getByRole('switch', { name: 'Write records · in Deals, Tickets' })).toBeChecked()
  expect(await seriousFindings(page)).toEqual([])

  const tickets = (await call(page, 'tables', 'list', undefined)).find(({ name }) => name === 'Tickets')
  await call(page, 'tables', 'delete', { id: tickets?.id ?? '' })
  await expect(page.getByText('Table missing')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the permission for the missing table' }).click()
  await expect(page.getByRole('switch', { name: 'Write records · in Deals' })).toBeChecked()
  await expect(page.getByText('Table missing')).toBeHidden()
  const allowed = (await call(page, 'agents', 'get', { id })).grants.filter((grant) => grant.allowed)
  expect(allowed).toHaveLength(1)
})
