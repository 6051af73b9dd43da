import type { StreamTiming } from '../sources/define'
import type { StreamJob } from './protocol'
import { type Chosen, compare } from './selection'
import type { SnapshotWindow, StreamState } from './state'
import { isOlder, momentOf } from './windows'

export type Plan = { kind: 'full'; reason: SnapshotWindow['reason'] } | { kind: 'changes'; cursor: string }

/** A full read that a person asked for goes on after an interruption; asked for later than that, it begins anew. */
const ASKED_FOR_MS = 60 * 60_000
/** What was staged longer ago is read again where nothing tells what changed since. */
const STALE_MS = 24 * 60 * 60_000
/** A cursor so far ahead is from a clock that was wrong. */
const AHEAD_MS = 60 * 60_000

type Facts = {
  job: StreamJob
  chosen: Chosen
  state: StreamState
  timing: StreamTiming
  now: Date
  hasHorizon: boolean
}

export function planSync(facts: Facts): Plan {
  const { state, chosen, job } = facts
  const difference = compare(state.fingerprint, chosen.fingerprint)
  if (state.lastFullAt === null) return { kind: 'full', reason: 'first' }
  if (difference === 'filters') return { kind: 'full', reason: 'filters' }
  if (job.allowDeletes) return { kind: 'full', reason: 'confirmed' }
  if (job.full) return { kind: 'full', reason: 'asked' }
  if (difference !== 'none' || !canReadChanges(facts)) return { kind: 'full', reason: 'other' }
  if (state.window?.kind === 'snapshot') return { kind: 'full', reason: state.window.reason }
  if (isOlder(state.lastRecomputeAt ?? state.lastFullAt, facts.timing.recomputeEveryMs, facts.now))
    return { kind: 'full', reason: 'recompute' }
  return state.cursor === null ? { kind: 'full', reason: 'other' } : { kind: 'changes', cursor: state.cursor }
}

/** Nothing was changed at the source since everything was read, and nothing else asks for it to be read again. */
export function isUnchanged({ state, chosen, timing, now }: Facts, plan: Plan, stamp: string | null): boolean {
  if (stamp === null || stamp !== state.stamp || state.window) return false
  if (plan.kind !== 'full' || plan.reason !== 'other') return false
  const isDue = isOlder(state.lastRecomputeAt ?? state.lastFullAt, timing.recomputeEveryMs, now)
  return !isDue && compare(state.fingerprint, chosen.fingerprint) === 'none'
}

function canReadChanges({ chosen, job, state, timing, now, hasHorizon }: Facts): boolean {
  if (job.settings.mode === 'full' || chosen.fingerprint.cursorField === null || chosen.fingerprint.key.length === 0)
    return false
  const from = state.window?.kind === 'changes' ? state.window.from : state.cursor
  const at = momentOf(state.cursor)
  const isAhead = !hasHorizon && at !== null && at > now.getTime() + AHEAD_MS
  return !isAhead && !isOlder(from, timing.retentionMs, now)
}

/** The state without what cannot be gone on with. */
export function forget(facts: Facts, plan: Plan): StreamState {
  const { state, chosen } = facts
  const { window } = state
  const difference = compare(state.fingerprint, chosen.fingerprint)
  const sweep = difference === 'none' || difference === 'fields' ? state.sweep : null
  const fits = window?.kind === 'snapshot' ? goesOn(facts, plan, window) : plan.kind === 'changes'
  return { ...state, sweep, window: fits ? window : null }
}

function goesOn({ chosen, job, now }: Facts, plan: Plan, window: SnapshotWindow): boolean {
  const { reason, fingerprint, startedAt } = window
  if (plan.kind !== 'full' || JSON.stringify(fingerprint) !== JSON.stringify(chosen.fingerprint)) return false
  if (fingerprint.cursorField === null && isOlder(startedAt, STALE_MS, now)) return false
  if (job.full && isOlder(startedAt, ASKED_FOR_MS, now)) return false
  // What a read for new filters finds missing is not deleted, and one of computed fields leaves the cursor where it was.
  return plan.reason === reason || (plan.reason === 'other' && reason !== 'filters' && reason !== 'recompute')
}
