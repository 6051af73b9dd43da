import { type AppError, AppFailure, type SignInFailure } from '../../shared/errors'

export const signInFailed = (reason: SignInFailure, message: string): AppFailure =>
  new AppFailure({ code: 'sign-in-failed', reason, message })

export const ignored = (): AppFailure => signInFailed('ignored', 'No sign-in waits for this answer')

export const needsReauth = (what: string, reason: string): AppFailure =>
  new AppFailure({ code: 'needs-reauth', what, reason })

export const isFailure = (error: unknown, code: AppError['code']): error is AppFailure =>
  error instanceof AppFailure && error.error.code === code

export const isSignInFailure = (error: unknown, ...reasons: SignInFailure[]): error is AppFailure =>
  error instanceof AppFailure && error.error.code === 'sign-in-failed' && reasons.includes(error.error.reason)

const DENIED = new Set(['access_denied', 'login_required', 'consent_required', 'interaction_required'])
/** Refusals of a refresh token that only another sign-in helps against: RFC 6749 section 5.2, and providers' own names. */
const DEAD = new Set([
  ...DENIED,
  ...['invalid_grant', 'token_revoked', 'token_expired', 'account_inactive'],
  ...['invalid_refresh_token', 'bad_refresh_token'],
])
const PASSING = new Set(['server_error', 'temporarily_unavailable', 'slow_down', 'rate_limited', 'ratelimited'])

export const isDeadGrant = (error: string): boolean => DEAD.has(error)

/** What an error code of the server means for the person. The code is shown in its plain form, its description is not believed. */
export function refusal(label: string, error: string): AppFailure {
  const server = `The sign-in server of ${label}`
  const code = plain(error)
  if (error === 'expired_token') return signInFailed('expired', `The code for ${label} was not entered in time`)
  if (DENIED.has(error)) return signInFailed('denied', `The sign-in to ${label} was declined (${code})`)
  if (isDeadGrant(error)) return signInFailed('expired', `${server} does not accept the answer any more (${code})`)
  if (PASSING.has(error)) return signInFailed('unreachable', `${server} cannot answer now (${code})`)
  if (error === 'invalid_client')
    return signInFailed('config', `${server} does not accept the client id or secret (${code})`)
  return signInFailed('config', `${server} refused the request (${code})`)
}

const plain = (error: string) =>
  error
    .replace(/[^\w.-]+/g, ' ')
    .trim()
    .slice(0, 60) || 'no reason given'
