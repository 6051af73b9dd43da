const GROUPED = /^[+-]?\d{1,3}([, _\u2009\u202f\u00a0]\d{3})+(\.\d+)?$/
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/**
 * A typed number, thousands grouped or not; null when it is none. An integer beyond what a number holds exactly stays
 * the text it is, as main keeps it.
 */
export function numberTyped(text: string, whole: boolean): number | string | null {
  const trimmed = text.trim()
  const plain = GROUPED.test(trimmed) ? trimmed.replace(/[, _\u2009\u202f\u00a0]/g, '') : trimmed
  if (whole) {
    if (!/^[+-]?\d{1,19}$/.test(plain)) return null
    return Number.isSafeInteger(Number(plain)) ? Number(plain) : plain
  }
  return PLAIN.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null
}
