import { describe, expect, test } from 'vitest'
import { hubspotVerdict } from '../../../../electron/sources/hubspot/failures'
import type { JsonValue } from '../../../../shared/domain/common'

const MINUTE = 60_000

describe('what an answer means', () => {
  const now = new Date('2026-01-10T00:00:00Z')
  const verdict = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    hubspotVerdict(
      { status, headers: new Map(Object.entries(headers)), text: JSON.stringify(body), json: () => body as JsonValue },
      now,
    )
  const until = (ms: number) => ({ kind: 'rate-limited', untilMs: now.getTime() + ms })

  test.each([
    ['SECONDLY', {}, 1000],
    ['TEN_SECONDLY_ROLLING', { 'x-hubspot-ratelimit-interval-milliseconds': '10000' }, 10_000],
    ['DAILY', {}, 60 * MINUTE],
    ['DAILY', { 'retry-after': '30' }, 30_000],
  ])('waits as the policy %s asks for', (policyName, headers, ms) => {
    expect(verdict(429, { message: 'Limit', policyName }, headers)).toMatchObject(until(ms))
  })

  test('waits for an account that is moved to another data centre', () => {
    expect(verdict(477, {}, { 'retry-after': '7200' })).toMatchObject(until(120 * MINUTE))
  })

  test.each([
    [401, 'INVALID_AUTHENTICATION', 'needs-reauth'],
    [401, 'EXPIRED_AUTHENTICATION', 'refresh-auth'],
    [403, 'MISSING_SCOPES', 'stream-unavailable'],
    [530, 'x', 'needs-reauth'],
  ])('reads %i %s as %s', (status, category, kind) => {
    expect(verdict(status, { message: 'Said so', category })).toMatchObject({ kind })
  })

  test.each([400, 404, 500])('leaves %i to the usual reading', (status) => {
    expect(verdict(status, { message: 'Said so', category: 'VALIDATION_ERROR' })).toBeUndefined()
  })
})
