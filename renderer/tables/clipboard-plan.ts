import type { Cell } from './move-cell'
import { type Block, lengthOf } from './selection'

/** As many records as one command writes. */
export const MOST_WRITTEN = 10_000

/** What a paste puts where: `cellsOf(row)` are the texts for a row of the grid, from `column` on. */
export type PastePlan = {
  rows: { from: number; to: number }[]
  column: number
  width: number
  textsOf: (row: number) => string[]
  /** Texts of records that come below the last one. */
  added: string[][]
  /** What found no room. */
  lostRows: number
  lostColumns: number
}

type Ground = {
  active: Cell
  blocks: Block[]
  rowCount: number
  columns: number
  /** Whether records can be added below the last one. */
  grows: boolean
}

/**
 * As spreadsheets do: one value fills the whole selection, a block is repeated where the selection is a multiple of
 * it, and goes to the active cell otherwise.
 */
export function planPaste(texts: string[][], ground: Ground): PastePlan {
  const height = texts.length
  const width = Math.max(...texts.map((row) => row.length))
  const [block] = ground.blocks
  const repeats = block !== undefined && isMultiple(ground.blocks, height, width)
  return repeats ? repeated(texts, ground.blocks, block) : placedAt(texts, width, ground)
}

function isMultiple(blocks: Block[], height: number, width: number): boolean {
  const across = blocks[0] ? lengthOf(blocks[0].columns) : 0
  if (across % width !== 0) return false
  if (height === 1) return blocks.reduce((sum, { rows }) => sum + lengthOf(rows), 0) * across > width
  const only = blocks.length === 1 ? blocks[0] : undefined
  return only !== undefined && lengthOf(only.rows) % height === 0
}

function repeated(texts: string[][], blocks: Block[], { columns, rows: first }: Block): PastePlan {
  const across = lengthOf(columns)
  return {
    rows: blocks.map(({ rows }) => rows),
    column: columns.from,
    width: across,
    textsOf: (row) => {
      const cells = texts[(row - first.from) % texts.length] ?? []
      return Array.from({ length: across }, (_, at) => cells[at % Math.max(1, cells.length)] ?? '')
    },
    added: [],
    lostRows: 0,
    lostColumns: 0,
  }
}

function placedAt(texts: string[][], width: number, { active, blocks, rowCount, columns, grows }: Ground): PastePlan {
  const [block] = blocks
  const top = block ? block.rows.from : Math.min(active.row, rowCount)
  const column = block ? block.columns.from : active.column
  const fitting = Math.min(width, columns - column)
  const cut = texts.map((row) => row.slice(0, fitting))
  const onto = Math.max(0, Math.min(texts.length, rowCount - top))
  const below = cut.slice(onto)
  return {
    rows: onto > 0 ? [{ from: top, to: top + onto - 1 }] : [],
    column,
    width: fitting,
    textsOf: (row) => cut[row - top] ?? [],
    added: grows ? below : [],
    lostRows: grows ? 0 : below.length,
    lostColumns: width - fitting,
  }
}
