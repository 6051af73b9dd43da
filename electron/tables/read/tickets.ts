import { AppFailure } from '../../../shared/errors'
import type { Connection } from '../../db/connection'
import type { TablesDb } from '../stored-tables'
import { type Ask, askOf } from './ask'
import type { Handles } from './handles'

/** An interrupt does nothing between two statements or before the first, so it is repeated until the work has ended. */
const INTERRUPT_EVERY_MS = 20

type Work<T> = (tools: { ask: Ask; db: TablesDb }) => Promise<T>

/** Long reading work, at most one at a time under each ticket. */
export type Tickets = {
  /** Ends what runs under the ticket. Fails with `conflict` when it is itself ended; null cannot be ended but by `stopAll`. */
  run<T>(ticket: string | null, work: Work<T>): Promise<T>
  stop(ticket: string): void
  stopAll(): void
}

type Job = { stop: () => void }

export function createTickets(handles: Handles): Tickets {
  const named = new Map<string, Job>()
  const all = new Set<Job>()

  return {
    async run(ticket, work) {
      if (ticket !== null) named.get(ticket)?.stop()
      const { job, done } = start(handles, work)
      if (ticket !== null) named.set(ticket, job)
      all.add(job)
      try {
        return await done
      } finally {
        all.delete(job)
        if (ticket !== null && named.get(ticket) === job) named.delete(ticket)
      }
    },
    stop: (ticket) => named.get(ticket)?.stop(),
    stopAll() {
      for (const job of all) job.stop()
    },
  }
}

function start<T>(handles: Handles, work: Work<T>): { job: Job; done: Promise<T> } {
  const stopping = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(ended()))
  })
  const working = handles.use(async (opened) => {
    stopping.signal.throwIfAborted()
    const stopInterrupting = interruptWhen(stopping.signal, opened.connection)
    const ask = askOf(opened.db)
    try {
      return await work({
        db: opened.db,
        ask: (query) => {
          stopping.signal.throwIfAborted()
          return ask(query)
        },
      })
    } finally {
      stopInterrupting()
    }
  })
  return { job: { stop: () => stopping.abort(ended()) }, done: Promise.race([working, stopped]) }
}

/** Interrupts whatever runs on the handle from the moment the signal says so until the returned function is called. */
export function interruptWhen(signal: AbortSignal, connection: Pick<Connection, 'interrupt'>): () => void {
  let timer: ReturnType<typeof setInterval> | undefined
  const begin = () => {
    connection.interrupt()
    timer = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin)
  return () => {
    signal.removeEventListener('abort', begin)
    clearInterval(timer)
  }
}

export const ended = (): AppFailure =>
  new AppFailure({ code: 'conflict', message: 'This was stopped, or replaced by a newer question' })
