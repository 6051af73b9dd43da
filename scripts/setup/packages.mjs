import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { npm } from './npm.mjs'
import { cacheDir, inModules, root } from './paths.mjs'
import { SetupFailure, say } from './say.mjs'
import { has } from './system.mjs'

const stampFile = inModules('.patchbay-packages')
const binary = inModules('sqlite3', 'build', 'Release', 'node_sqlite3.node')

/** Changes with the lock file and with everything else a compiled package depends on. */
function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch} ${process.versions.modules}`
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

export function packagesReady() {
  return read(stampFile) === wantedStamp() && existsSync(binary)
}

/** True when npm itself already installed exactly the lock file, for instance by `npm install` of a developer. */
function installedAsLocked() {
  const hidden = read(inModules('.package-lock.json'))
  if (!hidden) return false
  const installed = JSON.parse(hidden).packages
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const same = (path) => installed[path]?.version === locked[path]?.version
  const missing = Object.entries(locked).filter(([path, entry]) => path !== '' && !same(path) && !entry.optional)
  return missing.length === 0 && Object.keys(installed).every(same) && existsSync(inModules('vite', 'package.json'))
}

function keptBinary() {
  const { version } = JSON.parse(readFileSync(inModules('sqlite3', 'package.json'), 'utf8'))
  const { glibcVersionRuntime = 'none' } = process.report?.getReport().header ?? {}
  return join(cacheDir, `sqlite3-${version}-napi6-${process.platform}-${process.arch}-glibc${glibcVersionRuntime}.node`)
}

/** Copies by way of a name of its own, so that an interrupted copy never looks whole. */
function copyWhole(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  const half = `${to}.${process.pid}`
  copyFileSync(from, half)
  renameSync(half, to)
}

function compileFailure(output) {
  const tools = { python3: ['python3', 'python'], make: ['make'], 'g++': ['g++', 'c++', 'clang++'] }
  const missing = Object.keys(tools).filter((tool) => !tools[tool].some(has))
  const why =
    missing.length > 0
      ? `${missing.join(', ')} missing. Install ${missing.length > 1 ? 'them' : 'it'} (Debian and Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install) and run the command again.`
      : `npm said:\n${output.split('\n').slice(-15).join('\n')}`
  return new SetupFailure(`sqlite3 has no ready binary for this machine and could not be compiled: ${why}`)
}

async function setUpSqlite() {
  const kept = keptBinary()
  if (existsSync(binary)) return existsSync(kept) ? undefined : copyWhole(binary, kept)
  if (existsSync(kept)) return copyWhole(kept, binary)
  say('Getting the sqlite3 binary; compiling it takes about a minute.')
  const { code, output } = await npm(['rebuild', 'sqlite3', '--ignore-scripts=false'], root)
  if (code !== 0 || !existsSync(binary)) throw compileFailure(output)
  copyWhole(binary, kept)
}

export async function setUpPackages() {
  if (!installedAsLocked()) {
    say('Installing the packages of package-lock.json.')
    const { code, output } = await npm(['ci', '--ignore-scripts'], root)
    if (code !== 0) throw new SetupFailure(`npm ci failed:\n${output.split('\n').slice(0, 12).join('\n')}`)
  }
  await setUpSqlite()
  writeFileSync(`${stampFile}.${process.pid}`, wantedStamp())
  renameSync(`${stampFile}.${process.pid}`, stampFile)
}
