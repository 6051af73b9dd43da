import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, RecordRow, Sort, Table } from '../../shared/domain/table'
import { cx } from '../ui/cx'
import { ErrorNote } from '../ui/error-note'
import { cellText, isNumeric } from './cell-text'
import { HeadButton, HeadEdge, nextSort } from './head-cell'
import { useColumnWidths } from './use-column-widths'
import { cellId, type GridProps, useGrid } from './use-grid'

const NUMBERS = 64

/**
 * Any row of millions: only those in view are drawn, and read in pages. Arrows move, Enter opens, Shift chooses rows,
 * Ctrl+C copies the cell or the chosen rows, with Shift the row.
 */
export function Grid(props: GridProps) {
  const { t } = useTranslation('tables')
  const { table, question, onSort } = props
  const { pages, rowCount, rowHeight, view, cell, ...grid } = useGrid(props)
  const { widthOf, setWidth } = useColumnWidths(table.id)
  const width = table.fields.reduce((sum, { id }) => sum + widthOf(id), NUMBERS)
  const isDrawn = cell.row >= view.first && cell.row < view.end
  return (
    <>
      {pages.error ? (
        <ErrorNote error={pages.error} className="m-2" action={{ label: t('retry'), onClick: pages.retry }} />
      ) : null}
      <div
        ref={view.ref}
        role="grid"
        tabIndex={0}
        aria-label={table.name}
        aria-rowcount={rowCount + 1}
        aria-colcount={table.fields.length}
        aria-multiselectable="true"
        {...(isDrawn ? { 'aria-activedescendant': cellId(cell.row, cell.column) } : {})}
        onScroll={view.handleScroll}
        onKeyDown={grid.handleKeyDown}
        className="min-h-0 flex-1 overflow-auto border-line border-t [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <HeadRow
          table={table}
          sort={question.sort}
          onSort={onSort}
          widthOf={widthOf}
          onWidth={setWidth}
          height={rowHeight}
          width={width}
        />
        <div role="rowgroup" style={{ height: view.height, width }} className="relative">
          {Array.from({ length: Math.max(0, view.end - view.first) }, (_, place) => {
            const index = view.first + place
            return (
              <GridRow
                key={index}
                index={index}
                top={view.offset + index * rowHeight}
                height={rowHeight}
                width={width}
                fields={table.fields}
                widthOf={widthOf}
                record={pages.rowAt(index)}
                activeColumn={index === cell.row ? cell.column : null}
                selected={grid.isSelected(index)}
                onPoint={grid.handlePoint}
                onOpen={grid.handleOpen}
              />
            )
          })}
        </div>
      </div>
    </>
  )
}

type HeadRowProps = {
  table: Table
  sort: Sort | null
  onSort: (sort: Sort | null) => void
  widthOf: (fieldId: string) => number
  onWidth: (fieldId: string, width: number) => void
  height: number
  width: number
}

function HeadRow({ table, sort, onSort, widthOf, onWidth, height, width }: HeadRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ width, height }}
      className="sticky top-0 z-10 flex border-line border-b bg-sunken"
    >
      <span className="w-16 shrink-0" aria-hidden="true" />
      {table.fields.map((field, column) => {
        const direction = sort?.fieldId === field.id ? sort.direction : null
        return (
          <div
            key={field.id}
            role="columnheader"
            aria-colindex={column + 1}
            aria-sort={direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending'}
            style={{ width: widthOf(field.id) }}
            className="relative shrink-0"
          >
            <HeadButton
              field={field}
              sourceId={table.sourceId}
              direction={direction}
              onClick={() => onSort(nextSort(sort, field.id))}
            />
            <HeadEdge width={widthOf(field.id)} onWidth={(next) => onWidth(field.id, next)} />
          </div>
        )
      })}
    </div>
  )
}

type GridRowProps = {
  index: number
  top: number
  height: number
  width: number
  fields: Field[]
  widthOf: (fieldId: string) => number
  /** Absent while its page is read. */
  record: RecordRow | undefined
  /** The column of the cell that has the keys, if it is in this row. */
  activeColumn: number | null
  selected: boolean
  onPoint: (row: number, column: number, extend: boolean) => void
  onOpen: (recordId: number) => void
}

const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, record, selected, activeColumn } = props
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      onClick={(event) => record && !event.shiftKey && props.onOpen(record.id)}
      style={{ top: props.top, height: props.height, width: props.width }}
      className={cx('absolute flex border-line border-b', selected ? 'bg-accent-soft' : 'hover:bg-hover')}
    >
      <span aria-hidden="true" className="tnum flex w-16 shrink-0 items-center justify-end px-2 text-muted text-xs">
        {index + 1}
      </span>
      {props.fields.map((field, column) => (
        <div
          key={field.id}
          id={cellId(index, column)}
          role="gridcell"
          aria-colindex={column + 1}
          onMouseDown={(event) => props.onPoint(index, column, event.shiftKey)}
          style={{ width: props.widthOf(field.id), lineHeight: `${props.height - 1}px` }}
          className={cx(
            'tnum shrink-0 select-none truncate px-2 text-sm',
            isNumeric(field.type) && 'text-end',
            !record && 'text-muted',
            column === activeColumn && 'shadow-[inset_0_0_0_2px_var(--accent)]',
          )}
        >
          {record ? cellText(record.values[column] ?? null) : '…'}
        </div>
      ))}
    </div>
  )
})
