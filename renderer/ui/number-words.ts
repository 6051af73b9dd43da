const THIN = '\u2009'
/** Between a number and its unit, where no line may break. */
const FIXED = '\u00a0'

/** Digits in groups of three with thin spaces: 12 345. */
export function numberWords(value: number, decimals?: number): string {
  const fixed = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return new Intl.NumberFormat('en', { maximumFractionDigits: 6, ...fixed }).format(value).replaceAll(',', THIN)
}

/** 950, 12k, 1.2M: for places where the exact number does not matter. */
export function shortNumberWords(value: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value).replace('K', 'k')
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes in decimal units: 512 B, 1.2 MB. */
export function byteWords(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)}${FIXED}${UNITS[unit]}`
}
