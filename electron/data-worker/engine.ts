import { AppFailure } from '../../shared/errors'
import { openTablesForWriting } from '../db/open'
import { type SourceDefinition, SourceProblem } from '../sources/define'
import { getSource } from '../sources/registry'
import { structureCalls } from '../tables/structure/calls'
import { purgeDeleted } from '../tables/structure/purge'
import { transferCalls } from '../tables/transfer/calls'
import { recordCalls } from '../tables/write/calls'
import { createSearchBuilder } from '../tables/write/search-index'
import type { WriteContext } from '../tables/write-context'
import { type EngineReader, fromSource, openReader, orGiveUp, type ReaderPorts, realPause } from './open-reader'
import type { AskHandler, CallName, Calls, DataWorker, WorkerEvent } from './protocol'
import { dropLeftoverStages, durably, findJsonEach, tuneForBatches } from './staging'
import { syncStream } from './sync-stream'
import { createWriteQueue } from './write-queue'

type Handlers = { [N in CallName]: (input: Calls[N]['input']) => Promise<Calls[N]['output']> }

export type EngineOptions = {
  tablesFile: string
  now?: () => Date
  /** Sends the requests of sources over HTTP, until `onAsk` names another one. */
  send?: AskHandler
  /** Between 0 and 1. */
  random?: () => number
  pause?: ReaderPorts['pause']
  /** Fails with `not-found`. */
  findSource?: (id: string) => SourceDefinition
}

/**
 * The only writer of the tables file, and what runs inside the worker thread. Tests use it without a thread. Fails as
 * `openTablesForWriting` does.
 */
export async function createDataEngine({
  tablesFile,
  now = () => new Date(),
  send = refuseAsking,
  random = Math.random,
  pause = realPause,
  findSource = getSource,
}: EngineOptions): Promise<DataWorker> {
  let asked = send
  const ports: ReaderPorts = { now, random, pause, send: (ask, signal) => asked(ask, signal) }
  const opened = await openTablesForWriting(tablesFile)
  const { connection } = opened
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
  const tableChanged = (tableId: string) => emit({ kind: 'table-changed', tableId })
  const write = async <T>(tableId: string | null, task: () => Promise<T>): Promise<T> => {
    const result = await queue.record(() => durably(connection, task))
    if (tableId) tableChanged(tableId)
    return result
  }
  const search = createSearchBuilder({ opened, queue, tableChanged })
  const context: WriteContext = {
    opened,
    queue,
    jsonEach,
    tablesFile,
    now,
    write,
    tableChanged,
    buildSearch: search.build,
    progressed: (progress) => emit({ kind: 'transfer', progress }),
  }
  const transfers = transferCalls(context)

  const handlers: Handlers = {
    ...structureCalls(context),
    ...recordCalls(context),
    ...transfers.calls,
    check: (input) => asking(input, (reader) => reader.check()),
    discover: (input) => asking(input, (reader) => reader.discover()),
    syncStream: (job) =>
      runs.use(job.runId, (signal) =>
        syncStream({ ...context, emit, ports }, { job, source: findSource(job.sourceId), signal }),
      ),
    cancelRun: async ({ runId }) => runs.cancel(runId),
  }

  const asking = <T>(
    { runId, ...input }: Calls['check']['input'],
    ask: (reader: EngineReader) => Promise<T>,
  ): Promise<T> =>
    runs.use(runId, async (signal) => {
      const subject = { ...input, runId: runId ?? null, streamName: null }
      const { reader } = openReader(findSource(input.sourceId), subject, ports, { signal })
      try {
        return await fromSource(ask(reader), signal)
      } catch (error) {
        throw signal.aborted ? cancelled() : error
      } finally {
        await orGiveUp(reader.close(), signal).catch(() => undefined)
      }
    })

  await purgeDeleted(context)
  await search.resume()
  return {
    call: (name, input) => handlers[name](input),
    onProgress: (listener) => listen((event) => event.kind === 'progress' && listener(event.progress)),
    onTransfer: (listener) => listen((event) => event.kind === 'transfer' && listener(event.progress)),
    onTableChanged: (listener) => listen((event) => event.kind === 'table-changed' && listener(event.tableId)),
    onAsk(handler) {
      asked = handler
    },
    async close() {
      await Promise.all([runs.cancelAll(), transfers.stop(), search.stop()])
      await queue.idle()
      await opened.close()
    },
  }
}

const cancelled = () =>
  new AppFailure({ code: 'source-failed', reason: 'cancelled', message: 'The sync was cancelled' })

const refuseAsking: AskHandler = () =>
  Promise.reject(new SourceProblem({ kind: 'fatal', message: 'Nobody is there to send requests' }))

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
