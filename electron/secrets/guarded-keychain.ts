import { type Keychain, KeychainFailure, toKeychainFailure } from './keychain'

export const KEYCHAIN_TIMEOUT_MS = 10_000

/** A call that hangs keeps one of libuv's four threads for good; with all four gone neither files nor SQLite answer. */
const MAX_HANGING = 2

export interface GuardedKeychain extends Keychain {
  /** Lets calls through again after one timed out. */
  retry(): void
}

/**
 * One call at a time, each with a time limit. After the first that ran out of time the rest fails at once until `retry`.
 * Everything it throws is a `KeychainFailure`.
 */
export function guardKeychain(keychain: Keychain, timeoutMs = KEYCHAIN_TIMEOUT_MS): GuardedKeychain {
  let last: Promise<unknown> = Promise.resolve()
  let stopped = false
  let hanging = 0

  async function call<T>(start: () => Promise<T>): Promise<T> {
    if (stopped || hanging >= MAX_HANGING) throw new KeychainFailure('timeout')
    hanging += 1
    const settled = Promise.resolve()
      .then(start)
      .finally(() => {
        hanging -= 1
      })
    return withinTime(settled, timeoutMs).catch((error: unknown) => {
      const failure = toKeychainFailure(error)
      if (failure.kind === 'timeout') stopped = true
      throw failure
    })
  }
  function queued<T>(start: () => Promise<T>): Promise<T> {
    const turn = last.then(() => call(start))
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    get: (account) => queued(() => keychain.get(account)),
    set: (account, value) => queued(() => keychain.set(account, value)),
    delete: (account) => queued(() => keychain.delete(account)),
    retry: () => {
      stopped = false
    },
  }
}

function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new KeychainFailure('timeout')), timeoutMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
