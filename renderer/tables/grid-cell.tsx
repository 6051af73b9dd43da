import { Popover } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { RecordRow } from '../../shared/domain/table'
import { type AppError, describeError } from '../../shared/errors'
import { cx } from '../ui/cx'
import { FLOAT } from '../ui/menu'
import { CellEditor, type CellEditorProps } from './cell-editor'
import { isNumeric } from './cell-text'
import { CellView } from './cell-view'
import type { Column } from './columns'
import { isLocked } from './grid-ground'
import { NUMBERS } from './use-column-window'
import { ACTIVE_RING, cellId } from './use-grid-view'

/** What an editor in the grid is given; the cell knows the rest. */
export type CellEdit = Pick<CellEditorProps, 'typed' | 'error' | 'onCommit' | 'onCancel'>

type GridCellProps = {
  column: Column
  index: number
  row: number
  height: number
  tall: boolean
  /** Absent while its page is read. */
  record: RecordRow | undefined
  active: boolean
  selected: boolean
  /** The last of the pinned ones: a hairline parts it from the rest. */
  edge: boolean
  edit: CellEdit | null
  problem: AppError | null
  onProblemClose: () => void
  source: string | null
}

export function GridCell(props: GridCellProps) {
  const { t } = useTranslation('tables')
  const { column, index, row, record, active, selected, tall, edit, problem, height } = props
  const { field, place, width, pinned, left } = column
  const isEdited = record?.edited?.includes(place) ?? false
  return (
    <div
      id={cellId(row, index)}
      role="gridcell"
      aria-colindex={index + 2}
      aria-selected={selected || active}
      aria-readonly={isLocked(field)}
      data-row={row}
      data-column={index}
      title={isEdited ? t('editedHere', { source: props.source }) : undefined}
      style={{
        width,
        ...(pinned ? { insetInlineStart: NUMBERS + left } : {}),
        ...(tall ? {} : { lineHeight: `${height - 1}px` }),
      }}
      className={cellLook(props)}
    >
      <Content {...props} />
      {isEdited ? (
        <span className="absolute end-0 top-0 size-2 bg-accent [clip-path:polygon(0_0,100%_0,100%_100%)]">
          <span className="sr-only">{t('edited')}</span>
        </span>
      ) : null}
      {active && !edit ? (
        <span aria-hidden="true" className={cx('pointer-events-none absolute inset-0', ACTIVE_RING)} />
      ) : null}
      {problem ? <CellProblem error={problem} onClose={props.onProblemClose} /> : null}
    </div>
  )
}

const cellLook = ({ column, tall, edge, record, edit, selected }: GridCellProps): string =>
  cx(
    'tnum relative shrink-0 select-none border-line border-e px-2 text-sm',
    tall ? 'py-1' : 'truncate whitespace-nowrap',
    column.pinned && 'sticky! z-[2]',
    edge && 'shadow-[1px_0_0_var(--line-strong)]',
    isNumeric(column.field.type) && 'text-end',
    !record && 'text-muted',
    edit && 'z-[3] overflow-visible!',
    selected ? 'bg-accent-soft' : 'bg-surface group-hover/row:bg-[linear-gradient(var(--hover),var(--hover))]',
  )

function Content({ column: { field, place }, record, edit, tall }: GridCellProps) {
  if (!record) return '…'
  const value = record.values[place] ?? null
  if (edit) {
    return (
      <div className="absolute inset-0">
        <CellEditor key={edit.typed} bare field={field} value={value} {...edit} />
      </div>
    )
  }
  if (!tall) return <CellView field={field} value={value} />
  return (
    <div className="line-clamp-3 max-h-15 overflow-hidden [overflow-wrap:anywhere]">
      <CellView field={field} value={value} tall />
    </div>
  )
}

/** Why something was not done, at the cell it is about. Any key or click takes it away. */
function CellProblem({ error, onClose }: { error: AppError; onClose: () => void }) {
  const { title, advice } = describeError(error)
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor asChild>
        <span aria-hidden="true" className="pointer-events-none absolute inset-0 shadow-[inset_0_0_0_2px_var(--bad)]" />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          role="alert"
          align="start"
          sideOffset={3}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          className={cx(FLOAT, 'max-w-88 px-3 py-2 text-sm [overflow-wrap:anywhere]')}
        >
          <p className="text-bad">{title}</p>
          <p className="text-muted text-xs">{advice}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
