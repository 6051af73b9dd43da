import { type SourceAnswer, SourceProblem, type Verdict } from '../define'
import { inside } from '../http/inside'
import { retryAfterMs } from '../http/retry-after'
import { messageOf } from '../http/verdicts'

const UNTOLD_MS = 1000

/** Stripe masks keys in what it says; what is left of them is of no use to anyone who reads it. */
const said = (answer: SourceAnswer): string => messageOf(answer).replace(/\b([prs]k_(?:test|live))_[\w*.…-]+/g, '$1_…')

const codeOf = ({ text }: SourceAnswer) => partOf(text, 'code')

function partOf(text: string, name: string): unknown {
  try {
    return inside(JSON.parse(text), 'error', name)
  } catch {
    return undefined
  }
}

/** What was asked for is not there, in the words of Stripe and not of something in between. */
export const isMissing = (answer: SourceAnswer): boolean => codeOf(answer) === 'resource_missing'

/** For a 400 or a 404 that says nothing else. */
export const refused = (answer: SourceAnswer): SourceProblem =>
  new SourceProblem({ kind: answer.status === 404 ? 'stream-unavailable' : 'fatal', message: said(answer) })

/** Whether the answer, a refusal too, says that the key is one for tests. */
export const namesTestKey = ({ text }: SourceAnswer): boolean => /\b[rs]k_test_/.test(text)

/** https://stripe.com/docs/error-codes and https://stripe.com/docs/rate-limits */
export function stripeVerdict(answer: SourceAnswer, now: Date): Verdict | undefined {
  const { status, headers } = answer
  const message = said(answer)
  switch (status) {
    case 401:
      return { kind: 'refresh-auth', message }
    case 403:
      // The key is for another platform, or the platform has no access to the account any more.
      return { kind: codeOf(answer) === 'account_invalid' ? 'config' : 'stream-unavailable', message }
    case 429:
      if (codeOf(answer) === 'lock_timeout') return { kind: 'retry', message }
      return { kind: 'rate-limited', message, untilMs: now.getTime() + (retryAfterMs(answer, now) ?? UNTOLD_MS) }
  }
  const advice = headers.get('stripe-should-retry')
  if (advice === 'true') return { kind: 'retry', message }
  return advice === 'false' && (status === 409 || status >= 500) ? { kind: 'fatal', message } : undefined
}

/** The record after which to go on was deleted, or the event is older than Stripe keeps them. */
export const isPlaceLost = (answer: SourceAnswer): boolean =>
  /aged out/i.test(answer.text) || (isMissing(answer) && partOf(answer.text, 'param') === 'starting_after')
