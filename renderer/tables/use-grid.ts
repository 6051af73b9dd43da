import { useEffect, useEffectEvent, useImperativeHandle, useState } from 'react'
import type { AfterCommit } from './cell-editor'
import { words } from './grid-ground'
import type { Cell } from './move-cell'
import { allCells, extended, pickedRows, type RowPick, type Selection, selectionAt } from './selection'
import { useGridActions } from './use-grid-actions'
import { useGridEditing } from './use-grid-editing'
import { stepCell, useGridKeys } from './use-grid-keys'
import { type GridProps, useGridView } from './use-grid-view'

const KEY_AFTER = { down: 'ArrowDown', up: 'ArrowUp', right: 'ArrowRight', left: 'ArrowLeft' }

/** What the grid shows, and what is done in it. */
export function useGrid(props: GridProps) {
  const { openId, onOpen } = props
  const grid = useGridView(props)
  const { pages, view, across, active, columns, rowCount, lines, ground, selection, setSelection, sum } = grid
  const [goingTo, setGoingTo] = useState(false)
  const actions = useGridActions(ground)
  const editor = useGridEditing({
    ground,
    show: pages.show,
    renew: pages.renew,
    say: actions.say,
    onProblem: actions.setProblem,
    onEnd: handleEditEnd,
  })
  const saySize = useEffectEvent(({ rows, columns: width }: { rows: number; columns: number }) => {
    if (rows * width > 1) actions.say(words('said.selected', { rows, columns: width }))
  })
  useEffect(() => saySize({ rows: sum.rows, columns: sum.columns }), [sum.rows, sum.columns])

  /** `seen` is brought into view; null leaves the view as it is, so that nothing moves away under the pointer. */
  function select(next: Selection, seen: Cell | null = next.active) {
    actions.setProblem(null)
    setSelection(next)
    if (seen && seen.row >= 0) view.reveal(Math.min(seen.row, Math.max(0, lines - 1)))
    if (seen) across.reveal(seen.column)
    const record = openId !== null && next.active.row !== active.row ? pages.rowAt(next.active.row) : undefined
    if (record) onOpen(record.id)
  }
  function point(cell: Cell, extend = false) {
    if (extend && cell.row < rowCount) select(extended(selection, cell), cell)
    else if (!extend) select(selectionAt(cell))
  }
  function handleEditEnd(after: AfterCommit) {
    if (after !== null) {
      view.scroller?.focus({ preventScroll: true })
      stepCell(grid, point, KEY_AFTER[after])
      return
    }
    // Where the focus went is known only after the event that took it away.
    setTimeout(() => {
      if (document.activeElement === document.body) view.scroller?.focus({ preventScroll: true })
    })
  }
  useImperativeHandle(props.handle, () => ({
    step: (by) => {
      if (active.row + by >= 0) stepCell(grid, point, by < 0 ? 'ArrowUp' : 'ArrowDown')
    },
    lines: () => rowCount,
    toRow: (row) => {
      // Whoever types faster than the answer comes is there already, and keeps the focus.
      if (editor.editing) return
      point({ row, column: 0 })
      view.scroller?.focus({ preventScroll: true })
    },
  }))
  const selectAll = () => setSelection(allCells(selection, rowCount, columns.length))
  const handleKeyDown = useGridKeys({
    ...{ props, grid, actions, editor, point, select },
    onSelectAll: selectAll,
    onGoTo: () => setGoingTo(true),
  })
  return {
    ...grid,
    ...{ actions, editor, goingTo, setGoingTo, selectAll, point, handleKeyDown },
    isRowPicked: (row: number) => selection.rows.some(({ from, to }) => row >= from && row <= to),
    pointAt: (cell: Cell) => select(selectionAt(cell), null),
    pickRows: (row: number, pick: RowPick) => select(pickedRows(selection, row, pick), null),
    clearSelection: () => setSelection(selectionAt(active)),
    goToRow: (row: number) => {
      view.putOnTop(row)
      point({ row, column: Math.min(active.column, columns.length - 1) })
      view.scroller?.focus({ preventScroll: true })
    },
  }
}

export type GridModel = ReturnType<typeof useGrid>
