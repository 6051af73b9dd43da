import { sql } from 'kysely'
import type { FilterOp } from '../../../shared/domain/filter-ops'
import type { StoredField } from '../columns'
import { allOf, anyOf, notOf, type Sql } from './ask'

const DAY_MS = 86_400_000

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)

/** The day that is so many days later, in UTC; after the year 9999 a text that comes after all days. */
export function dayAfter(day: string, days: number): string {
  const iso = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString()
  return iso.startsWith('+') ? ':' : iso.slice(0, 10)
}

export type Comparison = Extract<FilterOp, 'eq' | 'gt' | 'gte' | 'lt' | 'lte'>

const from = (field: StoredField, text: string): Sql => sql`${sql.raw(field.column)} collate nocase >= ${text}`
const before = (field: StoredField, text: string): Sql =>
  sql`(${sql.raw(field.column)} collate nocase < ${text} and ${sql.raw(field.column)} <> '')`

/** A day given for a date and time means that whole day, wherever the value lies in it. */
export function compareDay(field: StoredField, op: Comparison, day: string): Sql {
  const next = dayAfter(day, 1)
  switch (op) {
    case 'eq':
      return daysBetween(field, day, day)
    case 'gt':
      return from(field, next)
    case 'gte':
      return from(field, day)
    case 'lt':
      return before(field, day)
    case 'lte':
      return before(field, next)
  }
}

/** Both days included. */
export const daysBetween = (field: StoredField, first: string, last: string): Sql =>
  allOf([from(field, first), before(field, dayAfter(last, 1))])

/**
 * Times are texts in UTC whose fractions differ by source (`12:00:00Z`, `12:00:00.000Z`), and as a text `00Z` comes
 * after `00.5Z`. So a moment is compared by its shortest form, and the forms that a text comparison gets wrong by name.
 */
export function compareMoment(field: StoredField, op: Comparison, iso: string): Sql {
  const second = iso.slice(0, 19)
  const fraction = iso.slice(20, -1).replace(/0+$/, '')
  const shortest = fraction ? `${second}.${fraction}` : second
  const same = isForm(field, formsOf(second, fraction))
  const early = fraction ? isForm(field, [`${second}Z`, second]) : sql`false`
  const atOrAfter = allOf([from(field, shortest), notOf(early)])
  const earlier = anyOf([before(field, shortest), early])
  switch (op) {
    case 'eq':
      return same
    case 'gte':
      return atOrAfter
    case 'lt':
      return earlier
    case 'gt':
      return allOf([atOrAfter, notOf(same)])
    case 'lte':
      return anyOf([earlier, same])
  }
}

const isForm = (field: StoredField, forms: string[]): Sql =>
  sql`${sql.raw(field.column)} collate nocase in (${sql.join(forms)})`

function formsOf(second: string, fraction: string): string[] {
  const digits = [0, 1, 2, 3, 4, 5, 6].filter((count) => count >= fraction.length)
  return digits.flatMap((count) => {
    const form = count === 0 ? second : `${second}.${fraction.padEnd(count, '0')}`
    return [form, `${form}Z`]
  })
}
