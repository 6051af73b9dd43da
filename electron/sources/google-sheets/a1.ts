/** Letters of a column, counted from 0: A, B, … Z, AA. */
export function columnLetters(index: number): string {
  let letters = ''
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26))
    letters = String.fromCharCode(65 + ((left - 1) % 26)) + letters
  return letters
}

export type Area = { fromRow: number; toRow: number; fromColumn: number; toColumn: number }

/** A1 notation of a part of a tab; rows count from 1 and columns from 0, both ends are included. */
export function rangeOf(title: string, { fromRow, toRow, fromColumn, toColumn }: Area): string {
  const tab = `'${title.replaceAll("'", "''")}'`
  return `${tab}!${columnLetters(fromColumn)}${fromRow}:${columnLetters(toColumn)}${toRow}`
}
