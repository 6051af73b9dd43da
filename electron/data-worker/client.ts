import { Worker } from 'node:worker_threads'
import type { SyncProgress } from '../../shared/domain/data-connection'
import type { TransferProgress } from '../../shared/domain/transfer'
import { AppFailure } from '../../shared/errors'
import { fromCallFailure, toCallFailure } from './failures'
import type { Ask, AskHandler, CallName, Calls, DataWorker, FromWorker, ToWorker, WorkerEvent } from './protocol'

type Waiting = { resolve: (output: unknown) => void; reject: (error: Error) => void }

/** Room for the rows of a few pages: with Node's own few megabytes a sync spends a fifth of its time collecting garbage. */
const YOUNG_GENERATION_MB = 64

/** Starts the data worker's thread and waits until it has opened the tables file. Fails as the opening failed. */
export function startDataWorker(options: { workerFile: string; tablesFile: string }): Promise<DataWorker> {
  const worker = new Worker(options.workerFile, {
    workerData: { tablesFile: options.tablesFile },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  })
  const waiting = new Map<number, Waiting>()
  const progressListeners = new Set<(progress: SyncProgress) => void>()
  const transferListeners = new Set<(progress: TransferProgress) => void>()
  const tableListeners = new Set<(tableId: string) => void>()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const send = (message: ToWorker) => worker.postMessage(message)
  const asks = new Map<number, AbortController>()
  let handler: AskHandler | null = null
  let lastId = 0
  let ended: Error | null = null

  const call = <N extends CallName>(name: N, input: Calls[N]['input']): Promise<Calls[N]['output']> =>
    new Promise<unknown>((resolve, reject) => {
      if (ended) return reject(ended)
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      send({ kind: 'call', id: lastId, name, input })
    }) as Promise<Calls[N]['output']>

  const settle = (id: number, act: (call: Waiting) => void) => {
    const found = waiting.get(id)
    waiting.delete(id)
    if (found) act(found)
  }
  const endWith = (error: Error) => {
    ended ??= error
    for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(error))
  }

  const answer = async (id: number, ask: Ask): Promise<void> => {
    const controller = new AbortController()
    asks.set(id, controller)
    try {
      if (!handler) throw new Error('Nobody is there to send requests')
      send({ kind: 'answer', id, answer: await handler(ask, controller.signal) })
    } catch (error) {
      if (!controller.signal.aborted) send({ kind: 'answer', id, answer: { failure: toCallFailure(error) } })
    } finally {
      asks.delete(id)
    }
  }

  const hear = (event: WorkerEvent) => {
    switch (event.kind) {
      case 'progress':
        return publish(progressListeners, event.progress)
      case 'transfer':
        return publish(transferListeners, event.progress)
      case 'table-changed':
        return publish(tableListeners, event.tableId)
    }
  }

  const client: DataWorker = {
    call,
    onProgress: (listener) => subscribe(progressListeners, listener),
    onTableChanged: (listener) => subscribe(tableListeners, listener),
    onTransfer: (listener) => subscribe(transferListeners, listener),
    onAsk(given) {
      handler = given
    },
    async close() {
      if (!ended) send({ kind: 'close' })
      ended ??= new AppFailure({ code: 'refused', message: 'Patchbay is closing' })
      await exited
    },
  }

  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      switch (message.kind) {
        case 'ready':
          return resolve(client)
        case 'not-opened':
          return reject(fromCallFailure(message.failure))
        case 'returned':
          return settle(message.id, (waiter) => waiter.resolve(message.output))
        case 'failed':
          return settle(message.id, (waiter) => waiter.reject(fromCallFailure(message.failure)))
        case 'event':
          return hear(message.event)
        case 'ask':
          return void answer(message.id, message.ask)
        case 'abort-ask':
          return asks.get(message.id)?.abort()
      }
    })
    worker.on('error', (error: Error) => {
      endWith(error)
      reject(error)
    })
    worker.on('exit', () => {
      endWith(new Error('The data worker has ended'))
      for (const controller of asks.values()) controller.abort()
    })
  })
}

function publish<T>(listeners: Set<(value: T) => void>, value: T): void {
  for (const listener of listeners) listener(value)
}

function subscribe<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
