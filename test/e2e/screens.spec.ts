import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './helpers/launch'
import { expectNoViolations } from './helpers/violations'

const SCREENS = [
  '/chat',
  '/agents',
  '/skills',
  '/integrations',
  '/integrations/jira',
  '/setup/tables',
  '/setup/connections',
  '/setup/connections/new',
  '/ledger',
  '/settings',
  '/settings/connectors',
  '/settings/connectors/new',
  '/settings/health',
  '/settings/vault',
]

for (const theme of ['light', 'dark'] as const) {
  test(`every screen in ${theme} keeps the content policy and has nothing serious for axe`, async ({ launchApp }) => {
    test.setTimeout(120_000)
    const { page } = await launchApp()
    await invoke(page, 'demo.fill', undefined)
    await invoke(page, 'app.setPreferences', { theme, welcomeDone: true })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    for (const screen of SCREENS) {
      await page.evaluate((path) => {
        location.hash = `#${path}`
      }, screen)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      expect(await seriousFindings(page), screen).toEqual([])
    }
    await expectNoViolations(page)
  })
}

test('axe finds what is wrong where something is', async ({ launchApp }) => {
  const { page } = await launchApp()
  await page.evaluate(() => document.body.append(document.createElement('button')))
  expect(await seriousFindings(page)).not.toEqual([])
})

async function seriousFindings(page: Page): Promise<string[]> {
  // Electron has no second page for axe to work in, so it runs in this one.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

async function invoke(page: Page, path: string, input: unknown): Promise<void> {
  const result = await page.evaluate(([to, what]) => Reflect.get(window, 'patchbay').invoke(to, what), [path, input])
  if (!result.ok) throw new Error(JSON.stringify(result.error))
}
