import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type ModelServer, startModelServer } from '../helpers/model-server'
import { type PostgresServer, startPglite } from '../helpers/postgres'
import { ask, call } from './helpers/call'
import { addPostgres, untilSynced } from './helpers/data-connection'
import { type Door, startDoor } from './helpers/door'
import { expect, test } from './helpers/launch'
import { chooseModel, openCard, settled, startThread } from './helpers/scenario'
import { expectNoViolations } from './helpers/violations'

const KEY = 'agent-syncs-model-key'
const PASSPHRASE = 'correct horse battery'
const SQL = `create table orders (id integer primary key, status text not null);
  insert into orders select n, 'open' from generate_series(1, 50) n`

let model: ModelServer
let postgres: PostgresServer
let door: Door
let dataDir: string

test.beforeEach(async () => {
  model = await startModelServer({ key: KEY })
  postgres = await startPglite(SQL)
  door = await startDoor(postgres.config.port)
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-agent-syncs-'))
})
test.afterEach(async () => {
  await model.close()
  await door.close()
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

const config = () => ({ ...postgres.config, port: door.port })

async function setUp(page: Page): Promise<string> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true })
  await call(page, 'vault', 'createPassphrase', { passphrase: PASSPHRASE })
  await chooseModel(page, model, KEY)
  const [agent] = await call(page, 'agents', 'list', undefined)
  const grant = { kind: 'manage-data-connections' as const, target: null, allowed: true }
  await call(page, 'agents', 'setGrant', { agentId: agent?.id ?? '', ...grant })
  const id = await addPostgres(page, {
    ...{ config: config(), password: 'first', name: 'Shop', tables: { 'public.orders': 'orders' } },
  })
  await untilSynced(page, id)
  return id
}

async function statuses(page: Page): Promise<unknown[]> {
  const table = (await call(page, 'tables', 'list', undefined)).find(({ name }) => name === 'orders')
  const question = { tableId: table?.id ?? '', filter: null, search: null, sort: [] }
  const { rows } = await call(page, 'records', 'page', { question, offset: 0, limit: 100 })
  const column = table?.fields.findIndex(({ name }) => name === 'status') ?? -1
  return [...new Set(rows.map(({ values }) => values[column]))]
}

const goTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, path)

test('an agent says which sync fails, asks for the reconnect that it needs, and has the records brought up to date', async ({
  launchApp,
}) => {
  test.setTimeout(120_000)
  let launched = await launchApp({ dataDir })
  const id = await setUp(launched.page)
  door.shut(true)
  await call(launched.page, 'dataConnections', 'sync', { id, streamId: null, full: false })
  expect(await untilSynced(launched.page, id)).toBe('needs-reauth')

  model.script([
    { toolCalls: [{ name: 'list_syncs', args: {} }] },
    { toolCalls: [{ name: 'request_data_connection', args: { data_connection: 'Shop', reason: 'Orders are old.' } }] },
  ])
  const threadId = await startThread(launched.page, 'Which syncs are failing?')
  const card = await openCard(launched.page, threadId, 'needs_connection')
  expect(card.payload).toMatchObject({ reconnect: true, dataConnection: { sourceId: 'postgres', id } })
  const heard = JSON.stringify(model.requests[1]?.messages.at(-1))
  expect(heard).toContain('needs-reauth')
  expect(heard).toContain('Shop')

  await launched.close()
  launched = await launchApp({ dataDir })
  const { page } = launched
  await call(page, 'vault', 'unlock', { passphrase: PASSPHRASE })
  await goTo(page, `/chat/${threadId}`)
  await expect(page.getByText('Orders are old.', { exact: true })).toBeVisible()
  const early = await ask(page, 'chat', 'answerCard', { cardId: card.id, answer: { decision: 'connected' } })
  expect(early).toMatchObject({ ok: false, error: { message: 'Shop is not connected yet' } })
  await page.getByRole('button', { name: 'Reconnect Shop' }).click()
  await expect.poll(() => page.evaluate(() => location.hash)).toContain(`/setup/connections/${id}`)

  door.shut(false)
  model.script([{ text: 'Shop is connected again.' }])
  await call(page, 'dataConnections', 'reconnect', {
    ...{ id, config: { auth: 'fields', ...config() }, secrets: { password: 'second' }, replaceData: false },
  })
  await settled(page, threadId, 'idle')
  await untilSynced(page, id)
  await goTo(page, `/chat/${threadId}`)
  await expect(page.getByText('Shop is connected again.')).toBeVisible()

  await postgres.run("update orders set status = 'shipped'")
  model.script([{ toolCalls: [{ name: 'trigger_sync', args: { data_connection: 'Shop' } }] }, { text: 'It syncs.' }])
  await call(page, 'chat', 'send', { threadId, text: 'Bring the orders up to date', skillIds: [] })
  await openCard(page, threadId, 'needs_approval')
  expect(await statuses(page)).toEqual(['open'])
  await page.getByRole('button', { name: 'Approve once' }).click()
  await settled(page, threadId, 'idle')
  await expect.poll(() => statuses(page), { timeout: 30_000 }).toEqual(['shipped'])
  const [run] = await call(page, 'dataConnections', 'runs', { id, limit: 1 })
  expect(run).toMatchObject({ trigger: 'agent' })
  await expectNoViolations(page)
})

test('an agent without the permission is offered no tool that changes a sync, and a made-up call does nothing', async ({
  launchApp,
}) => {
  const { page } = await launchApp({ dataDir })
  const id = await setUp(page)
  const [agent] = await call(page, 'agents', 'list', undefined)
  const grant = { kind: 'manage-data-connections' as const, target: null, allowed: false }
  await call(page, 'agents', 'setGrant', { agentId: agent?.id ?? '', ...grant })
  model.script([{ toolCalls: [{ name: 'trigger_sync', args: { data_connection: 'Shop' } }] }, { text: 'I cannot.' }])
  const threadId = await startThread(page, 'Sync Shop')
  await settled(page, threadId, 'idle')
  const offered = model.toolNames()[0] ?? []
  expect(offered).toContain('list_syncs')
  for (const tool of ['trigger_sync', 'set_schedule', 'inspect_data_connection', 'request_data_connection'])
    expect(offered).not.toContain(tool)
  expect(JSON.stringify(model.requests[1]?.messages.at(-1))).toContain('tool_not_available')
  expect(await call(page, 'dataConnections', 'runs', { id, limit: 10 })).toHaveLength(1)
})
