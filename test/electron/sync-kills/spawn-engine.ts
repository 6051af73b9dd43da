import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { fromCallFailure } from '../../../electron/data-worker/failures'
import type { CallName, Calls } from '../../../electron/data-worker/protocol'
import type { OpenOrder, Order, Report } from './engine-process'

/** The process was killed before it answered. */
export class Killed extends Error {}

export type EngineProcess = {
  /** What it was at when it was last heard of. */
  phase: string
  /** How many statements it has run, as of the last answer. */
  statements: number
  open(order: Omit<OpenOrder, 'kind'>): Promise<void>
  /** `now` is what time the engine is told that it is. Fails with `Killed`, and as the engine does. */
  call<N extends CallName>(name: N, input: Calls[N]['input'], now: number): Promise<Calls[N]['output']>
  arm(statements: number | null, isUnderWay: boolean): void
  kill(): void
  /** Resolves once it has ended. */
  ended: Promise<void>
  close(): Promise<void>
}

/** Builds the program of `spawnEngine`, into a folder below node_modules. */
export async function buildEngine(): Promise<{ file: string; remove(): void }> {
  const root = process.cwd()
  const outDir = mkdtempSync(join(root, 'node_modules', '.sync-kills-'))
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: { engine: join(import.meta.dirname, 'engine-process.ts') },
        external: ['sqlite3', 'pg-native', /^node:/, ...builtinModules],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[hash].cjs' },
      },
    },
    ssr: { noExternal: true, external: ['sqlite3'] },
  })
  return { file: join(outDir, 'engine.cjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}

type Waiting = { resolve: (output: unknown) => void; reject: (error: Error) => void }

/** A process that has loaded the engine and waits for `open`. */
export function spawnEngine(file: string): EngineProcess {
  const child = fork(file, [], { execArgv: [], serialization: 'advanced' })
  const waiting = new Map<number | 'open' | 'close', Waiting>()
  let [last, isOver] = [0, false]
  const send = (order: Order) => void (isOver || child.send(order, () => undefined))
  const settle = (id: number | 'open' | 'close', act: (one: Waiting) => void) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (one) act(one)
  }
  const wait = (id: number | 'open' | 'close', order: Order) =>
    new Promise<unknown>((resolve, reject) => {
      if (isOver) return reject(new Killed())
      waiting.set(id, { resolve, reject })
      send(order)
    })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      isOver = true
      for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(new Killed()))
      resolve()
    })
  })
  const self: EngineProcess = {
    ...{ phase: 'opening', statements: 0, ended },
    open: async (order) => void (await wait('open', { kind: 'open', ...order })),
    call<N extends CallName>(name: N, input: Calls[N]['input'], now: number) {
      last += 1
      return wait(last, { kind: 'call', id: last, name, input, now }) as Promise<Calls[N]['output']>
    },
    arm: (statements, isUnderWay) => send({ kind: 'arm', statements, isUnderWay }),
    kill: () => void child.kill('SIGKILL'),
    async close() {
      await wait('close', { kind: 'close' })
      await ended
    },
  }
  child.on('message', (report: Report) => {
    switch (report.kind) {
      case 'phase':
        self.phase = report.phase
        return
      case 'opened':
        self.phase = 'idle'
        return settle('open', ({ resolve }) => resolve(null))
      case 'not-opened':
        return settle('open', ({ reject }) => reject(fromCallFailure(report.failure)))
      case 'returned':
        self.statements = report.statements
        return settle(report.id, ({ resolve }) => resolve(report.output))
      case 'failed':
        return settle(report.id, ({ reject }) => reject(fromCallFailure(report.failure)))
      case 'closed':
        return settle('close', ({ resolve }) => resolve(null))
    }
  })
  return self
}
