const HOUR_MS = 3_600_000
const FIXED = /^(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?$/

/** What a clock on the wall of a time zone shows, as if it were UTC, becomes the moment it stands for; in milliseconds. */
export function wallToUtc(timeZone: string): (wall: number) => number {
  const fixed = FIXED.exec(timeZone)
  if (fixed) {
    const [, sign, hours, minutes = '0'] = fixed
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
    return (wall) => wall - offset
  }
  const offsetAt = offsetsOf(timeZone)
  return (wall) => wall - offsetAt(wall - offsetAt(wall))
}

/** The offset of a zone at a moment, looked up once an hour; UTC for a zone that nobody knows. */
function offsetsOf(timeZone: string): (utc: number) => number {
  const format = formatOf(timeZone)
  const known = new Map<number, number>()
  return (utc) => {
    const hour = Math.floor(utc / HOUR_MS)
    const offset = known.get(hour) ?? offsetIn(format, hour * HOUR_MS)
    known.set(hour, offset)
    return offset
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const parts = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone })
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone: 'UTC' })
  }
}

function offsetIn(format: Intl.DateTimeFormat, utc: number): number {
  const parts = new Map(format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]))
  const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const wall = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
  return wall - utc
}
