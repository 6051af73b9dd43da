import type { Field, FieldType, NewField, Table } from '../../shared/domain/table'
import type { ImportPreview, ImportTarget } from '../../shared/domain/transfer'

type Column = ImportPreview['columns'][number]

/** What the person changed about one column of the file; the rest is as it was found. */
type ColumnChange = { name?: string; type?: FieldType; left?: boolean; fieldId?: string | null }

export type ImportPlan = {
  /** A table made by hand that gets the records; null for a new one. */
  tableId: string | null
  name: string
  changes: Readonly<Record<number, ColumnChange>>
}

/** What is wrong with a plan: a key of `table-panels:import.problem`. */
export type ImportProblem = 'name' | 'columns' | 'fieldName' | 'fieldTwice'

/** "deals-2026.csv" becomes "deals-2026". */
export const tableNameOf = (fileName: string): string =>
  (fileName.replace(/\.[a-z0-9]{1,6}$/i, '').trim() || fileName).slice(0, 120)

const plain = (name: string): string => name.trim().toLocaleLowerCase()

/** The field with the name of the column; each field once, the first column wins. */
export function fieldsByName(columns: readonly Column[], fields: readonly Field[]): (string | null)[] {
  const free = new Map(fields.toReversed().map(({ id, name }) => [plain(name), id]))
  return columns.map(({ name }) => {
    const id = free.get(plain(name)) ?? null
    free.delete(plain(name))
    return id
  })
}

/** The field that a column becomes in a new table; null when it is left out. */
function newFieldAt(column: Column, change: ColumnChange = {}): NewField | null {
  if (change.left) return null
  const type = change.type ?? column.field.type
  const { settings } = column.field
  return {
    name: (change.name ?? column.field.name).trim(),
    type,
    ...(type === column.field.type && settings ? { settings } : {}),
  }
}

/** The field of an existing table that a column fills; null when it is left out. */
export const fieldIdAt = (plan: ImportPlan, place: number, byName: readonly (string | null)[]): string | null => {
  const chosen = plan.changes[place]?.fieldId
  return chosen === undefined ? (byName[place] ?? null) : chosen
}

export function changedColumn(plan: ImportPlan, place: number, change: ColumnChange): ImportPlan {
  return { ...plan, changes: { ...plan.changes, [place]: { ...plan.changes[place], ...change } } }
}

/** What main is asked to do. */
export function targetOf(plan: ImportPlan, columns: readonly Column[], tables: readonly Table[]): ImportTarget {
  const table = tables.find(({ id }) => id === plan.tableId)
  if (!table) {
    return {
      kind: 'new',
      name: plan.name.trim(),
      fields: columns.map((column, place) => newFieldAt(column, plan.changes[place])),
    }
  }
  const byName = fieldsByName(columns, table.fields)
  return { kind: 'existing', tableId: table.id, fieldIds: columns.map((_, place) => fieldIdAt(plan, place, byName)) }
}

/** Why it cannot be run yet. */
export function problemOf(target: ImportTarget): ImportProblem | null {
  if (target.kind === 'existing') {
    const taken = target.fieldIds.filter((id) => id !== null)
    if (taken.length === 0) return 'columns'
    return new Set(taken).size < taken.length ? 'fieldTwice' : null
  }
  if (target.name === '') return 'name'
  const names = target.fields.flatMap((field) => (field ? [plain(field.name)] : []))
  if (names.length === 0) return 'columns'
  if (names.includes('')) return 'fieldName'
  return new Set(names).size < names.length ? 'fieldTwice' : null
}
