import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { CellValue, Field, RecordRow } from '../../../shared/domain/table'
import { reaches } from '../../agents/grants'
import type { ToolContext } from './define'

const LONGEST_CELL = 4000
const LONGEST_RECORD = 60_000
/** Ids per question for labels or records. */
const SLICE = 500

const StringList = z.array(z.string())

/** How people call records, by table and id. */
export type Labels = ReadonlyMap<string, ReadonlyMap<number, string>>
export type NamedRecord = { [field: string]: JsonValue }

/** Rows whose values stand in the order of `fields`, as the model reads them: by name, references with their labels. */
export async function toRecords(
  context: ToolContext,
  fields: readonly Field[],
  rows: readonly RecordRow[],
): Promise<NamedRecord[]> {
  const labels = await referenceLabels(
    context,
    fields,
    rows.map((row) => row.values),
  )
  const longest = Math.min(LONGEST_CELL, Math.ceil(LONGEST_RECORD / Math.max(1, fields.length)))
  return rows.map((row) => {
    const values = fields.map((field, index): [string, JsonValue] => [
      field.name,
      readable(field, row.values[index] ?? null, labels, longest),
    ])
    return { _id: row.id, ...Object.fromEntries(values) }
  })
}

/** The labels of all records that these values refer to, of tables that the agent may read. */
export async function referenceLabels(
  context: ToolContext,
  fields: readonly Field[],
  values: readonly (readonly CellValue[])[],
): Promise<Labels> {
  const wanted = new Map<string, Set<number>>()
  for (const [index, { type, settings }] of fields.entries()) {
    const tableId = type === 'reference' ? settings.referenceTableId : null
    if (tableId === null || !reaches(context.reach.read, tableId)) continue
    const ids = wanted.get(tableId) ?? new Set()
    wanted.set(tableId, ids)
    for (const row of values) if (typeof row[index] === 'number') ids.add(row[index])
  }
  const labels = new Map<string, Map<number, string>>()
  for (const [tableId, ids] of wanted) labels.set(tableId, await labelsOf(context, tableId, [...ids]))
  return labels
}

export async function labelsOf({ tables }: ToolContext, tableId: string, ids: readonly number[]) {
  const found = new Map<number, string>()
  for (const some of slices(ids)) for (const { id, label } of await tables.labels(tableId, some)) found.set(id, label)
  return found
}

export function slices<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / SLICE) }, (_, index) =>
    items.slice(index * SLICE, (index + 1) * SLICE),
  )
}

/** A reference as its id and label, several choices as a list, a long text cut. */
export function readable(field: Field, value: CellValue, labels: Labels, longest = LONGEST_CELL): JsonValue {
  if (field.type === 'reference' && typeof value === 'number') {
    const label = labels.get(field.settings.referenceTableId ?? '')?.get(value)
    return label === undefined ? { id: value } : { id: value, label }
  }
  if (field.type === 'multi-select' && typeof value === 'string') return listIn(value) ?? value
  return typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value
}

/** The same for a person, in one line: "Acme Corp (#12)", "red, green". */
export function shown(field: Field, value: CellValue, labels: Labels): JsonValue {
  const said = readable(field, value, labels)
  if (Array.isArray(said)) return said.join(', ')
  if (typeof said !== 'object' || said === null) return said
  return typeof said.label === 'string' ? `${said.label} (#${String(said.id)})` : `#${String(said.id)}`
}

/** The texts of a JSON list; null when it is none. */
export function listIn(text: string): string[] | null {
  try {
    return StringList.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
