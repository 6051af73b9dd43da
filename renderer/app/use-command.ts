import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { type Client, invoke, type Noun } from './api'
import type { InputOf, NameOf, OutputOf } from './query'

type Arguments<I> = undefined extends I ? [input?: I] : [input: I]

type Running<N extends Noun, K extends keyof Client[N]> = {
  /** Returns what main said; `error` keeps the failure for the screen until the next run. */
  run: (...args: Arguments<InputOf<N, K>>) => Promise<Result<OutputOf<N, K>>>
  busy: boolean
  error: AppError | null
  clearError: () => void
}

/** One command of main with its state: `const { run, busy, error } = useCommand(['tables', 'rename'])`. */
export function useCommand<N extends Noun, K extends NameOf<N, 'command'> & keyof Client[N]>([noun, name]: readonly [
  N,
  K,
]): Running<N, K> {
  const [underWay, setUnderWay] = useState(0)
  const [error, setError] = useState<AppError | null>(null)
  const live = useRef(true)
  useEffect(() => {
    live.current = true
    return () => {
      live.current = false
    }
  }, [])
  const run = useCallback(
    async (...[input]: Arguments<InputOf<N, K>>) => {
      setUnderWay((count) => count + 1)
      setError(null)
      const result = (await invoke(noun, String(name), input)) as Result<OutputOf<N, K>>
      if (live.current) {
        setUnderWay((count) => count - 1)
        setError(result.ok ? null : result.error)
      }
      return result
    },
    [noun, name],
  )
  const clearError = useCallback(() => setError(null), [])
  return { run, busy: underWay > 0, error, clearError }
}
