import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type LaunchedApp, test } from '../helpers/launch'

let dataDir: string
test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-window-'))
})
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const place = ({ app }: LaunchedApp) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

test('the window comes back where it was', async ({ launchApp }) => {
  const bounds = { x: 60, y: 40, width: 900, height: 640 }
  const first = await launchApp({ dataDir })
  expect(await place(first)).not.toEqual(bounds)
  await first.app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted), bounds)
  await expect.poll(() => place(first)).toEqual(bounds)
  await first.close()
  const second = await launchApp({ dataDir })
  await expect.poll(() => place(second)).toEqual(bounds)
})

test('the page has the keyboard from the start, before any click', async ({ launchApp }) => {
  const { page } = await launchApp()
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true)
})

test('a window stored on a display that is gone comes back in sight', async ({ launchApp }) => {
  const stored = { window: { x: 50_000, y: 50_000, width: 900, height: 640, maximized: false } }
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(stored))
  const launched = await launchApp({ dataDir })
  const isInSight = await launched.app.evaluate(({ BrowserWindow, screen }) => {
    const bounds = BrowserWindow.getAllWindows()[0]?.getBounds() ?? { x: -1, y: -1, width: 0, height: 0 }
    const { workArea } = screen.getPrimaryDisplay()
    return bounds.x < workArea.x + workArea.width && bounds.y < workArea.y + workArea.height
  })
  expect(isInSight).toBe(true)
})

test('damaged settings are kept aside and the window opens', async ({ launchApp }) => {
  writeFileSync(join(dataDir, 'settings.json'), '{"window": {"width"')
  await launchApp({ dataDir })
  expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['settings.json.damaged', 'settings.json']))
})

test('a page that crashes is loaded again; after the fourth crash a page without script takes its place', async ({
  launchApp,
}) => {
  const { app } = await launchApp()
  const state = () =>
    app.evaluate(({ webContents }) => {
      const [contents] = webContents.getAllWebContents()
      return contents && !contents.isCrashed() && !contents.isLoading() ? contents.getURL() : 'loading'
    })
  const crash = async () => {
    await app.evaluate(async ({ webContents }) => {
      const [contents] = webContents.getAllWebContents()
      const gone = new Promise((done) => contents?.once('render-process-gone', done))
      contents?.forcefullyCrashRenderer()
      await gone
    })
  }
  for (let count = 1; count <= 3; count++) {
    await crash()
    await expect.poll(state, { message: `after crash ${count}` }).toMatch(/^app:\/\/patchbay\/(?!safe)/)
  }
  await crash()
  await expect.poll(state).toBe('app://patchbay/safe.html')
})
