import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { _electron as electron, expect, test } from '@playwright/test'
import { program } from './helpers/launch'

let dataDir: string
test.beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-quit-'))
})
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }))

test('quitting ends the program in good order at any moment of its start', async () => {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const env = { ...inherited, PATCHBAY_DATA: dataDir, PATCHBAY_KEYCHAIN: 'memory', PATCHBAY_TEST: '1' }
  for (const wait of [0, 60, 120, 200, 300, 400, 600, 1500]) {
    const app = await electron.launch({ args: [program], env: env as Record<string, string> })
    const child = app.process()
    const ended = new Promise<unknown>((done) => child.once('exit', (code, signal) => done(signal ?? code)))
    await pause(wait)
    await app.close()
    expect(await Promise.race([ended, pause(20_000, 'still running')]), `after ${wait} ms`).toBe(0)
  }
  expect(existsSync(join(dataDir, 'workspace.sqlite')), 'and it had opened').toBe(true)
})
