import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { say } from '../setup/say.mjs'
import { has } from '../setup/system.mjs'

const UNLOCKED = 'eval "$(printf "test\\n" | gnome-keyring-daemon --unlock --components=secrets)"; exec "$@"'

/** A Wayland socket is named relative to the runtime folder, which the session below replaces. */
function waylandDisplay() {
  const { WAYLAND_DISPLAY: name, XDG_RUNTIME_DIR: folder } = process.env
  return name && folder && !isAbsolute(name) ? { WAYLAND_DISPLAY: join(folder, name) } : {}
}

/**
 * Wraps a command in a D-Bus session of its own with an unlocked, empty keyring, so that tests use the real keychain
 * and never the developer's. Without the tools the command stays as it is and PATCHBAY_TEST_KEYRING is unset.
 */
export function withKeyring(command) {
  if (process.platform !== 'linux' || !has('dbus-run-session') || !has('gnome-keyring-daemon')) {
    say('No D-Bus session with a gnome-keyring can be had here, so tests of the system keychain are skipped.')
    return { command, env: {}, remove: () => undefined }
  }
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-keyring-'))
  const xdg = { XDG_DATA_HOME: 'data', XDG_CONFIG_HOME: 'config', XDG_RUNTIME_DIR: 'run' }
  const folders = Object.fromEntries(Object.entries(xdg).map(([name, below]) => [name, join(folder, below)]))
  for (const path of Object.values(folders)) mkdirSync(path, { mode: 0o700 })
  return {
    command: ['dbus-run-session', '--', 'sh', '-c', UNLOCKED, 'sh', ...command],
    env: { ...waylandDisplay(), ...folders, PATCHBAY_TEST_KEYRING: '1' },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
