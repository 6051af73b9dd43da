import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, program, root, test } from '../helpers/launch'

/** How long the idle program is watched. `PATCHBAY_QUIET_SECONDS=60` is the release check. */
const IDLE_MS = Number(process.env.PATCHBAY_QUIET_SECONDS ?? 12) * 1000
const electron = String(createRequire(import.meta.url)('electron'))
const twin = join(root, 'test', 'fixtures', 'unhardened', 'main.cjs')
const has = (tool: string, ...args: string[]) => spawnSync(tool, args).status === 0

/** Starts a program for the first time under strace, cut off from the network where allowed, and lists its attempts to reach one. */
async function attemptsOf(start: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-quiet-'))
  const trace = join(folder, 'trace')
  const cutOff = has('unshare', '-n', 'true') ? ['unshare', '-n'] : []
  const strace = [
    'strace',
    '-f',
    '-qq',
    '-s',
    '200',
    '-e',
    'trace=connect,sendto,sendmsg',
    '-e',
    'signal=none',
    '-o',
    trace,
  ]
  const [command = '', ...args] = [...cutOff, ...strace, electron, '--no-sandbox', start]
  const child = spawn(command, args, {
    env: {
      ...process.env,
      PATCHBAY_DATA: join(folder, 'profile'),
      PATCHBAY_KEYCHAIN: 'memory',
      PATCHBAY_ANNOUNCE: '1',
      ELECTRON_RUN_AS_NODE: undefined,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = new Promise((done) => child.once('exit', done))
  try {
    await windowReady(child)
    await new Promise((done) => setTimeout(done, IDLE_MS))
  } finally {
    if (child.pid) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
  const lines = readFileSync(trace, 'utf8').split('\n')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  expect(lines.some((line) => line.includes('AF_UNIX'))).toBe(true)
  return lines.filter((line) => /AF_INET6?\b/.test(line))
}

async function windowReady(child: ReturnType<typeof spawn>): Promise<void> {
  let output = ''
  await new Promise<void>((done, fail) => {
    const read = (chunk: unknown) => {
      output += String(chunk)
      if (output.includes('patchbay: window ready')) done()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => fail(new Error(`It ended before its window was ready.\n${output}`)))
  })
}

test.skip(process.platform !== 'linux', 'Connections are watched with strace, which Linux has.')
test.skip(!has('strace', '-V'), 'The package strace is not installed.')

test('a first run contacts nobody', async () => {
  expect(await attemptsOf(program)).toEqual([])
})

test('a window with the spell checker of Electron does, and is seen', async () => {
  expect(await attemptsOf(twin)).not.toEqual([])
})
