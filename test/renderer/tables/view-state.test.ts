import { describe, expect, it } from 'vitest'
import {
  filterForField,
  isComplete,
  NO_FILTER,
  replaceItem,
  toGroup,
  withRule,
} from '../../../renderer/tables/filter-rules'
import { numberTyped } from '../../../renderer/tables/filter-typed'
import { allColumns, questionOf, tidyState, USUAL_STATE } from '../../../renderer/tables/view-state'
import { OPS_OF_TYPE } from '../../../shared/domain/filter-ops'
import type { FilterRule, ViewState } from '../../../shared/domain/record-question'
import { FieldType } from '../../../shared/domain/table'
import { fieldOf, tableOf } from './table-builders'

const name = fieldOf('name', 'text')
const amount = fieldOf('amount', 'number')
const table = tableOf([name, amount])
const rule = (fieldId: string, op: FilterRule['op'], value: FilterRule['value']): FilterRule => ({
  kind: 'rule',
  fieldId,
  op,
  value,
})
const acme = rule('name', 'contains', 'acme')

describe('the state of a view', () => {
  it('loses what is about fields that are gone or changed their type', () => {
    const state: ViewState = {
      ...USUAL_STATE,
      filter: { ...NO_FILTER, items: [acme, rule('gone', 'eq', 1), toGroup(rule('amount', 'contains', 'x'), 'all')] },
      sort: [
        { fieldId: 'gone', direction: 'asc' },
        { fieldId: 'amount', direction: 'desc' },
      ],
      columns: [{ fieldId: 'gone', width: null, hidden: true, pinned: false }],
    }
    expect(tidyState(state, table.fields)).toEqual({
      ...USUAL_STATE,
      filter: { ...NO_FILTER, items: [acme] },
      sort: [{ fieldId: 'amount', direction: 'desc' }],
      columns: [],
    })
  })

  it('keeps a condition without a value and leaves it out of the question', () => {
    const filter = { ...NO_FILTER, items: [acme, rule('amount', 'gt', null)] }
    expect(tidyState({ ...USUAL_STATE, filter }, table.fields).filter).toEqual(filter)
    expect(questionOf(table, { ...USUAL_STATE, filter }).filter).toEqual({ ...NO_FILTER, items: [acme] })
    const alone = { ...NO_FILTER, items: [rule('amount', 'gt', null)] }
    expect(questionOf(table, { ...USUAL_STATE, filter: alone }).filter).toBeNull()
  })

  it('shows fields it does not know after those it lists, hidden when the field says so', () => {
    const wide = tableOf([name, amount, fieldOf('notes', 'long-text', { hidden: true })])
    const columns = [{ fieldId: 'amount', width: 90, hidden: false, pinned: true }]
    expect(allColumns(wide, { ...USUAL_STATE, columns }).map(({ fieldId, hidden }) => [fieldId, hidden])).toEqual([
      ['amount', false],
      ['name', false],
      ['notes', true],
    ])
  })
})

describe('a condition', () => {
  it.each(FieldType.options)('of a %s field starts with an operator of its type and without a value', (type) => {
    const started = filterForField(fieldOf('some', type))
    expect(OPS_OF_TYPE[type]).toContain(started.op)
    expect(isComplete(started, type)).toBe(false)
  })

  it.each([
    ['number', rule('f', 'gt', 0), true],
    ['number', rule('f', 'gt', ''), false],
    ['integer', rule('f', 'eq', 1.5), false],
    ['integer', rule('f', 'eq', '9223372036854775807'), true],
    ['boolean', rule('f', 'eq', false), true],
    ['date', rule('f', 'eq', '2026-02-30x'), false],
    ['date', rule('f', 'last-days', 0), false],
    ['date', rule('f', 'last-days', 30), true],
    ['select', rule('f', 'any-of', []), false],
    ['select', rule('f', 'any-of', ['Won']), true],
    ['text', rule('f', 'empty', null), true],
    ['reference', rule('f', 'any-of', [1, 2]), true],
  ] as const)('of a %s field %o is complete: %s', (type, condition, complete) => {
    expect(isComplete(condition, type)).toBe(complete)
  })

  it('joins what holds already, also when alternatives hold', () => {
    const either = { ...NO_FILTER, match: 'any' as const, items: [acme, rule('amount', 'gt', 1)] }
    expect(withRule(null, acme)).toEqual({ ...NO_FILTER, items: [acme] })
    expect(withRule(either, acme)).toEqual({ ...NO_FILTER, items: [either, acme] })
  })

  it('becomes a group in its own place', () => {
    const filter = { ...NO_FILTER, items: [acme, acme] }
    expect(replaceItem(filter, [1], toGroup(acme, 'all')).items).toEqual([
      acme,
      { kind: 'group', match: 'any', items: [acme] },
    ])
  })
})

describe('a typed number', () => {
  it.each([
    ['1,000,000', 1_000_000],
    ['12 345.5', 12345.5],
    ['-0.5', -0.5],
    ['1e3', 1000],
    ['12abc', null],
    ['1,00', null],
    ['', null],
  ])('%o is %s', (text, value) => {
    expect(numberTyped(text, false)).toBe(value)
  })

  it('stays its digits when it is a whole number beyond what is held exactly', () => {
    expect(numberTyped('9223372036854775807', true)).toBe('9223372036854775807')
    expect(numberTyped('1.5', true)).toBeNull()
  })
})
