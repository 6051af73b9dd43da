import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredTable } from '../../../../electron/tables/stored-tables'
import type { GroupStep } from '../../../../shared/domain/record-question'
import { ask, type Fixture, type FixtureField, fieldId, openFixture, type Stored } from './open-fixture'

let fixture: Fixture
let companies: StoredTable
let deals: StoredTable

const ROWS: Stored[][] = [
  ['Open', 1, 0.5, 1, '2026-01-05', '2026-01-05T10:00:00Z', '["red","blue"]', 1],
  ['open', 2, 1.5, 0, '2026-01-11', '2026-01-11T23:59:59.999Z', '["red"]', 1],
  ['Won', 3, 'NaN', 1, '2026-01-12', '2026-01-12T00:00:00.000Z', '[]', 2],
  ['Lost', 40, '12345678901234567890.5', null, '2026-04-01', '2026-04-01T08:00:00Z', null, 9],
  ['', null, null, 1, null, null, '["Red"]', null],
]

beforeAll(async () => {
  fixture = await openFixture()
  companies = await fixture.addTable([{ name: 'Name', type: 'text' }], [['Acme'], ['Globex']])
  const types = ['select', 'integer', 'number', 'boolean', 'date', 'datetime', 'multi-select', 'reference'] as const
  const fields: FixtureField[] = types.map((type) => ({
    ...{ name: type, type },
    settings: type === 'reference' ? { referenceTableId: companies.id } : {},
  }))
  deals = await fixture.addTable(fields, ROWS)
})
afterAll(() => fixture.close())

const summary = (name: string, part = {}) => fixture.reader.summary(ask(deals, part), fieldId(deals, name), 'summary')
const groups = (name: string, step: GroupStep, limit = 10) =>
  fixture.reader.groups({ question: ask(deals), fieldId: fieldId(deals, name), step, limit, ticket: 'groups' })

