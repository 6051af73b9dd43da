import { describe, expect, it } from 'vitest'
import { isEmptyWindow, isOlder, settle, windowEnd, windowStart } from '../../../electron/data-worker/windows'
import type { StreamTiming } from '../../../electron/sources/define'

const timing = (change: Partial<StreamTiming>): StreamTiming => ({
  ...{ granularityMs: 1, lagMs: 0, lookbackMs: 0, retentionMs: null, sweepEveryMs: null, recomputeEveryMs: null },
  ...change,
})

describe('a window', () => {
  it('starts at a whole step before the last one ended, and looks back', () => {
    const at = (cursor: string, change: Partial<StreamTiming>) =>
      windowStart(cursor, '2026-03-09T00:00:00Z', timing(change))
    expect(at('2026-03-01T10:00:00.123456Z', {})).toBe('2026-03-01T10:00:00.123Z')
    expect(at('2026-03-01T10:00:59.999Z', { granularityMs: 60_000 })).toBe('2026-03-01T10:00:00.000Z')
    expect(at('2026-03-01T10:00:30Z', { granularityMs: 86_400_000 })).toBe('2026-03-01T00:00:00.000Z')
    expect(at('2026-03-01T10:00:30Z', { lookbackMs: 60_000, granularityMs: 60_000 })).toBe('2026-03-01T09:59:00.000Z')
  })

  it('ends so long before now as records take to become visible', () => {
    expect(windowEnd(new Date('2026-03-01T10:00:00Z'), timing({ lagMs: 5000 }))).toBe('2026-03-01T09:59:55.000Z')
  })

  it('never starts after its end, also when the clock went back', () => {
    expect(windowStart('2026-03-05T00:00:00Z', '2026-03-01T00:00:00Z', timing({ lookbackMs: 1000 }))).toBe(
      '2026-02-28T23:59:59.000Z',
    )
    expect(isEmptyWindow({ from: '2026-03-01T00:00:00Z', to: '2026-03-01T00:00:00Z' })).toBe(true)
  })

  it('takes a cursor that is no moment as it is', () => {
    expect(windowStart('123456', '123999', timing({ lookbackMs: 1000 }))).toBe('123456')
    expect(isEmptyWindow({ from: '123456', to: '123456' })).toBe(false)
    expect(isOlder('123456', 1, new Date('2026-03-01T00:00:00Z'))).toBe(false)
  })

  it('ends by the clock of the source when the one here is ahead', () => {
    expect(settle('2026-03-01T10:00:00.000Z', 90_000)).toBe('2026-03-01T09:58:30.000Z')
    expect(settle('2026-03-01T10:00:00.000Z', -90_000)).toBe('2026-03-01T10:00:00.000Z')
    expect(settle('77', 90_000)).toBe('77')
  })
})
