import type { Connection } from '../../db/connection'
import { orderSql, type StoredField } from '../columns'
import { emptySql, isNumeric } from './field-conditions'

export const hasIndex = ({ type, settings }: StoredField): boolean =>
  settings.indexed || settings.unique || type === 'reference'

/**
 * Keeps the fields that ask for it sorted, by exactly what they are compared by. Of a unique field, values are kept from
 * being there twice; empty ones may be. Fails with SQLITE_CONSTRAINT when a value is there twice already.
 */
export async function createFieldIndexes(
  connection: Pick<Connection, 'all' | 'exec'>,
  recordsTableName: string,
  fields: readonly StoredField[],
): Promise<void> {
  for (const field of fields.filter(hasIndex))
    for (const statement of createSql(recordsTableName, field)) await connection.exec(statement)
}

/** Also those that were made under another name of the table. */
export async function dropFieldIndexes(
  connection: Pick<Connection, 'all' | 'exec'>,
  tableName: string,
  { column }: Pick<StoredField, 'column'>,
): Promise<void> {
  const rows = await connection.all(
    `select name, sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null`,
    [tableName],
  )
  const about = new RegExp(`\\b${column}\\b`)
  // The name of an index carries the name of the table and of the column too; only what comes after "on" counts.
  for (const { name, sql } of rows)
    if (about.test(String(sql).replace(/^.*? on /i, ''))) await connection.exec(`drop index ${String(name)}`)
}

/** Texts may be empty, and an index that leaves those out is of no use for sorting: they have two. */
function createSql(tableName: string, field: StoredField): string[] {
  const name = `${tableName}_${field.column}_${Date.now().toString(36)}`
  const on = `on ${tableName} (${orderSql(field)})`
  if (!field.settings.unique) return [`create index ${name} ${on}`]
  if (isNumeric(field.type)) return [`create unique index ${name} ${on}`]
  return [`create index ${name} ${on}`, `create unique index ${name}_once ${on} where not ${emptySql(field)}`]
}
