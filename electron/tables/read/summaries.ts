import { sql } from 'kysely'
import type { FieldSummary } from '../../../shared/domain/record-question'
import type { CellValue, FieldType } from '../../../shared/domain/table'
import { orderSql, readSql, type StoredField, toCell } from '../columns'
import type { TablesDb } from '../stored-tables'
import type { Ask } from './ask'
import { isFilled } from './conditions'
import { groupingOf, groupLabels, groupValue } from './grouping'
import { readHistogram } from './histogram'
import { valueSql } from './order'
import type { Selection } from './selection'

const MOST_TOP = 20
const MEASURED: ReadonlySet<FieldType> = new Set(['integer', 'number', 'date', 'datetime'])
const WITHOUT_ENDS: ReadonlySet<FieldType> = new Set(['boolean', 'multi-select', 'json', 'reference'])

type Tools = { ask: Ask; db: TablesDb }

export async function readSummary(tools: Tools, selection: Selection, field: StoredField): Promise<FieldSummary> {
  const numbers = await readNumbers(tools.ask, selection, field)
  const measured = MEASURED.has(field.type)
  return {
    ...numbers,
    histogram: measured ? await readHistogram(tools.ask, selection, { field, ...numbers }) : [],
    top: measured ? [] : await readTop(tools, selection, field),
  }
}

async function readNumbers(
  ask: Ask,
  selection: Selection,
  field: StoredField,
): Promise<Omit<FieldSummary, 'histogram' | 'top'>> {
  const value = sql.raw(valueSql(field))
  const isNumber = field.type === 'integer' || field.type === 'number'
  const sums = isNumber
    ? sql`, avg(${value}) as mean, total(${value}) as sum, max(typeof(${sql.raw(field.column)}) = 'text') as texts`
    : sql``
  const ends = WITHOUT_ENDS.has(field.type)
    ? sql``
    : sql`, ${endSql(field, 'min')} as min, ${endSql(field, 'max')} as max`
  const [row = {}] = await ask(sql`select count(*) as count, count(${value}) as filled${sums}${ends}
    from ${selection.from} where ${selection.where}`)
  const filled = Number(row.filled)
  return {
    count: Number(row.count),
    empty: Number(row.count) - filled,
    distinct: await countDistinct(ask, selection, field),
    ...(await readEnds(ask, selection, { field, row })),
    mean: isNumber ? finiteOrNull(row.mean) : null,
    sum: isNumber && filled > 0 ? finiteOrNull(row.sum) : null,
  }
}

/** A whole number leaves as text, so that its digits are kept. */
export const endSql = (field: StoredField, which: 'min' | 'max') =>
  sql.raw(field.type === 'integer' ? `cast(${which}(${field.column}) as text)` : `${which}(${valueSql(field)})`)

export function endCell(field: StoredField, raw: unknown): CellValue {
  if (field.type !== 'integer' || typeof raw !== 'string') return toCell(field, raw)
  return Number.isSafeInteger(Number(raw)) ? Number(raw) : raw
}

/** Numbers that are kept as text are read again as what they are. */
async function readEnds(
  ask: Ask,
  selection: Selection,
  { field, row }: { field: StoredField; row: Record<string, unknown> },
): Promise<Pick<FieldSummary, 'min' | 'max'>> {
  const ends = { min: endCell(field, row.min), max: endCell(field, row.max) }
  if (field.type !== 'number' || row.texts !== 1) return ends
  const exact = async (direction: 'asc' | 'desc') => {
    const [found] = await ask(sql`select ${sql.raw(readSql(field))} as value from ${selection.from}
      where (${selection.where}) and ${sql.raw(orderSql(field))} is not null order by ${sql.raw(`${orderSql(field)} ${direction}`)} limit 1`)
    return toCell(field, found?.value)
  }
  return { min: await exact('asc'), max: await exact('desc') }
}

/** Grouping sorts the values, which is faster than the tree that `count(distinct …)` keeps. */
async function countDistinct(ask: Ask, selection: Selection, field: StoredField): Promise<number> {
  const { from, key } = groupingOf(selection, field, 'value')
  const [row] = await ask(sql`select count(*) as different from (select 1 from ${from}
    where (${selection.where}) and ${isFilled(field)} group by ${sql.raw(key)})`)
  return Number(row?.different)
}

async function readTop({ ask, db }: Tools, selection: Selection, field: StoredField): Promise<FieldSummary['top']> {
  const grouping = groupingOf(selection, field, 'value')
  const rows = await ask(sql`select min(${sql.raw(grouping.value)}) as value, count(*) as total from ${grouping.from}
    where (${selection.where}) and ${isFilled(field)} group by ${sql.raw(grouping.key)} order by total desc, value limit ${MOST_TOP}`)
  const values = rows.map((row) => groupValue(grouping, row.value))
  const labels = await groupLabels(db, grouping, values)
  return rows.map((row, index) => ({
    value: values[index] ?? null,
    label: labels[index] ?? '',
    count: Number(row.total),
  }))
}

export const finiteOrNull = (raw: unknown): number | null =>
  typeof raw === 'number' && Number.isFinite(raw) ? raw : null
