export type Cell = { row: number; column: number }

export type Key = { key: string; ctrlKey: boolean; metaKey: boolean }
/** `rows` with the line that adds a record; `page` is how many are in view. */
export type Size = { rows: number; columns: number; page: number }

/** The row of the heads. */
export const HEAD = -1

/** Where a key leads in the grid; null when it is none of the grid's keys. Above the first row are the heads. */
export function moveCell(
  { row, column }: Cell,
  { key, ctrlKey, metaKey }: Key,
  { rows, columns, page }: Size,
): Cell | null {
  const far = ctrlKey || metaKey
  const steps: Record<string, Cell> = {
    ArrowUp: { row: far ? Math.min(row, 0) : row - 1, column },
    ArrowDown: { row: far ? rows : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? columns : column + 1 },
    PageUp: { row: Math.max(Math.min(row, 0), row - page), column },
    PageDown: { row: row + page, column },
    Home: far ? { row: 0, column: 0 } : { row, column: 0 },
    End: far ? { row: rows, column: columns } : { row, column: columns },
  }
  const to = steps[key]
  if (!to) return null
  return { row: clamp(to.row, HEAD, rows - 1), column: clamp(to.column, 0, columns - 1) }
}

/** The next cell in reading order; null at either end, where Tab leaves the grid. */
export function tabCell({ row, column }: Cell, back: boolean, { rows, columns }: Size): Cell | null {
  const step = back ? -1 : 1
  const next = { row, column: column + step }
  if (next.column >= 0 && next.column < columns) return next
  const wrapped = { row: row + step, column: back ? columns - 1 : 0 }
  return wrapped.row < 0 || wrapped.row >= rows ? null : wrapped
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value))
