import type { ChangeBatch } from '../../shared/domain/record-change'
import type { Table } from '../../shared/domain/table'

/** How much a run wrote and where. Tables that are gone have no name. */
export function writesOf(batches: readonly ChangeBatch[], tables: readonly Pick<Table, 'id' | 'name'>[]) {
  const ids = new Set(batches.map(({ tableId }) => tableId))
  return {
    count: batches.reduce((sum, { records }) => sum + records, 0),
    names: tables.filter(({ id }) => ids.has(id)).map(({ name }) => name),
    undone: batches.every(({ undone }) => undone),
  }
}
