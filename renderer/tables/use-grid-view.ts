import { type ReactNode, type RefObject, useEffect, useMemo, useState } from 'react'
import type { Field, Table } from '../../shared/domain/table'
import { useEventOf } from '../app/events'
import { usePreferences } from '../app/preferences'
import { renewLabels } from './cell-labels'
import { visibleColumns } from './columns'
import type { Ground } from './grid-ground'
import { type Cell, HEAD } from './move-cell'
import { blocksOf, type Selection, START_SELECTION, sizeOf } from './selection'
import { useColumnWindow } from './use-column-window'
import { usePages } from './use-pages'
import { useRowWindow } from './use-row-window'
import type { RecordCount } from './view-count'
import type { ViewModel } from './view-model'

const OVERSCAN = 8
const HEAD_HEIGHT = 32
/** So many rows are taken to be there beyond those read, while nobody has counted them. */
const AHEAD = 400
const ROW_HEIGHTS = { dense: 26, comfortable: 32, tall: 72 }

export type FieldAction = { kind: 'new' } | { kind: 'edit' | 'retype' | 'summarise' | 'filter'; field: Field }

/** What others may ask of the grid. */
export type GridHandle = {
  /** To the record before or after the active one. */
  step: (by: -1 | 1) => void
  /** How many records there are, as far as the grid knows. */
  lines: () => number
  toRow: (row: number) => void
}

export type GridProps = {
  table: Table
  model: ViewModel
  counted: RecordCount
  /** The record in the panel. */
  openId: number | null
  onOpen: (recordId: number) => void
  onField: (action: FieldAction) => void
  onAdd: () => void
  /** Puts the keys into the box that searches. */
  onSearch: () => void
  handle: RefObject<GridHandle | null>
  /** Shown in the place of rows when there are none. */
  empty: ReactNode
}

/** Around the cell or head that has the keys; quiet while the grid itself has not. */
export const ACTIVE_RING =
  'shadow-[inset_0_0_0_2px_var(--line-strong)] group-focus-within/grid:shadow-[inset_0_0_0_2px_var(--accent)]'

export const cellId = (row: number, column: number): string =>
  row === HEAD ? `head-${column}` : `cell-${row}-${column}`

export const clampCell = ({ row, column }: Cell, rows: number, columns: number): Cell => ({
  row: Math.max(HEAD, Math.min(row, rows - 1)),
  column: Math.max(0, Math.min(column, columns - 1)),
})

/** What is in the grid: its columns, rows, the part of them in view, and the selection. */
export function useGridView({ table, model, counted }: GridProps) {
  const density = usePreferences().density
  const size = model.state.rowHeight ?? density
  const rowHeight = ROW_HEIGHTS[size]
  const columns = useMemo(() => visibleColumns(table, model.state), [table, model.state])
  const pages = usePages(model.question, model.ready)
  const rowCount = Math.min(counted.found ?? pages.reached + AHEAD, pages.end)
  const canAdd = table.kind === 'own'
  /** With the one that adds a record. */
  const lines = rowCount + (canAdd ? 1 : 0)
  const view = useRowWindow({ rowCount: lines, rowHeight, headHeight: HEAD_HEIGHT, overscan: OVERSCAN })
  const across = useColumnWindow(columns, view.scroller)
  const [selection, setSelection] = useState<Selection>(START_SELECTION)
  const inside = clampCell(selection.active, lines, columns.length)
  const active = inside.row === HEAD ? { row: HEAD, column: Math.min(selection.active.column, columns.length) } : inside
  const blocks = useMemo(() => blocksOf(selection, rowCount, columns.length), [selection, rowCount, columns.length])

  useEffect(() => pages.need(view.first, Math.min(view.end, rowCount)))
  useEventOf('changed', ({ topics }) => {
    if (topics.includes('records')) renewLabels()
  })
  const ground = (): Ground => ({
    ...{ table, question: model.question, columns, rowCount, active, blocks },
    rowAt: pages.rowAt,
  })
  return {
    ...{ columns, pages, rowCount, rowHeight, size, lines, canAdd, view, across, active, blocks, ground },
    ...{ selection: { ...selection, active }, setSelection },
    sum: sizeOf(blocks),
  }
}

export type GridView = ReturnType<typeof useGridView>
