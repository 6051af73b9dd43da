import { orderSql, readSql, recordsTable, type StoredField } from '../columns'
import type { StoredTable } from '../stored-tables'
import { emptySql, hasChoiceSql } from './field-conditions'
import { countOf, refuse } from './names'
import type { Statements } from './statements'

type OfTable = Pick<StoredTable, 'number'>

/** Fails with `refused`, saying how many records have no value. */
export async function refuseEmpty(statements: Statements, { number }: OfTable, field: StoredField): Promise<void> {
  const empty = await countWhere(statements, number, emptySql(field))
  if (empty > 0) refuse(`${field.name} cannot be required: ${countOf(empty, 'record')} without a value`)
}

/** Fails with `refused`, showing a value that two records have. */
export async function refuseDoubles(statements: Statements, table: OfTable, field: StoredField): Promise<void> {
  const twice = await findDouble(statements, table, field)
  if (!twice) return
  const records = countOf(Number(twice.records), 'record')
  refuse(`${field.name} cannot be unique: ${records} have the value ${String(twice.value).slice(0, 100)}`)
}

export const hasDoubles = async (statements: Statements, table: OfTable, field: StoredField): Promise<boolean> =>
  (await findDouble(statements, table, field)) !== undefined

async function findDouble(statements: Statements, { number }: OfTable, field: StoredField) {
  const [twice] = await statements.all(
    `select ${readSql(field)} as value, count(*) as records from ${recordsTable(number)}
      where not ${emptySql(field)} group by ${orderSql(field)} having count(*) > 1 limit 1`,
  )
  return twice
}

/** Fails with `refused` when a choice that some records have is not among these. */
export async function refuseLostChoices(
  statements: Statements,
  { number }: OfTable,
  field: StoredField,
  gone: readonly string[],
): Promise<void> {
  if (gone.length === 0) return
  const used = await countWhere(statements, number, hasChoiceSql(field), [JSON.stringify(gone)])
  if (used > 0)
    refuse(`${countOf(used, 'record')} of ${field.name} still ${used === 1 ? 'has' : 'have'} ${words(gone)}`)
}

export async function countWhere(
  statements: Statements,
  number: number,
  where: string,
  parameters: string[] = [],
): Promise<number> {
  const [row] = await statements.all(
    `select count(*) as records from ${recordsTable(number)} where ${where}`,
    parameters,
  )
  return Number(row?.records)
}

const words = (names: readonly string[]): string =>
  names.length > 3 ? `one of ${names.length} choices that were taken away` : `the choice ${names.join(' or ')}`
