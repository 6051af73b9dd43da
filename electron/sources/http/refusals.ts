import { type SourceAnswer, SourceProblem, type Verdict } from '../define'
import { retryAfterMs } from './retry-after'
import { messageOf } from './verdicts'

/** Where a limit is told of in words alone. */
const UNTOLD_MS = 60_000

/**
 * What a refusal means at services that hide what a key may not see, and limit by 429 or by a 403 that says so: until
 * `retry-after`, or `x-ratelimit-reset` in seconds since 1970 once `x-ratelimit-remaining` is 0.
 */
export function refusalVerdict(answer: SourceAnswer, now: Date): Verdict | undefined {
  const { status, headers, text } = answer
  if (status === 404)
    return { kind: 'stream-unavailable', message: 'It was not found, or the access token has no access to it' }
  if (status !== 403 && status !== 429) return undefined
  const isSaid = status === 429 || /rate limit/i.test(text)
  const untilReset = headers.get('x-ratelimit-remaining') === '0' ? resetMs(answer, now) : null
  const ms = retryAfterMs(answer, now) ?? untilReset ?? (isSaid ? UNTOLD_MS : null)
  return ms === null ? undefined : { kind: 'rate-limited', message: messageOf(answer), untilMs: now.getTime() + ms }
}

/** Counted from the server's own clock where it says the time. */
function resetMs({ headers }: SourceAnswer, now: Date): number | null {
  const theirs = Date.parse(headers.get('date') ?? '')
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000
  return Number.isNaN(reset) ? null : Math.max(0, reset - (Number.isNaN(theirs) ? now.getTime() : theirs))
}

/** Why a stream cannot be read, in words; null when it can. Fails with what else is wrong. */
export async function whyUnavailable(asked: Promise<unknown>): Promise<string | null> {
  try {
    await asked
    return null
  } catch (error) {
    if (error instanceof SourceProblem && error.verdict.kind === 'stream-unavailable') return error.verdict.message
    throw error
  }
}
