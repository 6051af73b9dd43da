import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { check } from './check.mjs'
import { openDisplay } from './display.mjs'
import { electronEnvironment, run } from './launch.mjs'
import { packageApp } from './package.mjs'
import { inModules, root } from './setup/paths.mjs'
import { runMain, SetupFailure, say } from './setup/say.mjs'
import { setup } from './setup.mjs'
import { withKeyring } from './test/keyring.mjs'
import { smokePackage } from './test/package-smoke.mjs'
import { add, fromPlaywright, fromVitest, single } from './test/tally.mjs'

const reports = { unit: join(root, 'out', 'unit.json'), e2e: join(root, 'out', 'e2e.json') }

async function built() {
  try {
    await buildApp()
    return true
  } catch (error) {
    say(`The build failed: ${error.message}`)
    return false
  }
}

async function checks() {
  const failed = await check()
  return { passed: 0, failed: failed.length, skipped: 0 }
}

async function unit(args) {
  rmSync(reports.unit, { force: true })
  const vitest = [inModules('vitest', 'vitest.mjs'), 'run', '--config', 'test/vitest.config.ts']
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reports.unit}`]
  const code = await run(process.execPath, [...vitest, ...reporters, ...args], { cwd: root })
  return fromVitest(reports.unit, code)
}

async function onDisplay(work) {
  const display = await openDisplay()
  try {
    return await work(electronEnvironment(display.env))
  } finally {
    display.stop()
  }
}

async function e2e(args) {
  if (!(await built())) return single(false)
  rmSync(reports.e2e, { force: true })
  const playwright = [inModules('@playwright', 'test', 'cli.js'), 'test', '--config', 'test/e2e/playwright.config.ts']
  const session = withKeyring([process.execPath, ...playwright, ...args])
  try {
    const [command, ...rest] = session.command
    const code = await onDisplay((env) => run(command, rest, { cwd: root, env: { ...env, ...session.env } }))
    return fromPlaywright(reports.e2e, code)
  } finally {
    session.remove()
  }
}

async function packaged(args) {
  if (!(await built())) return single(false)
  const code = await packageApp(['--dir', ...args], { stdio: ['ignore', process.stderr, 'inherit'] })
  if (code !== 0) {
    say(`electron-builder ended with code ${code}.`)
    return single(false)
  }
  return single(await onDisplay(smokePackage))
}

const PARTS = { unit, e2e, package: packaged }

async function everything() {
  return add([await checks(), await unit([]), await e2e([]), await packaged([])])
}

await runMain(async () => {
  const [part, ...args] = process.argv.slice(2)
  if (part !== undefined && !Object.hasOwn(PARTS, part)) {
    throw new SetupFailure(
      `There is no part "${part}" of the tests. There are: ${Object.keys(PARTS).join(', ')}; without a name all run.`,
    )
  }
  await setup({ tests: true })
  mkdirSync(join(root, 'out'), { recursive: true })
  const { passed, failed, skipped } = part === undefined ? await everything() : await PARTS[part](args)
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  return failed > 0 ? 1 : 0
})
