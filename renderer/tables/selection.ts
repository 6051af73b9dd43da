import { type Cell, HEAD } from './move-cell'

/** From one place to another, both included. */
export type Span = { from: number; to: number }
/** A block of cells. */
export type Block = { rows: Span; columns: Span }

/** `active` has the keys. The block reaches from `anchor` to `head`; whole rows, when some are chosen, count in its place. */
export type Selection = { active: Cell; anchor: Cell; head: Cell; rows: Span[] }

export const selectionAt = (cell: Cell): Selection => ({ active: cell, anchor: cell, head: cell, rows: [] })

export const START_SELECTION = selectionAt({ row: 0, column: 0 })

/** To another corner; the active cell stays. */
export const extended = ({ active, anchor }: Selection, head: Cell): Selection => ({
  active,
  anchor: anchor.row === HEAD ? { ...anchor, row: 0 } : anchor,
  head: { ...head, row: Math.max(0, head.row) },
  rows: [],
})

export const allCells = ({ active }: Selection, rowCount: number, columns: number): Selection => ({
  active,
  anchor: { row: 0, column: 0 },
  head: { row: Math.max(0, rowCount - 1), column: Math.max(0, columns - 1) },
  rows: [],
})

export type RowPick = 'only' | 'toggle' | 'extend'

/** Whole rows by their numbers: this one only, this one more (or less), or all up to this one. */
export function pickedRows(selection: Selection, row: number, pick: RowPick): Selection {
  const at = selectionAt({ row, column: selection.active.column })
  const last = selection.rows.at(-1)
  if (pick === 'extend') {
    const from = last ? selection.active.row : selection.anchor.row
    const kept = last ? selection.rows.slice(0, -1) : []
    return { ...selection, head: selection.active, rows: joined([...kept, ordered(from, row)]) }
  }
  if (pick === 'only') return { ...at, rows: [{ from: row, to: row }] }
  const isIn = selection.rows.some((span) => within(row, span))
  return { ...at, rows: isIn ? withoutRow(selection.rows, row) : joined([...selection.rows, { from: row, to: row }]) }
}

const ordered = (a: number, b: number): Span => ({ from: Math.min(a, b), to: Math.max(a, b) })
const within = (at: number, { from, to }: Span): boolean => at >= from && at <= to

/** By place, with neighbours and overlaps as one; the span added last goes last. */
function joined(spans: Span[]): Span[] {
  const sorted = spans.toSorted((a, b) => a.from - b.from)
  const merged: Span[] = []
  for (const span of sorted) {
    const before = merged.at(-1)
    if (before && span.from <= before.to + 1) before.to = Math.max(before.to, span.to)
    else merged.push({ ...span })
  }
  const latest = spans.at(-1)
  if (!latest) return merged
  const holder = merged.find((span) => within(latest.from, span))
  return holder ? [...merged.filter((span) => span !== holder), holder] : merged
}

const withoutRow = (spans: Span[], row: number): Span[] =>
  spans.flatMap((span) => {
    if (!within(row, span)) return [span]
    return [
      { from: span.from, to: row - 1 },
      { from: row + 1, to: span.to },
    ].filter(({ from, to }) => from <= to)
  })

/** What is selected, from top to bottom, as far as there are rows. One cell is a block, too. */
export function blocksOf(selection: Selection, rowCount: number, columns: number): Block[] {
  const whole: Span = { from: 0, to: columns - 1 }
  const { anchor, head } = selection
  const blocks =
    selection.rows.length > 0
      ? selection.rows.toSorted((a, b) => a.from - b.from).map((rows) => ({ rows, columns: whole }))
      : [{ rows: ordered(anchor.row, head.row), columns: ordered(anchor.column, head.column) }]
  return blocks
    .map((block) => ({
      rows: { from: Math.max(0, block.rows.from), to: Math.min(rowCount - 1, block.rows.to) },
      columns: { from: block.columns.from, to: Math.min(columns - 1, block.columns.to) },
    }))
    .filter(({ rows, columns: across }) => rows.from <= rows.to && across.from <= across.to)
}

export const lengthOf = ({ from, to }: Span): number => to - from + 1

export function sizeOf(blocks: readonly Block[]): { rows: number; columns: number; cells: number } {
  const rows = blocks.reduce((sum, block) => sum + lengthOf(block.rows), 0)
  const columns = blocks[0] ? lengthOf(blocks[0].columns) : 0
  return { rows, columns, cells: rows * columns }
}

/** The selected columns of one row; null when none are. */
export const columnsIn = (blocks: readonly Block[], row: number): Span | null =>
  blocks.find(({ rows }) => within(row, rows))?.columns ?? null