describe('a summary', () => {
  it('of whole numbers has their ends, mean and sum, and equal steps', async () => {
    const { histogram, ...rest } = await summary('integer')
    expect(rest).toEqual({ count: 5, empty: 1, distinct: 4, min: 1, max: 40, mean: 11.5, sum: 46, top: [] })
    expect(histogram).toHaveLength(20)
    expect(histogram[0]).toEqual({ from: 1, to: 2, count: 2 })
    expect(histogram[1]).toEqual({ from: 3, to: 4, count: 1 })
    expect(histogram[19]).toEqual({ from: 39, to: 40, count: 1 })
  })

  it('of numbers keeps their digits, and says no mean where one is not a number', async () => {
    const found = await summary('number')
    expect(found).toMatchObject({ count: 5, empty: 1, distinct: 4, min: 0.5, max: 'NaN', mean: null, sum: null })
    expect(found.histogram.map(({ count }) => count)).toEqual([2, ...Array(18).fill(0), 1])
    const filter = {
      ...{ kind: 'group' as const, match: 'all' as const },
      items: [{ kind: 'rule' as const, fieldId: fieldId(deals, 'integer'), op: 'gt' as const, value: 3 }],
    }
    expect(await summary('number', { filter })).toMatchObject({ count: 1, max: '12345678901234567890.5' })
  })

  it('of days and times has their ends and equal steps', async () => {
    const days = await summary('date')
    expect(days).toMatchObject({ min: '2026-01-05', max: '2026-04-01', mean: null, sum: null, distinct: 4 })
    expect(days.histogram[0]).toEqual({ from: '2026-01-05', to: '2026-01-09', count: 1 })
    expect(days.histogram.at(-1)).toEqual({ from: '2026-03-31', to: '2026-04-01', count: 1 })
    const times = await summary('datetime')
    expect(times).toMatchObject({ min: '2026-01-05T10:00:00Z', max: '2026-04-01T08:00:00Z' })
    expect(times.histogram).toHaveLength(20)
    expect(times.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(4)
    expect(times.histogram.at(-1)).toMatchObject({ to: '2026-04-01T08:00:00.000Z', count: 1 })
  })

  it('of other fields has the most frequent values, in any case', async () => {
    expect(await summary('select')).toMatchObject({
      count: 5,
      empty: 1,
      distinct: 3,
      min: 'Lost',
      max: 'Won',
      histogram: [],
    })
    expect((await summary('select')).top).toEqual([
      { value: 'Open', label: 'Open', count: 2 },
      { value: 'Lost', label: 'Lost', count: 1 },
      { value: 'Won', label: 'Won', count: 1 },
    ])
    expect((await summary('boolean')).top.map(({ value, count }) => [value, count])).toEqual([
      [true, 3],
      [false, 1],
    ])
    const choices = await summary('multi-select')
    expect(choices).toMatchObject({ empty: 2, distinct: 2, min: null })
    expect(choices.top.map(({ label, count }) => [label, count])).toEqual([
      ['Red', 3],
      ['blue', 1],
    ])
    expect((await summary('reference')).top.map(({ label, count }) => [label, count])).toEqual([
      ['Acme', 2],
      ['Globex', 1],
      ['Record 9', 1],
    ])
  })

  it('of no records is empty', async () => {
    for (const field of deals.fields)
      expect(await summary(field.name, { search: 'nothing like it' })).toEqual({
        ...{ count: 0, empty: 0, distinct: 0, min: null, max: null, mean: null, sum: null, histogram: [], top: [] },
      })
  })
})

describe('groups', () => {
  it('by value come with the largest first, and say what is left out', async () => {
    expect(await groups('select', 'value', 2)).toEqual({
      groups: [
        { value: 'Open', label: 'Open', count: 2 },
        { value: 'Lost', label: 'Lost', count: 1 },
      ],
      others: { groups: 2, records: 2 },
      total: 5,
    })
    const { groups: choices, total } = await groups('multi-select', 'value')
    expect(choices.map(({ value, count }) => [value, count])).toEqual([
      ['Red', 3],
      [null, 2],
      ['blue', 1],
    ])
    expect(total).toBe(5)
    expect((await groups('number', 'value')).groups.map(({ value }) => value)).toEqual([
      ...[0.5, 1.5, '12345678901234567890.5', 'NaN', null],
    ])
  })

  it.each<[GroupStep, [string, string, number][]]>([
    [
      'day',
      [
        ['2026-01-05', '2026-01-05', 1],
        ['2026-01-11', '2026-01-11', 1],
        ['2026-01-12', '2026-01-12', 1],
        ['2026-04-01', '2026-04-01', 1],
      ],
    ],
    [
      'week',
      [
        ['2026-01-05', '2026-W02', 2],
        ['2026-01-12', '2026-W03', 1],
        ['2026-03-30', '2026-W14', 1],
      ],
    ],
    [
      'month',
      [
        ['2026-01-01', '2026-01', 3],
        ['2026-04-01', '2026-04', 1],
      ],
    ],
    [
      'quarter',
      [
        ['2026-01-01', '2026-Q1', 3],
        ['2026-04-01', '2026-Q2', 1],
      ],
    ],
    ['year', [['2026-01-01', '2026', 4]]],
  ])('by %s come in the order of time', async (step, expected) => {
    for (const name of ['date', 'datetime']) {
      const found = await groups(name, step)
      expect(found.groups.map(({ value, label, count }) => [value, label, count])).toEqual([...expected, [null, '', 1]])
      expect(found).toMatchObject({ total: 5, others: { groups: 0, records: 0 } })
    }
  })

  it('by a step of time need times', async () => {
    await expect(groups('integer', 'month')).rejects.toMatchObject({
      error: { code: 'invalid-input', message: 'integer holds no times to group by' },
    })
  })
})

describe('an aggregate', () => {
  const integer = () => fieldId(deals, 'integer')

  it('measures all records in one row', async () => {
    const measures = (['count', 'sum', 'mean', 'min', 'max', 'distinct'] as const).map((fn) => ({
      fn,
      fieldId: integer(),
    }))
    expect(
      await fixture.reader.aggregate({ question: ask(deals), measures: [{ fn: 'count' }, ...measures], limit: 5 }),
    ).toEqual({
      rows: [{ value: null, label: '', records: 5, values: [5, 4, 46, 11.5, 1, 40, 4] }],
      ...{ moreGroups: 0, asOf: null, source: null },
    })
  })

  it('measures each group', async () => {
    const asked = { question: ask(deals), groupBy: { fieldId: fieldId(deals, 'select'), step: 'value' as const } }
    const found = await fixture.reader.aggregate({ ...asked, measures: [{ fn: 'sum', fieldId: integer() }], limit: 3 })
    expect(found).toMatchObject({ moreGroups: 1 })
    expect(found.rows.map(({ label, records, values }) => [label, records, values])).toEqual([
      ['Open', 2, [3]],
      ['Lost', 1, [40]],
      ['Won', 1, [3]],
    ])
  })

  it('refuses a measure that the field does not have', async () => {
    const measure = (fn: 'sum' | 'max', name?: string) =>
      fixture.reader.aggregate({
        question: ask(deals),
        measures: [{ fn, fieldId: name && fieldId(deals, name) }],
        limit: 1,
      })
    await expect(measure('sum', 'select')).rejects.toMatchObject({ error: { message: 'select holds no numbers' } })
    await expect(measure('max', 'multi-select')).rejects.toMatchObject({
      error: { message: 'multi-select has no order' },
    })
    await expect(measure('sum')).rejects.toMatchObject({ error: { message: 'sum takes a field' } })
  })
})
