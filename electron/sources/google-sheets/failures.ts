import { z } from 'zod'
import type { SourceAnswer, Verdict } from '../define'
import { messageOf } from '../http/verdicts'

const Reason = z.object({ reason: z.string().optional() })
/** Sheets names the reason under `details`, Drive under `errors`. */
const GoogleFailure = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().optional(),
    details: z.array(Reason).optional(),
    errors: z.array(Reason).optional(),
  }),
})

const TOO_FEW_SCOPES = ['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'insufficientPermissions', 'insufficientScopes']
const NOT_ENABLED = ['SERVICE_DISABLED', 'accessNotConfigured']
const TOO_MANY = ['RATE_LIMIT_EXCEEDED', 'rateLimitExceeded', 'userRateLimitExceeded', 'dailyLimitExceeded']
/** A tab got another name, or fewer rows and columns, since it was looked at. */
const MOVED = /Unable to parse range|exceeds grid limits/i

/** https://developers.google.com/sheets/api/troubleshoot-api-errors, https://developers.google.com/drive/api/guides/handle-errors */
export function googleVerdict(answer: SourceAnswer, now: Date): Verdict | undefined {
  const { status, message, reasons } = failureIn(answer.text)
  const said = messageOf(answer)
  const has = (names: readonly string[]) => reasons.some((reason) => names.includes(reason))
  if (answer.status === 429 || (answer.status === 403 && has(TOO_MANY)))
    return answer.headers.has('retry-after')
      ? undefined
      : { kind: 'rate-limited', message: said, untilMs: nextMinute(now) }
  if (answer.status === 403 && has(TOO_FEW_SCOPES))
    return { kind: 'needs-reauth', message: 'Reading spreadsheets was not allowed when signing in: sign in again' }
  if (answer.status === 403 && has(NOT_ENABLED)) return { kind: 'config', message: said }
  if (answer.status !== 400) return undefined
  if (MOVED.test(message)) return { kind: 'restart-page', message: said }
  if (status === 'FAILED_PRECONDITION')
    return { kind: 'config', message: 'The file is no Google spreadsheet: save it as one in Google Drive' }
  return undefined
}

/** Quotas are counted by the minute. */
const nextMinute = (now: Date): number => (Math.floor(now.getTime() / 60_000) + 1) * 60_000

function failureIn(text: string): { status: string; message: string; reasons: string[] } {
  const { error } = parse(text)
  const reasons = [...(error.details ?? []), ...(error.errors ?? [])].flatMap(({ reason }) => (reason ? [reason] : []))
  return { status: error.status ?? '', message: error.message ?? '', reasons }
}

function parse(text: string): z.infer<typeof GoogleFailure> {
  try {
    return GoogleFailure.parse(JSON.parse(text))
  } catch {
    return { error: {} }
  }
}
