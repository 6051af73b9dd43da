import type { JsonValue } from '../../../shared/domain/common'
import type { CellValue, Field, RecordRow, Table } from '../../../shared/domain/table'
import { AppFailure, describeError } from '../../../shared/errors'
import { nearNames } from '../near-names'
import type { TablesPort } from '../ports'
import { ToolRefusal } from './define'

const LONGEST_CELL = 4000
const LONGEST_RECORD = 60_000

/** By name, whatever its case, or by id. */
export async function findTable(tables: TablesPort, wanted: string): Promise<Table> {
  const all = await tables.list()
  const found = all.find((table) => table.id === wanted) ?? byName(all, wanted)
  if (found) return found
  const near = nearNames(
    wanted,
    all.map((table) => table.name),
  )
  throw new ToolRefusal('unknown_table', `There is no table called "${wanted}"`, near)
}

export function findField(table: Table, wanted: string): Field {
  const found = byName(table.fields, wanted) ?? table.fields.find((field) => field.id === wanted)
  if (found) return found
  const near = nearNames(
    wanted,
    table.fields.map((field) => field.name),
  )
  throw new ToolRefusal('unknown_field', `${table.name} has no field called "${wanted}"`, near)
}

function byName<T extends { name: string }>(all: readonly T[], wanted: string): T | undefined {
  const lower = wanted.trim().toLowerCase()
  return all.find((one) => one.name === wanted) ?? all.find((one) => one.name.toLowerCase() === lower)
}

/** Where the records come from and how old they are: every answer to the model says it. */
export const provenance = (table: Table, now: Date) => ({
  table: table.name,
  source: table.dataConnectionName ?? table.sourceId ?? 'this workspace',
  as_of: table.kind === 'synced' ? table.asOf : now.toISOString(),
})

/** A record by the names of its fields, with long texts cut; the more fields, the shorter. */
export function toRecord(table: Table, row: RecordRow, fields: readonly Field[] = table.fields) {
  const longest = Math.min(LONGEST_CELL, Math.ceil(LONGEST_RECORD / Math.max(1, fields.length)))
  const record: Record<string, JsonValue> = { _id: row.id }
  for (const field of fields) record[field.name] = shorten(row.values[table.fields.indexOf(field)] ?? null, longest)
  return record
}

const shorten = (value: CellValue, longest: number): CellValue =>
  typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value

/** Values by the name of their field become values by its id. */
export function toValues(table: Table, named: Readonly<Record<string, CellValue>>): Record<string, CellValue> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [findField(table, name).id, value]))
}

/** The same values by the exact names of their fields, for the card. */
export function named(table: Table, values: Readonly<Record<string, CellValue>>): Record<string, CellValue> {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [table.fields.find((field) => field.id === id)?.name ?? id, value]),
  )
}

/** How a person would call a record: its first text, or its number. */
export function labelOf(row: RecordRow): string {
  const text = row.values.find((value) => typeof value === 'string' && value !== '')
  return typeof text === 'string' ? text.slice(0, 80) : `Record ${row.id}`
}

export const counted = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

/** One after the other. When one cannot be written, the model hears how many were written before it. */
export async function writeEach<T, R>(items: readonly T[], write: (item: T) => Promise<R>): Promise<R[]> {
  const written: R[] = []
  for (const item of items) {
    try {
      written.push(await write(item))
    } catch (error) {
      if (written.length === 0 || !(error instanceof AppFailure)) throw error
      const done = `${written.length} of ${items.length} were written before it`
      throw new ToolRefusal('partly_done', `${describeError(error.error).title}; ${done}`)
    }
  }
  return written
}
