import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { RecordQuestion } from '../../../shared/domain/record-question'
import type { Field, FieldType, Table } from '../../../shared/domain/table'
import type { Grouped, Measure, MeasureFn } from '../ports'
import { type ToolContext, ToolRefusal } from './define'
import { type Labels, readable, referenceLabels } from './records'
import { findField } from './tables'

const STEPS = ['value', 'day', 'week', 'month', 'quarter', 'year'] as const
const FNS = ['count', 'sum', 'mean', 'avg', 'min', 'max', 'distinct'] as const

export const AggregateInput = z
  .object({
    group_by: z.string().optional().describe('A field; without it there is one group of all'),
    step: z.enum(STEPS).optional().describe('For dates and times'),
    measures: z
      .array(z.object({ fn: z.enum(FNS), field: z.string().optional() }))
      .max(10)
      .optional()
      .describe('How many records, when left out'),
  })
  .describe('Numbers instead of records')
type AggregateInput = z.infer<typeof AggregateInput>

const TIMES: readonly FieldType[] = ['date', 'datetime']
const NUMBERS: readonly FieldType[] = ['integer', 'number']
const NEEDS: Partial<Record<MeasureFn, readonly FieldType[]>> = {
  sum: NUMBERS,
  mean: NUMBERS,
  min: [...NUMBERS, ...TIMES],
  max: [...NUMBERS, ...TIMES],
}

type Asked = { table: Table; question: RecordQuestion; input: AggregateInput; limit: number }

/** A row per group: what the records of it have in common, and what was measured. */
export async function aggregate(context: ToolContext, { table, question, input, limit }: Asked) {
  const field = input.group_by === undefined ? null : findField(table, input.group_by)
  const step = input.step ?? 'value'
  if (field && step !== 'value' && !TIMES.includes(field.type))
    throw new ToolRefusal('invalid_input', `${field.name} is no date, so it has no step "${step}"`)
  const measures = (input.measures ?? [{ fn: 'count' as const }]).map((measure) => readMeasure(table, measure))
  const { rows, moreGroups } = await context.tables.aggregate({
    question,
    measures: measures.map(({ measure }) => measure),
    limit,
    ...(field ? { groupBy: { fieldId: field.id, step } } : {}),
  })
  const fields = field ? [field] : []
  const labels = await referenceLabels(
    context,
    fields,
    rows.map(({ value }) => [value]),
  )
  return { groups: rows.map((row) => toGroup(row, field, labels, measures)), more: moreGroups }
}

type Named = { name: string; measure: Measure }

function readMeasure(
  table: Table,
  { fn: given, field: name }: { fn: (typeof FNS)[number]; field?: string | undefined },
): Named {
  const fn = given === 'avg' ? 'mean' : given
  if (name === undefined) {
    if (fn === 'count') return { name: 'count', measure: { fn } }
    throw new ToolRefusal('invalid_input', `The measure "${fn}" needs a field`)
  }
  const field = findField(table, name)
  if (NEEDS[fn]?.includes(field.type) === false)
    throw new ToolRefusal('invalid_input', `${field.name} holds ${field.type}, so it has no "${fn}"`)
  return { name: `${fn} of ${field.name}`, measure: { fn, fieldId: field.id } }
}

function toGroup(row: Grouped, field: Field | null, labels: Labels, measures: readonly Named[]): JsonValue {
  const measured = measures.map(({ name }, index): [string, JsonValue] => [name, row.values[index] ?? null])
  const group: JsonValue = field ? { group: readable(field, row.value, labels) } : {}
  return { ...group, ...Object.fromEntries(measured) }
}
