import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { api } from '../app/api'
import { useEventOf } from '../app/events'

export type Stoppable<T> = {
  /** The last answer; while another is awaited, the one to the former question. */
  data: T | undefined
  /** True when `data` answers the present question. */
  current: boolean
  busy: boolean
  stopped: boolean
  error: AppError | null
  stop: () => void
  again: () => void
}

type Seen<T> = { key: string | null; data: T | undefined; error: AppError | null; stopped: boolean; busy: boolean }

/**
 * Work in main that may take long and goes by a ticket: asked anew when `key` changes, once more after records changed,
 * ended by `stop` and when the component goes. Null asks nothing. What stood before stays until there is an answer.
 */
export function useStoppable<T>(key: string | null, ask: (ticket: string) => Promise<Result<T>>): Stoppable<T> {
  const [ticket] = useState(() => crypto.randomUUID())
  const [seen, setSeen] = useState<Seen<T>>({ key: null, data: undefined, error: null, stopped: false, busy: false })
  const run = useRef({ number: 0, busy: false, stopped: false, stale: false })
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })

  const start = useCallback(
    async (asked: string) => {
      const number = run.current.number + 1
      run.current = { number, busy: true, stopped: false, stale: false }
      setSeen((before) => ({ ...before, busy: true, stopped: false, error: null }))
      const result = await latest.current(ticket)
      if (run.current.number !== number) return
      const { stopped, stale } = run.current
      run.current.busy = false
      if (result.ok) setSeen({ key: asked, data: result.value, error: null, stopped: false, busy: false })
      else setSeen((before) => ({ ...before, busy: false, stopped, error: stopped ? null : result.error }))
      if (stale && !stopped) void start(asked)
    },
    [ticket],
  )

  useEffect(() => {
    if (key !== null) void start(key)
  }, [key, start])
  useEffect(
    () => () => {
      if (run.current.busy) void api.records.stop({ ticket })
    },
    [ticket],
  )
  useEventOf('changed', ({ topics }) => {
    if (key === null || !(topics.includes('tables') || topics.includes('records'))) return
    // A sync changes records faster than they are counted: what is under way may end before the next look.
    if (run.current.busy) run.current.stale = true
    else if (!seen.stopped) void start(key)
  })

  return {
    data: seen.data,
    current: seen.data !== undefined && seen.key === key,
    busy: seen.busy,
    stopped: seen.stopped,
    error: seen.error,
    stop() {
      run.current.stopped = true
      void api.records.stop({ ticket })
    },
    again() {
      if (key !== null) void start(key)
    },
  }
}
