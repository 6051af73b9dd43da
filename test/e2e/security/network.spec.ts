import type { Page } from '@playwright/test'
import { expect, test } from '../helpers/launch'
import { type Listeners, listen } from './listeners'
import { LEAVING, leave, tryToGetOut } from './vectors'

const SETTLE_MS = 5000
let listeners: Listeners

test.beforeAll(async () => {
  listeners = await listen()
})
test.beforeEach(() => listeners.clear())
test.afterAll(() => listeners.close())

async function tryEverything(page: Page): Promise<string[]> {
  const { ports } = listeners
  const tried = await page.evaluate(tryToGetOut, { ports, settleMs: SETTLE_MS })
  for (const name of LEAVING) {
    const settled = page.waitForURL(/\/hit\//, { timeout: 1500 }).catch(() => undefined)
    await page.evaluate(leave, { ports, name }).catch(() => undefined)
    await settled
    if (page.url().includes('/hit/')) await page.goto('app://patchbay/index.html')
  }
  return [...tried, ...LEAVING]
}

test('a page that runs the script of an attacker reaches nothing, by any way', async ({ launchApp }) => {
  const { page, app } = await launchApp()
  const tried = await tryEverything(page)
  expect(tried.length).toBeGreaterThanOrEqual(49)
  expect(listeners.hits()).toEqual([])
  expect(page.url()).toMatch(/^app:\/\/patchbay\//)
  expect(app.windows()).toHaveLength(1)
})

test('the same page gets out by dozens of ways where the defences are missing', async ({ launchUnhardened }) => {
  const { page } = await launchUnhardened()
  const tried = await tryEverything(page)
  const hits = listeners.hits()
  test.info().annotations.push({ type: 'silent', description: tried.filter((name) => !hits.includes(name)).join(' ') })
  expect(hits.length).toBeGreaterThanOrEqual(45)
  expect(hits).toEqual(expect.arrayContaining(['fetch', 'img', 'websocket', 'stun', 'location-href', 'window-open']))
})
