import { describe, expect, it } from 'vitest'
import { localFilter } from '../../../electron/data-worker/local-filters'
import type { StreamField, StreamFilter } from '../../../shared/domain/data-connection'
import { field } from '../../helpers/sources/synthetic'

type Value = string | number | null
const passing = (type: StreamField['type'], op: StreamFilter['op'], value: string, values: Value[]): Value[] => {
  const passes = localFilter([field('other', 'text'), field('it', type)], [{ field: 'it', op, value }])
  return values.filter((one) => passes?.(['x', one]))
}

describe('a filter that the source does not apply', () => {
  it.each<[StreamField['type'], StreamFilter['op'], string, Value[], Value[]]>([
    ['integer', 'gt', '9', [8, 9, 10, null], [10]],
    ['integer', 'eq', '9007199254740993', ['9007199254740993', '9007199254740992'], ['9007199254740993']],
    ['integer', 'lt', 'many', [1, 2], []],
    ['number', 'lte', '1.5', [1.5, 1.6, -2, null], [1.5, -2]],
    ['number', 'gte', '', [0, 1], []],
    ['boolean', 'eq', 'true', [1, 0, null], [1]],
    ['boolean', 'ne', 'true', [1, 0, null], [0, null]],
    ['datetime', 'gte', '2026-01-01', ['2025-12-31T23:59:59Z', '2026-01-01T00:00:00Z'], ['2026-01-01T00:00:00Z']],
    ['datetime', 'eq', '2026-01-01T01:00:00+01:00', ['2026-01-01T00:00:00.000Z'], ['2026-01-01T00:00:00.000Z']],
    ['date', 'lt', '2026-02-01', ['2026-01-31', '2026-02-01'], ['2026-01-31']],
    ['text', 'eq', 'Ada', ['Ada', 'ada', null], ['Ada']],
    ['text', 'contains', 'AD', ['Ada', 'Bob', null], ['Ada']],
    ['text', 'empty', '', ['', null, ' '], ['', null]],
    ['json', 'not-empty', '', ['[]', null], ['[]']],
  ])('compares %s by %s %s', (type, op, value, values, expected) => {
    expect(passing(type, op, value, values)).toEqual(expected)
  })

  it('lets pass what passes all of them', () => {
    const fields = [field('a', 'integer'), field('b', 'text')]
    const passes = localFilter(fields, [
      { field: 'a', op: 'gte', value: '2' },
      { field: 'b', op: 'contains', value: 'x' },
    ])
    expect(
      [
        [1, 'x'],
        [2, 'y'],
        [3, 'xy'],
      ].filter((row) => passes?.(row)),
    ).toEqual([[3, 'xy']])
    expect(localFilter(fields, [])).toBeNull()
  })
})
