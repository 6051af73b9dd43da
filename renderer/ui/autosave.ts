import type { SaveState } from './saved-mark'

const WAIT_MS = 400

type AutosaveOptions<C extends object> = {
  /** Stores one change; false when it was not stored. */
  save: (change: C) => Promise<boolean>
  onState: (state: SaveState) => void
  waitMs?: number
}

export type Autosave<C extends object> = {
  /** Joins what waits already; sent once nothing came for a moment. */
  change: (next: C) => void
  /** Sends what waits now; true when everything is stored. */
  flush: () => Promise<boolean>
}

/**
 * Gathers changes and stores them one after the other, never two at once, so that a slow answer cannot undo a newer
 * value. What could not be stored goes along with the next change.
 */
export function createAutosave<C extends object>({ save, onState, waitMs = WAIT_MS }: AutosaveOptions<C>): Autosave<C> {
  let waiting: C | null = null
  let sending: Promise<boolean> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function putBack(change: C): void {
    waiting = { ...change, ...waiting }
  }

  async function drain(): Promise<boolean> {
    onState('saving')
    while (waiting) {
      const change: C = waiting
      waiting = null
      if (await save(change).catch(() => false)) continue
      putBack(change)
      onState('failed')
      return false
    }
    onState('saved')
    return true
  }

  function flush(): Promise<boolean> {
    clearTimeout(timer)
    if (!waiting && !sending) return Promise.resolve(true)
    sending ??= drain().finally(() => {
      sending = null
    })
    return sending
  }

  return {
    change(next) {
      waiting = { ...waiting, ...next }
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), waitMs)
    },
    flush,
  }
}
