import { createDataEngine } from '../../../electron/data-worker/engine'
import type { Calls, DataWorker, StreamJob, StreamOutcome } from '../../../electron/data-worker/protocol'
import { SourceProblem, type Verdict } from '../../../electron/sources/define'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'

export type Script = {
  /** Who answers `check`. */
  externalId: string
  streams: string[]
  /** What becomes of a stream; everything succeeds without it. */
  outcome: (job: StreamJob) => Partial<StreamOutcome>
  /** What `check` fails with. */
  refuses: Verdict | null
  /** Awaited by each stream. */
  gate: () => Promise<void>
  jobs: StreamJob[]
  checks: Calls['check']['input'][]
  running: number
  mostRunning: number
}

const streamNamed = (name: string): DiscoveredStream => ({
  ...{ name, label: name, group: null, estimatedRows: 1, cursorField: 'changed', cursorChoices: [] },
  fields: [
    { name: 'id', type: 'integer', sourceType: 'int', primaryKey: true },
    { name: 'changed', type: 'datetime', sourceType: 'timestamp', primaryKey: false },
  ],
  ...{ deletes: 'full-read', filters: 'source', note: null },
})

const NO_COUNTS = { read: 0, added: 0, changed: 0, unchanged: 0, deleted: 0, failed: 0 }

/** The data worker with its real tables, and a source that does what the script says. */
export async function scriptedWorker(tablesFile: string, script: Script): Promise<DataWorker> {
  const engine = await createDataEngine({ tablesFile })
  /** Like the real one, it forgets a cancellation of what is not under way. */
  const underWay = new Map<string, () => void>()
  const handlers: Partial<{ [N in keyof Calls]: (input: Calls[N]['input']) => Promise<Calls[N]['output']> }> = {
    async check(input) {
      script.checks.push(input)
      if (script.refuses) throw new SourceProblem(script.refuses)
      return { identity: `Somebody at ${script.externalId}`, externalId: script.externalId, testMode: false }
    },
    discover: async () => script.streams.map(streamNamed),
    async syncStream(job) {
      script.jobs.push(job)
      let isCancelled = false
      const cancelled = new Promise<void>((resolve) => {
        underWay.set(job.runId, () => {
          isCancelled = true
          resolve()
        })
      })
      script.running += 1
      script.mostRunning = Math.max(script.mostRunning, script.running)
      await Promise.race([script.gate(), cancelled])
      script.running -= 1
      const at = '2026-01-01T00:00:00.000Z'
      underWay.delete(job.runId)
      const status = isCancelled ? ('cancelled' as const) : ('succeeded' as const)
      return {
        ...{
          status,
          verdict: null,
          mode: job.full ? 'full' : 'incremental',
          counts: NO_COUNTS,
          bytes: 10,
          requests: 1,
        },
        ...{
          retries: 0,
          rateLimitedMs: 0,
          durationMs: 5,
          asOf: at,
          cursorBefore: null,
          cursorAfter: 'c',
          lastFullReadAt: at,
          notes: [],
        },
        ...{ failedRequest: null, waitsUntil: null, question: null, discovered: null },
        table: { id: `table-${job.origin.streamId}`, name: job.stream.name, rows: 1 },
        ...(status === 'cancelled' ? {} : script.outcome(job)),
      }
    },
    async cancelRun({ runId }) {
      underWay.get(runId)?.()
    },
  }
  return {
    ...engine,
    call: <N extends keyof Calls>(name: N, input: Calls[N]['input']): Promise<Calls[N]['output']> =>
      (handlers[name] as ((given: Calls[N]['input']) => Promise<Calls[N]['output']>) | undefined)?.(input) ??
      engine.call(name, input),
  }
}

export const newScript = (changes: Partial<Script> = {}): Script => ({
  ...{ externalId: 'acme', streams: ['a', 'b'], outcome: () => ({}), refuses: null, gate: async () => {} },
  ...{ jobs: [], checks: [], running: 0, mostRunning: 0 },
  ...changes,
})

export const failing = (verdict: Verdict): Partial<StreamOutcome> => ({
  status: 'failed',
  verdict,
  asOf: null,
  table: null,
})
