import { createHash } from 'node:crypto'
import type { Schedule } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import { nextOf, parseCron } from './cron'

const MINUTE_MS = 60_000
const LONGEST_JITTER_MS = 2 * MINUTE_MS
const LONGEST_GAP_MS = 24 * 60 * MINUTE_MS
const SHOWN_TIMES = 5

/** A time of the schedule, and when it really starts: a little aside, so that not all of them start at once. */
export type Planned = { slotAt: string; nextRunAt: string }

/** Fails with `invalid-input` in words for the person. */
export function checkSchedule(schedule: Schedule, from: Date): void {
  if (schedule.kind !== 'cron') return
  const cron = parseCron(schedule.expression, schedule.timeZone)
  const refuse = (message: string) => new AppFailure({ code: 'invalid-input', message, field: 'schedule' })
  if (!cron) throw refuse('This is no schedule of five fields and a time zone, such as 30 6 * * 1-5')
  if (nextOf(cron, from.getTime()) === null) throw refuse('No day fits this schedule')
}

/** The next times, without what sets them a little aside. Fails with `invalid-input`. */
export function previewSchedule(schedule: Schedule, from: Date): string[] {
  checkSchedule(schedule, from)
  const times: string[] = []
  let last = from.getTime()
  for (let index = 0; index < SHOWN_TIMES; index += 1) {
    const next = slotAfter(schedule, last)
    if (next === null) break
    times.push(new Date(next).toISOString())
    last = next
  }
  return times
}

/** The first time of the schedule after this one; null when it does not start by itself. */
function slotAfter(schedule: Schedule, slot: number): number | null {
  if (schedule.kind === 'manual') return null
  if (schedule.kind === 'interval') return slot + schedule.minutes * MINUTE_MS
  const cron = parseCron(schedule.expression, schedule.timeZone)
  return cron && nextOf(cron, slot)
}

/**
 * The next start after `now`, counted from the time that the last start belonged to, so that a schedule does not drift.
 * Times that passed meanwhile are left out. Null when it does not start by itself.
 */
export function plan(schedule: Schedule, id: string, last: Date, now: Date): Planned | null {
  if (schedule.kind === 'manual') return null
  // A start may be a little before its time; further in the future means that the clock was set back.
  const isAhead = last.getTime() > now.getTime() + LONGEST_JITTER_MS
  const from = isAhead ? now.getTime() : last.getTime()
  const past = Math.max(0, now.getTime() - from)
  const step = schedule.kind === 'interval' ? schedule.minutes * MINUTE_MS : 1
  const missed = Math.floor(past / step) * step
  const slot = slotAfter(schedule, from + missed)
  if (slot === null) return null
  const most = Math.min(gapAfter(schedule, slot) / 10, LONGEST_JITTER_MS)
  // Around an interval, and never before a time of day that a person chose.
  const jitter = schedule.kind === 'cron' ? shareOf(id) * most : (shareOf(id) * 2 - 1) * most
  const nextRunAt = Math.max(slot + jitter, now.getTime() + 1000)
  return { slotAt: new Date(slot).toISOString(), nextRunAt: new Date(Math.round(nextRunAt)).toISOString() }
}

/** The next start, on the times that `slotAt` is one of. Another one of them is taken where the clock was set meanwhile. */
export function planOn(schedule: Schedule, id: string, slotAt: string | null, now: Date): Planned | null {
  if (schedule.kind !== 'interval' || slotAt === null) return plan(schedule, id, now, now)
  const step = schedule.minutes * MINUTE_MS
  const slot = Date.parse(slotAt)
  const ahead = Math.max(0, slot - now.getTime() - LONGEST_JITTER_MS)
  return plan(schedule, id, new Date(slot - Math.ceil(ahead / step) * step), now)
}

/** Between 0 and 1, the same for the same id. */
export const shareOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32

/** From this time of the schedule to the next, in milliseconds. */
function gapAfter(schedule: Schedule, slot: number): number {
  const next = slotAfter(schedule, slot)
  return next === null ? LONGEST_GAP_MS : next - slot
}

/** From one time of the schedule to the next, as it is now. Infinite when it does not start by itself. */
export function intervalMs(schedule: Schedule, now: Date): number {
  const first = slotAfter(schedule, now.getTime())
  return first === null ? Number.POSITIVE_INFINITY : gapAfter(schedule, first)
}

/** How long to leave it alone after so many failures in a row: twice as long each time, a day at most. */
export function backoffMs(schedule: Schedule, failures: number, now: Date): number {
  const first = slotAfter(schedule, now.getTime())
  const gap = first === null ? LONGEST_GAP_MS : gapAfter(schedule, first)
  return Math.min(gap * 2 ** Math.min(failures, 20), Math.max(gap, LONGEST_GAP_MS))
}

/**
 * The stored time, unless the clock was set back so far that it would be more than one turn of the schedule away; then the
 * next time of the schedule. `failures` allow the longer gap that follows them.
 */
export function soonEnough(
  stored: { id: string; schedule: Schedule; nextRunAt: string; failures: number },
  now: Date,
): string {
  const { id, schedule, nextRunAt, failures } = stored
  if (schedule.kind === 'manual') return nextRunAt
  const next = plan(schedule, id, now, now)
  if (!next) return nextRunAt
  const longest = failures > 0 ? backoffMs(schedule, failures, now) : Date.parse(next.nextRunAt) - now.getTime()
  const isTooFar = Date.parse(nextRunAt) - now.getTime() > longest + 2 * LONGEST_JITTER_MS
  return isTooFar ? next.nextRunAt : nextRunAt
}
