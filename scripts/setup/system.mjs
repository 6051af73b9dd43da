import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { electronBinary } from './electron.mjs'
import { inModules } from './paths.mjs'
import { SetupFailure, say } from './say.mjs'

/** Debian's package for each library that Electron or keytar asks for by another name than `lib<name>.so`. */
const LIBRARIES = [
  [/^lib(gtk|gdk|atk|cairo|pango|X|xcb|glib|gobject|gio|dbus|cups|expat|xkbcommon)/, 'libgtk-3-0'],
  [/^lib(nss|nspr|smime)/, 'libnss3'],
  [/^lib(gbm|drm)/, 'libgbm1'],
  [/^libasound/, 'libasound2'],
  [/^libsecret/, 'libsecret-1-0'],
]

export function has(command) {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command]
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => isExecutable(join(folder, name))))
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

function missingLibraries() {
  const keytar = inModules('keytar', 'prebuilds', `linux-${process.arch}`, 'keytar.node')
  const files = [electronBinary(), keytar].filter((path) => path && existsSync(path))
  const { stdout = '' } = spawnSync('ldd', files, { encoding: 'utf8' })
  const lines = stdout.split('\n').filter((line) => line.includes('=> not found'))
  return [...new Set(lines.map((line) => line.trim().split(' ')[0]))]
}

function packagesFor(libraries) {
  if (libraries.length === 0) return []
  const known = libraries.map((library) => LIBRARIES.find(([pattern]) => pattern.test(library))?.[1])
  return known.includes(undefined) ? LIBRARIES.map(([, name]) => name) : known
}

function hasFonts() {
  const folder = '/usr/share/fonts'
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => /\.(ttf|otf|ttc)$/.test(name))
}

/** What the machine still lacks: libraries without which Electron does not start, a display, and what the tests use. */
function lacking(forTests) {
  const libraries = missingLibraries()
  const required = packagesFor(libraries)
  const display = hasDisplay() || has('Xvfb') ? [] : ['xvfb']
  const tests = !forTests
    ? []
    : [
        ...(has('dbus-run-session') ? [] : ['dbus']),
        ...(has('gnome-keyring-daemon') ? [] : ['gnome-keyring']),
        ...(hasFonts() ? [] : ['fonts-dejavu-core']),
        ...(has('strace') ? [] : ['strace']),
      ]
  return { libraries, required: [...new Set([...required, ...display])], optional: tests }
}

const isDebian = () => has('apt-get') && existsSync('/etc/debian_version')

function apt(command, args) {
  return spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  })
}

/** Debian 13 and Ubuntu 24.04 renamed some libraries when their time type grew to 64 bits. */
function currentNames(names) {
  return names.map((name) => {
    if (!['libgtk-3-0', 'libasound2'].includes(name)) return name
    return apt('apt-cache', ['show', '--no-all-versions', `${name}t64`]).status === 0 ? `${name}t64` : name
  })
}

function aptInstall(packages) {
  const install = () =>
    apt('apt-get', [
      'install',
      '-y',
      '--no-install-recommends',
      '-o',
      'DPkg::Lock::Timeout=120',
      ...currentNames(packages),
    ])
  const first = install()
  if (first.status === 0) return undefined
  apt('apt-get', ['update'])
  const second = install()
  return second.status === 0 ? undefined : second.stderr.trim().split('\n').slice(-5).join('\n')
}

export function systemReady(forTests) {
  if (process.platform !== 'linux') return true
  const { required, optional } = lacking(forTests)
  return required.length + optional.length === 0
}

function report(lack, command) {
  if (lack.required.length > 0) {
    const libraries = lack.libraries.length > 0 ? ` (libraries not found: ${lack.libraries.join(', ')})` : ''
    throw new SetupFailure(`Electron needs system packages that are missing${libraries}. Run: ${command}`)
  }
  say(`Tests that need a keyring or fonts are skipped or look different until you run: ${command}`)
}

/** As root on Debian and Ubuntu installs what is missing; elsewhere names it. */
export function setUpSystem(forTests) {
  const lack = lacking(forTests)
  const packages = [...lack.required, ...lack.optional]
  const isRoot = process.getuid?.() === 0
  if (!isDebian()) return report(lack, `your package manager for the equivalents of ${packages.join(' ')}`)
  const command = `${isRoot ? '' : 'sudo '}apt-get install --no-install-recommends ${currentNames(packages).join(' ')}`
  if (!isRoot) return report(lack, command)
  say(`Installing system packages: ${packages.join(' ')}.`)
  const failure = aptInstall(packages)
  if (failure) report(lack, `${command}\n${failure}`)
}
