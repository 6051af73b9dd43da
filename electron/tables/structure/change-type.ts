import { randomUUID } from 'node:crypto'
import type { NewType } from '../../../shared/domain/table'
import { columnDefinition, isSearched, recordsTable, type StoredField } from '../columns'
import { getStoredTable, nextColumn, type StoredTable, settingsJson, type TablesDb } from '../stored-tables'
import { overRows } from '../write/bound-rows'
import type { Actor } from '../write/calls'
import { insertBatch, insertEntries } from '../write/journal'
import { renewSearchIndex } from '../write/search-index'
import { refuseDoubles, refuseEmpty } from './column-checks'
import { BEFORE_ALL, type Conversion, type Converted, isEmpty, nextConverted } from './converted-slices'
import { createFieldIndexes, dropFieldIndexes } from './field-indexes'
import type { Changed } from './fields'
import { type RetypeDetail, standOf } from './retype-detail'
import { statementsOf } from './statements'
import { planRetyping } from './target-field'

const USER: Actor = { kind: 'user', id: null }

type Asked = { tableId: string; fieldId: string; to: NewType }

/**
 * Gives a field another type in a new column; the old one stays, so that an undo is exact. Values that do not convert
 * become empty and are journalled. Call it inside a transaction, which is all of it or nothing. Fails with `refused` when
 * the settings do not allow what comes of the values.
 */
export async function changeType(db: TablesDb, asked: Asked, at: string): Promise<Changed & { batchId: string }> {
  const { table, from, to: planned, choices } = await planRetyping(db, asked)
  const statements = statementsOf(db)
  const to: StoredField = { ...planned, column: `f_${await nextColumn(db, table)}` }
  await statements.exec(`alter table ${recordsTable(table.number)} add column ${columnDefinition(to)}`)
  const batch = { id: randomUUID(), at, tableId: table.id, actor: USER }
  const records = await fill(db, { number: table.number, from, to, choices }, batch)
  const settled = { ...to, settings: { ...to.settings, options: choices.options() } }
  if (settled.settings.required) await refuseEmpty(statements, table, settled)
  if (settled.settings.unique) await refuseDoubles(statements, table, settled)
  const detail: RetypeDetail = { fieldId: to.id, from: standOf(from), to: standOf(settled) }
  await insertBatch(db, { ...batch, action: 'retype', records, detail })
  return { batchId: batch.id, ...(await switchField(db, table, from, settled)) }
}

type Batch = Pick<Parameters<typeof insertBatch>[1], 'id' | 'at' | 'tableId' | 'actor'>

/** Returns how many records had a value. */
async function fill(db: TablesDb, conversion: Conversion, batch: Batch): Promise<number> {
  let [records, last] = [0, BEFORE_ALL]
  for (;;) {
    const slice = await nextConverted(db, conversion, last)
    const end = slice.at(-1)
    if (!end) return records
    last = end.recordId
    records += slice.filter((one) => !isEmpty(one)).length
    await putValues(db, conversion, slice)
    await journalLost(db, conversion.to, batch, slice)
  }
}

async function putValues(db: TablesDb, { number, to }: Conversion, slice: readonly Converted[]): Promise<void> {
  const rows = slice.flatMap(({ recordId, after }) =>
    after === null || after === undefined ? [] : [[recordId, after]],
  )
  await writeColumn(db, number, to.column, rows)
}

/** Pairs of a record's id and what is stored in the column. */
export const writeColumn = (
  db: TablesDb,
  number: number,
  column: string,
  rows: readonly (string | number | null)[][],
): Promise<void> =>
  overRows(db, {
    columns: ['id', 'stored'],
    rows,
    statement: `update ${recordsTable(number)} set ${column} = given.stored from given where _id = given.id`,
  })

async function journalLost(
  db: TablesDb,
  { id }: StoredField,
  batch: Batch,
  slice: readonly Converted[],
): Promise<void> {
  const entries = slice.flatMap(({ recordId, before, after }) =>
    after === undefined ? [{ recordId, before: { [id]: before }, after: { [id]: null } }] : [],
  )
  if (entries.length > 0) await insertEntries(db, batch, entries)
}

/** Makes another column the one of the field, with its indexes. Both columns are there. */
export async function switchField(
  db: TablesDb,
  table: StoredTable,
  from: StoredField,
  to: StoredField,
): Promise<Changed> {
  const statements = statementsOf(db)
  await db
    .updateTable('field')
    .set({ column_name: to.column, type: to.type, settings: settingsJson(to.settings) })
    .where('id', '=', to.id)
    .execute()
  await dropFieldIndexes(statements, recordsTable(table.number), from)
  await createFieldIndexes(statements, recordsTable(table.number), [to])
  const search = isSearched(from) || isSearched(to)
  if (search) await renewSearchIndex(db, await getStoredTable(db, table.id))
  return { search }
}
