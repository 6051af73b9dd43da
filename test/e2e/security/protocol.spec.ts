import { expect, type LaunchedApp, test } from '../helpers/launch'

const HOSTILE_PATHS = [
  '/..%2fpackage.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/package.json',
  '/assets/..%2f..%2f..%2fpackage.json',
  '/..%5c..%5cpackage.json',
  '/%00',
  '/index.html%00',
  '//index.html',
  '//etc/passwd',
  '/index.html/',
  '/index.html%3f',
  '/renderer-manifest.json',
  '/electron/main.cjs',
  '/constructor',
]

const fetchFromPage = ({ page }: LaunchedApp, path: string) =>
  page.evaluate(async (url) => (await fetch(url)).status, `app://patchbay${path}`)

/** Asks as main, past every policy of the page: what the handler and the session themselves say. */
const fetchFromSession = ({ app }: LaunchedApp, url: string) =>
  app.evaluate(async ({ webContents }, address) => {
    const [contents] = webContents.getAllWebContents()
    try {
      return (await contents?.session.fetch(address))?.status
    } catch {
      return 'failed'
    }
  }, url)

test('only what the build made is served', async ({ launchApp, launchUnhardened }) => {
  const real = await launchApp()
  expect(await fetchFromPage(real, '/index.html')).toBe(200)
  for (const path of HOSTILE_PATHS) expect.soft(await fetchFromPage(real, path), path).toBe(404)
  const twin = await launchUnhardened()
  for (const path of HOSTILE_PATHS) expect.soft(await fetchFromPage(twin, path), path).toBe(200)
})

test('other hosts of the scheme are not served', async ({ launchApp, launchUnhardened }) => {
  const hosts = ['app://ui/index.html', 'app://patchbay.evil/index.html', 'app://none/']
  const real = await launchApp()
  for (const url of hosts) expect.soft(await fetchFromSession(real, url), url).not.toBe(200)
  const twin = await launchUnhardened()
  expect(await fetchFromSession(twin, hosts[0] ?? '')).toBe(200)
})

test('the scheme cannot register service workers', async ({ launchApp, launchUnhardened }) => {
  const register = ({ page }: LaunchedApp) =>
    page.evaluate(() =>
      navigator.serviceWorker.register('/worker.js').then(
        () => 'registered',
        () => 'refused',
      ),
    )
  expect(await register(await launchApp())).toBe('refused')
  expect(await register(await launchUnhardened())).toBe('registered')
})
