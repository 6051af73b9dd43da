import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 250

type TypedOptions = {
  waitMs?: number
  /** What the value will be once this was handed on, where that is not the text itself: a number written back. */
  echo?: (typed: string) => string
}

/**
 * Text that is typed here and handed on when no key came for a moment, on `flush` (blur, Enter) and when the component
 * goes. A value that comes from elsewhere takes its place; the echo of what was handed on does not.
 */
export function useTyped(value: string, handOn: (typed: string) => void, options: TypedOptions = {}) {
  const { waitMs = TYPING_MS, echo = (text: string) => text } = options
  const [typed, setTyped] = useState(value)
  /** The value that `typed` stands for. */
  const [known, setKnown] = useState(value)
  const [isWaiting, setIsWaiting] = useState(false)
  const waiting = useRef<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef((text: string) => handOn(text))
  useEffect(() => {
    latest.current = (text) => {
      setIsWaiting(false)
      setKnown(echo(text))
      handOn(text)
    }
  })
  const [flush] = useState(() => () => {
    clearTimeout(timer.current)
    const text = waiting.current
    waiting.current = null
    if (text !== null) latest.current(text)
  })
  useEffect(() => flush, [flush])
  if (value !== known && !isWaiting) {
    setKnown(value)
    setTyped(value)
  }
  return {
    typed,
    flush,
    type(text: string) {
      setTyped(text)
      setIsWaiting(true)
      waiting.current = text
      clearTimeout(timer.current)
      timer.current = setTimeout(flush, waitMs)
    },
  }
}
