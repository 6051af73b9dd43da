import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type ElectronApplication, _electron as electron, expect, type Page } from '@playwright/test'
import { watchViolations } from './violations'

export const root = join(import.meta.dirname, '..', '..', '..')

/** The build under test: this checkout's, unless PATCHBAY_E2E_PROGRAM names another. */
export const program = process.env.PATCHBAY_E2E_PROGRAM ?? root

type LaunchOptions = {
  /** Profile to use; left in place afterwards. Without it a fresh one is made and removed. */
  dataDir?: string
  env?: Record<string, string>
  /** Further arguments after the program, such as a deep link. */
  args?: string[]
}

export type LaunchedApp = {
  app: ElectronApplication
  page: Page
  dataDir: string
  /** Everything main wrote so far. */
  logs: () => string
  /** Quits as a person would and waits for the end. */
  close: () => Promise<void>
}

/** Starts Patchbay on a profile of its own, with secrets in memory, and waits for its window. */
async function launch(program: string, { dataDir, env = {}, args = [] }: LaunchOptions): Promise<LaunchedApp> {
  const profile = dataDir ?? mkdtempSync(join(tmpdir(), 'patchbay-e2e-'))
  const app = await electron.launch({
    args: [program, ...args],
    cwd: root,
    env: { ...inherited(), PATCHBAY_DATA: profile, PATCHBAY_KEYCHAIN: 'memory', PATCHBAY_TEST: '1', ...env },
  })
  let output = ''
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk)
    })
  }
  const ended = new Promise<void>((done) => app.process().once('exit', () => done()))
  const close = async () => {
    await app.close()
    await ended
    if (dataDir === undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    const page = await app.firstWindow()
    await watchViolations(page)
    await workspaceOpened(page)
    return { app, page, dataDir: profile, logs: () => output, close }
  } catch (error) {
    await close()
    throw new Error(`The window did not open.\n${output}`, { cause: error })
  }
}

/** A window stands before its workspace does; an answer says that both are there. The unhardened twin has none to wait for. */
const workspaceOpened = (page: Page): Promise<unknown> =>
  page.evaluate(() => Reflect.get(window, 'patchbay')?.invoke('app.status'))

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
  )
  return Object.fromEntries(entries)
}

type Launchers = {
  launchApp: (options?: LaunchOptions) => Promise<LaunchedApp>
  /** The same window without the defences: shows that a probe can see what it looks for. */
  launchUnhardened: (options?: LaunchOptions) => Promise<LaunchedApp>
}

/** Lends a launcher to a test; everything it launched is closed when the test ends, also when it fails. */
async function lend(program: string, use: (launcher: Launchers['launchApp']) => Promise<void>): Promise<void> {
  const running: LaunchedApp[] = []
  await use(async (options = {}) => {
    const launched = await launch(program, options)
    running.push(launched)
    return launched
  })
  await Promise.all(running.map(({ close }) => close().catch(() => undefined)))
}

const unhardened = join(root, 'test', 'fixtures', 'unhardened', 'main.cjs')

export const test = base.extend<Launchers>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern.
  launchApp: ({}, use) => lend(program, use),
  // biome-ignore lint/correctness/noEmptyPattern: see above.
  launchUnhardened: ({}, use) => lend(unhardened, use),
})
export { expect }
