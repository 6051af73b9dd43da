import { setTimeout as pause } from 'node:timers/promises'

/** So many requests in so many milliseconds. */
export type Limit = { name: string; requests: number; perMs: number }
/** Whose budget it is: one account at one service, by every name that the asking part of the program has for it. */
export type Account = { service: string; names: readonly string[] }

export type Budgets = {
  /**
   * Resolves with null when one more request fits into all of these limits, and is counted then; or with the time, in
   * milliseconds, until which the service asks to wait. `live` are requests that a person waits for: a fifth is kept for
   * them, and they go first. Rejects as `signal` does.
   */
  take(
    account: Account,
    limits: readonly Limit[],
    options: { live: boolean; signal?: AbortSignal },
  ): Promise<number | null>
  /** The service asked for no more requests until then, whoever sends them. */
  hold(account: Account, untilMs: number): void
}

type BudgetsOptions = { now: () => Date; wait?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown> }

/** Into so many slices a window is divided: a slice is forgotten as a whole, so a window never holds more than allowed. */
const SLICES = 20
const RESERVED = 0.2

/** `live` are those who wait for one more. */
type Counter = { slices: Map<number, number>; live: number }
type Spending = { counters: Map<string, Counter>; heldUntil: number }

/** Counts requests so that no window of time holds more of them than a service allows. In memory: each start begins anew. */
export function createBudgets({ now, wait = sleep }: BudgetsOptions): Budgets {
  const spendings = new Map<string, Spending>()

  /** Two names turn out to be one account the first time that somebody knows both. */
  const spendingOf = ({ service, names }: Account): Spending => {
    const keys = names.map((name) => JSON.stringify([service, name]))
    const known = new Set(keys.flatMap((key) => spendings.get(key) ?? []))
    const [first = { counters: new Map(), heldUntil: 0 }, ...others] = known
    for (const other of others) {
      join(first, other)
      for (const [key, spending] of spendings) if (spending === other) spendings.set(key, first)
    }
    for (const key of keys) spendings.set(key, first)
    return first
  }

  return {
    async take(account, limits, { live, signal }) {
      let end = () => {}
      try {
        for (;;) {
          signal?.throwIfAborted()
          const time = now().getTime()
          const spending = spendingOf(account)
          if (spending.heldUntil > time) return spending.heldUntil
          const asked = limits.map((limit) => ({ limit, counter: counterOf(spending, limit) }))
          const ms = Math.max(0, ...asked.map(({ limit, counter }) => missing(counter, limit, time, live)))
          if (ms === 0) return countAll(asked, time)
          end()
          end = live ? announce(asked) : () => {}
          await wait(ms, signal)
        }
      } finally {
        end()
      }
    },
    hold(account, untilMs) {
      const spending = spendingOf(account)
      spending.heldUntil = Math.max(spending.heldUntil, untilMs)
    },
  }
}

const sleep = (ms: number, signal: AbortSignal | undefined) =>
  pause(ms, undefined, { ref: false, ...(signal ? { signal } : {}) })

type Asked = { limit: Limit; counter: Counter }[]

function countAll(asked: Asked, time: number): null {
  for (const { limit, counter } of asked) count(counter, limit, time)
  return null
}

/** Those that nobody waits for stand back until it ends. */
function announce(asked: Asked): () => void {
  for (const { counter } of asked) counter.live += 1
  return () => {
    for (const { counter } of asked) counter.live -= 1
  }
}

function join(into: Spending, from: Spending): void {
  into.heldUntil = Math.max(into.heldUntil, from.heldUntil)
  for (const [key, counter] of from.counters) {
    const known = into.counters.get(key)
    if (!known) into.counters.set(key, counter)
    else for (const [slice, number] of counter.slices) known.slices.set(slice, (known.slices.get(slice) ?? 0) + number)
  }
}

function counterOf({ counters }: Spending, { name, requests, perMs }: Limit): Counter {
  const key = JSON.stringify([name, requests, perMs])
  const known = counters.get(key) ?? { slices: new Map(), live: 0 }
  counters.set(key, known)
  return known
}

const lengthOf = ({ perMs }: Limit) => perMs / SLICES
const sliceOf = (limit: Limit, time: number) => Math.floor(time / lengthOf(limit))

function count({ slices }: Counter, limit: Limit, time: number): void {
  const slice = sliceOf(limit, time)
  slices.set(slice, (slices.get(slice) ?? 0) + 1)
}

/** How long until one more fits, in milliseconds. */
function missing({ slices, live: before }: Counter, limit: Limit, time: number, live: boolean): number {
  const current = sliceOf(limit, time)
  const length = lengthOf(limit)
  if (!live && before > 0) return Math.ceil(length)
  const allowed = live ? limit.requests : Math.max(1, Math.floor(limit.requests * (1 - RESERVED)))
  // The oldest slice still reaches into the window until it has left it as a whole. A clock that was set back forgets.
  for (const slice of [...slices.keys()]) if (slice < current - SLICES || slice > current) slices.delete(slice)
  let used = [...slices.values()].reduce((sum, number) => sum + number, 0)
  if (used < allowed) return 0
  for (const slice of [...slices.keys()].sort((a, b) => a - b)) {
    used -= slices.get(slice) ?? 0
    if (used < allowed) return Math.max(1, Math.ceil((slice + SLICES + 1) * length - time))
  }
  return Math.ceil(length)
}
