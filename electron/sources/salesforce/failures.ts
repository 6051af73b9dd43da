import { z } from 'zod'
import type { SourceAnswer, Verdict } from '../define'
import { messageOf } from '../http/verdicts'

const SalesforceFailure = z.array(z.object({ errorCode: z.string(), message: z.string().default('') })).min(1)

/** The daily allowance comes back little by little over the day, so it is tried once an hour. */
export const PROBE_MS = 3_600_000

const KINDS: Record<string, Exclude<Verdict['kind'], 'rate-limited'>> = {
  INVALID_SESSION_ID: 'refresh-auth',
  API_DISABLED_FOR_ORG: 'config',
  API_CURRENTLY_DISABLED: 'config',
  INACTIVE_OWNER_OR_USER: 'needs-reauth',
  PASSWORD_CHANGE_REQUIRED: 'needs-reauth',
  INSUFFICIENT_ACCESS: 'stream-unavailable',
  INSUFFICIENT_ACCESS_OR_READONLY: 'stream-unavailable',
  FUNCTIONALITY_NOT_ENABLED: 'stream-unavailable',
  INVALID_FIELD: 'schema-changed',
  INVALID_TYPE: 'schema-changed',
  /** Fewer records at once may do. */
  QUERY_TIMEOUT: 'restart-page',
  OPERATION_TOO_LARGE: 'restart-page',
  /** Queries go on from the last key and follow no locator, so the same one can be asked again. */
  INVALID_QUERY_LOCATOR: 'retry',
  UNABLE_TO_LOCK_ROW: 'retry',
  SERVER_UNAVAILABLE: 'retry',
}
const NOT_FILTERABLE = /can not be (?:filtered|sorted)|cannot be (?:filtered|sorted)/i

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
export function salesforceVerdict(answer: SourceAnswer, now: Date): Verdict | undefined {
  const { code, message } = failureIn(answer.text)
  const said = messageOf(answer)
  if (code === 'REQUEST_LIMIT_EXCEEDED')
    return { kind: 'rate-limited', message: said, untilMs: now.getTime() + PROBE_MS }
  if (code === 'INVALID_FIELD' && NOT_FILTERABLE.test(message)) return { kind: 'stream-unavailable', message: said }
  const kind = KINDS[code]
  if (kind) return { kind, message: said }
  // Of the identity service, which answers in plain text.
  if (answer.status === 403 && /Bad_OAuth_Token|Missing_OAuth_Token/.test(answer.text))
    return { kind: 'refresh-auth', message: said }
  if (answer.status === 414 || answer.status === 431)
    return { kind: 'stream-unavailable', message: 'The filters are too long for Salesforce: shorten them' }
  return answer.status === 420 ? { kind: 'retry', message: said } : undefined
}

function failureIn(text: string): { code: string; message: string } {
  try {
    const [first] = SalesforceFailure.parse(JSON.parse(text))
    return { code: first?.errorCode ?? '', message: first?.message ?? '' }
  } catch {
    return { code: '', message: '' }
  }
}
