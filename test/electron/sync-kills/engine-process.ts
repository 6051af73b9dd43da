import { setTimeout as sleep } from 'node:timers/promises'
import sqlite3 from 'sqlite3'
import { createDataEngine } from '../../../electron/data-worker/engine'
import { toCallFailure } from '../../../electron/data-worker/failures'
import type { CallFailure, CallName, Calls, DataWorker } from '../../../electron/data-worker/protocol'
import type { SourceCredentials, SourceDefinition } from '../../../electron/sources/define'
import { getSource } from '../../../electron/sources/registry'
import type { SyncProgress } from '../../../shared/domain/data-connection'
import { plainSender } from './engine-host'

/** Kills itself at so many statements from now on, which may be under way then. Null: not any more. */
type Arm = { kind: 'arm'; statements: number | null; isUnderWay: boolean }
export type OpenOrder = SourceCredentials & {
  kind: 'open'
  tablesFile: string
  sourceId: string
  /** Where the source is; null for one with a driver of its own. */
  base: string | null
  now: number
}
export type Order =
  | OpenOrder
  | Arm
  | { kind: 'call'; id: number; name: CallName; input: Calls[CallName]['input']; now: number }
  | { kind: 'close' }
export type Report =
  | { kind: 'loaded' | 'opened' | 'closed' }
  | { kind: 'not-opened'; failure: CallFailure }
  | { kind: 'phase'; phase: SyncProgress['phase'] }
  /** `statements` is how many this process has run so far. */
  | { kind: 'returned'; id: number; output: unknown; statements: number }
  | { kind: 'failed'; id: number; failure: CallFailure }

/** The data engine in a process of its own, that a test ends by SIGKILL at any statement, request or moment. */
let engine: DataWorker | null = null
let now = 0
let statements = 0
let armed: Arm = { kind: 'arm', statements: null, isUnderWay: false }

const say = (report: Report): void => void process.send?.(report)
const die = () => process.kill(process.pid, 'SIGKILL')

function countStatements(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const original: (...given: unknown[]) => unknown = Reflect.get(prototype, name)
    const counted = function (this: unknown, ...given: unknown[]) {
      statements += 1
      const isLast = armed.statements !== null && statements >= armed.statements
      if (isLast && !armed.isUnderWay) die()
      const result = original.apply(this, given)
      if (isLast) setImmediate(die)
      return result
    }
    Reflect.set(prototype, name, counted)
  }
}
countStatements(sqlite3.Database.prototype, ['run', 'all', 'exec'])
countStatements(sqlite3.Statement.prototype, ['run'])

/** Late changes have to come by what the engine knows of its sources, not because everything is read twice. */
const withoutMargin = (source: SourceDefinition): SourceDefinition =>
  source.kind === 'http' ? source : { ...source, timing: (stream) => ({ ...source.timing(stream), lookbackMs: 0 }) }

async function open({ tablesFile, sourceId, base, config, secrets }: OpenOrder): Promise<void> {
  const source = getSource(sourceId)
  engine = await createDataEngine({
    tablesFile,
    now: () => new Date(now),
    random: () => 0.5,
    pause: async (ms, signal) => void (await sleep(ms / 1000, undefined, { signal })),
    findSource: () => withoutMargin(source),
    ...(base === null ? {} : { send: plainSender(source, { config, secrets }, base) }),
  })
  engine.onProgress(({ phase }) => say({ kind: 'phase', phase }))
}

async function call({ id, name, input }: Extract<Order, { kind: 'call' }>): Promise<void> {
  try {
    if (!engine) throw new Error('not opened')
    say({ kind: 'returned', id, output: await engine.call(name, input), statements })
  } catch (error) {
    say({ kind: 'failed', id, failure: toCallFailure(error) })
  }
}

process.on('message', async (order: Order) => {
  switch (order.kind) {
    case 'arm':
      armed = { ...order, statements: order.statements === null ? null : statements + order.statements }
      return
    case 'open':
      now = order.now
      return open(order).then(
        () => say({ kind: 'opened' }),
        (error) => say({ kind: 'not-opened', failure: toCallFailure(error) }),
      )
    case 'call':
      now = order.now
      return call(order)
    case 'close':
      await engine?.close()
      say({ kind: 'closed' })
      process.disconnect()
  }
})
process.on('disconnect', () => process.exit())
say({ kind: 'loaded' })
