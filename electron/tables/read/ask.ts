import { type RawBuilder, sql } from 'kysely'
import type { SqlRow } from '../../db/connection'
import type { TablesDb } from '../stored-tables'

/** A piece of SQL with its bound values. */
export type Sql = RawBuilder<unknown>

/** Runs one query on a handle that the caller has for itself meanwhile. */
export type Ask = (query: Sql) => Promise<SqlRow[]>

export const askOf =
  (db: TablesDb): Ask =>
  async (query) =>
    (await query.execute(db)).rows as SqlRow[]

/** For texts that are made of our own column and table names only. */
export const rawQuery = (text: string): Sql => sql.raw(text)

export const allOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`

export const anyOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`

/** The opposite, which also holds where the condition is neither true nor false because there is no value. */
export const notOf = (condition: Sql): Sql => sql`not coalesce(${condition}, 0)`
