// Drives the real app through the main job and leaves numbered pictures and a transcript in out/demo.
// The journey is the end-to-end spec itself, so what the demo shows is what the tests prove.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './setup/say.mjs'
import { setup } from './setup.mjs'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'out', 'demo')

await setup({ tests: true })
const { buildApp } = await import('./build.mjs')
const { openDisplay } = await import('./display.mjs')
const { run } = await import('./launch.mjs')

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
await buildApp()
const display = await openDisplay()
const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
const code = await run(
  process.execPath,
  [playwright, 'test', '-c', join('test', 'e2e', 'playwright.config.ts'), 'main-job', '--reporter=line'],
  { cwd: root, env: { ...process.env, ...display.env, PATCHBAY_DEMO_DIR: folder } },
)
await display.stop()
if (code === 0) say('The pictures and transcript.md are in out/demo.')
process.exitCode = code
