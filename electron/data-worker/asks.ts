import { fromCallFailure } from './failures'
import type { AskHandler, FromWorker, ToWorker } from './protocol'

type Answer = Extract<ToWorker, { kind: 'answer' }>['answer']

/** Requests that main is asked to send, on the side of the worker. */
export function createAsks(post: (message: FromWorker) => void) {
  const waiting = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  const ask: AskHandler = (asked, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      lastId += 1
      const id = lastId
      const abort = () => {
        waiting.delete(id)
        post({ kind: 'abort-ask', id })
        reject(signal.reason)
      }
      signal.addEventListener('abort', abort, { once: true })
      waiting.set(id, (answer) => {
        waiting.delete(id)
        signal.removeEventListener('abort', abort)
        if ('failure' in answer) reject(fromCallFailure(answer.failure))
        else resolve(answer)
      })
      post({ kind: 'ask', id, ask: asked })
    })
  return { ask, answer: (id: number, answer: Answer) => waiting.get(id)?.(answer) }
}
