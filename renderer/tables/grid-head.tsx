import { Plus } from 'lucide-react'
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { cx } from '../ui/cx'
import { type Column, movedColumn } from './columns'
import { HeadCell, type HeadDrag } from './head-cell'
import { NUMBERS } from './use-column-window'
import { ACTIVE_RING, cellId, type FieldAction } from './use-grid-view'
import type { ViewModel } from './view-model'

const HEIGHT = 32
/** A pointer that moved less than this clicked. */
const DRAG_PX = 5

type GridHeadProps = {
  table: Table
  model: ViewModel
  columns: readonly Column[]
  pinned: readonly Column[]
  shown: readonly Column[]
  firstShown: number
  before: number
  after: number
  width: number
  activeColumn: number | null
  allSelected: boolean
  onSelectAll: () => void
  onField: (action: FieldAction) => void
  onClosed: () => void
}

/** The heads of the columns, and the button that adds a field at their end. */
export function GridHead(props: GridHeadProps) {
  const { t } = useTranslation('tables')
  const { table, model, columns, pinned, shown, firstShown, width } = props
  const { drag, target } = useHeadDrag(props)
  const lastId = columns.at(-1)?.field.id
  const head = (column: Column, index: number) => {
    const { id } = column.field
    const drop =
      target === undefined ? null : target === id ? 'before' : target === null && id === lastId ? 'after' : null
    return (
      <HeadCell
        key={id}
        table={table}
        model={model}
        columns={columns}
        column={column}
        index={index}
        active={index === props.activeColumn}
        edge={column.pinned && index === pinned.length - 1}
        drop={drop}
        drag={drag}
        onField={props.onField}
        onClosed={props.onClosed}
      />
    )
  }
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ width: width + HEIGHT + 8, height: HEIGHT }}
      className="sticky top-0 z-10 flex min-w-full border-line border-b bg-sunken"
    >
      <div
        role="columnheader"
        aria-colindex={1}
        aria-label={t('rowNumbers')}
        title={t('selectAll')}
        onClick={props.onSelectAll}
        onKeyDown={undefined}
        style={{ width: NUMBERS }}
        className={cx(
          'sticky start-0 z-[3] shrink-0 border-line border-e',
          props.allSelected ? 'bg-accent-soft' : 'bg-sunken',
        )}
      />
      {pinned.map(head)}
      {props.before > 0 ? <span aria-hidden="true" className="shrink-0" style={{ width: props.before }} /> : null}
      {shown.map((column, at) => head(column, firstShown + at))}
      {props.after > 0 ? <span aria-hidden="true" className="shrink-0" style={{ width: props.after }} /> : null}
      <div
        role="columnheader"
        id={cellId(-1, columns.length)}
        aria-colindex={columns.length + 2}
        className="relative w-10"
      >
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('addField')}
          title={t('addField')}
          onClick={() => props.onField({ kind: 'new' })}
          className="flex h-full w-full items-center justify-center text-muted hover:bg-hover hover:text-ink"
        >
          <Plus className="icon-sm" aria-hidden="true" />
        </button>
        {props.activeColumn === columns.length ? (
          <span aria-hidden="true" className={cx('pointer-events-none absolute inset-0', ACTIVE_RING)} />
        ) : null}
      </div>
    </div>
  )
}

type Dragged = { fieldId: string; x: number; far: boolean }

/** Heads are moved by dragging them. `target` is the field before which the dragged one would go, null at the end. */
function useHeadDrag({ table, model, columns }: Pick<GridHeadProps, 'table' | 'model' | 'columns'>) {
  const dragged = useRef<Dragged | null>(null)
  const wasDrag = useRef(false)
  const [target, setTarget] = useState<string | null | undefined>(undefined)
  const latest = useRef({ drop: (_to: string | null) => {}, columns })
  latest.current = {
    columns,
    drop: (to) => {
      const fieldId = dragged.current?.fieldId
      if (fieldId) model.change({ columns: movedColumn(table, model.state, fieldId, to) })
    },
  }
  useEffect(() => {
    let to: string | null | undefined
    function handleMove(event: globalThis.PointerEvent) {
      const drag = dragged.current
      if (!drag) return
      drag.far ||= Math.abs(event.clientX - drag.x) > DRAG_PX
      if (!drag.far) return
      const over = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.closest('[data-head]'))
      to = targetAt(over?.closest<HTMLElement>('[data-head]') ?? null, event.clientX, latest.current.columns)
      setTarget(to)
    }
    function handleUp() {
      if (dragged.current?.far && to !== undefined) latest.current.drop(to)
      wasDrag.current = dragged.current?.far ?? false
      dragged.current = null
      to = undefined
      setTarget(undefined)
    }
    window.addEventListener('pointermove', handleMove)
    window.addEventListener('pointerup', handleUp)
    return () => {
      window.removeEventListener('pointermove', handleMove)
      window.removeEventListener('pointerup', handleUp)
    }
  }, [])
  const drag: HeadDrag = {
    down: (event: PointerEvent, fieldId: string) => {
      wasDrag.current = false
      if (event.button === 0) dragged.current = { fieldId, x: event.clientX, far: false }
    },
    isDrag: () => wasDrag.current,
  }
  return { drag, target }
}

function targetAt(head: HTMLElement | null, x: number, columns: readonly Column[]): string | null | undefined {
  const id = head?.dataset.head
  if (!head || id === undefined) return undefined
  const { left, width } = head.getBoundingClientRect()
  const isRtl = getComputedStyle(head).direction === 'rtl'
  const isFirstHalf = isRtl ? x > left + width / 2 : x < left + width / 2
  if (isFirstHalf) return id
  return columns[columns.findIndex(({ field }) => field.id === id) + 1]?.field.id ?? null
}
