import { sql } from 'kysely'
import type { FieldSummary } from '../../../shared/domain/record-question'
import type { CellValue } from '../../../shared/domain/table'
import { orderSql, type StoredField } from '../columns'
import type { Ask } from './ask'
import type { Selection } from './selection'

const MOST_STEPS = 20
const DAY_MS = 86_400_000
const EPOCH_DAY = 2440587.5

type Histogram = FieldSummary['histogram']
type Steps = { low: number; high: number; width: number; count: number }

/**
 * Equal steps. Those of whole numbers and of days include both `from` and `to`; those of other numbers and of times
 * reach up to `to`, the last one including it. What is not finite is left out.
 */
export async function readHistogram(
  ask: Ask,
  selection: Selection,
  { field, ...ends }: { field: StoredField; min: CellValue; max: CellValue },
): Promise<Histogram> {
  const [low, high] = [measureOf(field, ends.min), measureOf(field, ends.max)]
  const steps =
    Number.isFinite(low) && Number.isFinite(high)
      ? stepsOf(field, low, high)
      : await measureSteps(ask, selection, field)
  if (!steps || !Number.isFinite(steps.width)) return []
  const { from, where } = selection
  const rows =
    await ask(sql`select cast((${sql.raw(measureSql(field))} - ${steps.low}) / cast(${steps.width} as real) as integer) as step,
    count(*) as total from ${from} where ${where} group by step`)
  return Array.from({ length: steps.count }, (_, index) => ({
    ...edgesOf(field, steps, index),
    count: countIn(rows, steps, index),
  }))
}

/** The largest value is at the end of the last step. */
const countIn = (rows: Record<string, unknown>[], { count }: Steps, index: number): number =>
  rows
    .filter(({ step }) => step !== null && (Number(step) === index || (index === count - 1 && Number(step) === count)))
    .reduce((sum, row) => sum + Number(row.total), 0)

async function measureSteps(ask: Ask, selection: Selection, field: StoredField): Promise<Steps | null> {
  const measure = sql.raw(measureSql(field))
  const [ends] = await ask(sql`select min(v) as low, max(v) as high
    from (select ${measure} as v from ${selection.from} where ${selection.where}) where abs(v) < 9e999`)
  return typeof ends?.low === 'number' && typeof ends.high === 'number' ? stepsOf(field, ends.low, ends.high) : null
}

/** What a value is measured as; not a number for what has to be looked for among the others. */
function measureOf({ type }: StoredField, value: CellValue): number {
  if (value === null) return Number.NaN
  if (type === 'integer' || type === 'number') return Number(value)
  const time = /^\d{4}-/.test(String(value))
    ? Date.parse(String(value).replace(/(\d)$/, type === 'date' ? '$1' : '$1Z'))
    : Number.NaN
  return type === 'date' ? time / DAY_MS : time
}

/** Days and milliseconds since 1970 for times. */
function measureSql(field: StoredField): string {
  if (field.type === 'number') return orderSql(field)
  if (field.type === 'integer') return `cast(${field.column} as real)`
  const days = `(julianday(${field.column}) - ${EPOCH_DAY})`
  return field.type === 'date' ? days : `round(${days} * ${DAY_MS})`
}

const isWhole = ({ type }: StoredField): boolean => type === 'integer' || type === 'date'

function stepsOf(field: StoredField, low: number, high: number): Steps {
  if (low === high) return { low, high, width: 1, count: 1 }
  if (!isWhole(field)) return { low, high, width: (high - low) / MOST_STEPS, count: MOST_STEPS }
  const span = high - low + 1
  const width = Math.max(1, Math.ceil(span / MOST_STEPS))
  return { low, high, width, count: Math.min(MOST_STEPS, Math.ceil(span / width)) }
}

function edgesOf(field: StoredField, { low, high, width, count }: Steps, index: number) {
  const from = low + index * width
  const isLast = index === count - 1
  const to = isLast ? high : isWhole(field) ? from + width - 1 : from + width
  return { from: asValue(field, from), to: asValue(field, to) }
}

function asValue({ type }: StoredField, measure: number): CellValue {
  if (type === 'integer' || type === 'number') return measure
  const iso = new Date(type === 'date' ? Math.round(measure) * DAY_MS : Math.round(measure)).toISOString()
  return type === 'date' ? iso.slice(0, 10) : iso
}
