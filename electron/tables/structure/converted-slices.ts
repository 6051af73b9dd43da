import type { CellValue } from '../../../shared/domain/table'
import { readSql, recordsTable, type StoredField, toCell } from '../columns'
import type { TablesDb } from '../stored-tables'
import type { Choices } from './choices'
import { createConverter } from './convert'
import { type Statements, statementsOf } from './statements'

/** Records that are held in memory at once. */
const SLICE = 10_000

export type Conversion = { number: number; from: StoredField; to: StoredField; choices: Choices }

/** `after` is null for a value that counts as empty, undefined for one that is lost. */
export type Converted = { recordId: number; before: CellValue; after: string | number | null | undefined }

export const isEmpty = ({ after }: Pick<Converted, 'after'>): boolean => after === null || after === ''

/** The next records with a value, by id, beginning after `last`; empty at the end. Nothing is written. */
export async function nextConverted(db: TablesDb, conversion: Conversion, last: number): Promise<Converted[]> {
  const { number, from, to, choices } = conversion
  const statements = statementsOf(db)
  const rows = await statements.all(
    `select _id, ${readSql(from)} as value from ${recordsTable(number)}
      where _id > ? and ${from.column} is not null order by _id limit ${SLICE}`,
    [last],
  )
  const cells = rows.map((row) => ({ recordId: Number(row._id), before: toCell(from, row.value) }))
  return withoutMissing(db, to, convertAll(createConverter(from, to, choices), cells))
}

/** Before every record. */
export const BEFORE_ALL = -Number.MAX_SAFE_INTEGER

/** Failures of values are made by the million: without a stack they cost a tenth. */
export function convertAll<T extends { before: CellValue }>(
  convert: ReturnType<typeof createConverter>,
  cells: readonly T[],
): (T & Pick<Converted, 'after'>)[] {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return cells.map((cell) => ({ ...cell, after: convert(cell.before) }))
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** A reference to a record that is not there is lost. One to a table that was deleted stays as it is. */
export async function withoutMissing<T extends Pick<Converted, 'after'>>(
  db: TablesDb,
  to: StoredField,
  converted: T[],
): Promise<T[]> {
  if (to.type !== 'reference' || to.settings.referenceTableId === null) return converted
  const number = await findNumber(db, to.settings.referenceTableId)
  if (number === undefined) return converted
  const ids = await existing(statementsOf(db), number, converted)
  return converted.map((one) =>
    typeof one.after === 'number' && !ids.has(one.after) ? { ...one, after: undefined } : one,
  )
}

async function findNumber(db: TablesDb, id: string): Promise<number | undefined> {
  const there = db.selectFrom('app_table').select('number').where('id', '=', id).where('deleted_at', 'is', null)
  return (await there.executeTakeFirst())?.number
}

async function existing(statements: Statements, number: number, converted: Pick<Converted, 'after'>[]) {
  const wanted = [...new Set(converted.flatMap(({ after }) => (typeof after === 'number' ? [after] : [])))]
  const rows = await statements.all(
    `select _id from ${recordsTable(number)} where _id in (select value from json_each(?))`,
    [JSON.stringify(wanted)],
  )
  return new Set(rows.map((row) => Number(row._id)))
}
