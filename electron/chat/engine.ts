import type { ChatDeps, StopReason, Turn } from './deps'
import { runTurn } from './run-turn'
import { createSnapshots } from './snapshots'
import type { StoredMessage } from './stored'

type Active = { turn: Turn; done: Promise<void> }

export type Engine = {
  /** Takes an answer on, in the background. Its run is stored as running, and the one before it has settled. */
  begin: (turn: Turn) => void
  /** Resolves when nothing of the thread is being worked on any more. */
  stop: (threadId: string, reason: StopReason) => Promise<void>
  settled: (threadId: string) => Promise<void>
  /** The answer of a thread as it stands now, ahead of what is stored. */
  live: (threadId: string) => StoredMessage | null
  close: () => Promise<void>
}

/** What is still under way after this long is left to the recovery of the next start. */
const CLOSING_MS = 5000

async function withinClosing(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, CLOSING_MS)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

/** The answers that are being made right now. What is not in here waits in the database. */
export function createEngine(deps: ChatDeps): Engine {
  const active = new Map<string, Active>()
  const snapshots = createSnapshots(deps.announce)
  let closing = false
  const stop = async (threadId: string, reason: StopReason) => {
    active.get(threadId)?.turn.controller.abort(reason)
    await active.get(threadId)?.done
  }
  return {
    begin(turn) {
      const { threadId } = turn.run
      if (closing) turn.controller.abort('closing' satisfies StopReason)
      const entry: Active = { turn, done: Promise.resolve() }
      active.set(threadId, entry)
      entry.done = runTurn(deps, snapshots, turn).finally(() => active.delete(threadId))
    },
    stop,
    settled: async (threadId) => active.get(threadId)?.done,
    live: (threadId) => active.get(threadId)?.turn.message ?? null,
    async close() {
      closing = true
      const stopped = Promise.all([...active.keys()].map((threadId) => stop(threadId, 'closing')))
      await withinClosing(stopped)
    },
  }
}
