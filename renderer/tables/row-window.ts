/**
 * Which rows are in view of a list that may be taller than an element can be: Chromium caps one at 33,554,432 device
 * pixels. The scrolled element is at most `MAX_PIXELS` high; where the list is higher, its pixels stand for more than
 * themselves, in proportion, and the rows in view are placed relative to where the scroll bar is.
 */
export const MAX_PIXELS = 8_000_000

export type RowWindow = {
  /** First row to draw. */
  first: number
  /** One past the last. */
  end: number
  /** Where the first drawn row stands in the scrolled element, in px. */
  top: number
}

type View = { rowCount: number; rowHeight: number; viewHeight: number; scrollTop: number; overscan: number }

export const scrollHeight = (rowCount: number, rowHeight: number): number => Math.min(rowCount * rowHeight, MAX_PIXELS)

export function rowWindow({ rowCount, rowHeight, viewHeight, scrollTop, overscan }: View): RowWindow {
  const full = rowCount * rowHeight
  const drawn = scrollHeight(rowCount, rowHeight)
  const range = Math.max(0, drawn - viewHeight)
  const at = Math.min(Math.max(scrollTop, 0), range)
  // Virtual pixels above the view; the same as real ones unless the list is capped.
  const above = range === 0 ? 0 : (at / range) * Math.max(0, full - viewHeight)
  const first = Math.max(0, Math.floor(above / rowHeight) - overscan)
  const end = Math.min(rowCount, Math.ceil((above + viewHeight) / rowHeight) + overscan)
  return { first, end, top: at + first * rowHeight - above }
}

/** Where to scroll so that a row stands at the top of the view, as far as the end allows. */
export function scrollTopOf(
  row: number,
  { rowCount, rowHeight, viewHeight }: Omit<View, 'scrollTop' | 'overscan'>,
): number {
  const full = rowCount * rowHeight
  const range = Math.max(0, scrollHeight(rowCount, rowHeight) - viewHeight)
  const reach = Math.max(1, full - viewHeight)
  return Math.min(1, (row * rowHeight) / reach) * range
}
