import { type MouseEvent, useEffect, useRef } from 'react'
import type { Cell } from './move-cell'
import type { RowPick } from './selection'
import type { GridModel } from './use-grid'

/** Points, drags over cells, picks rows by their numbers, edits with a double click. */
export function useGridPointer(grid: GridModel) {
  const dragging = useRef(false)
  useEffect(() => {
    const end = () => {
      dragging.current = false
    }
    window.addEventListener('mouseup', end)
    return () => window.removeEventListener('mouseup', end)
  }, [])
  function handleMouseDown(event: MouseEvent) {
    if (event.button !== 0 || isControl(event.target)) return
    const row = numberAt(event.target)
    const cell = cellAt(event.target)
    if (row !== null) grid.pickRows(row, pickOf(event))
    else if (cell && event.shiftKey) grid.point(cell, true)
    else if (cell) grid.pointAt(cell)
    dragging.current = cell !== null
  }
  return {
    onMouseDown: handleMouseDown,
    onMouseOver: (event: MouseEvent) => {
      if (!dragging.current || event.buttons !== 1) return
      const cell = cellAt(event.target)
      if (cell && cell.row < grid.rowCount) grid.point(cell, true)
    },
    onClick: (event: MouseEvent) => {
      const cell = cellAt(event.target)
      const isCheck = event.target instanceof Element && event.target.closest('[data-check]') !== null
      if (cell && isCheck && !event.shiftKey) grid.editor.start(cell)
    },
    onDoubleClick: (event: MouseEvent) => {
      const cell = isControl(event.target) ? null : cellAt(event.target)
      const isBoolean = cell !== null && grid.columns[cell.column]?.field.type === 'boolean'
      if (cell && !isBoolean) grid.editor.start(cell)
    },
  }
}

const pickOf = ({ shiftKey, ctrlKey, metaKey }: MouseEvent): RowPick =>
  shiftKey ? 'extend' : ctrlKey || metaKey ? 'toggle' : 'only'

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('input, textarea, button, [role="columnheader"]') !== null

function cellAt(target: EventTarget): Cell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : null
}

function numberAt(target: EventTarget): number | null {
  const head = target instanceof Element ? target.closest<HTMLElement>('[data-number]') : null
  return head ? Number(head.dataset.number) : null
}
