import type { SyncCounts, SyncRun } from '../../shared/domain/data-connection'

export type RunTone = 'good' | 'warn' | 'bad' | 'muted' | 'accent'

const TONE: Record<SyncRun['status'], RunTone> = {
  running: 'accent',
  succeeded: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'muted',
  interrupted: 'muted',
}

export const toneOfRun = (status: SyncRun['status']): RunTone => TONE[status]

export const isFailedRun = (status: SyncRun['status']): boolean => status === 'failed' || status === 'partial'

export const sumOf = ({ streams }: SyncRun, key: keyof SyncCounts): number =>
  streams.reduce((sum, { counts }) => sum + counts[key], 0)

export const bytesOf = ({ streams }: SyncRun): number => streams.reduce((sum, { bytes }) => sum + bytes, 0)

/** How long it took in ms; null while it runs. */
export const tookOf = ({ startedAt, endedAt }: SyncRun): number | null =>
  endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt)
