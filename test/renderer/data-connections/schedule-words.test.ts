import { describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import {
  INTERVALS,
  intervalWords,
  isScheduleTyped,
  nextTimeWords,
  scheduleWords,
  timeZones,
} from '../../../renderer/data-connections/schedule-words'
import { Schedule } from '../../../shared/domain/data-connection'

const t = startI18n().getFixedT('en', 'data-connections')

const cron = (expression: string, timeZone = 'Europe/Berlin'): Schedule => ({ kind: 'cron', expression, timeZone })

describe('the sentence of a schedule', () => {
  it('says an interval in the largest unit that divides it', () => {
    const said = [5, 60, 90, 180, 1440, 2880, 10_080].map((minutes) => intervalWords(minutes, t))
    expect(said).toEqual([
      'Every 5 minutes',
      'Every hour',
      'Every 90 minutes',
      'Every 3 hours',
      'Every day',
      'Every 2 days',
      'Every week',
    ])
  })

  it('offers only intervals that main takes', () => {
    for (const minutes of INTERVALS) expect(Schedule.safeParse({ kind: 'interval', minutes }).success).toBe(true)
  })

  it.each([
    ['0 8 * * *', 'At 08:00, every day, Berlin time'],
    ['30 6,18 * * *', 'At 06:30 and 18:30, every day, Berlin time'],
    ['0 8 * * 1-5', 'At 08:00, Monday to Friday, Berlin time'],
    ['*/15 8-18 * * 1-5', 'Every 15 minutes from 08:00 to 18:59, Monday to Friday, Berlin time'],
    ['5 * * * *', 'Every hour at minute 5, Berlin time'],
    ['0 */6 * * *', 'Every 6 hours at minute 0, Berlin time'],
    ['10 9-17 * * 1,3', 'Every hour at minute 10 from 09:10 to 17:10, Monday and Wednesday, Berlin time'],
    ['0 6 1 * *', 'At 06:00, on day 1 of the month, Berlin time'],
    ['0 6 1,15 1,7 *', 'At 06:00, on days 1 and 15 of the month, in January and July, Berlin time'],
    ['0 8 * * 7', 'At 08:00, Sunday, Berlin time'],
    ['* * * * *', 'Every minute, Berlin time'],
  ])('says %s in words', (expression, words) => {
    expect(scheduleWords(cron(expression), t)).toBe(words)
  })

  it.each(['0 8 1 * 1', '0 8 L * *', '0 8 * * MON', '0 8,9 * * 1-5/2', '1-5 8 * * *'])(
    'shows %s as it is, for it would be a long sentence',
    (expression) => {
      expect(scheduleWords(cron(expression), t)).toBe(`At the times of ${expression}, Berlin time`)
    },
  )

  it('names the city of the time zone', () => {
    expect(scheduleWords(cron('0 8 * * *', 'America/Argentina/Buenos_Aires'), t)).toMatch(/, Buenos Aires time$/)
    expect(scheduleWords(cron('0 8 * * *', 'UTC'), t)).toMatch(/, UTC time$/)
  })

  it('shows the next times on the clock of the schedule', () => {
    expect(nextTimeWords('2026-01-05T07:00:00.000Z', cron('0 8 * * *'), 'en')).toBe('Mon, Jan 5, 08:00')
    expect(nextTimeWords('2026-01-05T07:00:00.000Z', cron('0 2 * * *', 'America/New_York'), 'en')).toBe(
      'Mon, Jan 5, 02:00',
    )
  })

  it('asks main only for five fields', () => {
    expect(isScheduleTyped(cron('0 8 * *'))).toBe(false)
    expect(isScheduleTyped(cron(' 0 8  * * * '))).toBe(true)
    expect(isScheduleTyped({ kind: 'manual' })).toBe(true)
  })

  it('offers every time zone once, that of the computer first', () => {
    const zones = timeZones()
    expect(new Set(zones).size).toBe(zones.length)
    expect(zones[0]).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect(zones).toEqual(expect.arrayContaining(['UTC', 'Europe/Berlin']))
  })
})
