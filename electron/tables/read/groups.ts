import { sql } from 'kysely'
import type { GroupStep, RecordGroups } from '../../../shared/domain/record-question'
import type { StoredField } from '../columns'
import type { TablesDb } from '../stored-tables'
import type { Ask } from './ask'
import { countOf } from './direct-page'
import { groupingOf, groupLabels, groupValue } from './grouping'
import type { Selection } from './selection'

type GroupsQuery = { selection: Selection; field: StoredField; step: GroupStep; limit: number }

/** The largest groups first; for steps of time the latest ones, in the order of time. */
export async function readGroups(
  { ask, db }: { ask: Ask; db: TablesDb },
  { selection, field, step, limit }: GroupsQuery,
): Promise<RecordGroups> {
  const grouping = groupingOf(selection, field, step)
  const order = sql.raw(step === 'value' ? 'total desc, value is null, value' : 'value is null, value desc')
  const found = await ask(sql`select value, total, count(*) over () as all_groups, sum(total) over () as all_records
    from (select min(${sql.raw(grouping.value)}) as value, count(*) as total from ${grouping.from}
      where ${selection.where} group by ${sql.raw(grouping.key)})
    order by ${order} limit ${limit}`)
  const rows = step === 'value' ? found : inTime(found)
  const values = rows.map((row) => groupValue(grouping, row.value))
  const labels = await groupLabels(db, grouping, values)
  const groups = rows.map((row, index) => ({
    value: values[index] ?? null,
    label: labels[index] ?? '',
    count: Number(row.total),
  }))
  const listed = groups.reduce((sum, group) => sum + group.count, 0)
  const records = Number(found[0]?.all_records ?? 0)
  const total = field.type === 'multi-select' ? await countOf(ask, selection) : records
  return {
    groups,
    others: { groups: Number(found[0]?.all_groups ?? 0) - groups.length, records: records - listed },
    total,
  }
}

const inTime = (rows: Record<string, unknown>[]) => [
  ...rows.filter((row) => row.value !== null).reverse(),
  ...rows.filter((row) => row.value === null),
]
