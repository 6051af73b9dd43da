import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

const folder = process.env.PATCHBAY_DEMO_DIR ?? null
let number = 0

/** With `npm run demo` each step of the journey leaves a numbered picture and a line of the transcript. */
export async function shot(page: Page, name: string, sentence: string): Promise<void> {
  if (!folder) return
  number += 1
  const file = `${String(number).padStart(2, '0')}-${name}.png`
  await page.screenshot({ path: join(folder, file) })
  appendFileSync(join(folder, 'transcript.md'), `${number}. ${sentence} (${file})\n`)
}
