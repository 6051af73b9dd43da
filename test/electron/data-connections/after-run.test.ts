import { describe, expect, it } from 'vitest'
import { newsOf } from '../../../electron/data-connections/news'
import { type RunState, statusOf } from '../../../electron/data-connections/status'
import type { Failure } from '../../../shared/domain/common'

const NOW = new Date('2026-01-01T12:00:00Z')
const failure: Failure = { message: 'It broke', advice: 'Mend it.', reason: 'fatal' }
const well = {
  ...{ id: 'one', name: 'Shop', needsReauth: false, paused: false, failure: null, failures: 0, waitsUntil: null },
  lastSyncedAt: '2026-01-01T11:00:00Z',
}
const fine = { failure: null, lastSyncedAt: well.lastSyncedAt }
const broken = { failure, lastSyncedAt: null }

describe('the status of a data connection', () => {
  it.each<[string, Partial<typeof well> | { failure: Failure }, (typeof fine | typeof broken)[], RunState, string]>([
    ['a run is under way, whatever was before', { needsReauth: true }, [fine], 'running', 'syncing'],
    ['a run waits for its turn', {}, [fine], 'queued', 'queued'],
    [
      'a person has to sign in, also when it is paused',
      { needsReauth: true, paused: true },
      [fine],
      null,
      'needs-reauth',
    ],
    ['a person paused it', { paused: true }, [broken], null, 'paused'],
    ['the source asks to wait', { waitsUntil: '2026-01-01T12:00:01Z' } as never, [fine], null, 'rate-limited'],
    ['the wait is over', { waitsUntil: '2026-01-01T11:59:59Z' } as never, [fine], null, 'healthy'],
    ['some streams failed', { failure } as never, [fine, broken], null, 'degraded'],
    ['some streams failed and the run with them', { failure, failures: 1 } as never, [fine, broken], null, 'failed'],
    ['all streams failed', { failure } as never, [broken, broken], null, 'failed'],
    [
      'nothing was read yet',
      { lastSyncedAt: null } as never,
      [{ failure: null, lastSyncedAt: null } as never],
      null,
      'not-synced',
    ],
    ['all went well', {}, [fine, fine], null, 'healthy'],
  ])('is right when %s', (_when, changes, streams, run, expected) => {
    expect(statusOf({ ...well, ...changes }, streams, run, NOW)).toBe(expected)
  })
})

describe('news', () => {
  const bad = { ...well, failure }
  const out = { ...bad, needsReauth: true }
  const parked = { ...bad, paused: true, failure: { ...failure, reason: 'paused-by-failures' } }
  const waits = { ...well, waitsUntil: '2026-01-01T13:00:00Z' }
  it.each([
    ['the first failure', well, bad, 'failed'],
    ['no second one', bad, bad, undefined],
    ['the end of it', bad, well, 'recovered'],
    ['a sign-in that is needed', well, out, 'needs-reauth'],
    ['it once', out, out, undefined],
    ['the sign-in that was done', out, well, 'recovered'],
    ['the pause after many failures', bad, parked, 'paused'],
    ['nothing when it goes well', well, well, undefined],
    ['nothing when the source asks to wait', well, waits, undefined],
    ['no recovery before it', bad, waits, undefined],
  ])('tell of %s', (_what, before, after, kind) => expect(newsOf(before, after)?.kind).toBe(kind))
})
