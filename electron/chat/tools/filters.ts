import { z } from 'zod'
import { FILTER_OPS, type FilterOp, OPS_OF_TYPE } from '../../../shared/domain/filter-ops'
import type { FilterGroup, FilterRule } from '../../../shared/domain/record-question'
import type { CellValue, Field, Table } from '../../../shared/domain/table'
import { type ToolContext, ToolRefusal } from './define'
import { referencesTo } from './references'
import { findField } from './tables'
import { checked, GivenValue, optionCalled } from './values'

const DEEPEST = 3

export const Condition = z.object({
  field: z.string(),
  op: z.string().describe(`One of: ${FILTER_OPS.join(', ')}`),
  value: GivenValue.optional(),
})
type Condition = z.infer<typeof Condition>
const Items = z.array(z.unknown()).max(50)
const Group = z.union([z.strictObject({ all: Items }), z.strictObject({ any: Items })])

type Item = FilterRule | FilterGroup

/** `{all: […]}`, `{any: […]}` or one condition, as the model nested them. */
export async function readWhere(context: ToolContext, table: Table, where: unknown, depth = 1): Promise<Item> {
  const group = Group.safeParse(where).data
  if (!group) {
    const rule = Condition.safeParse(where)
    if (rule.success) return readCondition(context, table, rule.data)
    throw new ToolRefusal('invalid_input', 'where: each part is {all: […]}, {any: […]} or {field, op, value}')
  }
  if (depth > DEEPEST) throw new ToolRefusal('invalid_input', `where: nests at most ${DEEPEST} deep`)
  const [match, parts] = 'all' in group ? (['all', group.all] as const) : (['any', group.any] as const)
  const items: Item[] = []
  for (const part of parts) items.push(await readWhere(context, table, part, depth + 1))
  return { kind: 'group', match, items }
}

export async function readCondition(context: ToolContext, table: Table, given: Condition): Promise<Item> {
  const field = findField(table, given.field)
  const { op, value } = plainly(field, known(given.op), given.value)
  if (op === 'empty' || op === 'not-empty') return rule(field, op, null)
  if (value === undefined) throw new ToolRefusal('invalid_input', `The filter on ${field.name} needs a value`)
  if (field.type === 'reference') return rule(field, op, await referenceList(context, field, value))
  if (!OPS_OF_TYPE[field.type].includes(op))
    throw new ToolRefusal('invalid_input', `${field.name} cannot be filtered by "${op}"`, OPS_OF_TYPE[field.type])
  if (op === 'any-of' || op === 'none-of' || op === 'has-all')
    return rule(
      field,
      op,
      listOf(value).map((one) => compared(field, one)),
    )
  const [one, ...others] = listOf(value)
  if (one === undefined || others.length > 0)
    throw new ToolRefusal('invalid_input', `The filter on ${field.name} takes one value`)
  return rule(field, op, op.endsWith('-days') ? days(field, one) : compared(field, one))
}

const rule = (field: Field, op: FilterOp, value: FilterRule['value']): FilterRule => ({
  kind: 'rule',
  fieldId: field.id,
  op,
  value,
})

const SAME: Record<string, FilterOp> = {
  '=': 'eq',
  '==': 'eq',
  is: 'eq',
  equals: 'eq',
  '!=': 'ne',
  '<>': 'ne',
  is_not: 'ne',
  not_equals: 'ne',
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  in: 'any-of',
  not_in: 'none-of',
  is_empty: 'empty',
  is_not_empty: 'not-empty',
}

function known(op: string): FilterOp {
  const lower = op.trim().toLowerCase().replace(/\s+/g, '_')
  const found = FILTER_OPS.find((one) => one === lower.replaceAll('_', '-')) ?? SAME[lower]
  if (!found) throw new ToolRefusal('invalid_input', `There is no filter "${op}"`, [...FILTER_OPS])
  return found
}

type Given = { op: FilterOp; value: GivenValue | undefined }

/** Operators for one value that are written as operators for several, where a field or a condition has several. */
const FOR_MANY: Partial<Record<FilterOp, FilterOp>> = {
  eq: 'any-of',
  contains: 'any-of',
  ne: 'none-of',
  'not-contains': 'none-of',
}

/** What a model means by an operator that the type of the field writes in another way. */
function plainly(field: Field, op: FilterOp, value: GivenValue | undefined): Given {
  const isNothing = value === null || value === ''
  if (isNothing && op === 'eq') return { op: 'empty', value }
  if (isNothing && op === 'ne') return { op: 'not-empty', value }
  if (field.type === 'boolean' && op === 'ne') return { op: 'eq', value: !checked(field, scalar(field, value ?? null)) }
  const many = Array.isArray(value) || field.type === 'multi-select' || field.type === 'reference'
  return { op: (many ? FOR_MANY[op] : undefined) ?? op, value }
}

type Scalar = string | number | boolean

function listOf(value: GivenValue): Scalar[] {
  if (Array.isArray(value)) return value
  if (value === null) return []
  return typeof value === 'object' ? [value.id] : [value]
}

function scalar(field: Field, value: GivenValue): Scalar {
  const [one, ...others] = listOf(value)
  if (one !== undefined && others.length === 0) return one
  throw new ToolRefusal('invalid_input', `The filter on ${field.name} takes one value`)
}

const CHECKED = new Set(['integer', 'number', 'boolean', 'date', 'datetime'])

/** A choice in its own spelling; numbers and times as they are stored. A day means the whole of it. */
function compared(field: Field, value: Scalar): CellValue {
  const option = optionCalled(field, String(value))
  if (option !== undefined) return option
  const isDay = field.type === 'datetime' && /^\d{4}-\d{2}-\d{2}$/.test(String(value))
  return CHECKED.has(field.type) && !isDay ? checked(field, value) : String(value)
}

function days(field: Field, value: Scalar): number {
  const count = Number(value)
  if (Number.isInteger(count) && count >= 0 && count <= 36_600) return count
  throw new ToolRefusal('invalid_input', `The filter on ${field.name} takes a whole number of days`)
}

async function referenceList(context: ToolContext, field: Field, value: GivenValue): Promise<number[]> {
  const ids = new Set<number>()
  for (const one of listOf(value)) for (const id of await referencesTo(context, field, one)) ids.add(id)
  return [...ids].slice(0, 500)
}
