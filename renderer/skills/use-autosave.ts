import { useCallback, useEffect, useRef, useState } from 'react'
import type { SaveState } from '../ui/saved-mark'

const WAIT_MS = 400

/**
 * Gathers changes and saves them once nothing was typed for a moment, and at once when the component goes. What could
 * not be saved goes along with the next change.
 */
export function useAutosave<T extends object>(save: (change: Partial<T>) => Promise<boolean>) {
  const [state, setState] = useState<SaveState>('idle')
  const pending = useRef<Partial<T> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const send = useRef(save)
  useEffect(() => {
    send.current = save
  }, [save])
  const flush = useCallback(async () => {
    clearTimeout(timer.current)
    const change = pending.current
    if (!change) return
    pending.current = null
    setState('saving')
    const saved = await send.current(change)
    if (!saved) pending.current = Object.assign(change, pending.current)
    setState(saved ? 'saved' : 'failed')
  }, [])
  const change = useCallback(
    (next: Partial<T>) => {
      pending.current = { ...pending.current, ...next }
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void flush(), WAIT_MS)
    },
    [flush],
  )
  useEffect(() => () => void flush(), [flush])
  return { change, state, flush }
}
