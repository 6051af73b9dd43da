import { parentPort, workerData } from 'node:worker_threads'
import { createAsks } from './data-worker/asks'
import { createDataEngine } from './data-worker/engine'
import { toCallFailure } from './data-worker/failures'
import type { DataWorker, FromWorker, ToWorker } from './data-worker/protocol'

/** The thread around the data engine: takes calls from main and posts back what comes of them. */
async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const post = (message: FromWorker) => port.postMessage(message)
  const asks = createAsks(post)
  let engine: DataWorker
  try {
    engine = await createDataEngine({ tablesFile: String(workerData.tablesFile), send: asks.ask })
  } catch (error) {
    post({ kind: 'not-opened', failure: toCallFailure(error) })
    return
  }
  engine.onProgress((progress) => post({ kind: 'event', event: { kind: 'progress', progress } }))
  engine.onTransfer((progress) => post({ kind: 'event', event: { kind: 'transfer', progress } }))
  engine.onTableChanged((tableId) => post({ kind: 'event', event: { kind: 'table-changed', tableId } }))
  port.on('message', async (message: ToWorker) => {
    if (message.kind === 'close') {
      await engine.close()
      port.close()
      return
    }
    if (message.kind === 'answer') {
      asks.answer(message.id, message.answer)
      return
    }
    try {
      // The name decides the input's type, and both ends are built together.
      const output = await engine.call(message.name, message.input as never)
      post({ kind: 'returned', id: message.id, output })
    } catch (error) {
      post({ kind: 'failed', id: message.id, failure: toCallFailure(error) })
    }
  })
  post({ kind: 'ready' })
}

if (parentPort) void serve(parentPort)
