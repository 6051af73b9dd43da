import { type SourceAnswer, SourceProblem, type Verdict } from '../define'
import { inside, listOf } from '../http/inside'
import { retryAfterMs } from '../http/retry-after'
import { messageOf } from '../http/verdicts'

const MINUTE_MS = 60_000
/** The requests of a day come back at midnight in the time zone of the account, so it is tried once an hour. */
const PROBE_MS = 60 * MINUTE_MS
const LOCKED_MS = 2000

/** https://developers.hubspot.com/docs/api-reference/error-handling */
export function hubspotVerdict(answer: SourceAnswer, now: Date): Verdict | undefined {
  const message = messageOf(answer)
  const category = String(partOf(answer, 'category') ?? '')
  switch (answer.status) {
    case 401:
      return { kind: category === 'INVALID_AUTHENTICATION' ? 'needs-reauth' : 'refresh-auth', message }
    case 400:
      return /unable to infer object type/i.test(answer.text) ? { kind: 'schema-changed', message } : undefined
    case 403:
      return { kind: 'stream-unavailable', message: whatIsMissing(answer) ?? message }
    case 423:
      return { kind: 'retry', message, afterMs: retryAfterMs(answer, now) ?? LOCKED_MS }
    case 429:
      return { kind: 'rate-limited', message, untilMs: now.getTime() + (retryAfterMs(answer, now) ?? waitOf(answer)) }
    case 477:
      return {
        kind: 'rate-limited',
        message: 'HubSpot is moving the account to another data centre',
        untilMs: now.getTime() + (retryAfterMs(answer, now) ?? PROBE_MS),
      }
    case 530:
      return { kind: 'needs-reauth', message: 'The access token is not one of HubSpot’s' }
  }
  return undefined
}

function partOf(answer: SourceAnswer, ...names: string[]) {
  try {
    return inside(answer.json(), ...names)
  } catch {
    return undefined
  }
}

/** The scopes that a private app or a sign-in lacks, in words. */
function whatIsMissing(answer: SourceAnswer): string | null {
  if (partOf(answer, 'category') !== 'MISSING_SCOPES') return null
  const contexts = [
    partOf(answer, 'context'),
    ...listOf(partOf(answer, 'errors')).map((each) => inside(each, 'context')),
  ]
  const names = ['requiredGranularScopes', 'requiredScopes', 'missingScopes']
  const scopes = contexts.flatMap((context) => names.flatMap((name) => listOf(inside(context, name))))
  const found = [...new Set(scopes.filter((scope) => typeof scope === 'string'))]
  return found.length === 0 ? null : `HubSpot allows it only with the scope ${found.join(' or ')}`
}

/** Until when to wait where nothing else is said: policies are by the second, by ten seconds and by the day. */
function waitOf(answer: SourceAnswer): number {
  const policy = String(partOf(answer, 'policyName') ?? '')
  if (policy === 'DAILY') return PROBE_MS
  if (policy === 'SECONDLY') return 1000
  const interval = Number(answer.headers.get('x-hubspot-ratelimit-interval-milliseconds') ?? Number.NaN)
  return interval > 0 && interval <= MINUTE_MS ? interval : 10_000
}

/** What a request for many records at once did not do, unless that is all because some are not there. */
export function refuseOthers(errors: readonly { category?: string | undefined; message?: string | undefined }[]): void {
  const other = errors.find(({ category }) => category !== 'OBJECT_NOT_FOUND')
  if (other) throw new SourceProblem({ kind: 'retry', message: other.message ?? 'HubSpot could not read all records' })
}
