import { setTimeout as pause } from 'node:timers/promises'

/** So many requests in so many milliseconds. */
type Limit = { name: string; requests: number; perMs: number }
/** Whose budget it is: one account at one service, however many parts of the program use it. */
type Account = { service: string; account: string }

export type Budgets = {
  /**
   * Resolves when one more request fits into all of these limits. `live` are requests that a person waits for: a fifth is
   * kept for them. Rejects as `signal` does.
   */
  take(account: Account, limits: readonly Limit[], options: { live: boolean; signal?: AbortSignal }): Promise<void>
}

type BudgetsOptions = { now: () => Date; wait?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown> }

/** Into so many slices a window is divided: a slice is forgotten as a whole, so a window never holds more than allowed. */
const SLICES = 20
const RESERVED = 0.2

type Counter = { slices: Map<number, number> }

/** Counts requests so that no window of time holds more of them than a service allows. In memory: each start begins anew. */
export function createBudgets({ now, wait }: BudgetsOptions): Budgets {
  const counters = new Map<string, Counter>()
  const waitFor = wait ?? ((ms, signal) => pause(ms, undefined, { ref: false, ...(signal ? { signal } : {}) }))

  const counterOf = ({ service, account }: Account, { name, requests, perMs }: Limit): Counter => {
    const key = JSON.stringify([service, account, name, requests, perMs])
    const known = counters.get(key) ?? { slices: new Map() }
    counters.set(key, known)
    return known
  }

  return {
    async take(account, limits, { live, signal }) {
      for (;;) {
        signal?.throwIfAborted()
        const time = now().getTime()
        const asked = limits.map((limit) => ({ limit, counter: counterOf(account, limit) }))
        const ms = Math.max(0, ...asked.map(({ limit, counter }) => missing(counter, limit, time, live)))
        if (ms === 0) {
          for (const { limit, counter } of asked) count(counter, limit, time)
          return
        }
        await waitFor(ms, signal)
      }
    },
  }
}

const sliceOf = ({ perMs }: Limit, time: number) => Math.floor(time / (perMs / SLICES))

function count({ slices }: Counter, limit: Limit, time: number): void {
  const slice = sliceOf(limit, time)
  slices.set(slice, (slices.get(slice) ?? 0) + 1)
}

/** How long until one more fits, in milliseconds. */
function missing({ slices }: Counter, limit: Limit, time: number, live: boolean): number {
  const current = sliceOf(limit, time)
  const allowed = live ? limit.requests : Math.max(1, Math.floor(limit.requests * (1 - RESERVED)))
  // The oldest slice still reaches into the window until it has left it as a whole. A clock that was set back forgets.
  for (const slice of [...slices.keys()]) if (slice < current - SLICES || slice > current) slices.delete(slice)
  let used = [...slices.values()].reduce((sum, number) => sum + number, 0)
  if (used < allowed) return 0
  const length = limit.perMs / SLICES
  for (const slice of [...slices.keys()].sort((a, b) => a - b)) {
    used -= slices.get(slice) ?? 0
    if (used < allowed) return Math.max(1, Math.ceil((slice + SLICES + 1) * length - time))
  }
  return Math.ceil(length)
}
