import { expect, type LaunchedApp, test } from '../helpers/launch'

/** Asked of the session for the page: `granted` is the way in. */
const PERMISSIONS = [
  'geolocation',
  'notifications',
  'camera',
  'microphone',
  'midi',
  'clipboard-read',
  'persistent-storage',
  'accelerometer',
  'background-sync',
  'screen-wake-lock',
  'storage-access',
  'window-management',
  'local-fonts',
]

/** The clipboard answers focused pages only. */
async function focus({ app, page }: LaunchedApp): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) {
      window.show()
      window.focus()
      window.webContents.focus()
    }
  })
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true)
}

const FAKE_CAMERA = ['--use-fake-device-for-media-stream']

const granted = ({ page }: LaunchedApp) =>
  page.evaluate(async (names) => {
    const states = await Promise.all(
      names.map(async (name) => {
        const status = await navigator.permissions.query({ name: name as PermissionName }).catch(() => null)
        return status?.state === 'granted' ? name : ''
      }),
    )
    return states.filter(Boolean)
  }, PERMISSIONS)

/** Runs in the page. Each entry is what the browser answered to a direct request. */
async function askForEverything(): Promise<Record<string, string>> {
  const outcome = async (ask: () => Promise<unknown>) => {
    try {
      return String(await ask())
    } catch (error) {
      return error instanceof Error ? error.name : 'refused'
    }
  }
  const locate = () =>
    new Promise<string>((done) => {
      navigator.geolocation.getCurrentPosition(
        () => done('located'),
        ({ code }) => done(code === 1 ? 'NotAllowedError' : 'unavailable'),
        { timeout: 3000 },
      )
    })
  const call = (owner: string, method: string, argument: unknown) => async () => {
    const target = Reflect.get(navigator, owner)
    return Reflect.get(target, method).call(target, argument)
  }
  return {
    geolocation: await outcome(locate),
    notifications: await outcome(() => Notification.requestPermission()),
    camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
    screen: await outcome(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
    clipboard: await outcome(() => navigator.clipboard.readText()),
    midi: await outcome(() => navigator.requestMIDIAccess({ sysex: true })),
    usb: await outcome(call('usb', 'requestDevice', { filters: [] })),
    hid: await outcome(call('hid', 'requestDevice', { filters: [] })),
    serial: await outcome(call('serial', 'requestPort', {})),
    bluetooth: await outcome(call('bluetooth', 'requestDevice', { acceptAllDevices: true })),
  }
}

test('no permission is granted', async ({ launchApp, launchUnhardened }) => {
  expect(await granted(await launchApp())).toEqual([])
  expect(await granted(await launchUnhardened())).toEqual(
    expect.arrayContaining(['geolocation', 'notifications', 'camera']),
  )
})

test('a page that asks for devices and data is refused', async ({ launchApp }) => {
  const launched = await launchApp({ args: FAKE_CAMERA })
  await focus(launched)
  const answers = await launched.page.evaluate(askForEverything)
  expect(answers).toMatchObject({
    geolocation: 'NotAllowedError',
    notifications: 'denied',
    camera: 'NotAllowedError',
    screen: 'NotAllowedError',
    clipboard: 'NotAllowedError',
    midi: 'NotAllowedError',
  })
  expect(answers.usb).toMatch(/Error$|^undefined$/)
  expect(answers.serial).toMatch(/Error$/)
  expect(answers.bluetooth).toMatch(/Error$/)
  expect(answers.hid).toMatch(/Error$|^$/)
})

test('the same page is let in where nobody refuses', async ({ launchUnhardened }) => {
  const launched = await launchUnhardened({ args: FAKE_CAMERA })
  await focus(launched)
  const answers = await launched.page.evaluate(askForEverything)
  expect(answers).toMatchObject({ notifications: 'granted', clipboard: expect.not.stringContaining('Error') })
  expect(answers.geolocation).not.toBe('NotAllowedError')
  expect(answers.camera).toBe('[object MediaStream]')
})

test('copying text works, being the one thing a page may ask for', async ({ launchApp }) => {
  const launched = await launchApp()
  const { app, page } = launched
  await focus(launched)
  const copied = await page.evaluate(() =>
    navigator.clipboard.writeText('copied by a test').then(
      () => 'yes',
      ({ message }: Error) => message,
    ),
  )
  const state = await page.evaluate(
    async () => (await navigator.permissions.query({ name: 'clipboard-write' as PermissionName })).state,
  )
  expect({ copied, state }).toEqual({ copied: 'yes', state: 'granted' })
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('copied by a test')
})

test('a download does not start', async ({ launchApp, launchUnhardened }) => {
  const download = async ({ app, page }: LaunchedApp) => {
    await app.evaluate(({ webContents }) => {
      for (const { session } of webContents.getAllWebContents()) {
        session.on('will-download', (event, item) => {
          Reflect.set(globalThis, 'download', event.defaultPrevented ? 'prevented' : 'started')
          event.preventDefault()
          item.cancel()
        })
      }
    })
    await page.evaluate(() => {
      const href = URL.createObjectURL(new Blob(['x']))
      const anchor = Object.assign(document.createElement('a'), { href, download: 'x.txt' })
      document.body.append(anchor)
      anchor.click()
    })
    const seen = () => app.evaluate(() => Reflect.get(globalThis, 'download') as string | undefined)
    await expect.poll(seen).toBeDefined()
    return seen()
  }
  expect(await download(await launchApp())).toBe('prevented')
  expect(await download(await launchUnhardened())).toBe('started')
})

test('no further window and no webview comes to be', async ({ launchApp, launchUnhardened }) => {
  const open = async ({ app, page }: LaunchedApp) => {
    const handles = await page.evaluate(() => {
      const targets = ['app://patchbay/index.html', 'about:blank', 'data:text/html,x', 'https://example.invalid/']
      const opened = targets.filter((url) => window.open(url) !== null)
      document.body.append(Object.assign(document.createElement('webview'), { src: 'about:blank' }))
      return opened.length
    })
    const count = () => app.evaluate(({ webContents }) => webContents.getAllWebContents().length)
    return { handles, count }
  }
  const real = await open(await launchApp())
  expect(real.handles).toBe(0)
  expect(await real.count()).toBe(1)
  const twin = await open(await launchUnhardened())
  expect(twin.handles).toBe(4)
  await expect.poll(twin.count).toBeGreaterThanOrEqual(5)
})
