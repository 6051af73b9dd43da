import { z } from 'zod'
import { Id } from './common'
import { FILTER_OPS } from './filter-ops'
import { CellValue, Sort } from './table'

const FilterOp = z.enum(FILTER_OPS)

/**
 * One condition. `any-of`, `none-of` and `has-all` take a list; `last-days` and `next-days` a whole number of days
 * around today; `empty` and `not-empty` nothing.
 */
export const FilterRule = z.object({
  kind: z.literal('rule'),
  fieldId: Id,
  op: FilterOp,
  value: z.union([CellValue, z.array(CellValue).max(500)]),
})
export type FilterRule = z.infer<typeof FilterRule>

export type FilterGroup = { kind: 'group'; match: 'all' | 'any'; items: (FilterRule | FilterGroup)[] }
const group = <I extends z.ZodType>(item: I) =>
  z.object({ kind: z.literal('group'), match: z.enum(['all', 'any']), items: z.array(item).max(50) })
const Third = group(FilterRule)
const Second = group(z.union([FilterRule, Third]))
/** Conditions that all hold, or of which one holds; groups in groups, three deep. An empty group always holds. */
export const FilterGroup: z.ZodType<FilterGroup> = group(z.union([FilterRule, Second]))

/** Which records of a table, in which order. Without a sort they come in the order in which they were added. */
export const RecordQuestion = z.object({
  tableId: Id,
  filter: FilterGroup.nullable(),
  /** Words, each from its beginning, that all have to be somewhere in the record. */
  search: z.string().max(200).nullable(),
  sort: z.array(Sort).max(8),
})
export type RecordQuestion = z.infer<typeof RecordQuestion>

/** How one column of a view stands. Fields that are not listed follow in their own order. */
const ViewColumn = z.object({
  fieldId: Id,
  width: z.number().int().min(40).max(2000).nullable(),
  hidden: z.boolean(),
  pinned: z.boolean(),
})
export type ViewColumn = z.infer<typeof ViewColumn>

export const ViewState = z.object({
  filter: FilterGroup.nullable(),
  search: z.string().max(200).nullable(),
  sort: z.array(Sort).max(8),
  columns: z.array(ViewColumn).max(500),
  rowHeight: z.enum(['dense', 'comfortable', 'tall']).nullable(),
})
export type ViewState = z.infer<typeof ViewState>

/** A way to look at a table, kept under a name. The first view of a table is there without being made and cannot be deleted. */
export const View = z.object({ id: Id, tableId: Id, name: z.string(), first: z.boolean(), state: ViewState })
export type View = z.infer<typeof View>

/** Numbers about one field over the records of a question. */
export const FieldSummary = z.object({
  count: z.number().int(),
  empty: z.number().int(),
  distinct: z.number().int(),
  min: CellValue,
  max: CellValue,
  /** For numbers. */
  mean: z.number().nullable(),
  sum: z.number().nullable(),
  /** Equal steps between the smallest and the largest value, for numbers and times; `from` and `to` as values of the field. */
  histogram: z.array(z.object({ from: CellValue, to: CellValue, count: z.number().int() })),
  /** The most frequent values, for the other types. */
  top: z.array(z.object({ value: CellValue, label: z.string(), count: z.number().int() })),
})
export type FieldSummary = z.infer<typeof FieldSummary>

export const GroupStep = z.enum(['value', 'day', 'week', 'month', 'quarter', 'year'])
export type GroupStep = z.infer<typeof GroupStep>

/** Records counted by the values of a field. `value` is null for records without one; times are the first day of the step. */
export const RecordGroups = z.object({
  groups: z.array(z.object({ value: CellValue, label: z.string(), count: z.number().int() })),
  /** Groups beyond those that are listed, and the records in them. */
  others: z.object({ groups: z.number().int(), records: z.number().int() }),
  total: z.number().int(),
})
export type RecordGroups = z.infer<typeof RecordGroups>
