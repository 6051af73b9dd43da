const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Either a key of `ui:time` with its count, or a date already written out. */
export type TimeWords = { key: string; count?: number } | { text: string }

/** How a moment is said beside `now`: "3 min ago", "in 12 min", "yesterday", then the date. */
export function timeWords(at: Date, now: Date, locale: string): TimeWords {
  const distance = now.getTime() - at.getTime()
  const away = Math.abs(distance)
  const side = distance >= 0 ? 'ago' : 'in'
  if (away < MINUTE / 2) return { key: distance >= 0 ? 'time.now' : 'time.soon' }
  if (away < HOUR) return { key: `time.${side}.minutes`, count: Math.max(1, Math.round(away / MINUTE)) }
  if (away < DAY && sameDay(at, now)) return { key: `time.${side}.hours`, count: Math.max(1, Math.round(away / HOUR)) }
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY)
  if (days === 1) return { key: 'time.yesterday' }
  if (days === -1) return { key: 'time.tomorrow' }
  if (Math.abs(days) < 7) return { key: `time.${side}.days`, count: Math.abs(days) }
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return { text: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...year }).format(at) }
}

export const exactTime = (at: Date, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(at)

/** "0.4 s", "12 s", "3 min 20 s", "1 h 5 min"; under a tenth of a second in ms. No line breaks before units. */
export function durationWords(ms: number): string {
  const gap = '\u00a0'
  if (ms < 100) return `${Math.round(ms)}${gap}ms`
  if (ms < 9950) return `${(ms / 1000).toFixed(1)}${gap}s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}${gap}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 ? `${minutes}${gap}min ${seconds % 60}${gap}s` : `${minutes}${gap}min`
  return minutes % 60 ? `${Math.floor(minutes / 60)}${gap}h ${minutes % 60}${gap}min` : `${minutes / 60}${gap}h`
}

const startOfDay = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
const sameDay = (a: Date, b: Date): boolean => startOfDay(a) === startOfDay(b)
