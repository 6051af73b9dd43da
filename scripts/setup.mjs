import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronBinary, setUpElectron } from './setup/electron.mjs'
import { withLock } from './setup/lock.mjs'
import { packagesReady, setUpPackages } from './setup/packages.mjs'
import { cacheDir } from './setup/paths.mjs'
import { runMain, SetupFailure } from './setup/say.mjs'
import { setUpSystem, systemReady } from './setup/system.mjs'

const OLDEST_NODE = [20, 19]

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldMajor, oldMinor] = OLDEST_NODE
  if (major > oldMajor || (major === oldMajor && minor >= oldMinor)) return
  throw new SetupFailure(
    `This is Node ${process.versions.node}; Patchbay is built with Node ${OLDEST_NODE.join('.')} or newer (https://nodejs.org).`,
  )
}

const isReady = (tests) => packagesReady() && electronBinary() !== undefined && systemReady(tests)

/** Brings a clone to the point where it can be built and run; does nothing, and says nothing, when it is there already. */
export async function setup({ tests = false } = {}) {
  checkNode()
  if (isReady(tests)) return
  mkdirSync(cacheDir, { recursive: true })
  await withLock({ file: join(cacheDir, 'setup.lock'), what: 'set-up' }, async () => {
    if (!packagesReady()) await setUpPackages()
    if (!electronBinary()) await setUpElectron()
    if (!systemReady(tests)) setUpSystem(tests)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(() => setup({ tests: process.argv.includes('--tests') }))
}
