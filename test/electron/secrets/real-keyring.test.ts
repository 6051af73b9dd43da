import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Report, Verb } from './keyring-child'

const LIMIT_MS = 20_000
const root = join(import.meta.dirname, '..', '..', '..')

const isInstalled = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
const absent = ['dbus-run-session', 'gnome-keyring-daemon'].filter((program) => !isInstalled(program))
const note = absent.length > 0 ? ` (skipped: ${absent.join(' and ')} not installed)` : ''

const UNLOCKED = 'eval "$(printf "test\\n" | gnome-keyring-daemon --unlock --components=secrets)"'
const LOCKED = 'eval "$(gnome-keyring-daemon --start --components=secrets < /dev/null)"'

describe.skipIf(absent.length > 0)(`the vault on a real keyring${note}`, { timeout: 3 * LIMIT_MS }, () => {
  let bundle: string
  let home: string

  /** Inside node_modules, so that the child finds the native packages. */
  beforeAll(async () => {
    mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true })
    bundle = mkdtempSync(join(root, 'node_modules', '.cache', 'keyring-test-'))
    await build({
      configFile: false,
      root,
      logLevel: 'error',
      build: {
        ssr: join(import.meta.dirname, 'keyring-child.ts'),
        outDir: bundle,
        rolldownOptions: { external: ['keytar', 'sqlite3'], output: { format: 'cjs', entryFileNames: 'child.cjs' } },
      },
      ssr: { noExternal: true, external: ['keytar', 'sqlite3'] },
    })
  }, LIMIT_MS)
  afterAll(() => rmSync(bundle, { recursive: true, force: true }))

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'pb-keyring-'))
    for (const name of ['data', 'run', 'cache']) mkdirSync(join(home, name), { mode: 0o700 })
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const childOf = (verb: Verb, value: string, workspace = 'workspace.sqlite') =>
    [process.execPath, join(bundle, 'child.cjs'), verb, join(home, workspace), value].map(quote).join(' ')

  /** Each call is a new login: its own bus, its own keyring daemon, its own process. */
  const inSession = (keyring: string, child: string) =>
    report('dbus-run-session', ['--', 'sh', '-c', `${keyring}; exec ${child}`])

  function report(program: string, args: string[], env: Record<string, string> = {}): Promise<Report> {
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: home,
        XDG_DATA_HOME: join(home, 'data'),
        XDG_CACHE_HOME: join(home, 'cache'),
        XDG_RUNTIME_DIR: join(home, 'run'),
        ...env,
      },
    })
    const group = child.pid
    const kill = () => {
      try {
        if (group) process.kill(-group, 'SIGKILL')
      } catch {
        // The whole group is gone already.
      }
    }
    const timer = setTimeout(kill, LIMIT_MS)
    let out = ''
    let complaints = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.stderr.on('data', (chunk) => {
      complaints += chunk
    })
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => {
        clearTimeout(timer)
        kill()
        if (out.endsWith('\n')) resolve(JSON.parse(out))
        else reject(new Error(`the child ended with ${code ?? signal}: ${complaints}`))
      })
    })
  }

  it('stores a secret, reads it in another process and session, and deletes its key', async () => {
    const stored = await inSession(UNLOCKED, childOf('store', 'value-one'))
    expect(stored).toMatchObject({ state: 'open', mode: 'keychain', item: 'present' })
    const read = await inSession(UNLOCKED, childOf('read', stored.answer ?? ''))
    expect(read).toMatchObject({ state: 'open', mode: 'keychain', answer: 'value-one', item: 'present' })
    const forgotten = await inSession(UNLOCKED, childOf('forget', ''))
    expect(forgotten).toMatchObject({ state: 'open', mode: null, item: 'absent' })
  })

  it('is locked while the keyring is, keeps the secret, and opens again after it was unlocked', async () => {
    const stored = await inSession(UNLOCKED, childOf('store', 'value-one'))
    const locked = await inSession(LOCKED, childOf('read', stored.answer ?? ''))
    expect(locked).toMatchObject({ state: 'locked', mode: 'keychain', failure: 'The vault is locked' })
    const read = await inSession(UNLOCKED, childOf('read', stored.answer ?? ''))
    expect(read).toMatchObject({ state: 'open', answer: 'value-one' })
  })

  it('stores no first secret in a locked keyring', async () => {
    await inSession(UNLOCKED, childOf('store', 'value-one'))
    const locked = await inSession(LOCKED, childOf('store', 'value-two', 'other.sqlite'))
    expect(locked).toMatchObject({ state: 'locked', reason: 'keychain-locked', failure: 'The vault is locked' })
  })

  it('is without a keychain when there is no bus', async () => {
    const missing = await report('sh', ['-c', `exec ${childOf('store', 'value-one')}`])
    expect(missing).toMatchObject({ state: 'no-keychain', reason: 'keychain-missing' })
    expect(missing.failure).toBe('No keychain was found on this computer')
  })

  it('is locked within the limit when the bus never answers, and files still work', async () => {
    const socket = join(home, 'bus')
    const silent = createServer(() => {}).listen(socket)
    try {
      const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` }
      const hung = await report('sh', ['-c', `exec ${childOf('store', 'value-one')}`], env)
      expect(hung).toMatchObject({ state: 'locked', reason: 'keychain-timeout', filesStillWork: true })
      expect(hung.failure).toBe('The vault is locked')
    } finally {
      silent.close()
    }
  })
})

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
