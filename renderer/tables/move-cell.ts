export type Cell = { row: number; column: number }

type Key = { key: string; ctrlKey: boolean; metaKey: boolean }
type Size = { rows: number; columns: number; page: number }

/** Where a key leads in the grid; null when it is none of the grid's keys. */
export function moveCell(
  { row, column }: Cell,
  { key, ctrlKey, metaKey }: Key,
  { rows, columns, page }: Size,
): Cell | null {
  const far = ctrlKey || metaKey
  const steps: Record<string, Cell> = {
    ArrowUp: { row: far ? 0 : row - 1, column },
    ArrowDown: { row: far ? rows : row + 1, column },
    ArrowLeft: { row, column: far ? 0 : column - 1 },
    ArrowRight: { row, column: far ? columns : column + 1 },
    PageUp: { row: row - page, column },
    PageDown: { row: row + page, column },
    Home: far ? { row: 0, column: 0 } : { row, column: 0 },
    End: far ? { row: rows, column: columns } : { row, column: columns },
  }
  const to = steps[key]
  if (!to) return null
  return { row: clamp(to.row, rows - 1), column: clamp(to.column, columns - 1) }
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value))
