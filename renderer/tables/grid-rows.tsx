import type { CellEdit } from './grid-cell'
import { AddRow, GridRow } from './grid-row'
import { columnsIn } from './selection'
import type { GridModel } from './use-grid'
import type { GridProps } from './use-grid-view'
import { useLatest } from './use-latest'

type GridRowsProps = { grid: GridModel; props: GridProps }

/** The rows in view, and the line that adds one. */
export function GridRows({ grid, props }: GridRowsProps) {
  const { view, across, active, rowHeight, rowCount } = grid
  const handlers = {
    onOpen: useLatest(props.onOpen),
    onProblemClose: useLatest(() => grid.actions.setProblem(null)),
  }
  const onCommit = useLatest(grid.editor.commit)
  const onCancel = useLatest(grid.editor.cancel)
  const { editing } = grid.editor
  const edit: CellEdit | null = editing
    ? {
        ...(editing.typed === undefined ? {} : { typed: editing.typed }),
        error: editing.error ?? null,
        onCommit,
        onCancel,
      }
    : null
  return Array.from({ length: Math.max(0, view.end - view.first) }, (_, place) => {
    const index = view.first + place
    const top = view.offset + index * rowHeight
    if (index < rowCount) {
      return <GridRow key={index} index={index} top={top} {...handlers} {...rowState({ grid, props, edit }, index)} />
    }
    return (
      <AddRow
        key="add"
        index={index}
        top={top}
        height={rowHeight}
        width={across.width}
        columns={grid.columns.length}
        active={active.row === index}
        onAdd={props.onAdd}
      />
    )
  })
}

/** What one row is given; the same again while nothing about it changes, so that it is not drawn anew. */
function rowState({ grid, props, edit }: GridRowsProps & { edit: CellEdit | null }, index: number) {
  const { across, active, blocks, editor, actions } = grid
  const { table, openId } = props
  const record = grid.pages.rowAt(index)
  const selected = grid.sum.cells > 1 ? columnsIn(blocks, index) : null
  const problem = actions.problem?.cell.row === index ? actions.problem : null
  const edited = editor.editing?.cell.row === index ? editor.editing.cell.column : null
  return {
    height: grid.rowHeight,
    tall: grid.size === 'tall',
    width: across.width,
    pinned: across.pinned,
    shown: across.shown,
    firstShown: across.firstShown,
    before: across.before,
    after: across.after,
    record,
    activeColumn: index === active.row ? active.column : null,
    selectedFrom: selected?.from ?? 0,
    selectedTo: selected?.to ?? -1,
    marked: grid.isRowPicked(index) || (openId !== null && record?.id === openId),
    editColumn: edited,
    edit: edited === null ? null : edit,
    problemColumn: problem?.cell.column ?? null,
    problem: problem?.error ?? null,
    source: table.dataConnectionName ?? table.sourceId,
  }
}
