import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type LaunchedApp, test } from '../helpers/launch'

const CANARY = 'canary-7f3a91c2'
let dataDir: string

test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-storage-'))
})
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

async function keepEverywhere({ app, page, close }: LaunchedApp): Promise<void> {
  await page.evaluate(async (canary) => {
    localStorage.setItem(canary, canary)
    sessionStorage.setItem(canary, canary)
    // biome-ignore lint/suspicious/noDocumentCookie: the store under test.
    document.cookie = `${canary}=${canary}; max-age=86400`
    await new Promise((done, fail) => {
      const opening = indexedDB.open(canary)
      opening.onupgradeneeded = () => opening.result.createObjectStore(canary).put(canary, canary)
      opening.onsuccess = done
      opening.onerror = fail
    })
    if ('caches' in window) await caches.open(canary)
  }, CANARY)
  await app.evaluate(async ({ webContents }, canary) => {
    for (const { session } of webContents.getAllWebContents()) {
      const cookie = { url: 'https://example.invalid/', name: canary, value: canary, expirationDate: 4e9 }
      await session.cookies.set(cookie)
      await session.cookies.flushStore()
      session.flushStorageData()
    }
  }, CANARY)
  await close()
}

/** Files that hold the canary, in the two encodings Chromium writes text in. */
const filesWithCanary = () =>
  readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => {
    if (name.includes(CANARY)) return true
    const file = join(dataDir, name)
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false
    const content = readFileSync(file)
    return content.includes(CANARY) || content.includes(Buffer.from(CANARY, 'utf16le'))
  })

test('nothing a page stores reaches the disk', async ({ launchApp }) => {
  await keepEverywhere(await launchApp({ dataDir }))
  expect(filesWithCanary()).toEqual([])
})

test('the same page leaves cookies and storage where the session is an ordinary one', async ({ launchUnhardened }) => {
  await keepEverywhere(await launchUnhardened({ dataDir }))
  expect(filesWithCanary().join('\n')).toMatch(/Local Storage|IndexedDB/)
})

test('every file of the profile is closed to other users', async ({ launchApp, launchUnhardened }) => {
  test.skip(process.platform === 'win32', 'Windows has no file modes; the profile folder is private there.')
  const open = (dir: string) =>
    readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const stat = statSync(join(dir, name), { throwIfNoEntry: false })
      return stat !== undefined && !stat.isSocket() && (stat.mode & 0o077) !== 0
    })
  const umask = process.umask(0o000)
  try {
    const real = await launchApp()
    expect(statSync(real.dataDir).mode & 0o777).toBe(0o700)
    expect(readdirSync(real.dataDir)).toEqual(expect.arrayContaining(['logs', 'chromium']))
    expect(open(real.dataDir)).toEqual([])
    expect(open((await launchUnhardened()).dataDir)).not.toEqual([])
  } finally {
    process.umask(umask)
  }
})
