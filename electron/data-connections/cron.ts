import { isTimeZone, momentOf, wallClock } from './time-zone'

/** The minutes, hours, days and months at which it is due. `anyDay` says which of the two lists of days count. */
export type Cron = {
  minutes: number[]
  hours: number[]
  days: ReadonlySet<number>
  months: ReadonlySet<number>
  weekdays: ReadonlySet<number>
  anyDay: boolean
  zone: string
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const DAY_MS = 24 * 3_600_000
/** From one 29 February to the next can be eight years. */
const MOST_DAYS = 8 * 366 + 1

type Part = { least: number; most: number; names: readonly string[]; first: number }

const PARTS: readonly [Part, Part, Part, Part, Part] = [
  { least: 0, most: 59, names: [], first: 0 },
  { least: 0, most: 23, names: [], first: 0 },
  { least: 1, most: 31, names: [], first: 0 },
  { least: 1, most: 12, names: MONTHS, first: 1 },
  { least: 0, most: 7, names: WEEKDAYS, first: 0 },
]

/** Five fields as in POSIX, with names, steps and ranges. Null when they cannot be read. */
export function parseCron(expression: string, zone: string): Cron | null {
  const fields = expression.trim().toLowerCase().split(/\s+/)
  if (fields.length !== 5 || !isTimeZone(zone)) return null
  const [minutes, hours, days, months, weekdays] = PARTS.map((part, index) => numbersIn(fields[index] ?? '', part))
  if (!minutes || !hours || !days || !months || !weekdays) return null
  const starred = [fields[2], fields[4]].filter((field) => field?.startsWith('*')).length
  return {
    minutes: sorted(minutes),
    hours: sorted(hours),
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % 7)),
    // A day has to fit both lists when one of them starts with a star, and any of them when both name days.
    anyDay: starred === 0,
    zone,
  }
}

const sorted = (numbers: number[]) => [...new Set(numbers)].sort((a, b) => a - b)

function numbersIn(text: string, part: Part): number[] | null {
  const lists = text.split(',').map((item) => rangeIn(item, part))
  return lists.some((list) => list === null) ? null : lists.flatMap((list) => list ?? [])
}

function rangeIn(item: string, part: Part): number[] | null {
  const found = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,2}))?$/.exec(item)
  if (!found) return null
  const [, from = '', to, step] = found
  const by = step === undefined ? 1 : Number(step)
  if (by < 1 || (from === '*' && to !== undefined)) return null
  const first = from === '*' ? part.least : numberIn(from, part)
  const openEnd = from === '*' || step !== undefined ? part.most : first
  const last = to === undefined ? openEnd : numberIn(to, part)
  if (first === null || last === null || last < first) return null
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by)
}

function numberIn(text: string, { least, most, names, first }: Part): number | null {
  const named = names.indexOf(text)
  if (named >= 0) return named + first
  if (!/^\d{1,2}$/.test(text)) return null
  const number = Number(text)
  return number >= least && number <= most ? number : null
}

/**
 * The first time after `after`; null when there is none within eight years. A time that the clock jumps over is due at the
 * moment of the jump, and one that the clock shows twice is due the first time only.
 */
export function nextOf(cron: Cron, after: number): number | null {
  const today = Math.floor(wallClock(after, cron.zone) / DAY_MS) * DAY_MS
  for (let index = -1; index < MOST_DAYS; index += 1) {
    const day = today + index * DAY_MS
    if (!isDay(cron, new Date(day))) continue
    const found = firstOfDay(cron, day, after)
    if (found !== null) return found
  }
  return null
}

function firstOfDay({ hours, minutes, zone }: Cron, day: number, after: number): number | null {
  for (const hour of hours)
    for (const minute of minutes) {
      const at = momentOf(day + (hour * 60 + minute) * 60_000, zone)
      if (at > after) return at
    }
  return null
}

function isDay({ days, months, weekdays, anyDay }: Cron, day: Date): boolean {
  if (!months.has(day.getUTCMonth() + 1)) return false
  const [byDay, byWeekday] = [days.has(day.getUTCDate()), weekdays.has(day.getUTCDay())]
  return anyDay ? byDay || byWeekday : byDay && byWeekday
}
