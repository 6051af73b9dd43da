import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, type LaunchedApp, program, root, test } from '../helpers/launch'

type Case = { in: string; want: string }
const file = join(root, 'test', 'fixtures', 'hostile', 'deep-links.json')
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8'))
const electron = String(createRequire(import.meta.url)('electron'))

/** Starts the program once more on the same profile, as the system does for a link. */
function startAgain(dataDir: string, args: string[]): Promise<number | null> {
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : []
  const child = spawn(electron, [...sandbox, program, ...args], {
    env: { ...process.env, PATCHBAY_DATA: dataDir, PATCHBAY_KEYCHAIN: 'memory' },
    stdio: 'ignore',
  })
  return new Promise((done) => child.once('exit', done))
}

const listenForStarts = ({ app }: LaunchedApp) =>
  app.evaluate(({ app: electronApp }) => {
    const starts: string[][] = []
    Reflect.set(globalThis, 'starts', starts)
    electronApp.on('second-instance', (_event, argv) => starts.push(argv))
  })
const startsOf = ({ app }: LaunchedApp) => app.evaluate(() => Reflect.get(globalThis, 'starts') as string[][])

/** Speaks as the system does when a link arrives, without the price of a process per link. */
const arrive = ({ app }: LaunchedApp, link: string, way: 'second-instance' | 'open-url') =>
  app.evaluate(
    ({ app: electronApp }, said) => {
      const event = { preventDefault: () => undefined }
      if (said.way === 'open-url') electronApp.emit('open-url', event, said.link)
      else electronApp.emit('second-instance', event, ['electron', '--no-sandbox', said.link], '')
    },
    { link, way },
  )

async function hear({ page }: LaunchedApp): Promise<() => Promise<{ kind: string; title?: string }[]>> {
  await page.evaluate(() => {
    const heard: unknown[] = []
    Reflect.set(window, 'heard', heard)
    Reflect.get(window, 'patchbay').on((event: unknown) => heard.push(event))
  })
  return () => page.evaluate(() => Reflect.get(window, 'heard'))
}

const fingerprint = async ({ page }: LaunchedApp) =>
  createHash('sha256')
    .update(await page.evaluate(() => `${location.href}\n${document.title}`))
    .digest('hex')

test('a second start ends at once and hands its arguments to the first', async ({ launchApp }) => {
  const first = await launchApp()
  await listenForStarts(first)
  const link = 'patchbay://oauth/callback?code=abc&state=xyz'
  expect(await startAgain(first.dataDir, [link])).toBe(0)
  await expect.poll(() => startsOf(first)).toHaveLength(1)
  const [argv] = await startsOf(first)
  expect(argv?.filter((argument) => argument.startsWith('patchbay://'))).toEqual([link])
  expect(first.app.windows()).toHaveLength(1)
})

test('a start on another profile is a program of its own', async ({ launchApp }) => {
  const first = await launchApp()
  await listenForStarts(first)
  const second = await launchApp()
  expect(second.app.windows()).toHaveLength(1)
  expect(await startsOf(first)).toEqual([])
})

test('a sign-in link that nobody waits for is said to be ignored', async ({ launchApp }) => {
  const launched = await launchApp()
  const heard = await hear(launched)
  await arrive(launched, 'patchbay://oauth/callback?code=abc&state=STATE', 'second-instance')
  await expect.poll(heard).toContainEqual(expect.objectContaining({ kind: 'notice', title: 'A link was ignored' }))
})

test('a link that starts the program is ignored too, and its code is written nowhere', async ({ launchApp }) => {
  const { app, logs } = await launchApp({ args: ['patchbay://oauth/callback?code=coldstartcode&state=STATE'] })
  await expect.poll(logs).toContain('deep-link-ignored')
  expect(logs()).not.toContain('coldstartcode')
  expect(app.windows()).toHaveLength(1)
})

test('no link of the list does anything but that', async ({ launchApp }) => {
  const launched = await launchApp()
  await launched.page.waitForFunction(() => document.title.includes('·'))
  const before = await fingerprint(launched)
  const heard = await hear(launched)
  for (const { in: link } of cases) {
    await arrive(launched, link, 'second-instance')
    await arrive(launched, link, 'open-url')
  }
  const kinds = new Set((await heard()).map(({ kind }) => kind))
  expect([...kinds]).toEqual(['notice'])
  expect(await fingerprint(launched)).toBe(before)
  expect(launched.app.windows()).toHaveLength(1)
})
