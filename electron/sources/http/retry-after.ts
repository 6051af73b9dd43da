import type { SourceAnswer } from '../define'

const LONGEST_MS = 24 * 3_600_000

/** RFC 9110, 10.2.3, counted from the server's own clock where it says the time. Null when absent, past or unreadable. */
export function retryAfterMs({ headers }: Pick<SourceAnswer, 'headers'>, now: Date): number | null {
  const value = headers.get('retry-after')?.trim()
  if (!value) return null
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Number(value) * 1000, LONGEST_MS)
  const theirs = Date.parse(headers.get('date') ?? '')
  const wait = Date.parse(value) - (Number.isNaN(theirs) ? now.getTime() : theirs)
  return Number.isNaN(wait) || wait <= 0 ? null : Math.min(wait, LONGEST_MS)
}
