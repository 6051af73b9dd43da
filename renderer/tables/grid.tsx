import { ArrowDown, ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, RecordRow, Sort, Table } from '../../shared/domain/table'
import { copyText } from '../ui/copy-text'
import { cx } from '../ui/cx'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { cellText, tsv } from './cell-text'
import { type Cell, moveCell } from './move-cell'
import { rowWindow, scrollHeight, scrollTopOf } from './row-window'
import { usePages } from './use-pages'
import { useViewHeight } from './use-view-height'

const ROW = 28
const OVERSCAN = 8
const WIDTH = 160

type GridProps = {
  table: Table
  rowCount: number
  search: string | null
  sort: Sort | null
  onSort: (sort: Sort | null) => void
  /** Set anew to bring a row into view. */
  target: { row: number } | null
  openId: number | null
  onOpen: (recordId: number) => void
}

/** Any row of a million: only those in view are drawn, and read in pages. Arrows move, Enter opens, Ctrl+C copies. */
export function Grid({ table, rowCount, search, sort, onSort, target, openId, onOpen }: GridProps) {
  const { t } = useTranslation('tables')
  const scroller = useRef<HTMLDivElement>(null)
  const viewHeight = useViewHeight(scroller)
  const [scrollTop, setScrollTop] = useState(0)
  const [cell, setCell] = useState<Cell>({ row: 0, column: 0 })
  const view = { rowCount, rowHeight: ROW, viewHeight: Math.max(0, viewHeight - ROW) }
  const { first, end, top } = rowWindow({ ...view, scrollTop, overscan: OVERSCAN })
  const { rowAt, error } = usePages({ tableId: table.id, sort, search }, first, end)
  const show = (row: number) => {
    scroller.current?.scrollTo({ top: scrollTopOf(row, view) })
    setCell((before) => ({ ...before, row }))
  }
  const latestShow = useRef(show)
  latestShow.current = show
  useEffect(() => {
    if (target) latestShow.current(target.row)
  }, [target])

  /** Enter opens the record, Ctrl+C copies the cell and with Shift the row. */
  function actOnRecord(event: KeyboardEvent, record: RecordRow | undefined): boolean {
    if (!record) return false
    if (event.key === 'Enter') onOpen(record.id)
    else if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) {
      void copyText(event.shiftKey ? tsv(record.values) : cellText(record.values[cell.column] ?? null))
    } else return false
    return true
  }

  function handleKeyDown(event: KeyboardEvent) {
    if (actOnRecord(event, rowAt(cell.row))) return
    const next = moveCell(cell, event, {
      rows: rowCount,
      columns: table.fields.length,
      page: Math.floor(view.viewHeight / ROW),
    })
    if (!next) return
    event.preventDefault()
    setCell(next)
    const visible = rowWindow({ ...view, scrollTop, overscan: 0 })
    if (next.row < visible.first + 1 || next.row >= visible.end - 1) {
      scroller.current?.scrollTo({ top: scrollTopOf(Math.max(0, next.row - 3), view) })
    }
  }

  if (error) return <ErrorNote error={error} className="m-2" />
  if (rowCount === 0) return <EmptyState title={t(search ? 'noMatch' : 'noRecords')} />
  const width = table.fields.length * WIDTH + 64
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={table.name}
      aria-rowcount={rowCount + 1}
      aria-colcount={table.fields.length}
      aria-activedescendant={`cell-${cell.row}-${cell.column}`}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={handleKeyDown}
      className="min-h-0 flex-1 overflow-auto border-line border-t focus-visible:-outline-offset-2"
    >
      <GridHead fields={table.fields} sort={sort} onSort={onSort} width={width} />
      <div role="rowgroup" style={{ height: scrollHeight(rowCount, ROW), width, position: 'relative' }}>
        {Array.from({ length: end - first }, (_, offset) => {
          const index = first + offset
          const record = rowAt(index)
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={record !== undefined && record.id === openId}
              onClick={() => record && onOpen(record.id)}
              style={{ top: top + offset * ROW, height: ROW, width }}
              className={cx(
                'absolute flex border-line border-b',
                record && record.id === openId ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              <span aria-hidden="true" className="tnum w-16 shrink-0 px-2 py-1 text-end text-muted text-xs">
                {index + 1}
              </span>
              {table.fields.map((field, column) => (
                <div
                  key={field.id}
                  id={`cell-${index}-${column}`}
                  role="gridcell"
                  aria-colindex={column + 1}
                  onMouseDown={() => setCell({ row: index, column })}
                  style={{ width: WIDTH }}
                  className={cx(
                    'tnum shrink-0 truncate px-2 py-1 text-sm',
                    (field.type === 'integer' || field.type === 'number') && 'text-end',
                    cell.row === index && cell.column === column && 'shadow-[inset_0_0_0_2px_var(--accent)]',
                  )}
                >
                  {record ? cellText(record.values[column] ?? null) : '…'}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type HeadProps = { fields: Field[]; sort: Sort | null; onSort: (sort: Sort | null) => void; width: number }

function GridHead({ fields, sort, onSort, width }: HeadProps) {
  const { t } = useTranslation('tables')
  const next = (fieldId: string): Sort | null => {
    if (sort?.fieldId !== fieldId) return { fieldId, direction: 'asc' }
    return sort.direction === 'asc' ? { fieldId, direction: 'desc' } : null
  }
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ width, height: ROW }}
      className="sticky top-0 z-10 flex border-line border-b bg-sunken"
    >
      <span className="w-16 shrink-0" aria-hidden="true" />
      {fields.map((field, column) => {
        const direction = sort?.fieldId === field.id ? sort.direction : null
        return (
          <div
            key={field.id}
            role="columnheader"
            aria-colindex={column + 1}
            aria-sort={direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
            style={{ width: WIDTH }}
            className="shrink-0"
          >
            <button
              type="button"
              tabIndex={-1}
              title={t(`type.${field.type}`)}
              onClick={() => onSort(next(field.id))}
              className="flex h-full w-full items-center gap-1 px-2 font-medium text-muted text-xs hover:text-ink"
            >
              <span className="truncate">{field.name}</span>
              {field.primaryKey ? <span className="text-accent">●</span> : null}
              {direction === 'asc' ? <ArrowUp className="icon-sm" aria-hidden="true" /> : null}
              {direction === 'desc' ? <ArrowDown className="icon-sm" aria-hidden="true" /> : null}
            </button>
          </div>
        )
      })}
    </div>
  )
}
