import { describe, expect, it } from 'vitest'
import { rulesOfStep, rulesOfTime, rulesOfValue, withRules } from '../../../renderer/tables/plot-filter'
import { fillSteps, nextStep, stepWords } from '../../../renderer/tables/plot-steps'
import { fieldOf } from './table-builders'

const group = (value: string | null, count: number) => ({ value, label: value ?? '', count })

describe('a plot along the time', () => {
  it('shows steps without records as zero, in the order of time', () => {
    const groups = [group('2026-03-01', 4), group(null, 2), group('2025-12-01', 1)]
    expect(fillSteps(groups, 'month')).toEqual([
      { day: '2025-12-01', count: 1 },
      { day: '2026-01-01', count: 0 },
      { day: '2026-02-01', count: 0 },
      { day: '2026-03-01', count: 4 },
    ])
  })

  it('leaves gaps out where filling them would take too many steps', () => {
    const groups = [group('1900-01-01', 1), group('2026-03-01', 1)]
    expect(fillSteps(groups, 'day')).toHaveLength(2)
  })

  it.each([
    ['2026-12-31', 'day', '2027-01-01'],
    ['2026-12-28', 'week', '2027-01-04'],
    ['2026-12-01', 'month', '2027-01-01'],
    ['2026-10-01', 'quarter', '2027-01-01'],
    ['2026-01-01', 'year', '2027-01-01'],
  ] as const)('after %s by %s comes %s', (day, step, next) => {
    expect(nextStep(day, step)).toBe(next)
  })

  it('names steps as people do', () => {
    expect([stepWords('2026-04-01', 'quarter', 'en'), stepWords('2026-04-01', 'month', 'en')]).toEqual([
      'Q2 2026',
      'Apr 2026',
    ])
  })
})

describe('a bar that is chosen', () => {
  const amount = fieldOf('amount', 'number')
  const closed = fieldOf('closed', 'datetime')

  it('filters by the values in it, the upper end only where the step includes it', () => {
    const ops = (includes: boolean) => rulesOfStep(amount, { from: 0, to: 10, count: 1 }, includes).map(({ op }) => op)
    expect([ops(false), ops(true)]).toEqual([
      ['gte', 'lt'],
      ['gte', 'lte'],
    ])
    expect(rulesOfStep(fieldOf('age', 'integer'), { from: 3, to: 3, count: 1 }, false)).toMatchObject([
      { op: 'eq', value: 3 },
    ])
  })

  it('filters by what a value means for the type of the field', () => {
    expect(rulesOfValue(fieldOf('stage', 'select'), 'Won')).toMatchObject([{ op: 'any-of', value: ['Won'] }])
    expect(rulesOfValue(amount, null)).toMatchObject([{ op: 'empty' }])
    expect(rulesOfTime(closed, '2026-10-01', 'quarter')).toMatchObject([
      { op: 'gte', value: '2026-10-01' },
      { op: 'lt', value: '2027-01-01' },
    ])
  })

  it('says nothing twice', () => {
    const rules = rulesOfValue(amount, 5)
    const once = withRules(null, rules)
    expect(withRules(once, rules)).toEqual(once)
  })
})
