import { CompiledQuery } from 'kysely'
import type { Connection } from '../../db/connection'
import type { TablesDb } from '../stored-tables'

/** Plain statements inside a transaction of Kysely. */
export type Statements = Pick<Connection, 'all' | 'exec'>

export const statementsOf = (db: TablesDb): Statements => {
  const all: Statements['all'] = async (sql, parameters = []) =>
    (await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(sql, [...parameters]))).rows
  return { all, exec: async (sql) => void (await all(sql)) }
}

/** The caller's transaction, or one of its own. */
export const inTransaction = <T>(db: TablesDb, write: (transaction: TablesDb) => Promise<T>): Promise<T> =>
  db.isTransaction ? write(db) : db.transaction().execute(write)
