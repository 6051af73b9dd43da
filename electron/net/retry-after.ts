const LONGEST_SECONDS = 3600

/** RFC 9110, 10.2.3: seconds or a date. Null when absent or unreadable; never more than an hour. */
export function retryAfterSeconds(value: string | undefined, now: Date): number | null {
  if (!value) return null
  const at = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000
  return Number.isNaN(at) ? null : Math.ceil(Math.min(Math.max(at, 0), LONGEST_SECONDS))
}
