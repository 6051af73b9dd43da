import { Maximize2, Plus } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordRow } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { cx } from '../ui/cx'
import { numberWords } from '../ui/number-words'
import type { Column } from './columns'
import { type CellEdit, GridCell } from './grid-cell'
import { NUMBERS } from './use-column-window'
import { ACTIVE_RING, cellId } from './use-grid-view'

type GridRowProps = {
  index: number
  top: number
  height: number
  tall: boolean
  width: number
  pinned: readonly Column[]
  shown: readonly Column[]
  firstShown: number
  /** Room of the columns that are not drawn, on either side. */
  before: number
  after: number
  record: RecordRow | undefined
  /** The column of the cell that has the keys, if it is in this row. */
  activeColumn: number | null
  /** The selected columns of this row. */
  selectedFrom: number
  selectedTo: number
  /** Chosen by its number, or open in the panel. */
  marked: boolean
  editColumn: number | null
  edit: CellEdit | null
  problemColumn: number | null
  problem: AppError | null
  source: string | null
  onProblemClose: () => void
  onOpen: (recordId: number) => void
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { t } = useTranslation('tables')
  const { index, record, height, tall, pinned, shown, firstShown, marked, problemColumn, editColumn } = props
  const cell = (column: Column, at: number) => (
    <GridCell
      key={column.field.id}
      column={column}
      index={at}
      row={index}
      height={height}
      tall={tall}
      record={record}
      active={at === props.activeColumn}
      selected={marked || (at >= props.selectedFrom && at <= props.selectedTo)}
      edge={column.pinned && at === pinned.length - 1}
      edit={at === editColumn ? props.edit : null}
      problem={at === problemColumn ? props.problem : null}
      onProblemClose={props.onProblemClose}
      source={props.source}
    />
  )
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={marked}
      style={{ top: props.top, height, width: props.width }}
      className={cx(
        'group/row absolute flex border-line border-b bg-surface',
        (editColumn !== null || problemColumn !== null) && 'z-[4]',
      )}
    >
      <div
        role="rowheader"
        aria-colindex={1}
        data-number={index}
        style={{ width: NUMBERS, lineHeight: `${Math.min(height, 32) - 1}px` }}
        className={cx(
          'tnum sticky start-0 z-[3] shrink-0 select-none border-line border-e ps-1 pe-2 text-end text-2xs',
          marked ? 'bg-accent-soft text-accent' : 'bg-surface text-muted',
        )}
      >
        {record ? (
          <button
            type="button"
            tabIndex={-1}
            data-open
            aria-label={t('openRecord', { row: index + 1 })}
            title={t('openRecordHint')}
            onClick={() => props.onOpen(record.id)}
            className="absolute start-1 top-1/2 flex size-5 -translate-y-1/2 items-center justify-center rounded-sm bg-surface text-muted opacity-0 hover:bg-hover hover:text-ink group-hover/row:opacity-100"
          >
            <Maximize2 className="size-3" aria-hidden="true" />
          </button>
        ) : null}
        {numberWords(index + 1)}
      </div>
      {pinned.map(cell)}
      {props.before > 0 ? <span aria-hidden="true" className="shrink-0" style={{ width: props.before }} /> : null}
      {shown.map((column, at) => cell(column, firstShown + at))}
      {props.after > 0 ? <span aria-hidden="true" className="shrink-0" style={{ width: props.after }} /> : null}
    </div>
  )
})

type AddRowProps = {
  index: number
  top: number
  height: number
  width: number
  columns: number
  active: boolean
  onAdd: () => void
}

/** The line below the last record. */
export function AddRow({ index, top, height, width, columns, active, onAdd }: AddRowProps) {
  const { t } = useTranslation('tables')
  return (
    <div role="row" aria-rowindex={index + 2} style={{ top, height, width }} className="group/row absolute flex">
      <div
        role="gridcell"
        id={cellId(index, 0)}
        aria-colindex={1}
        aria-colspan={columns + 1}
        aria-selected={active}
        data-row={index}
        data-column={0}
        onClick={onAdd}
        onKeyDown={undefined}
        style={{ lineHeight: `${Math.min(height, 32) - 1}px` }}
        className={cx(
          'relative w-full border-line border-b bg-surface hover:bg-[linear-gradient(var(--hover),var(--hover))]',
          active && ACTIVE_RING,
        )}
      >
        <span className="sticky start-0 inline-flex items-center gap-2 px-3 text-muted text-sm">
          <Plus className="icon-sm" aria-hidden="true" />
          {t('addRecord')}
        </span>
      </div>
    </div>
  )
}
