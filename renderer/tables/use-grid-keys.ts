import { type KeyboardEvent, useRef } from 'react'
import { words } from './grid-ground'
import { type GridCommand, gridCommand } from './grid-keys'
import { type Cell, HEAD, moveCell, tabCell } from './move-cell'
import { pickedRows, type Selection, selectionAt } from './selection'
import type { useGridActions } from './use-grid-actions'
import type { useGridEditing } from './use-grid-editing'
import { clampCell, type GridProps, type GridView } from './use-grid-view'
import { useHeadKeys } from './use-head-keys'

type KeysOptions = {
  props: GridProps
  grid: GridView
  actions: ReturnType<typeof useGridActions>
  editor: ReturnType<typeof useGridEditing>
  point: (cell: Cell, extend?: boolean) => void
  select: (selection: Selection) => void
  onSelectAll: () => void
  onGoTo: () => void
}

/** Another cell, as an arrow, Home, End or Page key says. False for other keys. */
export function stepCell(
  grid: GridView,
  point: KeysOptions['point'],
  key: string,
  extend = false,
  far = false,
): boolean {
  const { active, selection, columns, lines, rowCount, view } = grid
  const size = { rows: lines, columns: columns.length + (active.row === HEAD ? 1 : 0), page: view.pageRows }
  const from = extend ? clampCell(selection.head, rowCount, columns.length) : active
  const next = moveCell(from, { key, ctrlKey: far, metaKey: false }, size)
  if (!next) return false
  const isBeside = next.row !== HEAD && next.column >= columns.length
  point(isBeside ? { ...next, column: columns.length - 1 } : next, extend && active.row !== HEAD)
  return true
}

/** The keys of the grid. */
export function useGridKeys({ props, grid, actions, editor, point, select, onSelectAll, onGoTo }: KeysOptions) {
  const { active, columns, lines, rowCount, canAdd, pages, sum } = grid
  const leaving = useRef(false)
  const { table, model, onField, onOpen, onAdd } = props
  const headKeys = useHeadKeys({ table, model, columns, onField, say: actions.say })
  const isAddLine = canAdd && active.row === rowCount

  function open() {
    const record = pages.rowAt(active.row)
    if (record) onOpen(record.id)
  }
  function letGo() {
    if (sum.cells > 1) return select(selectionAt(active))
    leaving.current = true
    actions.say(words('leave'))
  }
  const runs: Record<GridCommand['kind'], (command: GridCommand) => void> = {
    'select-all': onSelectAll,
    'select-row': () => select(pickedRows(grid.selection, active.row, 'only')),
    copy: (command) => void actions.copy(command.kind === 'copy' && command.withNames),
    cut: () => void actions.cut(),
    'fill-down': () => void actions.fillDown(),
    undo: () => void actions.step('undo'),
    redo: () => void actions.step('redo'),
    search: props.onSearch,
    'go-to-row': onGoTo,
    edit: (command) => {
      if (isAddLine) onAdd()
      editor.start(active, command.kind === 'edit' ? command.typed : undefined)
    },
    press: () => {
      if (isAddLine) onAdd()
      else if (columns[active.column]?.field.type === 'boolean') editor.start(active)
      else open()
    },
    open,
    clear: () => void actions.clear(),
    'delete-records': () => void actions.remove(),
    'let-go': letGo,
  }
  function tab(back: boolean): boolean {
    if (leaving.current || active.row === HEAD) return false
    const next = tabCell(active, back, { rows: lines, columns: columns.length, page: 1 })
    if (next) point(next)
    return next !== null
  }
  /** True when the key was one of the grid's. */
  function act(event: KeyboardEvent): boolean {
    if (event.key === 'Tab') return tab(event.shiftKey)
    if (event.key !== 'Shift') leaving.current = false
    if (active.row === HEAD && headKeys(event, active.column)) return true
    if (!event.altKey && stepCell(grid, point, event.key, event.shiftKey, event.ctrlKey || event.metaKey)) return true
    const command = gridCommand(event)
    if (!command || (active.row === HEAD && !FOR_ALL.includes(command.kind))) return false
    runs[command.kind](command)
    return true
  }
  return (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.nativeEvent.isComposing) return
    if (act(event)) event.preventDefault()
  }
}

/** What makes sense while a head has the keys. */
const FOR_ALL: GridCommand['kind'][] = ['select-all', 'undo', 'redo', 'search', 'go-to-row', 'let-go']
