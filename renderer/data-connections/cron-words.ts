import type { TFunction } from 'i18next'

type Parts = { minute: string; hour: string; day: string; month: string; weekday: string }

function partsOf(expression: string): Parts | null {
  const [minute, hour, day, month, weekday, more] = expression.trim().split(/\s+/)
  if (!minute || !hour || !day || !month || !weekday || more) return null
  return { minute, hour, day, month, weekday }
}

const numberOf = (text: string): number | null => (/^\d{1,2}$/.test(text) ? Number(text) : null)

/** `1,3,5` as numbers; null for anything else. */
function listOf(text: string): number[] | null {
  const numbers = text.split(',').map(numberOf)
  return numbers.every((value) => value !== null) ? numbers : null
}

const stepOf = (text: string): number | null => numberOf(/^\*\/(\d{1,2})$/.exec(text)?.[1] ?? '')

function rangeOf(text: string): [number, number] | null {
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  return from && to ? [Number(from), Number(to)] : null
}

const clock = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`

const joined = (words: string[]): string => new Intl.ListFormat('en', { type: 'conjunction' }).format(words)

const MOST_TIMES = 6

/** Every few minutes, all day or between two hours. */
function stepWords(step: number, hour: string, t: TFunction): string | null {
  const every = t('cron.minutes', { count: step })
  if (hour === '*') return every
  const range = rangeOf(hour)
  return range ? `${every} ${t('cron.between', { from: clock(range[0], 0), to: clock(range[1], 59) })}` : null
}

/** At one minute of every hour, or of every few. */
function hourlyWords(minute: number, hour: string, t: TFunction): string | null {
  if (hour === '*') return t('cron.hourly', { minute })
  const step = stepOf(hour)
  if (step !== null) return t('cron.hours', { count: step, minute })
  const range = rangeOf(hour)
  if (!range) return null
  return `${t('cron.hourly', { minute })} ${t('cron.between', { from: clock(range[0], minute), to: clock(range[1], minute) })}`
}

function timeWords({ minute, hour }: Parts, t: TFunction): string | null {
  const step = minute === '*' ? 1 : stepOf(minute)
  if (step !== null) return stepWords(step, hour, t)
  const minutes = listOf(minute)
  const hours = listOf(hour)
  if (minutes && hours && minutes.length * hours.length <= MOST_TIMES)
    return t('cron.at', { times: joined(hours.flatMap((h) => minutes.map((m) => clock(h, m)))) })
  const at = numberOf(minute)
  return at === null ? null : hourlyWords(at, hour, t)
}

/** 4 January 1970 was a Sunday; 7 is a Sunday too. */
const weekdayName = (day: number): string =>
  new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(1970, 0, 4 + (day % 7)))

const monthName = (month: number): string =>
  new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(1970, month - 1, 1))

/** Null for what cannot be said; an empty list for every day. */
function dayWords({ day, weekday }: Parts, t: TFunction): string[] | null {
  if (day === '*' && weekday === '*') return []
  if (day !== '*' && weekday !== '*') return null
  if (day !== '*') {
    const days = listOf(day)
    return days ? [t('cron.days', { days: joined(days.map(String)), count: days.length })] : null
  }
  const range = rangeOf(weekday)
  if (range) return [t('cron.weekdayRange', { from: weekdayName(range[0]), to: weekdayName(range[1]) })]
  const weekdays = listOf(weekday)
  return weekdays ? [joined(weekdays.map(weekdayName))] : null
}

function monthWords({ month }: Parts, t: TFunction): string[] | null {
  if (month === '*') return []
  const months = listOf(month)
  return months ? [t('cron.months', { months: joined(months.map(monthName)) })] : null
}

/** What five fields mean, as far as it can be said in a short sentence; else null. */
export function cronWords(expression: string, t: TFunction): string | null {
  const parts = partsOf(expression)
  if (!parts) return null
  const time = timeWords(parts, t)
  const days = dayWords(parts, t)
  const months = monthWords(parts, t)
  if (time === null || days === null || months === null) return null
  const isAt = listOf(parts.hour) !== null && listOf(parts.minute) !== null
  const when = days.length === 0 && isAt ? [t('cron.everyDay')] : days
  return [time, ...when, ...months].join(', ')
}
