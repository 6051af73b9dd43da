const MINUTE_MS = 60_000
const DAY_MS = 24 * 3_600_000

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  formats.set(zone, made)
  return made
}

export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** What a clock on the wall shows at this moment, as if it were a time in UTC. Whole seconds. */
export function wallClock(at: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
}

const offsetAt = (at: number, zone: string) => wallClock(at, zone) - Math.floor(at / 1000) * 1000

/**
 * The moment when the clock shows this time: the first one where it shows it twice, and where it never does, because the
 * clock was put forward over it, the moment when that was done.
 */
export function momentOf(wall: number, zone: string): number {
  const offsets = [offsetAt(wall - DAY_MS, zone), offsetAt(wall + DAY_MS, zone)]
  const shown = offsets.map((offset) => wall - offset).filter((at) => wallClock(at, zone) === wall)
  return shown.length > 0 ? Math.min(...shown) : changeBetween(wall - DAY_MS, wall + DAY_MS, wall, zone)
}

/** The first minute at which the clock shows more than `wall`. */
function changeBetween(from: number, to: number, wall: number, zone: string): number {
  let [low, high] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (wallClock(middle * MINUTE_MS, zone) > wall) high = middle
    else low = middle
  }
  return high * MINUTE_MS
}
