import type { Failure } from '../../shared/domain/common'
import type { SyncRun } from '../../shared/domain/data-connection'
import type { ProblemKind } from './failures'
import type { Changes } from './queries'
import { backoffMs, plan, planOn } from './schedule'
import type { StoredDataConnection } from './stored'

/** What a run came to, as far as the next one depends on it. */
export type RunEnd = {
  status: Exclude<SyncRun['status'], 'running'>
  failure: Failure | null
  /** What the gravest failure asks for; null when there is none. */
  problem: ProblemKind | null
  /** Until when the source asks to wait; null when it does not. */
  waitsUntil: string | null
  startedAt: string
  anySucceeded: boolean
  /** It was about all streams. */
  whole: boolean
  /** Streams that it was not about are not in order. */
  othersFail: boolean
  /** A time of the schedule came while it ran. */
  pending: boolean
  online: boolean
  vaultIsOpen: boolean
}

const RETRIES_MS = [60_000, 5 * 60_000, 15 * 60_000]
/** Both have to be reached: a short interval fails often in a day, and a long one seldom in a week. */
const MOST_FAILURES = 30
const LONGEST_FAILING_MS = 7 * 24 * 3_600_000
const WARN_FAILURES = 20
const WARN_FAILING_MS = 4 * 24 * 3_600_000

const isTransient = (kind: ProblemKind | null) => kind === 'retry' || kind === 'rate-limited' || kind === 'restart-page'

/** What is stored of a data connection after a run: when it starts again, and what is wrong with it. */
export function afterRun(stored: StoredDataConnection, end: RunEnd, now: Date): Changes {
  const synced = end.anySucceeded ? { lastSyncedAt: end.startedAt, toldLate: false } : {}
  if (end.status === 'cancelled') return { ...synced, ...nextTime(stored, now) }
  const base = { ...synced, waitsUntil: null, failure: end.failure }
  if (end.problem === 'needs-reauth' || end.problem === 'refresh-auth')
    return { ...base, needsReauth: true, nextRunAt: null }
  if (end.problem === 'vault') return end.whole ? { ...synced, ...withoutSecrets(stored, end, now) } : synced
  if (end.waitsUntil !== null)
    return { ...synced, waitsUntil: end.waitsUntil, nextRunAt: stored.paused ? null : end.waitsUntil, failure: null }
  if (end.status === 'interrupted') return { ...synced, ...again(stored, now) }
  if (end.status === 'failed') return end.whole ? { ...base, ...afterFailure(stored, end, now) } : {}
  return { ...synced, ...afterSuccess(stored, end, now) }
}

/** Some streams may have failed. */
function afterSuccess(stored: StoredDataConnection, end: RunEnd, now: Date): Changes {
  const failure = end.othersFail ? stored.failure : end.failure
  const fine = { waitsUntil: null, failure, failures: 0, failingSince: null, needsReauth: false }
  if (end.pending) return { ...fine, ...atOnce(stored, now) }
  return { ...fine, ...(isAhead(stored, now) ? {} : nextTime({ ...stored, needsReauth: false }, now)) }
}

/** An open vault that cannot read a secret never will, and one that was opened just now is asked once more soon. */
function withoutSecrets(stored: StoredDataConnection, end: RunEnd, now: Date): Changes {
  const { failure } = end
  if (!end.vaultIsOpen) return { failure, nextRunAt: null }
  if (failure?.reason === 'vault-wrong-key') return { failure, needsReauth: true, nextRunAt: null }
  return { failure, ...afterFailure(stored, { ...end, problem: 'retry' }, now) }
}

/** Secrets can be read again: what waited for them starts. */
export const onceVaultIsOpen = (stored: StoredDataConnection, now: Date): Changes => ({
  failure: null,
  ...atOnce(stored, now),
})

/**
 * What is stored when a run starts, so that the next time is known, and shown, at once. It is counted from the times of the
 * schedule whoever started this run: a sync by hand does not move them.
 */
export function atStart(stored: StoredDataConnection, now: Date): Changes {
  if (!startsByItself(stored)) return { nextRunAt: null, waitsUntil: null }
  const next = planOn(stored.schedule, stored.id, stored.slotAt, now)
  return { waitsUntil: null, nextRunAt: next?.nextRunAt ?? null, slotAt: next?.slotAt ?? null }
}

/** Counted anew from now on: after the schedule was changed, or a run was cancelled. */
export function nextTime(stored: StoredDataConnection, now: Date): Changes {
  const next = startsByItself(stored) ? plan(stored.schedule, stored.id, now, now) : null
  return { nextRunAt: next?.nextRunAt ?? null, slotAt: next?.slotAt ?? null }
}

/** Also where it does not start by itself, because a person asked for it. */
const atOnce = ({ paused }: StoredDataConnection, now: Date): Changes => ({
  nextRunAt: paused ? null : now.toISOString(),
})

/** At once, unless it does not start by itself. */
const again = (stored: StoredDataConnection, now: Date): Changes => ({
  nextRunAt: startsByItself(stored) ? now.toISOString() : null,
})

const startsByItself = ({ schedule, paused, needsReauth }: StoredDataConnection) =>
  schedule.kind !== 'manual' && !paused && !needsReauth
const isAhead = ({ nextRunAt }: StoredDataConnection, now: Date) =>
  nextRunAt !== null && Date.parse(nextRunAt) > now.getTime()

function afterFailure(stored: StoredDataConnection, end: RunEnd, now: Date): Changes {
  // Without a network nothing is known about the source: it starts when the network is back.
  if (!end.online && isTransient(end.problem)) return again(stored, now)
  const failures = stored.failures + 1
  const failingSince = stored.failingSince ?? now.toISOString()
  const failingMs = now.getTime() - Date.parse(failingSince)
  const counted = { failures, failingSince }
  if (end.problem === 'config' || !startsByItself(stored)) return { ...counted, nextRunAt: null }
  if (failures >= MOST_FAILURES && failingMs >= LONGEST_FAILING_MS)
    return { ...counted, nextRunAt: null, paused: true, failure: paused(end.failure, failures) }
  const warned =
    failures >= WARN_FAILURES && failingMs >= WARN_FAILING_MS ? { failure: warning(end.failure, failures) } : {}
  const retry = isTransient(end.problem) ? RETRIES_MS[failures - 1] : undefined
  const tried = isTransient(end.problem) ? failures - RETRIES_MS.length : failures
  const wait = retry ?? backoffMs(stored.schedule, tried, now)
  return { ...counted, ...warned, nextRunAt: new Date(now.getTime() + wait).toISOString() }
}

const warning = (failure: Failure | null, failures: number): Failure => ({
  message: failure?.message ?? 'The last syncs failed',
  advice: `${failures} syncs failed one after the other. After 30 failures and seven days it is paused. ${failure?.advice ?? ''}`,
  ...(failure?.reason === undefined ? {} : { reason: failure.reason }),
})

const paused = (failure: Failure | null, failures: number): Failure => ({
  message: `Paused after ${failures} syncs failed within more than seven days. ${failure?.message ?? ''}`.trim(),
  advice: `${failure?.advice ?? ''} Then resume it.`.trim(),
  reason: 'paused-by-failures',
})
