import { type FilterOp, OPS_OF_TYPE } from '../../shared/domain/filter-ops'
import type { FilterGroup, FilterRule } from '../../shared/domain/record-question'
import type { Field, FieldType } from '../../shared/domain/table'

export type FilterItem = FilterRule | FilterGroup
/** What is to be put in: `empty` nothing, `list` several values, `days` a whole number of days, `one` a value of the field's type. */
export type ValueKind = 'empty' | 'list' | 'days' | 'one'

/** The deepest a group may stand, the outermost being 1. */
export const DEEPEST = 3

export const NO_FILTER: FilterGroup = { kind: 'group', match: 'all', items: [] }

const KIND_OF_OP: Partial<Record<FilterOp, ValueKind>> = {
  empty: 'empty',
  'not-empty': 'empty',
  'any-of': 'list',
  'none-of': 'list',
  'has-all': 'list',
  'last-days': 'days',
  'next-days': 'days',
}

export const kindOfOp = (op: FilterOp): ValueKind => KIND_OF_OP[op] ?? 'one'

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))

const IS_VALUE: Partial<Record<FieldType, (value: unknown) => boolean>> = {
  // Beyond what a number holds exactly, an integer is its digits.
  integer: (value) => Number.isSafeInteger(value) || /^[+-]?\d{16,19}$/.test(String(value)),
  number: isNumber,
  reference: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  date: isDay,
  datetime: isDay,
}

/** True for a rule that can be asked as it is; others are kept in the builder and left out of the question. */
export function isComplete({ op, value }: FilterRule, type: FieldType): boolean {
  const isValue = IS_VALUE[type] ?? isText
  switch (kindOfOp(op)) {
    case 'empty':
      return true
    case 'list':
      return Array.isArray(value) && value.length > 0 && value.every(isValue)
    case 'days':
      return Number.isSafeInteger(value) && Number(value) > 0
    case 'one':
      return isValue(value)
  }
}

/** A rule to start from: the most usual operator of the field's type, and no value yet. */
export function filterForField(field: Field): FilterRule {
  const [op = 'eq'] = OPS_OF_TYPE[field.type]
  return { kind: 'rule', fieldId: field.id, op, value: emptyValue(op) }
}

export const emptyValue = (op: FilterOp): FilterRule['value'] => (kindOfOp(op) === 'list' ? [] : null)

/** The group with only the rules for which `keep` says so, and without the groups that this leaves empty. */
export function pickRules(group: FilterGroup, keep: (rule: FilterRule) => boolean): FilterGroup {
  const items = group.items.flatMap((item): FilterItem[] => {
    if (item.kind === 'rule') return keep(item) ? [item] : []
    const inner = pickRules(item, keep)
    return inner.items.length > 0 ? [inner] : []
  })
  return { ...group, items }
}

/** Places of items within items: `[0, 2]` is the third item of the first group. */
export type FilterPath = readonly number[]

/** Changes the group at a place; the others stay the same objects. */
export function changeGroup(
  group: FilterGroup,
  path: FilterPath,
  change: (group: FilterGroup) => FilterGroup,
): FilterGroup {
  const [first, ...rest] = path
  if (first === undefined) return change(group)
  const items = group.items.map((item, index) =>
    index === first && item.kind === 'group' ? changeGroup(item, rest, change) : item,
  )
  return { ...group, items }
}

const parentOf = (path: FilterPath): FilterPath => path.slice(0, -1)

export const replaceItem = (group: FilterGroup, path: FilterPath, next: FilterItem): FilterGroup =>
  changeGroup(group, parentOf(path), (parent) => ({
    ...parent,
    items: parent.items.map((item, index) => (index === path.at(-1) ? next : item)),
  }))

/** Without the item at a place, nor the groups that this leaves empty. */
export function removeItem(group: FilterGroup, path: FilterPath): FilterGroup {
  const without = changeGroup(group, parentOf(path), (parent) => ({
    ...parent,
    items: parent.items.filter((_, index) => index !== path.at(-1)),
  }))
  return pickRules(without, () => true)
}

export const addItem = (group: FilterGroup, path: FilterPath, item: FilterItem): FilterGroup =>
  changeGroup(group, path, (parent) => ({ ...parent, items: [...parent.items, item] }))

/** A rule becomes a group with it alone, of the other kind than the group around it, so that it says something new. */
export const toGroup = (rule: FilterRule, around: FilterGroup['match']): FilterGroup => ({
  kind: 'group',
  match: around === 'all' ? 'any' : 'all',
  items: [rule],
})

export const countRules = (group: FilterGroup): number =>
  group.items.reduce((sum, item) => sum + (item.kind === 'rule' ? 1 : countRules(item)), 0)

/** Joins one more condition to what holds already. */
export function withRule(filter: FilterGroup | null, rule: FilterRule): FilterGroup {
  if (!filter || filter.items.length === 0) return { ...NO_FILTER, items: [rule] }
  if (filter.match === 'all') return { ...filter, items: [...filter.items, rule] }
  return { ...NO_FILTER, items: [filter, rule] }
}
