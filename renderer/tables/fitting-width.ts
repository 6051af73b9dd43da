import { NARROWEST, WIDEST } from './columns'
import { cellId } from './use-grid-view'

const PADDING = 18
const HEAD_ROOM = 62

function inkWidth(element: Element): number {
  const range = document.createRange()
  range.selectNodeContents(element)
  return range.getBoundingClientRect().width
}

/** As wide as what is drawn of a column needs, its name included. */
export function fittingWidth(index: number): number {
  const name = document.getElementById(cellId(-1, index))?.querySelector('button > span')
  const cells = [...document.querySelectorAll(`[role="gridcell"][data-column="${index}"]`)]
  const widest = Math.max(
    NARROWEST,
    (name ? inkWidth(name) : 0) + HEAD_ROOM,
    ...cells.map((cell) => inkWidth(cell) + PADDING),
  )
  return Math.min(WIDEST, Math.ceil(widest))
}
