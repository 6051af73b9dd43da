import type { StreamTiming } from '../sources/define'

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/

/** Null for cursors that are no moments, such as numbers of transactions: those are taken as they are. */
export const momentOf = (cursor: string | null): number | null => {
  if (cursor === null || !MOMENT.test(cursor)) return null
  const ms = Date.parse(/(Z|[+-]\d\d(:?\d\d)?)$/.test(cursor) ? cursor : `${cursor}Z`)
  return Number.isNaN(ms) ? null : ms
}

/** Where a window starts so that records are seen that became visible late. `to` is where it ends. */
export function windowStart(cursor: string, to: string, timing: StreamTiming): string {
  const [from, end] = [momentOf(cursor), momentOf(to)]
  if (from === null) return cursor
  const earliest = Math.min(from, end ?? from) - timing.lookbackMs
  const step = Math.max(1, timing.granularityMs)
  return new Date(Math.floor(earliest / step) * step).toISOString()
}

/** Up to where everything is visible by now. */
export const windowEnd = (now: Date, { lagMs }: StreamTiming): string => new Date(now.getTime() - lagMs).toISOString()

/** Nothing can have happened in it. */
export function isEmptyWindow({ from, to }: { from: string; to: string }): boolean {
  const [start, end] = [momentOf(from), momentOf(to)]
  return start !== null && end !== null && end <= start
}

/** Earlier by what the clock here is ahead of that of the source. */
export function settle(to: string, aheadMs: number): string {
  const end = momentOf(to)
  return end === null || aheadMs <= 0 ? to : new Date(end - aheadMs).toISOString()
}

export function isOlder(moment: string | null, byMs: number | null, now: Date): boolean {
  const at = momentOf(moment)
  return byMs !== null && at !== null && now.getTime() - at >= byMs
}
