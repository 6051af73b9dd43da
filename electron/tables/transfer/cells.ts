import { keysOf } from './columns-of'
import { unguard } from './guard'
import { rawValues } from './json-values'
import type { SourceRow } from './source-row'

/** A value of a file; lists and objects, and what goes into a JSON field, as JSON. */
export type Cell = string | number | boolean | null | { json: string }
type CellRow = { line: number; text: string; cells: Cell[] } | { line: number; text: string; reason: string }

/** Null for a row that is none: an empty line between others. */
export type ReadCells = (row: SourceRow) => CellRow | null

/** Every row has as many cells as there are columns: one more or less would put values into the wrong fields. */
export function csvCells(columns: number): ReadCells {
  return (row) => {
    if (!('cells' in row)) return 'reason' in row ? row : null
    const { line, text, cells } = row
    if (cells.length === columns) return row
    if (isBlankRow(row)) return null
    const found = cells.length === 1 ? '1 value' : `${cells.length} values`
    return { line, text, reason: `has ${found} instead of ${columns}` }
  }
}

export const isBlankRow = (row: SourceRow): boolean => 'cells' in row && row.cells.length === 1 && row.cells[0] === null

/** `asJson` says for each key whether its values are to stay JSON. */
export function jsonCells(keys: readonly string[], asJson: readonly boolean[]): ReadCells {
  const places = new Map(keys.map((key, index) => [key, index]))
  const needsRaw = asJson.includes(true)
  return (row) => {
    if ('reason' in row) return row
    const { line, text } = row
    const object = parseObject(text)
    if (!object) return { line, text, reason: 'is not a JSON object' }
    const raw = needsRaw || LONG_NUMBER.test(text) ? rawValues(text) : null
    const cells = new Array<Cell>(keys.length).fill(null)
    for (const [key, value] of Object.entries(object)) {
      const place = places.get(key)
      if (place !== undefined) cells[place] = toCell(value, raw?.get(key), asJson[place] === true)
      else if (value !== null) return { line, text, reason: `has “${key.slice(0, 120)}”, which is none of the columns` }
    }
    return { line, text, cells }
  }
}

const LONG_NUMBER = /\d{16}/

function toCell(value: unknown, raw: string | undefined, asJson: boolean): Cell {
  if (value === null || value === undefined) return null
  if (asJson || typeof value === 'object') return { json: raw ?? JSON.stringify(value) }
  // A JavaScript number would round it.
  if (typeof value === 'number') return raw && LONG_NUMBER.test(raw) ? raw : value
  return typeof value === 'boolean' ? value : String(value)
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

export function keysOfRows(rows: SourceRow[]): string[] | null {
  return keysOf(rows.flatMap((row) => ('json' in row ? (parseObject(row.text) ?? []) : [])))
}

export const cellText = (cell: Cell): string | null =>
  cell === null ? null : typeof cell === 'object' ? cell.json : String(cell)

export const unguardCell = (cell: Cell): Cell => (typeof cell === 'string' ? unguard(cell) : cell)
