import { useEffect, useRef, useState } from 'react'
import { createAutosave } from './autosave'
import type { SaveState } from './saved-mark'

/** `createAutosave` for a component: sends at once when the component or the window goes. */
export function useAutosave<C extends object>(save: (change: C) => Promise<boolean>) {
  const [state, setState] = useState<SaveState>('idle')
  const send = useRef(save)
  useEffect(() => {
    send.current = save
  }, [save])
  const [{ change, flush }] = useState(() =>
    createAutosave<C>({ save: (changed) => send.current(changed), onState: setState }),
  )
  useEffect(() => {
    const leave = () => void flush()
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [flush])
  return { change, flush, state }
}
