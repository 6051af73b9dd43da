import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 1100px)')

function subscribe(onChange: () => void): () => void {
  narrow.addEventListener('change', onChange)
  return () => narrow.removeEventListener('change', onChange)
}

/** Whether panels lie over the content, and tables have room for little. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
