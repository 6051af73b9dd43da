import { describe, expect, it } from 'vitest'
import { nextOf, parseCron } from '../../../electron/data-connections/cron'
import { backoffMs, plan, previewSchedule, soonEnough } from '../../../electron/data-connections/schedule'
import type { Schedule } from '../../../shared/domain/data-connection'

/** The next times of an expression, one after the other. */
function times(expression: string, zone: string, from: string, count: number): string[] {
  const cron = parseCron(expression, zone)
  if (!cron) throw new Error('Not read')
  const found: string[] = []
  let last = Date.parse(from)
  for (let index = 0; index < count; index += 1) {
    last = nextOf(cron, last) ?? Number.NaN
    found.push(new Date(last).toISOString())
  }
  return found
}

describe('a cron expression', () => {
  it.each([
    ['30 6 * * 1-5', 'UTC', '2026-03-06T07:00:00Z', ['2026-03-09T06:30:00.000Z', '2026-03-10T06:30:00.000Z']],
    ['*/20 8-9 * * *', 'UTC', '2026-01-01T09:30:00Z', ['2026-01-01T09:40:00.000Z', '2026-01-02T08:00:00.000Z']],
    ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00.000Z', '2032-02-29T00:00:00.000Z']],
    ['0 12 1 jan,jul *', 'UTC', '2026-01-01T12:00:00Z', ['2026-07-01T12:00:00.000Z', '2027-01-01T12:00:00.000Z']],
    ['5/25 0 * * sun', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-04T00:05:00.000Z', '2026-01-04T00:30:00.000Z']],
    ['0 0 * * 7', 'UTC', '2026-01-01T00:00:00Z', ['2026-01-04T00:00:00.000Z', '2026-01-11T00:00:00.000Z']],
    ['0 9 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', ['2026-01-01T03:30:00.000Z', '2026-01-02T03:30:00.000Z']],
    ['15 0 * * *', 'Pacific/Apia', '2011-12-29T11:00:00Z', ['2011-12-30T10:00:00.000Z', '2011-12-30T10:15:00.000Z']],
  ])('%s in %s is due at the times that it names', (expression, zone, from, expected) => {
    expect(times(expression, zone, from, 2)).toEqual(expected)
  })

  it('takes either day when both a day of the month and a weekday are named', () => {
    expect(times('0 0 13 * 5', 'UTC', '2026-02-01T00:00:00Z', 3)).toEqual([
      '2026-02-06T00:00:00.000Z',
      '2026-02-13T00:00:00.000Z',
      '2026-02-20T00:00:00.000Z',
    ])
  })

  it('runs at the end of the hour that the clock leaves out, once', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    expect(times('*/15 * * * *', 'America/New_York', '2026-03-08T06:50:00Z', 2)).toEqual([
      '2026-03-08T07:00:00.000Z',
      '2026-03-08T07:15:00.000Z',
    ])
  })

  it('runs once in the hour that the clock repeats', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
    expect(times('0 * * * *', 'Australia/Lord_Howe', '2026-04-04T13:30:00Z', 3)).toEqual([
      '2026-04-04T14:00:00.000Z',
      '2026-04-04T15:30:00.000Z',
      '2026-04-04T16:30:00.000Z',
    ])
  })

  it.each([
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '5-1 * * * *',
    'a * * * *',
    '* * * * * *',
    '*-5 * * * *',
  ])('does not take %s', (expression) => expect(parseCron(expression, 'UTC')).toBeNull())

  it('does not take a time zone that does not exist', () => expect(parseCron('* * * * *', 'Mars/Olympus')).toBeNull())

  it('is refused when no day fits it', () => {
    const never: Schedule = { kind: 'cron', expression: '0 0 31 2 *', timeZone: 'UTC' }
    expect(() => previewSchedule(never, new Date('2026-01-01T00:00:00Z'))).toThrow('No day fits this schedule')
  })
})

describe('the next start', () => {
  const hourly: Schedule = { kind: 'interval', minutes: 60 }
  const at = (text: string) => new Date(text)

  it('is set aside by the same time for the same data connection, two minutes at most', () => {
    const last = at('2026-01-01T10:00:00Z')
    const ids = Array.from({ length: 200 }, (_, index) => `id-${index}`)
    const asides = ids.map((id) => {
      const planned = plan(hourly, id, last, last)
      expect(planned?.slotAt).toBe('2026-01-01T11:00:00.000Z')
      expect(plan(hourly, id, last, last)).toEqual(planned)
      return Date.parse(planned?.nextRunAt ?? '') - Date.parse('2026-01-01T11:00:00Z')
    })
    expect(Math.max(...asides.map(Math.abs))).toBeLessThanOrEqual(120_000)
    expect(new Set(asides).size).toBeGreaterThan(190)
    expect(Math.min(...asides)).toBeLessThan(0)
  })

  it('is set aside by a tenth of a short interval, and never before a time of day', () => {
    const last = at('2026-01-01T10:00:00Z')
    const daily: Schedule = { kind: 'cron', expression: '0 11 * * *', timeZone: 'UTC' }
    for (let index = 0; index < 100; index += 1) {
      const short = plan({ kind: 'interval', minutes: 5 }, `id-${index}`, last, last)
      expect(Math.abs(Date.parse(short?.nextRunAt ?? '') - Date.parse('2026-01-01T10:05:00Z'))).toBeLessThanOrEqual(
        30_000,
      )
      const day =
        Date.parse(plan(daily, `id-${index}`, last, last)?.nextRunAt ?? '') - Date.parse('2026-01-01T11:00:00Z')
      expect(day).toBeGreaterThanOrEqual(0)
      expect(day).toBeLessThanOrEqual(120_000)
    }
  })

  it('does not drift: a start aside of its time counts from that time', () => {
    let last = at('2026-01-01T10:00:00Z')
    let now = last
    for (let index = 0; index < 48; index += 1) {
      const planned = plan(hourly, 'one', last, now)
      last = at(planned?.slotAt ?? '')
      now = at(planned?.nextRunAt ?? '')
    }
    expect(last.toISOString()).toBe('2026-01-03T10:00:00.000Z')
  })

  it('leaves out what was missed', () => {
    expect(plan(hourly, 'one', at('2026-01-01T10:00:00Z'), at('2026-01-02T10:30:00Z'))?.slotAt).toBe(
      '2026-01-02T11:00:00.000Z',
    )
  })

  it('is one turn away at most after the clock was set back', () => {
    const now = at('2026-01-01T10:00:00Z')
    expect(plan(hourly, 'one', at('2027-01-01T00:00:00Z'), now)?.slotAt).toBe('2026-01-01T11:00:00.000Z')
    const stored = { id: 'one', schedule: hourly, nextRunAt: '2027-01-01T00:00:00.000Z', failures: 0 }
    expect(Date.parse(soonEnough(stored, now)) - now.getTime()).toBeLessThanOrEqual(62 * 60_000)
    const near = { ...stored, nextRunAt: '2026-01-01T10:20:00.000Z' }
    expect(soonEnough(near, now)).toBe(near.nextRunAt)
  })

  it('waits twice as long after each failure, and a day at most', () => {
    const now = at('2026-01-01T10:00:00Z')
    const hours = [1, 2, 3, 4, 5, 6].map((failures) => backoffMs(hourly, failures, now) / 3_600_000)
    expect(hours).toEqual([2, 4, 8, 16, 24, 24])
    expect(backoffMs({ kind: 'interval', minutes: 43_200 }, 3, now)).toBe(30 * 24 * 3_600_000)
  })
})
