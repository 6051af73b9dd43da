import type { FieldSummary, FilterGroup, FilterRule, GroupStep } from '../../shared/domain/record-question'
import type { CellValue, Field } from '../../shared/domain/table'
import { withRule } from './filter-rules'
import { nextStep } from './plot-steps'

type Step = FieldSummary['histogram'][number]

const rule = (field: Field, op: FilterRule['op'], value: FilterRule['value']): FilterRule => ({
  kind: 'rule',
  fieldId: field.id,
  op,
  value,
})

/** The condition that the records of one value meet. */
export function rulesOfValue(field: Field, value: CellValue): FilterRule[] {
  if (value === null || value === '') return [rule(field, 'empty', null)]
  if (field.type === 'select' || field.type === 'multi-select') return [rule(field, 'any-of', [value])]
  // JSON knows no "is": what contains the whole value comes closest.
  if (field.type === 'json') return [rule(field, 'contains', value)]
  return [rule(field, 'eq', value)]
}

/** Steps of whole numbers and days include both ends; the others reach up to `to`, the last one including it. */
export function rulesOfStep(field: Field, { from, to }: Step, isLast: boolean): FilterRule[] {
  if (from === to) return [rule(field, 'eq', from)]
  const includes = isLast || field.type === 'integer' || field.type === 'date'
  return [rule(field, 'gte', from), rule(field, includes ? 'lte' : 'lt', to)]
}

/** A day given for a date and time means that whole day. */
export function rulesOfTime(field: Field, day: string, step: Exclude<GroupStep, 'value'>): FilterRule[] {
  if (step === 'day') return [rule(field, 'eq', day)]
  return [rule(field, 'gte', day), rule(field, 'lt', nextStep(day, step))]
}

/** The filter with these conditions too; one that is there already is not said twice. */
export function withRules(filter: FilterGroup | null, rules: FilterRule[]): FilterGroup | null {
  const known = new Set(filter?.match === 'all' ? filter.items.map((item) => JSON.stringify(item)) : [])
  return rules.filter((added) => !known.has(JSON.stringify(added))).reduce<FilterGroup | null>(withRule, filter)
}
