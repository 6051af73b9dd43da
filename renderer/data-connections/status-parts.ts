import type { DataConnection } from '../../shared/domain/data-connection'

type Standing = Pick<DataConnection, 'status' | 'schedule' | 'nextRunAt' | 'waitsUntil' | 'lastSyncedAt'>

/** What holds for all data connections at once. */
export type Schedules = { paused: boolean; offline: boolean }

/** What is said after the status, each a moment: when it last ended, when it comes next, until when it waits. */
export type StatusParts = { last: string | null; next: string | null; until: string | null; byHand: boolean }

const RESTS: DataConnection['status'][] = ['healthy', 'degraded', 'failed', 'not-synced']

/** A run is on its way. One that was asked to wait has ended, and goes on by itself where it stopped. */
export const isUnderWay = (status: DataConnection['status']): boolean => status === 'syncing' || status === 'queued'

/** A next time is only said when it will come: not while it is paused, and not while all of them are. */
export function statusParts(of: Standing, { paused, offline }: Schedules): StatusParts {
  const rests = RESTS.includes(of.status)
  return {
    last: isUnderWay(of.status) || of.status === 'rate-limited' ? null : of.lastSyncedAt,
    next: rests && !paused && !offline ? of.nextRunAt : null,
    until: of.status === 'rate-limited' ? of.waitsUntil : null,
    byHand: rests && of.schedule.kind === 'manual',
  }
}

/** What a person can do about it now. */
export type Remedy = 'reconnect' | 'retry' | 'resume'

const REMEDY: Partial<Record<DataConnection['status'], Remedy>> = {
  'needs-reauth': 'reconnect',
  failed: 'retry',
  degraded: 'retry',
  paused: 'resume',
}

/** Null where there is nothing to do, or where "Sync now" says it. Wrong settings are not mended by trying again. */
export function remedyOf({ status, failure }: Pick<DataConnection, 'status' | 'failure'>): Remedy | null {
  if (status === 'failed' && failure?.reason === 'config') return 'reconnect'
  return REMEDY[status] ?? null
}
