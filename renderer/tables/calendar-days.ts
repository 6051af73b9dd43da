const two = (part: number): string => String(part).padStart(2, '0')

const isoDay = (at: Date): string =>
  `${String(at.getUTCFullYear()).padStart(4, '0')}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`

const parsed = (day: string): Date | null => {
  const at = new Date(`${day}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(at.getTime()) ? at : null
}

export function today(): string {
  const now = new Date()
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

/** A day so many days later; today when there is none to begin with. */
export function shiftedDay(day: string, days: number): string {
  const at = parsed(day)
  if (!at) return today()
  at.setUTCDate(at.getUTCDate() + days)
  return isoDay(at)
}

/** The same day of another month, or its last day. */
export function shiftedMonth(day: string, months: number): string {
  const at = parsed(day)
  if (!at) return today()
  const date = at.getUTCDate()
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + months)
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  at.setUTCDate(Math.min(date, last))
  return isoDay(at)
}

/** The six weeks around a day's month, from Monday on. */
export function monthDays(day: string): string[] {
  const at = parsed(day) ?? parsed(today()) ?? new Date()
  at.setUTCDate(1)
  const lead = (at.getUTCDay() + 6) % 7
  const first = isoDay(at)
  return Array.from({ length: 42 }, (_, index) => shiftedDay(first, index - lead))
}
