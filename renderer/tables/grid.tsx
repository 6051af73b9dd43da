import { useEffect, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNote } from '../ui/error-note'
import { AskedDialog } from './grid-asked'
import { GridBar } from './grid-bar'
import { GoToRow } from './grid-go-to'
import { GridHead } from './grid-head'
import { GridRows } from './grid-rows'
import { HEAD } from './move-cell'
import { type GridModel, useGrid } from './use-grid'
import { useGridPointer } from './use-grid-pointer'
import { cellId, type GridProps } from './use-grid-view'
import { useLatest } from './use-latest'

/**
 * Any row of millions and any of hundreds of columns: only what is in view is drawn, and read in pages. It has the
 * keys of a spreadsheet and keeps the focus itself; the active cell is named to screen readers.
 */
export function Grid(props: GridProps) {
  const { t } = useTranslation('tables')
  const { table, model } = props
  const grid = useGrid(props)
  const { pages, view, across, active, actions, columns } = grid
  const helpId = useId()
  const pointer = useGridPointer(grid)
  usePasting(view.scroller, actions.paste)
  const focusGrid = () => view.scroller?.focus({ preventScroll: true })
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {pages.error ? (
        <ErrorNote error={pages.error} className="m-2" action={{ label: t('retry'), onClick: pages.renew }} />
      ) : null}
      <div
        ref={view.ref}
        role="grid"
        tabIndex={0}
        aria-label={table.name}
        aria-describedby={helpId}
        aria-rowcount={grid.lines + 1}
        aria-colcount={columns.length + 2}
        aria-multiselectable="true"
        {...(isDrawn(grid) ? { 'aria-activedescendant': activeId(grid) } : {})}
        onScroll={() => {
          view.handleScroll()
          across.follow()
        }}
        onKeyDown={grid.handleKeyDown}
        {...pointer}
        className="group/grid min-h-0 flex-1 overflow-auto bg-bg outline-none [overflow-anchor:none] focus-visible:outline-none"
      >
        <GridHead
          table={table}
          model={model}
          columns={columns}
          pinned={across.pinned}
          shown={across.shown}
          firstShown={across.firstShown}
          before={across.before}
          after={across.after}
          width={across.width}
          activeColumn={active.row === HEAD ? active.column : null}
          allSelected={grid.sum.rows > 1 && grid.sum.rows === grid.rowCount && grid.sum.columns === columns.length}
          onSelectAll={grid.selectAll}
          onField={props.onField}
          onClosed={focusGrid}
        />
        <div role="rowgroup" style={{ height: view.height, width: across.width }} className="relative">
          <GridRows grid={grid} props={props} />
        </div>
      </div>
      {grid.rowCount === 0 && !props.counted.counting ? (
        <div className="pointer-events-none absolute inset-x-0 top-20 bottom-0 [&_button]:pointer-events-auto">
          {props.empty}
        </div>
      ) : null}
      <p id={helpId} className="sr-only">
        {t('help')}
      </p>
      <p role="status" className="sr-only">
        {actions.said}
      </p>
      <GridBar
        sum={grid.sum}
        own={table.kind === 'own'}
        onClear={() => void actions.clear()}
        onDelete={() => void actions.remove()}
        onClose={() => {
          grid.clearSelection()
          focusGrid()
        }}
      />
      {grid.goingTo ? (
        <GoToRow rowCount={grid.rowCount} onGo={grid.goToRow} onClose={() => grid.setGoingTo(false)} />
      ) : null}
      {actions.asked ? (
        <AskedDialog asked={actions.asked} onDone={actions.tell} onClose={() => actions.setAsked(null)} />
      ) : null}
    </div>
  )
}

/** A name that leads nowhere would be worse than none: the active cell may have been scrolled away. */
function isDrawn({ active, view, across, columns, rowCount }: GridModel): boolean {
  const rowDrawn = active.row === HEAD || (active.row >= view.first && active.row < view.end)
  const isAddLine = active.row === rowCount && active.row !== HEAD
  const { pinned, shown, firstShown } = across
  const columnDrawn =
    isAddLine ||
    active.column < pinned.length ||
    active.column >= columns.length ||
    (active.column >= firstShown && active.column < firstShown + shown.length)
  return rowDrawn && columnDrawn
}

const activeId = ({ active, rowCount }: GridModel): string =>
  cellId(active.row, active.row === rowCount && active.row !== HEAD ? 0 : active.column)

/** The clipboard can be read only while a paste is under way, which the page hears of as an event. */
function usePasting(scroller: HTMLElement | null, paste: (text: string) => Promise<void>) {
  const latest = useLatest(paste)
  useEffect(() => {
    function handlePaste(event: ClipboardEvent) {
      if (!scroller || document.activeElement !== scroller) return
      const text = event.clipboardData?.getData('text/plain')
      event.preventDefault()
      if (text) void latest(text)
    }
    document.addEventListener('paste', handlePaste)
    return () => document.removeEventListener('paste', handlePaste)
  }, [scroller, latest])
}
