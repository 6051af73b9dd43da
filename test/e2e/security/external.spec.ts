import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type LaunchedApp, root, test } from '../helpers/launch'

type Case = { in: string; want: 'open' | 'deny' }
const file = join(root, 'test', 'fixtures', 'hostile', 'urls-open-external.json')
const cases: Case[] = JSON.parse(readFileSync(file, 'utf8'))

/** Puts the browser and the question out of the way; notes what would have been opened and asked. */
async function standIn({ app }: LaunchedApp, answer: 'open' | 'cancel'): Promise<void> {
  await app.evaluate(({ shell, dialog }, button) => {
    const opened: string[] = []
    const asked: string[] = []
    Object.assign(globalThis, { opened, asked })
    shell.openExternal = async (url) => {
      opened.push(url)
    }
    const ask = async (...parameters: unknown[]) => {
      const options = parameters.at(-1) as Electron.MessageBoxOptions
      asked.push(options.message)
      return { response: button === 'open' ? 0 : (options.cancelId ?? 1), checkboxChecked: false }
    }
    dialog.showMessageBox = ask
  }, answer)
}

const noted = ({ app }: LaunchedApp) =>
  app.evaluate(() => ({
    opened: Reflect.get(globalThis, 'opened') as string[],
    asked: Reflect.get(globalThis, 'asked') as string[],
  }))

const openLink = ({ page }: LaunchedApp, url: string) =>
  page.evaluate((link) => Reflect.get(window, 'patchbay').invoke('app.openLink', { url: link }), url)

test('the browser gets only what the list of 59 links allows, after the host was shown', async ({ launchApp }) => {
  const launched = await launchApp({ env: { PATCHBAY_TEST: '' } })
  await standIn(launched, 'open')
  for (const { in: url } of cases) await openLink(launched, url)
  const allowed = cases.filter(({ want }) => want === 'open').map(({ in: url }) => url)
  const { opened, asked } = await noted(launched)
  expect(opened).toEqual(allowed)
  expect(asked).toHaveLength(allowed.length)
  for (const [index, url] of allowed.entries()) expect(asked[index]).toContain(new URL(url).host)
})

test('a person who cancels opens nothing', async ({ launchApp }) => {
  const launched = await launchApp()
  await standIn(launched, 'cancel')
  expect(await openLink(launched, 'https://example.com/')).toMatchObject({ ok: true, value: false })
  expect(await noted(launched)).toMatchObject({ opened: [], asked: [expect.stringContaining('example.com')] })
})
