import type { Field, Table } from '../../../shared/domain/table'
import { reaches } from '../../agents/grants'
import { nearNames } from '../near-names'
import { type ToolContext, ToolRefusal } from './define'

type Purpose = 'read' | 'write'

/** The tables that the agent may read. */
export async function readableTables({ tables, reach }: ToolContext): Promise<Table[]> {
  return (await tables.list()).filter(({ id }) => reaches(reach.read, id))
}

/** By name, whatever its case, or by id. Refuses a table that the agent's permission does not reach. */
export async function findTable({ tables, reach }: ToolContext, wanted: string, purpose: Purpose): Promise<Table> {
  const all = await tables.list()
  const found = all.find((table) => table.id === wanted) ?? byName(all, wanted)
  if (found && reaches(reach[purpose], found.id)) return found
  if (found) throw new ToolRefusal('not_granted', `This agent may not ${purpose} records of ${found.name}`)
  const near = nearNames(
    wanted,
    all.filter(({ id }) => reaches(reach[purpose], id)).map((table) => table.name),
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

export const counted = (count: number, one: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`
