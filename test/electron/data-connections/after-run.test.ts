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
    [
      'a stream has a question about deletes',
      {},
      [{ ...broken, failure: { ...failure, reason: 'many-deletes' } }],
      null,
      'degraded',
    ],
    ['the vault is locked', { failure: { ...failure, reason: 'vault-locked' } } as never, [fine], null, 'healthy'],
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
  const locked = { ...well, failure: { ...failure, reason: 'vault-locked' } }
  it.each([
    ['the first failure', well, bad, ['failed']],
    ['no second one', bad, bad, []],
    ['the end of it', bad, well, ['recovered']],
    ['a sign-in that is needed', well, out, ['needs-reauth']],
    ['it once', out, out, []],
    ['the sign-in that was done', out, well, ['recovered']],
    ['the pause after many failures', bad, parked, ['paused']],
    ['nothing when it goes well', well, well, []],
    ['nothing when the source asks to wait', well, waits, []],
    ['no recovery before it', bad, waits, []],
    ['nothing when the vault is locked', well, locked, []],
    ['no recovery by a locked vault', bad, locked, []],
  ] as const)('tell of %s', (_what, before, after, kinds) =>
    expect(newsOf({ before, after, streams: [], run: { streams: [] } }).map(({ kind }) => kind)).toEqual(kinds),
  )

  const entry = (reason: string) => ({ streamId: 's', failure: { ...failure, reason } }) as never
  it('tell of a question about deletes once, until it was answered', () => {
    const run = { streams: [entry('many-deletes')] }
    const unasked = { id: 's', failure: null }
    const told = newsOf({ before: well, after: well, streams: [unasked], run })
    expect(told).toEqual([{ kind: 'question', id: 'one', name: 'Shop', message: 'It broke' }])
    const asked = { id: 's', failure: { ...failure, reason: 'many-deletes' } }
    expect(newsOf({ before: well, after: well, streams: [asked], run })).toEqual([])
  })

  it('tell of fields that changed at the source', () => {
    const run = { streams: [entry('fields-changed')] }
    const told = newsOf({ before: well, after: well, streams: [{ id: 's', failure: null }], run })
    expect(told.map(({ kind }) => kind)).toEqual(['fields'])
  })
})
