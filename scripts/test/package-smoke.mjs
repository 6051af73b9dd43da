import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainSandbox } from '../launch.mjs'
import { root } from '../setup/paths.mjs'
import { say } from '../setup/say.mjs'

const WINDOW_MS = 60_000
const QUIT_MS = 20_000
const EXECUTABLES = [
  'linux-unpacked/patchbay',
  'linux-arm64-unpacked/patchbay',
  'mac/Patchbay.app/Contents/MacOS/Patchbay',
  'mac-arm64/Patchbay.app/Contents/MacOS/Patchbay',
  'win-unpacked/Patchbay.exe',
]

function waitFor(promise, ms, what) {
  let timer
  const late = new Promise(
    (_, fail) => (timer = setTimeout(() => fail(new Error(`${what} within ${ms / 1000} s`)), ms)),
  )
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Starts the packaged app in an empty profile, waits for its window, ends it as a session would, and expects exit code 0. */
async function startAndQuit(executable, env, profile) {
  const child = spawn(executable, [], {
    env: {
      ...env,
      HOME: profile,
      XDG_CONFIG_HOME: profile,
      PATCHBAY_DATA: join(profile, 'data'),
      PATCHBAY_ANNOUNCE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const closed = new Promise((done) => child.on('close', (code, signal) => done({ code, signal })))
  const ready = new Promise((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
        if (output.includes('patchbay: window ready')) done('ready')
      })
    }
  })
  try {
    const first = await waitFor(Promise.race([ready, closed]), WINDOW_MS, 'no window')
    if (first !== 'ready')
      throw new Error(`it ended with code ${first.code ?? first.signal} before its window was ready`)
    child.kill('SIGTERM')
    const { code, signal } = await waitFor(closed, QUIT_MS, 'it did not quit')
    if (code !== 0 && process.platform !== 'win32') throw new Error(`it quit with ${code ?? signal}`)
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`${error.message}\n${output.split('\n').slice(-20).join('\n')}`)
  }
}

/** True when the app in release/ starts and quits. */
export async function smokePackage(env) {
  const executable = EXECUTABLES.map((path) => join(root, 'release', path)).find(existsSync)
  if (!executable) {
    say('The package has no executable in release/.')
    return false
  }
  explainSandbox(executable)
  const profile = mkdtempSync(join(tmpdir(), 'patchbay-package-'))
  try {
    await startAndQuit(executable, env, profile)
    say('The packaged app starts, shows its window and quits.')
    return true
  } catch (error) {
    say(`The packaged app fails: ${error.message}`)
    return false
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}
