import type { JsonValue } from '../../shared/domain/common'
import { AppFailure, type RequestFailure } from '../../shared/errors'
import type { HttpResponse } from '../net/http'
import { retryAfterSeconds } from '../net/retry-after'
import type { IntegrationDefinition } from './define'

/** What a refusal means, in words; null when the service did what it was asked. The answer was redacted before. */
export function answerFailure(
  definition: IntegrationDefinition,
  response: HttpResponse,
  accountLabel: string,
  now: Date,
): AppFailure | null {
  const { status } = response
  if (status >= 200 && status < 300) return null
  const fail = (reason: RequestFailure, message: string) =>
    new AppFailure({ code: 'request-failed', reason, message, status })
  const said = refusalOf(definition, response)
  const because = said ? `: ${said}` : ''
  const name = definition.name
  if (status === 401) return fail('auth', `${name} did not accept the credential of ${accountLabel}`)
  if (status === 403) return fail('other', `${name} does not permit this for ${accountLabel}${because}`)
  if (status === 404) return fail('other', `${name} did not find it, or ${accountLabel} may not see it${because}`)
  if (status === 413) return fail('too-large', `${name} finds the request too large${because}`)
  if (status === 429) {
    const seconds = retryAfterSeconds(response.headers.get('retry-after'), now)
    return fail(
      'rate-limited',
      `${name} asks to wait ${seconds === null ? 'before the next request' : inWords(seconds)}`,
    )
  }
  if (status >= 500) return fail('other', `${name} has a problem of its own (status ${status})${because}`)
  return fail('other', `${name} refused this (status ${status})${because}`)
}

const LONGEST_REFUSAL = 600

function refusalOf(definition: IntegrationDefinition, response: HttpResponse): string | null {
  let answer: JsonValue
  try {
    answer = response.json()
  } catch {
    return null
  }
  return definition.refusal(answer)?.slice(0, LONGEST_REFUSAL) ?? null
}

function inWords(seconds: number): string {
  if (seconds >= 120) return `${Math.ceil(seconds / 60)} minutes`
  return seconds === 1 ? '1 second' : `${seconds} seconds`
}
