import type { UndoConflict } from '../../../shared/domain/record-change'
import type { CellValue, SelectOption } from '../../../shared/domain/table'
import { readSql, recordsTable, type StoredField, toCell } from '../columns'
import type { StoredTable, TablesDb } from '../stored-tables'
import { writeColumn } from './change-type'
import { createChoices } from './choices'
import { type Converter, createConverter } from './convert'
import { BEFORE_ALL, convertAll, withoutMissing } from './converted-slices'
import { isBackwards, type RetypeDetail } from './retype-detail'
import { statementsOf } from './statements'

const SLICE = 10_000
const MOST_CONFLICTS = 10_000

type Back = { table: StoredTable; now: StoredField; old: StoredField; detail: RetypeDetail }
type Pair = { recordId: number; old: CellValue; now: CellValue }
type Outcome = { records: number; conflicts: UndoConflict[]; options: SelectOption[] }

/**
 * Looks at both columns side by side. Where the one still is what came of the other, the old value stands as it is; else
 * the value was written since and is converted into the old column.
 */
export async function convertBack(db: TablesDb, back: Back): Promise<Outcome> {
  const { table, now, old } = back
  const choices = createChoices(old.settings.options, { fixed: false })
  const returning = createConverter(now, old, choices)
  const isUntouched = untouchedTest(db, back)
  const conflicts: UndoConflict[] = []
  let [records, last] = [0, BEFORE_ALL]
  for (;;) {
    const pairs = await nextPairs(db, back, last)
    const end = pairs.at(-1)
    if (!end) return { records, conflicts, options: choices.options() }
    last = end.recordId
    records += pairs.length
    const untouched = await isUntouched(pairs)
    const written = pairs.filter((_, index) => !untouched[index])
    const wanted = await withoutMissing(db, old, convertPairs(returning, written, 'now'))
    const rows: (string | number | null)[][] = []
    for (const one of wanted) {
      if (one.after !== undefined) rows.push([one.recordId, one.after])
      else if (conflicts.length < MOST_CONFLICTS) conflicts.push(conflictOf(table, old, one))
    }
    if (rows.length > 0) await writeColumn(db, table.number, old.column, rows)
  }
}

/** Converts in the direction in which the values were first converted, and compares. */
function untouchedTest(
  db: TablesDb,
  { table, now, old, detail }: Back,
): (pairs: readonly Pair[]) => Promise<boolean[]> {
  const back = isBackwards(detail)
  const [source, target, from, to] = back ? ([now, old, 'now', 'old'] as const) : ([old, now, 'old', 'now'] as const)
  const options = back ? detail.from.settings.options : detail.to.settings.options
  const convert = createConverter(source, target, createChoices(options, { fixed: true }))
  return async (pairs) => {
    const again = convertPairs(convert, pairs, from)
    const isSame = again.map((one) => toCell(target, one.after ?? null) === one[to])
    if (target.type !== 'reference') return isSame
    const emptied = again.filter((one, index) => !isSame[index] && one[to] === null)
    const lost = await lostReferences(db, table, target, emptied)
    return again.map((one, index) => isSame[index] === true || lost.has(one.recordId))
  }
}

/** A reference that led nowhere may lead somewhere today, so the journal has to say which values were lost. */
async function lostReferences(
  db: TablesDb,
  { id }: StoredTable,
  { column }: StoredField,
  pairs: readonly Pair[],
): Promise<Set<number>> {
  const rows = await statementsOf(db).all(
    `select record_id from journal where table_id = ? and record_id in (select value from json_each(?)) and batch_id in
      (select id from change_batch where table_id = ? and action = 'retype' and detail->>'$.to.column' = ?)`,
    [id, JSON.stringify(pairs.map(({ recordId }) => recordId)), id, column],
  )
  return new Set(rows.map((row) => Number(row.record_id)))
}

const convertPairs = (convert: Converter, pairs: readonly Pair[], what: 'old' | 'now') =>
  convertAll(
    convert,
    pairs.map((pair) => ({ ...pair, before: pair[what] })),
  )

async function nextPairs(db: TablesDb, { table, now, old }: Back, last: number): Promise<Pair[]> {
  const rows = await statementsOf(db).all(
    `select _id, ${readSql(old)} as old, ${readSql(now)} as now from ${recordsTable(table.number)}
      where _id > ? and (${old.column} is not null or ${now.column} is not null) order by _id limit ${SLICE}`,
    [last],
  )
  return rows.map((row) => ({ recordId: Number(row._id), old: toCell(old, row.old), now: toCell(now, row.now) }))
}

const conflictOf = (table: StoredTable, old: StoredField, pair: Pair): UndoConflict => ({
  tableId: table.id,
  tableName: table.name,
  recordId: pair.recordId,
  label: `${table.name} ${pair.recordId}`,
  fieldName: old.name,
  wanted: pair.old,
  found: pair.now,
  reason: `Written since, and no value of the type ${old.type}. Change it or clear it first.`,
})
