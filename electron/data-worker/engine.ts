import { AppFailure } from '../../shared/errors'
import { openTablesForWriting } from '../db/open'
import type { SourceCredentials, SourceDefinition } from '../sources/define'
import { getSource } from '../sources/registry'
import { addRecord, deleteRecords, updateRecord } from '../tables/write-records'
import { createOwnTable, deleteTable, renameOrigin, renameTable, unlinkTables } from '../tables/write-tables'
import type { CallName, Calls, DataWorker, WorkerEvent } from './protocol'
import { dropLeftoverStages, durably, findJsonEach, tuneForBatches } from './staging'
import { sourceFailure, syncStream } from './sync-stream'
import { createWriteQueue } from './write-queue'

type Handlers = { [N in CallName]: (input: Calls[N]['input']) => Promise<Calls[N]['output']> }

/**
 * The only writer of the tables file, and what runs inside the worker thread. Tests use it without a thread. Fails as
 * `openTablesForWriting` does.
 */
export async function createDataEngine({
  tablesFile,
  now = () => new Date(),
}: {
  tablesFile: string
  now?: () => Date
}): Promise<DataWorker> {
  const opened = await openTablesForWriting(tablesFile)
  const { db, connection } = opened
  await tuneForBatches(connection)
  await dropLeftoverStages(connection)
  const jsonEach = await findJsonEach(connection)
  const queue = createWriteQueue()
  const runs = createRuns()
  const listeners = new Set<(event: WorkerEvent) => void>()
  const emit = (event: WorkerEvent) => {
    for (const listener of listeners) listener(event)
  }
  const listen = (listener: (event: WorkerEvent) => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  const write = async <T>(tableId: string | null, task: () => Promise<T>): Promise<T> => {
    const result = await queue.record(() => durably(connection, task))
    if (tableId) emit({ kind: 'table-changed', tableId })
    return result
  }
  const at = () => now().toISOString()

  const handlers: Handlers = {
    createTable: ({ name, fields }) => write(null, () => createOwnTable(db, name, fields, at())),
    renameTable: ({ id, name }) => write(id, () => renameTable(db, id, name)),
    deleteTable: ({ id }) => write(id, () => deleteTable(db, id)),
    async unlinkTables({ dataConnectionId }) {
      const ids = await write(null, () => unlinkTables(db, dataConnectionId))
      for (const tableId of ids) emit({ kind: 'table-changed', tableId })
    },
    renameOrigin: ({ dataConnectionId, name }) => write(null, () => renameOrigin(db, dataConnectionId, name)),
    addRecord: (input) => write(input.tableId, () => addRecord(db, { ...input, at: at() })),
    updateRecord: (input) => write(input.tableId, () => updateRecord(db, { ...input, at: at() })),
    deleteRecords: (input) => write(input.tableId, () => deleteRecords(db, { ...input, at: at() })),
    check: (input) => asking(input, (source, signal) => source.check(input, { signal })),
    discover: (input) => asking(input, (source, signal) => source.discover(input, { signal })),
    syncStream: (job) =>
      runs.use(job.runId, (signal) =>
        syncStream({ opened, queue, jsonEach, emit, now }, { job, source: getSource(job.sourceId), signal }),
      ),
    cancelRun: async ({ runId }) => runs.cancel(runId),
  }

  const asking = <T>(
    input: SourceCredentials & { sourceId: string; runId?: string },
    ask: (source: SourceDefinition, signal: AbortSignal) => Promise<T>,
  ): Promise<T> =>
    runs.use(input.runId, async (signal) => {
      const source = getSource(input.sourceId)
      try {
        return await ask(source, signal)
      } catch (error) {
        if (signal.aborted) throw cancelled()
        throw error instanceof AppFailure ? error : sourceFailure(source, error, input)
      }
    })

  return {
    call: (name, input) => handlers[name](input),
    onProgress: (listener) => listen((event) => event.kind === 'progress' && listener(event.progress)),
    onTableChanged: (listener) => listen((event) => event.kind === 'table-changed' && listener(event.tableId)),
    async close() {
      await runs.cancelAll()
      await queue.idle()
      await opened.close()
    },
  }
}

const cancelled = () =>
  new AppFailure({ code: 'source-failed', reason: 'cancelled', message: 'The sync was cancelled' })

/** What is under way at a source, so that it can be cancelled by the id of its run. */
function createRuns() {
  const running = new Map<AbortController, { runId: string | undefined; done: Promise<unknown> }>()
  return {
    async use<T>(runId: string | undefined, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
      const controller = new AbortController()
      const done = task(controller.signal)
      running.set(controller, { runId, done: done.catch(() => undefined) })
      return done.finally(() => running.delete(controller))
    },
    cancel(runId: string): void {
      for (const [controller, run] of running) if (run.runId === runId) controller.abort()
    },
    async cancelAll(): Promise<void> {
      for (const controller of running.keys()) controller.abort()
      await Promise.all([...running.values()].map((run) => run.done))
    },
  }
}
