import type { Agent } from '../../shared/domain/agent'
import type { Table } from '../../shared/domain/table'

export type RecordKind = 'read-records' | 'write-records'
type Named = Pick<Table, 'id' | 'name'>

/** Where a permission for records holds. `missing` are ids of tables that were deleted; none is while tables are read. */
export function recordGrantOf(
  { grants }: Pick<Agent, 'grants'>,
  kind: RecordKind,
  tables: readonly Named[] | undefined,
): { all: boolean; named: Named[]; missing: string[] } {
  const given = grants.filter((grant) => grant.kind === kind && grant.allowed).map(({ target }) => target)
  const ids = given.filter((target) => target !== null)
  const all = ids.length < given.length
  if (all || tables === undefined) return { all, named: all ? [] : ids.map((id) => ({ id, name: '…' })), missing: [] }
  return {
    all,
    named: tables.filter(({ id }) => ids.includes(id)),
    missing: ids.filter((id) => !tables.some((table) => table.id === id)),
  }
}
