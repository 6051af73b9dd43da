import { useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type Extent, type Place, placeAt, revealed, rowWindow, START, scrolledTo, scrollHeight } from './row-window'

type RowWindowOptions = { rowCount: number; rowHeight: number; headHeight: number; overscan: number }

/** Follows the scrolled element that is given to `ref`, and says which rows to draw and where. */
export function useRowWindow({ rowCount, rowHeight, headHeight, overscan }: RowWindowOptions) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [height, setHeight] = useState(600)
  const [place, setPlace] = useState(START)
  const current = useRef(place)
  const extent: Extent = { rowCount, rowHeight, viewHeight: Math.max(rowHeight, height - headHeight) }
  const { viewHeight } = extent

  useLayoutEffect(() => {
    if (!scroller) return
    const observer = new ResizeObserver(() => setHeight(scroller.clientHeight))
    observer.observe(scroller)
    return () => observer.disconnect()
  }, [scroller])

  useLayoutEffect(() => {
    if (!scroller) return
    const next = placeAt({ rowCount, rowHeight, viewHeight }, current.current.above)
    current.current = next
    setPlace(next)
    scroller.scrollTop = next.scrollTop
  }, [scroller, rowCount, rowHeight, viewHeight])

  function moveTo(next: Place) {
    if (next === current.current) return
    current.current = next
    setPlace(next)
    if (scroller) scroller.scrollTop = next.scrollTop
  }
  function handleScroll() {
    if (!scroller) return
    const at = scroller.scrollTop
    const next = scrolledTo(extent, current.current, at)
    const { scrollTop, above } = current.current
    if (next.scrollTop === scrollTop && next.above === above) return
    current.current = next
    if (Math.abs(next.scrollTop - at) < 1) return setPlace(next)
    // The rows are moved before the scroll bar is put back, so that both are painted at once.
    flushSync(() => setPlace(next))
    scroller.scrollTop = next.scrollTop
  }
  return {
    ref: setScroller,
    /** The scrolled element, which has the keys. */
    scroller,
    handleScroll,
    height: scrollHeight(extent),
    pageRows: Math.max(1, Math.floor(viewHeight / rowHeight) - 1),
    ...rowWindow(extent, place, overscan),
    /** Scrolls no further than it takes. */
    reveal: (row: number) => moveTo(revealed(extent, current.current, row)),
    /** Puts a row at the top of the view. */
    putOnTop: (row: number) => moveTo(placeAt(extent, row * rowHeight)),
  }
}
