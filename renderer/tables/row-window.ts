/**
 * Which rows of a list are in view when the list is taller than an element can be: Chromium caps one at 33,554,432
 * device pixels. The scrolled element stays below `MAX_PIXELS`; where the list is taller, an offset lies between the
 * two. Small scrolls keep the offset, so that every row passes by pixel after pixel; a drag of the thumb moves in
 * proportion. Now and then the scroll bar is put back to where it belongs, which moves no row.
 */
const MAX_PIXELS = 4_000_000
/** At either end a pixel of the scroll bar is a pixel of the list, so that both ends are reached exactly. */
const EDGE = 20_000
/** How far the scroll bar may be from its place before it is put back; below `EDGE` by more than `JUMP`. */
const SLACK = 10_000
/** A longer step than this is a drag of the thumb: one device pixel of a track moves further than that. */
const JUMP = 2000

export type Extent = { rowCount: number; rowHeight: number; viewHeight: number }
/** Where the scroll bar is, and how many pixels of the list lie above the view. */
export type Place = { scrollTop: number; above: number }

export const START: Place = { scrollTop: 0, above: 0 }

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), Math.max(0, most))
const full = ({ rowCount, rowHeight }: Extent): number => rowCount * rowHeight
const isCapped = (extent: Extent): boolean => full(extent) > MAX_PIXELS
const reachOf = (extent: Extent): number => Math.max(0, full(extent) - extent.viewHeight)
const rangeOf = (extent: Extent): number => Math.max(0, scrollHeight(extent) - extent.viewHeight)

/** Of the scrolled element, in px. */
export const scrollHeight = (extent: Extent): number => Math.min(full(extent), MAX_PIXELS)

/** Follows the scroll bar. The answer has another `scrollTop` when the scroll bar has to be put back. */
export function scrolledTo(extent: Extent, from: Place, scrollTop: number): Place {
  const range = rangeOf(extent)
  const reach = reachOf(extent)
  const at = clamp(scrollTop, range)
  if (!isCapped(extent)) return { scrollTop: at, above: at }
  if (at === 0) return START
  if (at === range) return { scrollTop: range, above: reach }
  const step = at - from.scrollTop
  if (Math.abs(step) > JUMP) return { scrollTop: at, above: aboveAt(extent, at) }
  const above = clamp(from.above + step, reach)
  const ideal = scrollTopAt(extent, above)
  const drift = Math.abs(at - ideal)
  const atEdge = above < EDGE || above > reach - EDGE
  return drift > SLACK || (atEdge && drift > 1) ? { scrollTop: Math.round(ideal), above } : { scrollTop: at, above }
}

/** The place with so many pixels above the view, as far as the ends allow. */
export function placeAt(extent: Extent, above: number): Place {
  const within = clamp(above, reachOf(extent))
  return { scrollTop: isCapped(extent) ? Math.round(scrollTopAt(extent, within)) : within, above: within }
}

/** The nearest place at which the whole row is in view; the same place when it is already. */
export function revealed(extent: Extent, from: Place, row: number): Place {
  const top = row * extent.rowHeight
  const bottom = top + extent.rowHeight
  if (top < from.above) return placeAt(extent, top)
  if (bottom > from.above + extent.viewHeight) return placeAt(extent, bottom - extent.viewHeight)
  return from
}

/** The rows to draw: `first` to one before `end`. Row `i` stands at `offset + i * rowHeight` in the scrolled element. */
export function rowWindow(extent: Extent, { scrollTop, above }: Place, overscan: number) {
  const { rowCount, rowHeight, viewHeight } = extent
  return {
    first: Math.max(0, Math.min(rowCount, Math.floor(above / rowHeight)) - overscan),
    end: Math.min(rowCount, Math.ceil((above + viewHeight) / rowHeight) + overscan),
    offset: scrollTop - above,
  }
}

function scrollTopAt(extent: Extent, above: number): number {
  const reach = reachOf(extent)
  const range = rangeOf(extent)
  if (above <= EDGE) return above
  if (above >= reach - EDGE) return range - (reach - above)
  return EDGE + ((above - EDGE) / (reach - 2 * EDGE)) * (range - 2 * EDGE)
}

function aboveAt(extent: Extent, scrollTop: number): number {
  const reach = reachOf(extent)
  const range = rangeOf(extent)
  if (scrollTop <= EDGE) return scrollTop
  if (scrollTop >= range - EDGE) return reach - (range - scrollTop)
  return EDGE + ((scrollTop - EDGE) / (range - 2 * EDGE)) * (reach - 2 * EDGE)
}
