import { useLayoutEffect, useMemo, useState } from 'react'
import { type Column, columnWindow } from './columns'

/** Of the column with the numbers of the rows, in px. */
export const NUMBERS = 64

/** Which columns to draw: the pinned ones always, the others as they come into view. */
export function useColumnWindow(columns: readonly Column[], scroller: HTMLElement | null) {
  const [view, setView] = useState({ scrolled: 0, width: 1200 })
  const { pinned, others, pinnedWidth } = useMemo(() => {
    const firstFree = columns.findIndex((column) => !column.pinned)
    const split = firstFree < 0 ? columns.length : firstFree
    const fixed = columns.slice(0, split)
    return {
      pinned: fixed,
      others: columns.slice(split),
      pinnedWidth: fixed.reduce((sum, { width }) => sum + width, 0),
    }
  }, [columns])
  useLayoutEffect(() => {
    if (!scroller) return
    const observer = new ResizeObserver(() => setView((now) => ({ ...now, width: scroller.clientWidth })))
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [scroller])
  const room = Math.max(80, view.width - NUMBERS - pinnedWidth)
  const { first, end, before, after } = columnWindow(others, view.scrolled, room)
  const shown = useMemo(() => others.slice(first, end), [others, first, end])
  return {
    pinned,
    shown,
    /** The index of the first of `shown` among all columns. */
    firstShown: pinned.length + first,
    before,
    after,
    width: NUMBERS + pinnedWidth + others.reduce((sum, column) => sum + column.width, 0),
    follow: () => {
      const scrolled = Math.abs(scroller?.scrollLeft ?? 0)
      setView((now) => (now.scrolled === scrolled ? now : { ...now, scrolled }))
    },
    /** Scrolls no further than it takes to see a column whole. */
    reveal: (index: number) => {
      const column = columns[index]
      if (!scroller || !column || column.pinned) return
      const at = Math.abs(scroller.scrollLeft)
      const sign = getComputedStyle(scroller).direction === 'rtl' ? -1 : 1
      const fits = Math.max(column.left + column.width - room, 0)
      if (column.left < at || column.width > room) scroller.scrollLeft = sign * column.left
      else if (fits > at) scroller.scrollLeft = sign * fits
    },
  }
}
