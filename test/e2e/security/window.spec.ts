import { readdirSync } from 'node:fs'
import { expect, type LaunchedApp, test } from '../helpers/launch'

const ON = ['sandbox', 'contextIsolation', 'webSecurity']
const OFF = [
  'nodeIntegration',
  'nodeIntegrationInWorker',
  'nodeIntegrationInSubFrames',
  'webviewTag',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'enableBlinkFeatures',
  'navigateOnDragDrop',
  'spellcheck',
]

/** Names of preferences that are not as they should be, over every page there is. */
async function wrongPreferences({ app }: LaunchedApp): Promise<string[]> {
  const all = await app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) => Reflect.get(contents, 'getLastWebPreferences').call(contents) as Record<string, unknown>),
  )
  expect(all.length).toBeGreaterThan(0)
  return all.flatMap((preferences) => [
    ...ON.filter((name) => preferences[name] !== true),
    ...OFF.filter((name) => Boolean(preferences[name])),
  ])
}

const nodeGlobals = ({ page }: LaunchedApp) =>
  page.evaluate(() =>
    ['require', 'process', 'module', 'global', 'Buffer', 'setImmediate', 'electron', '__dirname'].filter(
      (name) => Reflect.get(window, name) !== undefined,
    ),
  )

test('every page is sandboxed and isolated', async ({ launchApp, launchUnhardened }) => {
  expect(await wrongPreferences(await launchApp())).toEqual([])
  expect(await wrongPreferences(await launchUnhardened())).toEqual(
    expect.arrayContaining(['sandbox', 'contextIsolation', 'webSecurity', 'nodeIntegration', 'webviewTag']),
  )
})

test('the page sees nothing of Node', async ({ launchApp, launchUnhardened }) => {
  expect(await nodeGlobals(await launchApp())).toEqual([])
  expect(await nodeGlobals(await launchUnhardened())).toEqual(expect.arrayContaining(['require', 'process']))
})

test('the bridge is two functions that the page cannot change', async ({ launchApp, launchUnhardened }) => {
  const look = ({ page }: LaunchedApp) =>
    page.evaluate(() => {
      const bridge = Reflect.get(window, 'patchbay')
      const original = bridge.invoke
      const attempts = [
        () => Reflect.set(bridge, 'invoke', () => 'mine'),
        () => Reflect.set(bridge, 'extra', 1),
        () => Reflect.set(window, 'patchbay', { invoke: () => 'mine' }),
        () => Reflect.deleteProperty(window, 'patchbay'),
      ]
      for (const attempt of attempts) attempt()
      const now = Reflect.get(window, 'patchbay')
      return { keys: Object.keys(now ?? {}), unchanged: now?.invoke === original }
    })
  expect(await look(await launchApp())).toEqual({ keys: ['invoke', 'on'], unchanged: true })
  expect(await look(await launchUnhardened())).not.toMatchObject({ unchanged: true })
})

test('the bridge hands on what main said, never the event that carried it', async ({ launchApp }) => {
  const { app, page } = await launchApp()
  await page.evaluate(() => {
    const heard: unknown[][] = []
    Reflect.set(window, 'heard', heard)
    Reflect.get(window, 'patchbay').on((...values: unknown[]) => heard.push(values))
  })
  const said = { kind: 'command', id: 'probe' }
  await app.evaluate(({ BrowserWindow }, event) => {
    for (const window of BrowserWindow.getAllWindows()) window.webContents.send('patchbay:event', event, 'more')
  }, said)
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'heard'))).toContainEqual([said])
})

test('the spell checker is off and downloads no dictionary', async ({ launchApp, launchUnhardened }) => {
  const enabled = ({ app }: LaunchedApp) =>
    app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map(({ session }) => session.isSpellCheckerEnabled()),
    )
  expect(await enabled(await launchApp())).toEqual([false])
  expect(await enabled(await launchUnhardened())).toEqual([true])
})

test('developer tools do not open where they are switched off', async ({ launchApp, launchUnhardened }) => {
  const open = ({ app }: LaunchedApp, devTools: boolean) =>
    app.evaluate(async ({ BrowserWindow }, allowed) => {
      const window = new BrowserWindow({ show: false, webPreferences: { devTools: allowed, sandbox: true } })
      await window.loadURL('about:blank')
      const opened = new Promise<boolean>((done) => window.webContents.once('devtools-opened', () => done(true)))
      window.webContents.openDevTools({ mode: 'detach', activate: false })
      const isOpen = await Promise.race([opened, new Promise((done) => setTimeout(() => done(false), 2000))])
      window.destroy()
      return isOpen
    }, devTools)
  expect(await open(await launchApp(), false)).toBe(false)
  expect(await open(await launchUnhardened(), true)).toBe(true)
})

test('a crash of main leaves no memory dump behind', async ({ launchApp, launchUnhardened }) => {
  const crash = async ({ app, dataDir, page }: LaunchedApp, report: boolean) => {
    const ended = new Promise((done) => app.process().once('exit', done))
    await page.waitForLoadState()
    await app
      .evaluate(({ crashReporter }, start) => {
        if (start) crashReporter.start({ uploadToServer: false })
        setTimeout(() => process.crash(), 500)
      }, report)
      .catch(() => undefined)
    await ended
    return readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dmp'))
  }
  expect(await crash(await launchApp(), false)).toEqual([])
  expect(await crash(await launchUnhardened(), true)).toHaveLength(1)
})
