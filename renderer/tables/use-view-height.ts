import { type RefObject, useLayoutEffect, useState } from 'react'

/** The height of an element in px, followed as it changes. */
export function useViewHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(600)
  useLayoutEffect(() => {
    const current = element.current
    if (!current) return
    const observer = new ResizeObserver(() => setHeight(current.clientHeight))
    observer.observe(current)
    return () => observer.disconnect()
  })
  return height
}
