import { Worker } from 'node:worker_threads'

/** A process around the data worker that a test can kill in the middle of a write; passes messages both ways. */
const [workerFile, tablesFile] = process.argv.slice(2)
const worker = new Worker(workerFile, { workerData: { tablesFile } })
worker.on('message', (message) => process.send(message))
process.on('message', (message) => worker.postMessage(message))
