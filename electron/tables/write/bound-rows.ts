import { CompiledQuery } from 'kysely'
import type { TablesDb } from '../stored-tables'
import type { Stored } from '../values'

/** SQLite binds at most 32,766 values in one statement. */
const MOST_VALUES = 30_000

/**
 * Runs a statement over rows of values, in as few pieces as SQLite's limits allow. The statement finds them in `given`.
 * Bound, and not passed as JSON: SQLite's own reading of a decimal is not always the nearest double.
 */
export async function overRows(
  db: TablesDb,
  { columns, rows, statement }: { columns: readonly string[]; rows: readonly Stored[][]; statement: string },
): Promise<void> {
  const perPiece = Math.max(1, Math.floor(MOST_VALUES / columns.length))
  const places = `(${columns.map(() => '?').join(', ')})`
  for (let start = 0; start < rows.length; start += perPiece) {
    const piece = rows.slice(start, start + perPiece)
    const values = piece.map(() => places).join(', ')
    const text = `with given (${columns.join(', ')}) as (values ${values}) ${statement}`
    await db.executeQuery(CompiledQuery.raw(text, piece.flat()))
  }
}
