import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inModules, root } from './setup/paths.mjs'
import { runMain, say } from './setup/say.mjs'
import { setup } from './setup.mjs'

const STEPS = {
  types: [inModules('typescript', 'bin', 'tsc'), '-b', '--pretty', 'false'],
  lint: [inModules('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'],
  boundaries: [
    inModules('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    ...['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
    ...['electron', 'renderer', 'shared', 'test'],
  ],
  unused: [inModules('knip', 'bin', 'knip.js'), '--config', '.knip.json', '--no-progress'],
}

function runStep(name) {
  const started = Date.now()
  return new Promise((done) => {
    const child = spawn(process.execPath, STEPS[name], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1)
      process.stderr.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`)
      if (code !== 0) process.stderr.write(`${output.trimEnd()}\n`)
      done({ name, ok: code === 0 })
    })
  })
}

/** Runs types, lint, boundaries and unused at the same time; resolves with the names of those that failed. */
export async function check() {
  const results = await Promise.all(Object.keys(STEPS).map(runStep))
  return results.filter(({ ok }) => !ok).map(({ name }) => name)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    await setup()
    const failed = await check()
    if (failed.length > 0) say(`${failed.join(', ')} failed; \`npm run fix\` repairs what can be repaired by itself.`)
    return failed.length > 0 ? 1 : 0
  })
}
