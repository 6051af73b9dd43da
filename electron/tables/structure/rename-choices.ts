import { randomUUID } from 'node:crypto'
import { recordsTable, type StoredField } from '../columns'
import type { StoredTable, TablesDb } from '../stored-tables'
import type { Actor } from '../write/calls'
import { insertBatch, insertEntries } from '../write/journal'
import { writeColumn } from './change-type'
import { parseList } from './convert-text'
import { BEFORE_ALL } from './converted-slices'
import { hasChoiceSql } from './field-conditions'
import { statementsOf } from './statements'

const SLICE = 10_000
const USER: Actor = { kind: 'user', id: null }

type Renaming = { table: StoredTable; field: StoredField; names: ReadonlyMap<string, string>; at: string }
type Renamed = { recordId: number; before: string; after: string }

/** Rewrites the records that have these choices, all at once, so that two names can be exchanged. Journalled as one batch. */
export async function renameChoices(db: TablesDb, { table, field, names, at }: Renaming): Promise<void> {
  const batch = { id: randomUUID(), at, tableId: table.id, actor: USER }
  let [records, last] = [0, BEFORE_ALL]
  for (;;) {
    const rows = await statementsOf(db).all(
      `select _id, ${field.column} as value from ${recordsTable(table.number)}
        where _id > ? and ${hasChoiceSql(field)} order by _id limit ${SLICE}`,
      [last, JSON.stringify([...names.keys()])],
    )
    const renamed = rows.map((row): Renamed => {
      const before = String(row.value)
      return { recordId: Number(row._id), before, after: renamedValue(field, names, before) }
    })
    const end = renamed.at(-1)
    if (!end) break
    last = end.recordId
    records += renamed.length
    const values = renamed.map(({ recordId, after }) => [recordId, after])
    await writeColumn(db, table.number, field.column, values)
    const entries = renamed.map(({ recordId, before, after }) => ({
      recordId,
      before: { [field.id]: before },
      after: { [field.id]: after },
    }))
    await insertEntries(db, batch, entries)
  }
  if (records > 0) await insertBatch(db, { ...batch, action: 'edit', records })
}

/** A value of the field under the new names. */
export function renamedValue(field: StoredField, names: ReadonlyMap<string, string>, value: string): string {
  if (field.type === 'select') return names.get(value) ?? value
  return JSON.stringify([...new Set(parseList(value).map((name) => names.get(name) ?? name))])
}
