import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from './row'

const ROUNDS = 5
const GOAL = 1.3
const root = process.cwd()
const electron: string = createRequire(join(root, 'package.json'))('electron')

/** Spawn to ready-to-show of an empty workspace, against an empty window of the same Electron; alternating, medians. */
// biome-ignore lint/style/noDefaultExport: the runner takes what a bench file exports.
export default async function bench(): Promise<Row[]> {
  const empty = join(root, 'test', 'fixtures', 'empty-window')
  await startOnce(root)
  await startOnce(empty)
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await startOnce(root))
    theirs.push(await startOnce(empty))
  }
  const ratio = median(ours) / median(theirs)
  return [
    {
      bench: 'start',
      metric: 'spawn to ready-to-show',
      value: Math.round(median(ours)),
      unit: 'ms',
      against: `an empty Electron window, ${Math.round(median(theirs))} ms`,
      ratio: Math.round(ratio * 100) / 100,
      goal: `<= ${GOAL}`,
      holds: ratio <= GOAL,
    },
  ]
}

async function startOnce(program: string): Promise<number> {
  const profile = mkdtempSync(join(tmpdir(), 'patchbay-start-'))
  const env = { ...process.env, PATCHBAY_DATA: profile, PATCHBAY_ANNOUNCE: '1', PATCHBAY_KEYCHAIN: 'memory' }
  const started = performance.now()
  const child = spawn(electron, [program], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const took = await new Promise<number>((done, fail) => {
    child.once('exit', (code) => fail(new Error(`${program} ended with ${code} before its window was ready`)))
    child.stdout.on('data', (chunk) => {
      if (String(chunk).includes('window ready')) done(performance.now() - started)
    })
  })
  const ended = new Promise((done) => child.once('exit', done))
  child.removeAllListeners('exit').once('exit', () => undefined)
  child.kill('SIGTERM')
  await Promise.race([ended, new Promise((done) => setTimeout(done, 3000))])
  child.kill('SIGKILL')
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  return took
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
