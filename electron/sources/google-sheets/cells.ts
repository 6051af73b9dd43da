import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'

const DAY_MS = 86_400_000
const DAY_ZERO = Date.UTC(1899, 11, 30)
const LAST_MOMENT = 8.64e15
/** What a formula that failed, or has not ended yet, shows; some say why in parentheses. */
const FAILED = /^(?:#(?:N\/A|DIV\/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)(?: \(.*\))?|Loading\.\.\.)$/s

export const isBlank = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** Blank, or a box that nobody ticked: checkboxes are often put into far more rows than are used. */
export const isUnused = (value: JsonValue | undefined): boolean => value === false || isBlank(value)

/** A cell as its field's type has it: a failed formula is null, the number of a day or a moment becomes ISO-8601. */
export function toCell(
  { sourceType }: Pick<StreamField, 'sourceType'>,
  value: JsonValue | undefined,
  toUtc: (wall: number) => number,
): JsonValue {
  if (isBlank(value) || value === undefined) return null
  if (typeof value === 'string') return FAILED.test(value) ? null : value
  if (typeof value !== 'number') return value
  const [format] = sourceType.split(' ')
  if (format === 'DATE') return toDay(value)
  if (format === 'DATE_TIME') return toMoment(value, toUtc)
  return format === 'TIME' ? toTime(value) : value
}

/** Serial numbers count days from the 30th of December 1899, the fraction is the time of day. */
const toWall = (serial: number): number => Math.round(DAY_ZERO + serial * DAY_MS)

function toDay(serial: number): string {
  const wall = toWall(Math.floor(serial))
  return Math.abs(wall) > LAST_MOMENT ? String(serial) : new Date(wall).toISOString().replace(/T.*/, '')
}

function toMoment(serial: number, toUtc: (wall: number) => number): string {
  const wall = toWall(serial)
  return Math.abs(wall) > LAST_MOMENT - DAY_MS ? String(serial) : new Date(toUtc(wall)).toISOString()
}

/** A time of day or a duration, which may have more than 24 hours. */
function toTime(serial: number): string {
  const seconds = Math.round(Math.abs(serial) * 86_400)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return (serial < 0 ? '-' : '') + parts.map((part) => String(part).padStart(2, '0')).join(':')
}
