import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildApp } from './build.mjs'
import { run } from './launch.mjs'
import { standInUse } from './setup/electron.mjs'
import { inModules, root } from './setup/paths.mjs'
import { runMain, say } from './setup/say.mjs'
import { setup } from './setup.mjs'

/** The stand-in Electron is given on the command line only: release builds elsewhere use the version of package.json. */
function electronArguments() {
  const standIn = standInUse()
  if (!standIn) return []
  say(`Packaging the stand-in Electron ${standIn.version}: good for trying the package, not for publishing it.`)
  return [`-c.electronDist=${standIn.dist}`, `-c.electronVersion=${standIn.version}`]
}

/**
 * Packages the app into release/. `--dir` makes the folder only; `--inspectable` leaves the fuse on by which
 * Playwright attaches, which no published package may have; anything else goes to electron-builder.
 */
export async function packageApp(args, options = {}) {
  await buildApp()
  rmSync(join(root, 'release'), { recursive: true, force: true })
  const inspectable = args.includes('--inspectable')
  const passed = args.filter((argument) => argument !== '--inspectable')
  const fuses = inspectable ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : []
  const builder = [
    inModules('electron-builder', 'cli.js'),
    '--publish',
    'never',
    ...electronArguments(),
    ...fuses,
    ...passed,
  ]
  return run(process.execPath, builder, { cwd: root, ...options })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await setup()
    return packageApp(process.argv.slice(2))
  })
}
