import { sql } from 'kysely'
import { AppFailure } from '../../../shared/errors'
import { orderSql, recordsTable, type StoredField } from '../columns'
import type { Stored } from '../values'
import type { TableWriter } from './cells'

/** A value that a record is to have in a field; `place` is for the caller. */
export type Wanted = { place: number; stored: Stored }

/**
 * The places of values that another record has, or an earlier one of the wanted. Records whose value is about to be
 * replaced (`freed`) do not count. Equal means what the field's index means: letters A to Z in any case.
 */
export async function findTaken(
  { db, table, jsonEach }: TableWriter,
  field: StoredField,
  wanted: readonly Wanted[],
  freed: readonly number[],
): Promise<Set<number>> {
  const given = wanted.filter(({ stored }) => stored !== null && stored !== '')
  const list = sql`${sql.raw(jsonEach)}(${JSON.stringify(given.map(({ place, stored }) => [place, stored]))})`
  const wantedSql = sql.raw(orderSql({ ...field, column: 'w.wanted' }))
  const thereSql = sql.raw(orderSql({ ...field, column: `t.${field.column}` }))
  const column = sql.raw(`t.${field.column}`)
  const { rows } = await sql<{ place: number }>`
    with w (place, wanted) as materialized (select value->>0, value->>1 from ${list}),
      freed (id) as materialized (select value from ${sql.raw(jsonEach)}(${JSON.stringify(freed)}))
    select w.place from w join ${sql.raw(recordsTable(table.number))} t on ${thereSql} = ${wantedSql}
      where ${column} is not null and ${column} <> '' and t._id not in (select id from freed)
    union select place from (select place, row_number() over (partition by ${wantedSql} order by place) as turn from w)
      where turn > 1`.execute(db)
  return new Set(rows.map(({ place }) => place))
}

export const uniqueFailure = (field: StoredField, stored: Stored): AppFailure =>
  new AppFailure({
    code: 'invalid-input',
    message: `${field.name} has to be different in every record, and ${String(stored).slice(0, 80)} is taken`,
    field: field.id,
  })
