import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openConnection } from '../../electron/db/connection'
import { type ModelServer, startModelServer } from '../helpers/model-server'
import { call } from './helpers/call'
import { expect, test } from './helpers/launch'
import { chooseModel, openCard } from './helpers/scenario'

const KEY = 'list-model-key'
const MANY = 1000

test('a thousand data connections are drawn a page at a time, searched, and led by those that need a hand', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-many-'))
  try {
    const first = await launchApp({ dataDir })
    await call(first.page, 'app', 'setPreferences', { welcomeDone: true })
    await first.close()
    await addMany(dataDir)
    const { page } = await launchApp({ dataDir })
    await go(page, '/setup/connections')
    const rows = page.getByRole('list', { name: 'Data connections' }).getByRole('button')
    await expect(rows).toHaveCount(50)
    await expect(rows.first()).toContainText('Number 0700')
    await expect(rows.first()).toContainText('Needs to be reconnected')
    await expect(rows.first()).toContainText('The key was revoked')
    await page.getByRole('button', { name: 'Show 50 more' }).click()
    await expect(rows).toHaveCount(100)
    await page.getByRole('searchbox', { name: 'Search data connections' }).fill('0042 number')
    await expect(rows).toHaveCount(1)
    await page.getByRole('searchbox', { name: 'Search data connections' }).fill('')
    await page.getByRole('radio', { name: '1 need attention' }).click()
    await expect(rows).toHaveCount(1)
    await rows.first().click()
    await expect(page.getByRole('button', { name: 'Reconnect' })).toBeVisible()
  } finally {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
  }
})

test('a card in a thread leads to the form of the source that it asks for', async ({ launchApp }) => {
  const model: ModelServer = await startModelServer({ key: KEY })
  try {
    const { page } = await launchApp()
    await call(page, 'app', 'setPreferences', { welcomeDone: true })
    await chooseModel(page, model, KEY)
    const asked = { name: 'request_data_connection', args: { source: 'Stripe', reason: 'Invoices are missing here.' } }
    model.script([{ toolCalls: [asked] }, { text: 'Later, then.' }])
    const agentId = await call(page, 'agents', 'create', {
      ...{ name: 'Operator', description: '', instructions: '', model: null },
    })
    await call(page, 'agents', 'setGrant', {
      ...{ agentId, kind: 'manage-data-connections', target: null, allowed: true },
    })
    const threadId = await call(page, 'chat', 'createThread', { agentId })
    await call(page, 'chat', 'send', { threadId, text: 'What was invoiced?', skillIds: [] })
    await openCard(page, threadId, 'needs_connection')
    await go(page, `/chat/${threadId}`)
    await expect(page.getByText('Invoices are missing here.', { exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Connect Stripe' }).click()
    await expect(page.getByRole('heading', { name: 'Add data connection' })).toBeVisible()
    await expect(page.getByLabel('Restricted or secret key')).toBeVisible()
  } finally {
    await model.close()
  }
})

/** Ready ones without tables, as if they had been added one after the other. */
async function addMany(dataDir: string): Promise<void> {
  const connection = await openConnection(join(dataDir, 'workspace.sqlite'), 'read-write')
  const failure = JSON.stringify({ message: 'The key was revoked', advice: 'Reconnect it.', reason: 'needs-reauth' })
  await connection.run(
    `with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < ?)
     insert into data_connection (id, name, source_id, config, paused, needs_reauth, failure, created_at, state, test_mode, schedule, failures)
     select 'many-' || n, printf('Number %04d', n), 'stripe', '{"auth":"key"}', 0, n = 700, iif(n = 700, ?, null),
       '2026-01-01T00:00:00.000Z', 'ready', 0, '{"kind":"manual"}', 0 from numbers`,
    [MANY - 1, failure],
  )
  await connection.close()
}

const go = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)
