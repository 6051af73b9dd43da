import { sql } from 'kysely'
import type { GroupStep, RecordQuestion } from '../../../shared/domain/record-question'
import type { CellValue, FieldType } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import type { StoredField } from '../columns'
import { fieldOf, type StoredTable, type TablesDb } from '../stored-tables'
import type { Ask, Sql } from './ask'
import { groupingOf, groupLabels, groupValue } from './grouping'
import { valueSql } from './order'
import type { Selection } from './selection'
import { endCell, endSql, finiteOrNull } from './summaries'

type Measure = { fn: 'count' | 'sum' | 'mean' | 'min' | 'max' | 'distinct'; fieldId?: string | undefined }

export type AggregateQuery = {
  question: RecordQuestion
  groupBy?: { fieldId: string; step: GroupStep } | undefined
  /** `count` without a field counts records, with one its values. */
  measures: Measure[]
  limit: number
}

/** One row for each group, the largest first, or the latest for steps of time; one row in all without `groupBy`. */
export type Aggregates = {
  /** `values` are in the order of the measures. `value` is null for records without one. */
  rows: { value: CellValue; label: string; records: number; values: CellValue[] }[]
  /** Groups that are left out. */
  moreGroups: number
  asOf: string | null
  source: string | null
}

const NUMBERS: ReadonlySet<FieldType> = new Set(['integer', 'number'])
const UNORDERED: ReadonlySet<FieldType> = new Set(['boolean', 'multi-select', 'json', 'reference'])

type Column = { sql: Sql; toCell: (raw: unknown) => CellValue }

/** Fails with `invalid-input` for a measure that does not suit its field. */
export async function readAggregates(
  { ask, db }: { ask: Ask; db: TablesDb },
  selection: Selection,
  { groupBy, measures, limit }: AggregateQuery,
): Promise<Pick<Aggregates, 'rows' | 'moreGroups'>> {
  const columns = measures.map((measure) => columnOf(selection.table, measure))
  const picked = columns.map((column, index) => sql`, ${column.sql} as ${sql.raw(`measure_${index}`)}`)
  const measured = picked.length === 0 ? sql`` : sql.join(picked, sql``)
  const valuesOf = (row: Record<string, unknown>) => columns.map((one, index) => one.toCell(row[`measure_${index}`]))
  if (!groupBy) {
    const [row = {}] = await ask(
      sql`select count(*) as total${measured} from ${selection.from} where ${selection.where}`,
    )
    return { rows: [{ value: null, label: '', records: Number(row.total), values: valuesOf(row) }], moreGroups: 0 }
  }
  const grouping = groupingOf(selection, fieldOf(selection.table, groupBy.fieldId), groupBy.step)
  const order = sql.raw(groupBy.step === 'value' ? 'total desc, value is null, value' : 'value is null, value desc')
  const rows = await ask(sql`select *, count(*) over () as all_groups
    from (select min(${sql.raw(grouping.value)}) as value, count(*) as total${measured} from ${grouping.from}
      where ${selection.where} group by ${sql.raw(grouping.key)})
    order by ${order} limit ${limit}`)
  const values = rows.map((row) => groupValue(grouping, row.value))
  const labels = await groupLabels(db, grouping, values)
  return {
    rows: rows.map((row, index) => ({
      value: values[index] ?? null,
      label: labels[index] ?? '',
      records: Number(row.total),
      values: valuesOf(row),
    })),
    moreGroups: Number(rows[0]?.all_groups ?? 0) - rows.length,
  }
}

const asNumber = (raw: unknown): CellValue => finiteOrNull(raw)

function columnOf(table: StoredTable, { fn, fieldId }: Measure): Column {
  if (fieldId === undefined) {
    if (fn === 'count') return { sql: sql`count(*)`, toCell: asNumber }
    throw new AppFailure({ code: 'invalid-input', message: `${fn} takes a field` })
  }
  const field = fieldOf(table, fieldId)
  const value = sql.raw(valueSql(field))
  switch (fn) {
    case 'count':
      return { sql: sql`count(${value})`, toCell: asNumber }
    case 'distinct':
      return { sql: sql`count(distinct ${value})`, toCell: asNumber }
    case 'sum':
    case 'mean':
      if (!NUMBERS.has(field.type)) return fail(field, 'holds no numbers')
      return { sql: fn === 'mean' ? sql`avg(${value})` : sql`sum(cast(${value} as real))`, toCell: asNumber }
    default:
      if (UNORDERED.has(field.type)) return fail(field, 'has no order')
      return { sql: endSql(field, fn), toCell: (raw) => endCell(field, raw) }
  }
}

function fail(field: StoredField, what: string): never {
  throw new AppFailure({ code: 'invalid-input', message: `${field.name} ${what}`, field: field.id })
}
