import { describe, expect, it } from 'vitest'
import { byteWords, numberWords, shortNumberWords } from '../../../renderer/ui/number-words'
import { durationWords, timeWords } from '../../../renderer/ui/time-words'

const now = new Date(2026, 10, 21, 14, 0, 0)
const saidAt = (ms: number) => timeWords(new Date(now.getTime() - ms), now, 'en')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('time in words', () => {
  it('says how long ago', () => {
    expect(saidAt(5000)).toEqual({ key: 'time.now' })
    expect(saidAt(40_000)).toEqual({ key: 'time.ago.minutes', count: 1 })
    expect(saidAt(3 * MINUTE)).toEqual({ key: 'time.ago.minutes', count: 3 })
    expect(saidAt(2 * HOUR)).toEqual({ key: 'time.ago.hours', count: 2 })
    expect(saidAt(3 * DAY)).toEqual({ key: 'time.ago.days', count: 3 })
  })

  it('says how soon', () => {
    expect(saidAt(-12 * MINUTE)).toEqual({ key: 'time.in.minutes', count: 12 })
    expect(saidAt(-20 * 1000)).toEqual({ key: 'time.soon' })
    expect(saidAt(-DAY)).toEqual({ key: 'time.tomorrow' })
  })

  it('goes by the calendar for yesterday, not by 24 hours', () => {
    expect(saidAt(15 * HOUR)).toEqual({ key: 'time.yesterday' })
    expect(saidAt(37 * HOUR)).toEqual({ key: 'time.yesterday' })
    expect(saidAt(39 * HOUR)).toEqual({ key: 'time.ago.days', count: 2 })
  })

  it('writes the date after a week, with the year when it is another one', () => {
    expect(saidAt(10 * DAY)).toEqual({ text: 'Nov 11' })
    expect(saidAt(400 * DAY)).toEqual({ text: 'Oct 17, 2025' })
  })

  it('writes durations in the unit that fits', () => {
    const plain = (ms: number) => durationWords(ms).replaceAll('\u00a0', ' ')
    expect([42, 400, 9949, 12_000, 200_000, 60_000, 3_900_000, 7_200_000].map(plain)).toEqual([
      ...['42 ms', '0.4 s', '9.9 s', '12 s', '3 min 20 s', '1 min', '1 h 5 min', '2 h'],
    ])
  })
})

describe('numbers in words', () => {
  it('groups digits with thin spaces', () => {
    expect(numberWords(1204332)).toBe('1\u2009204\u2009332')
    expect(numberWords(-1234.5, 2)).toBe('-1\u2009234.50')
    expect(shortNumberWords(12_300)).toBe('12.3k')
  })

  it('never writes a thousand of one unit where the next one fits', () => {
    const plain = (bytes: number) => byteWords(bytes).replaceAll('\u00a0', ' ')
    expect([0, 512, 1500, 999_600, 48_300_211, 2e15].map(plain)).toEqual([
      ...['0 B', '512 B', '1.5 kB', '1.0 MB', '48.3 MB', '2000 TB'],
    ])
  })
})
