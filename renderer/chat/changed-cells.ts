import type { RecordChange } from '../../shared/domain/chat'

export type ChangedCell = { key: string; record: string; field: string; before: string; after: string }

const words = (value: unknown): string =>
  value === null || value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)

/** One row per field whose value differs; all fields of a record that is created or deleted. */
export function changedCells({ label, before, after }: RecordChange, index: number): ChangedCell[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return fields
    .map((field) => ({
      key: `${index}/${field}`,
      record: label,
      field,
      before: words(before?.[field]),
      after: words(after?.[field]),
    }))
    .filter((cell) => cell.before !== cell.after)
}
