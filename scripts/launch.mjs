import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { say } from './setup/say.mjs'

const NAMESPACES = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

const isRootOnLinux = () => process.platform === 'linux' && process.getuid?.() === 0

/** The environment Electron starts in. Editors that are Electron apps themselves leave ELECTRON_RUN_AS_NODE behind. */
export function electronEnvironment(extra = {}) {
  const env = { ...process.env, ...extra }
  delete env.ELECTRON_RUN_AS_NODE
  if (isRootOnLinux()) env.ELECTRON_DISABLE_SANDBOX = '1'
  return env
}

/** Says once what about the sandbox a developer on Linux has to know. */
export function explainSandbox(binary) {
  if (isRootOnLinux()) {
    say("Chromium's sandbox is off because it refuses to run as root; start as an ordinary user to have it.")
    return
  }
  const helper = join(dirname(binary), 'chrome-sandbox')
  if (!existsSync(NAMESPACES) || readFileSync(NAMESPACES, 'utf8').trim() !== '1' || !existsSync(helper)) return
  const { uid, mode } = statSync(helper)
  if (uid === 0 && mode & 0o4000) return
  say(
    `This system asks for a set-uid sandbox helper. Run once: sudo chown root "${helper}" && sudo chmod 4755 "${helper}"`,
  )
}

/**
 * Runs a program until it ends, passing signals on, and resolves with its exit code.
 * Ctrl-C reaches it through the terminal as well; this process only has to outlive it.
 */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  const pass = (signal) => child.kill(signal)
  const outlive = () => undefined
  process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', outlive)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => {
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', outlive)
      done(code ?? 128 + constants.signals[signal])
    })
  })
}
