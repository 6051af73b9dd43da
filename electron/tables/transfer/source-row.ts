/** A row of a file before its values are looked at. `line` counts from 1. */
export type SourceRow =
  /** The cells of a CSV row: null for nothing between two delimiters, '' for two quotes. */
  | { line: number; text: string; cells: (string | null)[] }
  /** One value of a JSON file, as it stands there. */
  | { line: number; text: string; json: true }
  | { line: number; text: string; reason: string }

/** Takes the text of a file piece by piece and gives back the rows that are complete. */
export type RowParser = { push(text: string, last: boolean): SourceRow[] }

export const MOST_CELL_CHARACTERS = 1_000_000
export const MOST_COLUMNS = 500
/** Characters of one row, over all its lines. */
export const MOST_ROW_CHARACTERS = 16 * 1024 * 1024

export const TOO_MANY_COLUMNS = `has more than ${MOST_COLUMNS} columns`
export const TOO_LONG = 'is longer than 16 MB'
