import { type KeyboardEvent, useCallback, useEffect, useEffectEvent, useRef } from 'react'
import type { Sort, Table } from '../../shared/domain/table'
import { usePreferences } from '../app/preferences'
import { copyText } from '../ui/copy-text'
import { tsv } from './cell-text'
import { type Span, useCell } from './use-cell'
import { type Question, readRecords, usePages } from './use-pages'
import { useRowWindow } from './use-row-window'

const OVERSCAN = 8
const MOST_COPIED = 10_000

export type GridProps = {
  table: Table
  question: Question
  /** How many rows the question has, as far as it is known. */
  rowCount: number
  onSort: (sort: Sort | null) => void
  /** Set anew to bring a row to the top, as soon as there is one. */
  target: { row: number } | null
  openId: number | null
  onOpen: (recordId: number) => void
  /** The rows chosen with Shift; one row when none are. */
  onSpan: (span: Span) => void
}

export const cellId = (row: number, column: number): string => `cell-${row}-${column}`

/** What the grid shows, and what its keys do. */
export function useGrid({ table, question, rowCount: expected, target, openId, onOpen, onSpan }: GridProps) {
  const rowHeight = usePreferences().density === 'dense' ? 26 : 32
  const pages = usePages(question)
  const rowCount = Math.min(expected, pages.end)
  const view = useRowWindow({ rowCount, rowHeight, headHeight: rowHeight, overscan: OVERSCAN })
  const cells = useCell(rowCount)
  const { cell, span } = cells
  const reached = useRef<GridProps['target']>(null)

  useEffect(() => pages.need(view.first, view.end))
  const tellSpan = useEffectEvent(onSpan)
  useEffect(() => tellSpan({ from: span.from, to: span.to }), [span.from, span.to])
  const goTo = useEffectEvent((row: number) => {
    view.putOnTop(row)
    cells.point({ row, column: cell.column }, false)
  })
  useEffect(() => {
    if (!target || reached.current === target || target.row >= rowCount) return
    reached.current = target
    goTo(target.row)
  }, [target, rowCount])
  useEffect(() => {
    document.getElementById(cellId(cell.row, cell.column))?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [cell.row, cell.column])

  async function copy(wholeRow: boolean) {
    if (span.from !== span.to) {
      const records = await readRecords(question, span.from, Math.min(span.to, span.from + MOST_COPIED - 1))
      if (Array.isArray(records)) await copyText(tsv(records.map(({ values }) => values)))
      return
    }
    const values = pages.rowAt(cell.row)?.values
    if (values) await copyText(tsv([wholeRow ? values : [values[cell.column] ?? null]]))
  }
  function move(event: KeyboardEvent): boolean {
    const next = cells.press(event, { rows: rowCount, columns: table.fields.length, page: view.pageRows })
    if (!next) return false
    view.reveal(next.row)
    const moved = openId === null ? undefined : pages.rowAt(next.row)
    if (moved) onOpen(moved.id)
    return true
  }
  /** True when the key was one of the grid's. */
  function act(event: KeyboardEvent): boolean {
    if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) {
      void copy(event.shiftKey)
      return true
    }
    if (event.key === 'Escape' && span.from !== span.to) {
      cells.clear()
      return true
    }
    if (event.key !== 'Enter') return move(event)
    const record = pages.rowAt(cell.row)
    if (record) onOpen(record.id)
    return true
  }
  const latest = useRef({ point: cells.point, onOpen })
  latest.current = { point: cells.point, onOpen }
  return {
    pages,
    rowCount,
    rowHeight,
    view,
    cell,
    isSelected: (index: number): boolean =>
      (span.from !== span.to && index >= span.from && index <= span.to) ||
      (openId !== null && pages.rowAt(index)?.id === openId),
    handleKeyDown: (event: KeyboardEvent) => {
      if (event.target === event.currentTarget && act(event)) event.preventDefault()
    },
    handlePoint: useCallback(
      (row: number, column: number, extend: boolean) => latest.current.point({ row, column }, extend),
      [],
    ),
    handleOpen: useCallback((recordId: number) => latest.current.onOpen(recordId), []),
  }
}
