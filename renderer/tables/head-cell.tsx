import { ArrowDown, ArrowUp, KeyRound, Unplug } from 'lucide-react'
import { type MouseEvent, type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sort, Table } from '../../shared/domain/table'
import { cx } from '../ui/cx'
import { Mark } from '../ui/mark'
import { NARROWEST, withColumn } from './columns'
import { FieldGlyph } from './field-glyph'
import { fittingWidth } from './fitting-width'
import { isLocked } from './grid-ground'
import { HeadMenu, type HeadMenuProps, openHeadMenu } from './head-menu'
import { NUMBERS } from './use-column-window'
import { ACTIVE_RING, cellId } from './use-grid-view'
import { nextSort } from './use-head-keys'

export type HeadDrag = { down: (event: PointerEvent, fieldId: string) => void; isDrag: () => boolean }

type HeadCellProps = HeadMenuProps & {
  index: number
  active: boolean
  edge: boolean
  /** Where a head that is dragged would go. */
  drop: 'before' | 'after' | null
  drag: HeadDrag
}

/** The head of a column: its name sorts and can be dragged, its edge sizes, its button opens the menu. */
export function HeadCell(props: HeadCellProps) {
  const { table, model, column, index, active, drop, drag } = props
  const { field, width, pinned, left } = column
  const sort = model.state.sort.find(({ fieldId }) => fieldId === field.id)
  const size = (next: number) => model.change({ columns: withColumn(table, model.state, field.id, { width: next }) })
  function handleClick(event: MouseEvent) {
    if (!drag.isDrag()) model.change({ sort: nextSort(model.state.sort, field.id, event.shiftKey) })
  }
  return (
    <div
      id={cellId(-1, index)}
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={sort === undefined ? 'none' : sort.direction === 'asc' ? 'ascending' : 'descending'}
      data-head={field.id}
      style={{ width, ...(pinned ? { insetInlineStart: NUMBERS + left } : {}) }}
      className={cx(
        'group/head relative shrink-0 border-line border-e bg-sunken',
        pinned && 'sticky! z-[2]',
        props.edge && 'shadow-[1px_0_0_var(--line-strong)]',
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        onClick={handleClick}
        onContextMenu={(event) => {
          event.preventDefault()
          openHeadMenu(field.id)
        }}
        onPointerDown={(event) => drag.down(event, field.id)}
        className="flex h-full w-full items-center gap-1.5 px-2 font-medium text-muted text-xs hover:text-ink"
      >
        <HeadWords table={table} column={column} sort={model.state.sort} own={sort} />
      </button>
      <HeadMenu {...props} />
      <HeadEdge width={width} onWidth={size} onFit={() => size(fittingWidth(index))} />
      {active ? <span aria-hidden="true" className={cx('pointer-events-none absolute inset-0', ACTIVE_RING)} /> : null}
      {drop ? (
        <span
          aria-hidden="true"
          className={cx('absolute inset-y-0 z-10 w-0.5 bg-accent', drop === 'before' ? '-start-px' : '-end-px')}
        />
      ) : null}
    </div>
  )
}

type HeadWordsProps = Pick<HeadCellProps, 'column'> & { table: Table; sort: Sort[]; own: Sort | undefined }

function HeadWords({ table, column: { field }, sort, own }: HeadWordsProps) {
  const { t } = useTranslation('tables')
  const source = table.dataConnectionName ?? table.sourceId
  const notes = [
    t(`type.${field.type}`),
    ...(isLocked(field) ? [t('key')] : []),
    ...(field.vanished ? [t('vanished', { source })] : field.synced ? [t('syncedFrom', { source })] : []),
  ]
  return (
    <>
      <FieldGlyph type={field.type} />
      <span className="truncate" title={`${field.name} · ${notes.join(' · ')}`}>
        {field.name}
      </span>
      <span className="sr-only">{notes.join(', ')}</span>
      {isLocked(field) ? <KeyRound className="size-3 shrink-0" aria-hidden="true" /> : null}
      {own ? (
        <span className="flex shrink-0 items-center text-accent" aria-hidden="true">
          {own.direction === 'asc' ? <ArrowUp className="icon-sm" /> : <ArrowDown className="icon-sm" />}
          {sort.length > 1 ? <span className="tnum text-2xs">{sort.indexOf(own) + 1}</span> : null}
        </span>
      ) : null}
      {field.vanished ? <Unplug className="icon-sm ms-auto text-warn" aria-hidden="true" /> : null}
      {field.synced && !field.vanished && table.sourceId ? (
        <Mark
          id={table.sourceId}
          name={table.sourceId}
          size={14}
          className="ms-auto opacity-70 group-hover/head:opacity-0"
        />
      ) : null}
    </>
  )
}

type HeadEdgeProps = { width: number; onWidth: (width: number) => void; onFit: () => void }

/** The grip at the end of a head; the pointer stays its own until it is let go. A double click fits the content. */
function HeadEdge({ width, onWidth, onFit }: HeadEdgeProps) {
  const start = useRef<{ x: number; width: number } | null>(null)
  function handleDown(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width }
  }
  function handleMove(event: PointerEvent<HTMLSpanElement>) {
    if (!start.current) return
    const direction = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    onWidth(Math.max(NARROWEST, start.current.width + (event.clientX - start.current.x) * direction))
  }
  return (
    <span
      aria-hidden="true"
      data-edge
      onPointerDown={handleDown}
      onPointerMove={handleMove}
      onDoubleClick={onFit}
      onPointerUp={() => {
        start.current = null
      }}
      className="absolute inset-y-0 -end-1 z-10 w-2 cursor-col-resize hover:bg-line-strong"
    />
  )
}
