import type { GroupStep, RecordGroups } from '../../shared/domain/record-question'

type TimeStep = Exclude<GroupStep, 'value'>
type Group = RecordGroups['groups'][number]

const MOST_FILLED = 400

/** The first day of the step after the one that begins at `day` (YYYY-MM-DD). */
export function nextStep(day: string, step: TimeStep): string {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  if (step === 'day') at.setUTCDate(at.getUTCDate() + 1)
  else if (step === 'week') at.setUTCDate(at.getUTCDate() + 7)
  else if (step === 'month') at.setUTCMonth(at.getUTCMonth() + 1)
  else if (step === 'quarter') at.setUTCMonth(at.getUTCMonth() + 3)
  else at.setUTCFullYear(at.getUTCFullYear() + 1)
  return at.toISOString().slice(0, 10)
}

/** How people call a step: "Mar 2026", "Q1 2026", "week of 2 Mar 2026". */
export function stepWords(day: string, step: TimeStep, locale: string): string {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(at.getTime())) return day
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(at)
  if (step === 'year') return say({ year: 'numeric' })
  if (step === 'quarter') return `Q${Math.floor(at.getUTCMonth() / 3) + 1} ${say({ year: 'numeric' })}`
  if (step === 'month') return say({ month: 'short', year: 'numeric' })
  return say({ day: 'numeric', month: 'short', year: 'numeric' })
}

export type TimeGroup = { day: string; count: number }

/**
 * Groups by time in the order of time, with a zero for each step without records, so that a gap is seen as one. Too
 * many steps stay as they came.
 */
export function fillSteps(groups: readonly Group[], step: TimeStep): TimeGroup[] {
  const known = groups
    .filter((group): group is Group & { value: string } => typeof group.value === 'string' && group.value !== '')
    .map(({ value, count }) => ({ day: value.slice(0, 10), count }))
    .sort((one, other) => (one.day < other.day ? -1 : 1))
  const filled: TimeGroup[] = []
  for (const group of known) {
    let next = filled.at(-1)?.day
    while (next !== undefined) {
      next = nextStep(next, step)
      if (next >= group.day) break
      filled.push({ day: next, count: 0 })
      if (filled.length > MOST_FILLED) return known
    }
    filled.push(group)
  }
  return filled
}
