import { describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { notesOf } from '../../../renderer/data-connections/notes'
import { bytesOf, isFailedRun, sumOf, toneOfRun, tookOf } from '../../../renderer/data-connections/run-words'
import { jackOf } from '../../../renderer/data-connections/status-jack'
import { isUnderWay, remedyOf, statusParts } from '../../../renderer/data-connections/status-parts'
import { totalRate, withProgress } from '../../../renderer/data-connections/use-progress'
import {
  DataConnection,
  DataStream,
  SyncProgress,
  SyncRun,
  SyncRunStream,
} from '../../../shared/domain/data-connection'
import { AT, connection, dataStream, progress, run } from './builders'

const i18n = startI18n()
const RUN = { paused: false, offline: false }
const STATUSES = DataConnection.shape.status.options

describe('how a data connection stands', () => {
  it('has words for every status, phase, end of a run and trigger', () => {
    const keys = [
      ...STATUSES.map((status) => `status.${status}`),
      ...DataStream.shape.status.options.map((status) => `stream.${status}`),
      ...SyncRun.shape.status.options.map((status) => `run.${status}`),
      ...SyncRunStream.shape.status.options.map((status) => `run.${status}`),
      ...SyncRun.shape.trigger.options.map((trigger) => `trigger.${trigger}`),
      ...SyncProgress.shape.phase.options.map((phase) => `phase.${phase}`),
      ...STATUSES.flatMap((status) => remedyOf({ status, failure: null }) ?? []).map((remedy) => `remedy.${remedy}`),
    ]
    for (const key of keys) expect(i18n.exists(`data-connections:${key}`), key).toBe(true)
  })

  it('says when it was synced last and when it comes next', () => {
    expect(statusParts(connection(), RUN)).toEqual({
      last: AT,
      next: '2026-01-01T09:00:00.000Z',
      until: null,
      byHand: false,
    })
  })

  it('promises no next time that will not come', () => {
    expect(statusParts(connection(), { ...RUN, paused: true }).next).toBeNull()
    expect(statusParts(connection(), { ...RUN, offline: true }).next).toBeNull()
    for (const status of ['paused', 'needs-reauth', 'syncing', 'queued'] as const)
      expect(statusParts(connection({ status }), RUN).next, status).toBeNull()
  })

  it('says until when the source asks to wait, and nothing of the last sync meanwhile', () => {
    const parts = statusParts(connection({ status: 'rate-limited', waitsUntil: AT }), RUN)
    expect(parts).toMatchObject({ until: AT, last: null, next: null })
    expect(isUnderWay('rate-limited')).toBe(false)
  })

  it('says that it is synced by hand where no schedule is', () => {
    expect(statusParts(connection({ schedule: { kind: 'manual' }, nextRunAt: null }), RUN).byHand).toBe(true)
  })

  it('offers one thing to do for what needs a hand, and nothing for what works', () => {
    const offered = Object.fromEntries(STATUSES.map((status) => [status, remedyOf({ status, failure: null })]))
    expect(offered).toEqual({
      'not-synced': null,
      queued: null,
      syncing: null,
      healthy: null,
      degraded: 'retry',
      'rate-limited': null,
      failed: 'retry',
      'needs-reauth': 'reconnect',
      paused: 'resume',
    })
    const failure = { message: 'No such host', advice: '', reason: 'config' }
    expect(remedyOf({ status: 'failed', failure })).toBe('reconnect')
  })

  it('shows waiting for the source as work, not as a failure', () => {
    expect(jackOf('rate-limited')).toBe('working')
    expect(jackOf('degraded')).toBe('attention')
  })
})

describe('what is said of a data connection', () => {
  const because = (message: string, reason = 'fatal') => ({ message, advice: 'Sync again.', reason })
  const failed = (id: string, message: string, reason?: string) =>
    dataStream({ id, status: 'failed', failure: because(message, reason) })
  const changed = dataStream({ id: 'told', failure: because('A field was added', 'fields-changed') })
  const idsOf = (part: Partial<DataConnection>) => {
    const { whole, streams } = notesOf(connection(part))
    return [whole?.message ?? null, streams.map(({ id }) => id)]
  }

  it('is said by each stream where they differ', () => {
    const streams = [failed('a', 'No access'), changed, failed('b', 'Gone')]
    expect(idsOf({ status: 'degraded', failure: because('2 of 3'), streams })).toEqual([null, ['a', 'b', 'told']])
  })

  it('is said once where all failed for the same reason', () => {
    const streams = [failed('a', 'No network'), failed('b', 'No network'), changed]
    expect(idsOf({ status: 'failed', failure: because('2 of 3. No network'), streams })).toEqual([
      'No network',
      ['told'],
    ])
  })

  it('is said of the whole where a person has to sign in again', () => {
    const streams = [failed('a', 'Refused', 'needs-reauth'), failed('b', 'No access')]
    expect(idsOf({ status: 'needs-reauth', failure: because('Refused'), streams })).toEqual(['Refused', []])
  })

  it('asks about deletes for each stream by itself', () => {
    const streams = [failed('a', '9 of 9', 'many-deletes'), failed('b', '9 of 9', 'many-deletes')]
    expect(idsOf({ status: 'failed', failure: because('9 of 9', 'many-deletes'), streams })).toEqual([null, ['a', 'b']])
  })

  it('keeps why it was paused by itself', () => {
    const streams = [failed('a', 'No access')]
    expect(idsOf({ status: 'paused', failure: because('Failed for a week'), streams })).toEqual([
      'Failed for a week',
      ['a'],
    ])
    expect(idsOf({ status: 'failed', failure: because('The vault is locked') })).toEqual(['The vault is locked', []])
  })
})

describe('what a run did', () => {
  const counts = { read: 5, added: 2, changed: 1, unchanged: 2, deleted: 0, failed: 0 }
  const part: SyncRunStream = {
    streamId: 's1',
    name: 'a',
    status: 'succeeded',
    mode: 'full',
    counts,
    bytes: 100,
    requests: 1,
    retries: 0,
    durationMs: 10,
    cursorBefore: null,
    cursorAfter: null,
    failure: null,
    failedRequest: null,
  }

  it('adds up its streams', () => {
    const both = run({ streams: [part, { ...part, streamId: 's2' }] })
    expect([sumOf(both, 'read'), sumOf(both, 'deleted'), bytesOf(both)]).toEqual([10, 0, 200])
  })

  it('has no duration while it runs', () => {
    expect(tookOf(run())).toBe(4000)
    expect(tookOf(run({ endedAt: null }))).toBeNull()
  })

  it('marks a run with failed streams, not a cancelled one', () => {
    expect([isFailedRun('partial'), isFailedRun('failed'), isFailedRun('cancelled')]).toEqual([true, true, false])
    expect(toneOfRun('partial')).toBe('warn')
  })
})

describe('what is being read', () => {
  it('adds up what is under way', () => {
    const now = { s1: progress(), s2: progress({ streamId: 's2', rowsPerSecond: 7 }) }
    expect(totalRate(now)).toBe(12)
    expect(totalRate({ ...now, s2: progress({ streamId: 's2', phase: 'done' }) })).toBe(5)
  })

  it('forgets the former run of the same data connection, and no other one', () => {
    const before = { s1: progress(), x1: progress({ dataConnectionId: 'c2', streamId: 'x1' }) }
    const after = withProgress(before, progress({ runId: 'r2', streamId: 's2' }))
    expect(Object.keys(after).toSorted()).toEqual(['s2', 'x1'])
  })
})
