import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { countRules, type FilterItem, pickRules, removeItem } from '../../../renderer/tables/filter-rules'
import { chipsOf, filterWords, type ToolWords } from '../../../renderer/tables/filter-words'
import { FILTER_OPS, type FilterOp, OPS_OF_TYPE } from '../../../shared/domain/filter-ops'
import type { FilterGroup, FilterRule } from '../../../shared/domain/record-question'
import { fieldOf } from './table-builders'

let t: ToolWords
beforeAll(() => {
  t = startI18n().getFixedT('en', 'table-tools')
})

const fields = [
  fieldOf('stage', 'select'),
  fieldOf('amount', 'number'),
  fieldOf('closed', 'date'),
  fieldOf('paid', 'boolean'),
  fieldOf('company', 'reference', { referenceTableId: 'companies' }),
  fieldOf('name', 'text'),
]

const rule = (fieldId: string, op: FilterOp, value: FilterRule['value']): FilterRule => ({
  kind: 'rule',
  fieldId,
  op,
  value,
})
const group = (match: FilterGroup['match'], ...items: FilterItem[]): FilterGroup => ({ kind: 'group', match, items })
const say = (item: FilterItem) => filterWords(item, { t, fields, labelOf: (_, id) => (id === 7 ? 'Acme' : null) })

describe('a filter in words', () => {
  it.each([
    [rule('stage', 'any-of', ['Won', 'Lost']), 'Stage is any of Won, Lost'],
    [rule('stage', 'any-of', ['A', 'B', 'C', 'D', 'E']), 'Stage is any of A, B, C and 2 more'],
    [rule('stage', 'any-of', []), 'Stage is any of …'],
    [rule('amount', 'gt', 10_000), 'Amount > 10\u202f000'],
    [rule('amount', 'ne', null), 'Amount ≠ …'],
    [rule('closed', 'gte', '2026-03-01'), 'Closed is on or after 2026-03-01'],
    [rule('closed', 'last-days', 7), 'Closed is in the last 7 days'],
    [rule('closed', 'next-days', 1), 'Closed is in the next 1 day'],
    [rule('paid', 'eq', false), 'Paid is No'],
    [rule('company', 'eq', 7), 'Company is Acme'],
    [rule('company', 'any-of', [7, 8]), 'Company is any of Acme, #8'],
    [rule('name', 'not-empty', null), 'Name is not empty'],
  ])('says %o as a sentence', (item, words) => {
    expect(say(item)).toBe(words)
  })

  it('joins the conditions of a group with its word and brackets groups of several', () => {
    const inner = group('any', rule('amount', 'gt', 5), rule('name', 'empty', null))
    expect(say(group('all', rule('paid', 'eq', true), inner))).toBe('(Paid is Yes and (Amount > 5 or Name is empty))')
    expect(say(group('any', rule('paid', 'eq', true)))).toBe('Paid is Yes')
  })

  it('has words for every operator of every type', () => {
    for (const op of FILTER_OPS) expect(t(`op.${op}`), op).not.toContain('op.')
    for (const [type, ops] of Object.entries(OPS_OF_TYPE)) expect(ops.length, type).toBeGreaterThan(0)
  })
})

describe('chips', () => {
  it('keep alternatives together, since none of them can be taken away without meaning something else', () => {
    const filter = group('any', rule('amount', 'gt', 5), rule('name', 'empty', null))
    expect(chipsOf(filter, { t, fields })).toEqual([{ path: [], words: 'Amount > 5 or Name is empty', complete: true }])
  })

  it('mark a condition that is not complete', () => {
    expect(chipsOf(group('all', rule('amount', 'gt', null)), { t, fields })).toMatchObject([{ complete: false }])
  })

  const rules: fc.Arbitrary<FilterItem> = fc.record({
    kind: fc.constant('rule' as const),
    fieldId: fc.constantFrom(...fields.map(({ id }) => id)),
    op: fc.constantFrom<FilterOp>('eq', 'empty', 'any-of'),
    value: fc.oneof(fc.constant(null), fc.integer(), fc.string()),
  })
  const groupsOf = (item: fc.Arbitrary<FilterItem>): fc.Arbitrary<FilterGroup> =>
    fc.record({
      kind: fc.constant('group' as const),
      match: fc.constantFrom('all' as const, 'any' as const),
      items: fc.array(item, { minLength: 1, maxLength: 4 }),
    })
  const filters = groupsOf(fc.oneof(rules, groupsOf(fc.oneof(rules, groupsOf(rules)))))

  const listRules = (item: FilterItem): FilterRule[] => (item.kind === 'rule' ? [item] : item.items.flatMap(listRules))

  it('take exactly their own conditions away', () => {
    fc.assert(
      fc.property(filters, fc.nat(), (filter, pick) => {
        const chips = chipsOf(filter, { t, fields })
        const chip = chips[pick % chips.length]
        if (!chip || chip.path.length === 0) return
        const index = chip.path[0] ?? 0
        const expected = filter.items.flatMap((item, at) => (at === index ? [] : listRules(item)))
        expect(listRules(removeItem(filter, chip.path))).toEqual(expected)
      }),
    )
  })

  it('leave no empty group behind when conditions go one by one', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const pathOf = (item: FilterItem): number[] =>
          item.kind === 'rule' || !item.items[0] ? [] : [0, ...pathOf(item.items[0])]
        let left = filter
        for (let count = countRules(filter); count > 0; count--) {
          left = removeItem(left, pathOf(left))
          expect(countRules(left)).toBe(count - 1)
          expect(left).toEqual(pickRules(left, () => true))
        }
        expect(left.items).toEqual([])
      }),
    )
  })
})
