import type { TFunction } from 'i18next'
import type { Schedule } from '../../shared/domain/data-connection'
import { cronWords } from './cron-words'

const HOUR = 60
const DAY = 24 * HOUR
const WEEK = 7 * DAY

/** In the largest unit that divides it: 90 minutes, 2 hours, 3 days. */
export function intervalWords(minutes: number, t: TFunction): string {
  if (minutes % WEEK === 0) return t('every.weeks', { count: minutes / WEEK })
  if (minutes % DAY === 0) return t('every.days', { count: minutes / DAY })
  if (minutes % HOUR === 0) return t('every.hours', { count: minutes / HOUR })
  return t('every.minutes', { count: minutes })
}

/** "Europe/Berlin" is "Berlin", "America/Argentina/Buenos_Aires" is "Buenos Aires". */
const zoneWords = (timeZone: string): string => timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone

/** A schedule as one sentence. `t` is that of `data-connections`. */
export function scheduleWords(schedule: Schedule, t: TFunction): string {
  switch (schedule.kind) {
    case 'manual':
      return t('schedule.manual')
    case 'interval':
      return intervalWords(schedule.minutes, t)
    case 'cron': {
      const { expression, timeZone } = schedule
      const words = cronWords(expression, t) ?? t('cron.expression', { expression })
      return t('cron.inZone', { words, zone: zoneWords(timeZone) })
    }
  }
}

/** One of the next times, on the clock of the schedule: "Mon, 24 Nov, 08:00". */
export function nextTimeWords(at: string, schedule: Schedule, locale: string): string {
  const zone = schedule.kind === 'cron' ? { timeZone: schedule.timeZone } : {}
  const look = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(locale, { ...look, hourCycle: 'h23', ...zone }).format(new Date(at))
}

/** The time zones that this computer knows, its own first. */
export function timeZones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
}

export const INTERVALS = [5, 15, 30, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, WEEK]
export const USUAL_SCHEDULE: Schedule = { kind: 'interval', minutes: HOUR }

/** Five fields were typed; whether they mean something is for main to say. */
export const isScheduleTyped = (schedule: Schedule): boolean =>
  schedule.kind !== 'cron' || schedule.expression.trim().split(/\s+/).length === 5
