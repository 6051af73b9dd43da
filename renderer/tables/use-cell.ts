import { useState } from 'react'
import { type Cell, moveCell } from './move-cell'

export type Span = { from: number; to: number }
type Pressed = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }
type Size = Parameters<typeof moveCell>[2]

/** The cell that has the keys, and the rows from where Shift was held. */
export function useCell(rowCount: number) {
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 })
  const [anchor, setAnchor] = useState<number | null>(null)
  const row = Math.max(0, Math.min(cell.row, rowCount - 1))
  const from = anchor === null ? row : Math.min(anchor, rowCount - 1)
  const span: Span = { from: Math.min(from, row), to: Math.max(from, row) }
  function point(next: Cell, extend: boolean) {
    setAnchor(extend ? (anchor ?? row) : null)
    setCell(next)
  }
  return {
    cell: { row, column: cell.column },
    /** One row when nothing is extended. */
    span,
    point,
    clear: () => setAnchor(null),
    /** Moves as a key says; the cell it moved to, or null when the key is none of the grid's. */
    press: (event: Pressed, size: Size): Cell | null => {
      const next = moveCell({ row, column: cell.column }, event, size)
      if (next) point(next, event.shiftKey && (event.key.startsWith('Arrow') || event.key.startsWith('Page')))
      return next
    },
  }
}
