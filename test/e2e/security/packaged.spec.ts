import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, program, test } from '../helpers/launch'

const REFUSED = [
  '--remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--inspect=0',
  '--js-flags=--expose-gc',
  '--load-extension=/nowhere',
  '--proxy-server=127.0.0.1:9',
  '--host-rules=MAP * 127.0.0.1',
  '--disable-web-security',
]
const electron = realpathSync(String(createRequire(import.meta.url)('electron')))
let folder: string

test.skip(process.platform !== 'linux', 'Elsewhere a renamed binary does not start; the package test covers it.')

/** Electron takes every binary not called `electron` for a packaged program, so a copy under another name is one. */
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-packaged-'))
  for (const name of readdirSync(dirname(electron))) {
    if (name === 'electron') copyFileSync(electron, join(folder, 'patchbay'))
    else symlinkSync(join(dirname(electron), name), join(folder, name))
  }
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts and waits for the window or the end, whichever comes first. */
async function start(
  name: 'patchbay' | 'electron',
  argument: string,
): Promise<{ code: number | null; output: string }> {
  const profile = mkdtempSync(join(tmpdir(), 'patchbay-guard-'))
  const binary = name === 'patchbay' ? join(folder, name) : electron
  const child = spawn(binary, ['--no-sandbox', argument, program].filter(Boolean), {
    env: { ...process.env, PATCHBAY_DATA: profile, PATCHBAY_ANNOUNCE: '1', PATCHBAY_KEYCHAIN: 'memory' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('patchbay: window ready')) child.kill('SIGTERM')
    })
  }
  const code = await new Promise<number | null>((done) => child.once('close', done))
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  return { code, output }
}

for (const argument of REFUSED) {
  test(`a packaged program refuses to start with ${argument.replace(/=.*/, '')}`, async () => {
    const { code, output } = await start('patchbay', argument)
    expect(output).not.toContain('window ready')
    expect(output).toContain('Patchbay does not start with --')
    expect(code).toBe(1)
  })
}

test('a packaged program starts without them, and a development one with them', async () => {
  expect((await start('patchbay', '')).output).toContain('window ready')
  expect((await start('electron', '--remote-debugging-port=0')).output).toContain('window ready')
})
