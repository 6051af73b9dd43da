import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { openConnection } from '../../electron/db/connection'
import { type PostgresServer, startPglite } from '../helpers/postgres'
import { call } from './helpers/call'
import { addPostgres, untilSynced } from './helpers/data-connection'
import { expect, type LaunchedApp, program, test } from './helpers/launch'

const SQL = `create table orders (id integer primary key); insert into orders select n from generate_series(1, 50) n`

let postgres: PostgresServer
let dataDir: string

test.beforeEach(async () => {
  postgres = await startPglite(SQL)
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-background-'))
})
test.afterEach(async () => {
  await postgres.stop()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

/** Notes what the system would show: the menu beside the clock, and notifications. */
const watch = (app: ElectronApplication) =>
  app.evaluate(({ Menu, Notification }) => {
    const seen = { menu: [] as Electron.MenuItemConstructorOptions[], said: [] as string[] }
    Reflect.set(globalThis, 'seen', seen)
    const build = Menu.buildFromTemplate.bind(Menu)
    Menu.buildFromTemplate = (template) => {
      if (template.some(({ label }) => label === 'Open Patchbay')) seen.menu = template as typeof seen.menu
      return build(template)
    }
    Notification.isSupported = () => true
    Notification.prototype.show = function show(this: Electron.Notification) {
      seen.said.push(this.title)
    }
  })
const said = (app: ElectronApplication): Promise<string[]> => app.evaluate(() => Reflect.get(globalThis, 'seen').said)
const menu = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(() =>
    Reflect.get(globalThis, 'seen').menu.flatMap(({ label }: { label?: string }) => (label ? [label] : [])),
  )
const choose = (app: ElectronApplication, label: string) =>
  app.evaluate((_, wanted) => {
    const items: Electron.MenuItemConstructorOptions[] = Reflect.get(globalThis, 'seen').menu
    const click = items.find((item) => item.label === wanted)?.click as (() => void) | undefined
    if (!click) throw new Error(`The menu has no ${wanted}`)
    setTimeout(click)
  }, label)
const isVisible = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible()))
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close()
  })

async function addScheduled(page: Page): Promise<string> {
  await call(page, 'app', 'setPreferences', { welcomeDone: true, keepSyncing: true, notifications: true })
  const id = await addPostgres(page, {
    ...{ config: postgres.config, password: 'any', name: 'Shop', tables: { 'public.orders': 'orders' } },
  })
  await untilSynced(page, id)
  await call(page, 'dataConnections', 'setSchedule', { id, schedule: { kind: 'interval', minutes: 60 } })
  return id
}

const ended = ({ app }: LaunchedApp) =>
  new Promise<unknown>((done) => app.process().once('exit', (code, signal) => done(signal ?? code)))

/** Starts the program once more on the same profile. Resolves with its exit code. */
function startAgain(electron: string, ...args: string[]): Promise<number | null> {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const env = { ...inherited, PATCHBAY_DATA: dataDir, PATCHBAY_KEYCHAIN: 'memory', PATCHBAY_TEST: '1' }
  const again = spawn(electron, [program, ...args], { env, stdio: 'ignore' })
  return new Promise((done) => again.once('exit', done))
}

const electronOf = ({ app }: LaunchedApp): string => app.process().spawnargs[0] ?? ''

/** The computer was asleep while a sync came due, and wakes. */
async function sleepPast(launched: LaunchedApp, id: string): Promise<void> {
  const connection = await openConnection(join(dataDir, 'workspace.sqlite'), 'read-write')
  await connection.run('update data_connection set next_run_at = ? where id = ?', ['2020-01-01T00:00:00.000Z', id])
  await connection.close()
  await launched.app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
}

test('closing the window leaves schedules running, says so once, and starting again or the menu brings it back', async ({
  launchApp,
}) => {
  test.setTimeout(150_000)
  const launched = await launchApp({ dataDir })
  const { app, page } = launched
  await watch(app)
  const id = await addScheduled(page)
  await expect.poll(() => menu(app)).toContain('Pause syncing')

  await closeWindow(app)
  await expect.poll(() => isVisible(app)).toEqual([false])
  expect(await said(app)).toEqual(['Patchbay goes on syncing'])
  await sleepPast(launched, id)
  const triggers = async () =>
    (await call(page, 'dataConnections', 'runs', { id, limit: 10 })).map(({ trigger, status }) => [trigger, status])
  await expect.poll(triggers, { timeout: 45_000 }).toEqual([
    ['catch-up', 'succeeded'],
    ['manual', 'succeeded'],
  ])
  expect(await isVisible(app)).toEqual([false])

  expect(await startAgain(electronOf(launched))).toBe(0)
  await expect.poll(() => isVisible(app)).toEqual([true])
  await closeWindow(app)
  await expect.poll(() => isVisible(app)).toEqual([false])
  await choose(app, 'Open Patchbay')
  await expect.poll(() => isVisible(app)).toEqual([true])
  expect(await said(app)).toEqual(['Patchbay goes on syncing'])

  await choose(app, 'Pause syncing')
  await expect.poll(() => menu(app)).toContain('Resume syncing')
  expect(await call(page, 'dataConnections', 'state', undefined)).toMatchObject({ paused: true })

  const end = ended(launched)
  await closeWindow(app)
  await choose(app, 'Quit')
  expect(await end).toBe(0)
})

test('a failure is told in a notification that leads to the data connection, also while no window is open', async ({
  launchApp,
}) => {
  test.setTimeout(90_000)
  const launched = await launchApp({ dataDir })
  const { app, page } = launched
  await watch(app)
  const id = await addScheduled(page)
  await expect.poll(() => menu(app)).toContain('Pause syncing')
  await closeWindow(app)
  await app.evaluate(({ Notification }) => {
    Notification.prototype.show = function show(this: Electron.Notification) {
      Reflect.get(globalThis, 'seen').said.push(this.title)
      if (this.title.includes('Shop')) setTimeout(() => this.emit('click'))
    }
  })
  await postgres.run('drop table orders')
  await choose(app, 'Sync now')
  await expect.poll(() => said(app), { timeout: 30_000 }).toContain('Shop was not synced')
  await expect.poll(() => isVisible(app)).toEqual([true])
  await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#/setup/connections/${id}`)
  await expect.poll(() => menu(app)).toContain('1 data connection needs attention')
  await call(page, 'app', 'setPreferences', { keepSyncing: false })
})

test('without a schedule, closing the window ends the program', async ({ launchApp }) => {
  const launched = await launchApp({ dataDir })
  await call(launched.page, 'app', 'setPreferences', { keepSyncing: true })
  const end = ended(launched)
  await closeWindow(launched.app)
  expect(await end).toBe(0)
})

test('a start at login shows no window, and ends the program where nothing is to be synced', async ({ launchApp }) => {
  test.setTimeout(90_000)
  const first = await launchApp({ dataDir })
  await call(first.page, 'app', 'setPreferences', { keepSyncing: true })
  await addScheduled(first.page)
  await first.close()
  const hidden = await launchApp({ dataDir, args: ['--hidden'] })
  const electron = electronOf(hidden)
  expect(await isVisible(hidden.app)).toEqual([false])
  expect(await startAgain(electron)).toBe(0)
  await expect.poll(() => isVisible(hidden.app)).toEqual([true])
  const [found] = await call(hidden.page, 'dataConnections', 'list', undefined)
  await call(hidden.page, 'dataConnections', 'setSchedule', { id: found?.id ?? '', schedule: { kind: 'manual' } })
  await hidden.close()
  expect(await startAgain(electron, '--hidden')).toBe(0)
})
