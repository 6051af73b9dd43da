import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contract } from '../../../shared/contract'
import { expect, type LaunchedApp, program, root, test } from '../helpers/launch'

type Case = { in: string; want: string }
const file = join(root, 'test', 'fixtures', 'hostile', 'ipc-args.json')
const values = (JSON.parse(readFileSync(file, 'utf8')) as Case[]).map((one) => one.in)
const paths = Object.entries(contract).flatMap(([noun, procedures]) =>
  Object.keys(procedures).map((name) => `${noun}.${name}`),
)
/** They open windows of the system, which a test would have to close by hand. */
const OPENS_DIALOG = /^app\.openLogs$|export|import/i

const PROBE = "window.patchbay.invoke('app.status', undefined).then(({ ok, error }) => (ok ? 'answered' : error.code))"

/** Another window of the same program with our preload, and a frame inside a page of our own origin. */
function askFromElsewhere({ app }: LaunchedApp, preloadFile: string): Promise<Record<string, unknown>> {
  const given = { preload: preloadFile, probe: PROBE }
  return app.evaluate(async ({ BrowserWindow, session }, { preload, probe }) => {
    const elsewhere = session.fromPartition('probe')
    const frames = '<!doctype html><title>frames</title><iframe src="/frame.html"></iframe>'
    elsewhere.protocol.handle('app', ({ url }) => {
      const page = url.endsWith('/frame.html') ? '<!doctype html><title>frame</title>' : frames
      return new Response(page, { headers: { 'content-type': 'text/html' } })
    })
    const open = async (url: string) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload, session: elsewhere, nodeIntegrationInSubFrames: true, sandbox: true },
      })
      window.webContents.removeAllListeners('will-frame-navigate')
      await window.loadURL(url)
      return window
    }
    const other = await open('data:text/html,<title>other</title>')
    const framed = await open('app://patchbay/frames.html')
    const inner = framed.webContents.mainFrame.frames[0]
    const answers = {
      otherPage: await other.webContents.executeJavaScript(probe),
      frame: await inner?.executeJavaScript(probe),
      topPage: await framed.webContents.executeJavaScript(probe),
    }
    other.destroy()
    framed.destroy()
    return answers
  }, given)
}

test('only the top page of our own origin is answered', async ({ launchApp, launchUnhardened }) => {
  expect(await askFromElsewhere(await launchApp(), join(program, 'dist', 'electron', 'preload.cjs'))).toEqual({
    otherPage: 'refused',
    frame: 'refused',
    topPage: 'answered',
  })
  expect(
    await askFromElsewhere(await launchUnhardened(), join(root, 'test', 'fixtures', 'unhardened', 'preload.cjs')),
  ).toEqual({
    otherPage: 'answered',
    frame: 'answered',
    topPage: 'answered',
  })
})

test('main listens on one channel', async ({ launchApp }) => {
  const channels = ({ app }: LaunchedApp) =>
    app.evaluate(({ ipcMain }) => {
      const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<string, unknown>
      const listeners = ipcMain.eventNames().map(String)
      return [...listeners.filter((name) => name !== 'error'), ...handlers.keys()]
    })
  expect(await channels(await launchApp())).toEqual(['patchbay:invoke'])
})

test('no procedure takes a command, a piece of SQL or the path of a file', () => {
  const SUSPECT = /(^|\.)(command|shell|exec|sql|filePath|path)$/i
  const fieldsOf = (schema: unknown, at: string): string[] => {
    const shape = (schema as { shape?: Record<string, unknown> }).shape
    if (!shape) return [at]
    return Object.entries(shape).flatMap(([name, field]) => fieldsOf(field, `${at}.${name}`))
  }
  const fields = Object.entries(contract).flatMap(([noun, procedures]) =>
    Object.entries(procedures).flatMap(([name, { input }]) => fieldsOf(input, `${noun}.${name}`)),
  )
  expect(fields.length).toBeGreaterThan(paths.length)
  expect(fields.filter((field) => SUSPECT.test(field))).toEqual([])
  expect(['x.run.command', 'x.open.filePath'].filter((field) => SUSPECT.test(field))).toHaveLength(2)
})

test('more than 8 MB is refused', async ({ launchApp }) => {
  const { page } = await launchApp()
  const send = (bytes: number) =>
    page.evaluate((size) => Reflect.get(window, 'patchbay').invoke('app.nothing', 'x'.repeat(size)), bytes)
  expect(await send(9_000_000)).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
  expect(await send(7_000_000)).toMatchObject({ ok: false, error: { code: 'not-found' } })
})

test('unknown and strange paths are answered in words', async ({ launchApp }) => {
  const { page } = await launchApp()
  const strange = [
    '',
    'constructor',
    '__proto__',
    'app.__proto__',
    'app.constructor',
    'app',
    'APP.status',
    'app.status ',
    null,
    7,
    {},
  ]
  const answers = await page.evaluate(
    (list) => Promise.all(list.map((path) => Reflect.get(window, 'patchbay').invoke(path, undefined))),
    strange,
  )
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'not-found' } })
})

/** Runs in the page: leaves a function there that sends one value to many procedures and names the untyped answers. */
function installProbe(): void {
  type Answer = { ok?: unknown; error?: { code?: unknown }; thrown?: string }
  const refusedByBridge = ({ thrown = '' }: Answer) => /clone|argument|nested|depth/i.test(thrown)
  const isTyped = ({ ok, error }: Answer) =>
    ok === true || (ok === false && typeof error?.code === 'string' && error.code !== 'internal')
  const probe = async (value: unknown, targets: string[]) => {
    const wrong: string[] = []
    for (const path of targets) {
      const answer: Answer = await Reflect.get(window, 'patchbay')
        .invoke(path, value)
        .catch((error: Error) => ({ thrown: error.message }))
      if (!isTyped(answer) && !refusedByBridge(answer)) wrong.push(`${path}: ${JSON.stringify(answer)}`)
    }
    return wrong
  }
  Reflect.set(window, 'probe', probe)
}

test('every procedure answers 39 hostile values with a typed result, and main lives on', async ({ launchApp }) => {
  test.setTimeout(240_000)
  const { app, page } = await launchApp()
  const probed = paths.filter((path) => !OPENS_DIALOG.test(path))
  await page.evaluate(installProbe)
  const strays: string[] = []
  for (const source of values) {
    const found = await page.evaluate<string[]>(`window.probe((${source}), ${JSON.stringify(probed)})`)
    strays.push(...found.map((line) => `${source} -> ${line}`))
  }
  expect(strays).toEqual([])
  const main = await app.evaluate(() => ({ polluted: Reflect.has({}, 'x') || Reflect.has(Object, 'x') }))
  expect(main).toEqual({ polluted: false })
})
