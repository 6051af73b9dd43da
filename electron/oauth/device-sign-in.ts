import type { SignIn } from '../../shared/domain/connector'
import type { Http } from '../net/http'
import { ask } from './ask'
import { isAllowed } from './endpoint'
import { isSignInFailure, refusal, signInFailed } from './failures'
import { errorOf, parseBody } from './token-answer'
import { type AskToken, type Issued, scopeOf, targetOf } from './token-request'
import type { OAuthClient } from './types'

/** Resolves after that time, or rejects when it is stopped. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

type DeviceSignIn = {
  signIn: Extract<SignIn, { kind: 'device' }>
  deviceCode: string
  intervalS: number
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const USUAL_INTERVAL_S = 5
const USUAL_LIFETIME_S = 600
const LONGEST_LIFETIME_S = 3600

/** RFC 8628 section 3.1. Fails with `sign-in-failed`. */
export async function askForDeviceCode(http: Http, client: OAuthClient, now: () => Date): Promise<DeviceSignIn> {
  const startedAt = now().getTime()
  const parameters = [...scopeOf(client), ...targetOf(client)]
  const question = { client, url: client.deviceUrl, what: 'device authorization URL' }
  const response = await ask(http, { ...question, parameters, secrets: [] })
  const record = parseBody(response.headers.get('content-type') ?? '', response.text) ?? {}
  const error = errorOf(record)
  if (error !== null) throw refusal(client.label, error)
  const { device_code: deviceCode, user_code: userCode } = record
  const verificationUri = pageOf(record.verification_uri ?? record.verification_url)
  if (typeof deviceCode !== 'string' || deviceCode === '' || !isShowable(userCode) || verificationUri === null)
    throw signInFailed('malformed', `The sign-in server of ${client.label} sent no code for the device`)
  const lifetimeS = Math.min(positive(record.expires_in) ?? USUAL_LIFETIME_S, LONGEST_LIFETIME_S)
  const expiresAt = new Date(startedAt + lifetimeS * 1000).toISOString()
  const verificationUriComplete = pageOf(record.verification_uri_complete)
  const signIn = { kind: 'device', userCode, verificationUri, verificationUriComplete, expiresAt } as const
  return { signIn, deviceCode, intervalS: Math.min(positive(record.interval) ?? USUAL_INTERVAL_S, 60) }
}

type Polling = DeviceSignIn & {
  client: OAuthClient
  askToken: AskToken
  now: () => Date
  wait: Wait
  signal: AbortSignal
}

/** Asks until the person has answered (RFC 8628 section 3.5). Fails with `sign-in-failed`, or as `wait` does when it is stopped. */
export async function pollForTokens({ client, signIn, deviceCode, intervalS, ...deps }: Polling): Promise<Issued> {
  const { askToken, now, wait, signal } = deps
  const parameters = [
    ['grant_type', GRANT],
    ['device_code', deviceCode],
  ] as const
  let pauseS = intervalS
  for (;;) {
    await wait(pauseS * 1000, signal)
    if (signIn.expiresAt <= now().toISOString()) throw refusal(client.label, 'expired_token')
    const reply = await askToken(client, { parameters, secrets: [deviceCode], signal }).catch((error: unknown) => {
      // RFC 8628 section 3.5: the pauses grow while the server cannot be reached.
      if (isSignInFailure(error, 'unreachable') && !signal.aborted) return 'unreachable' as const
      throw error
    })
    if (reply === 'unreachable') pauseS = Math.min(pauseS * 2, 60)
    else if (reply.kind === 'issued') return reply.issued
    else if (reply.error === 'slow_down') pauseS += 5
    else if (reply.error !== 'authorization_pending') throw refusal(client.label, reply.error)
  }
}

const isShowable = (code: unknown): code is string => typeof code === 'string' && /^[\x20-\x7e]{1,40}$/.test(code)

function pageOf(address: unknown): string | null {
  if (typeof address !== 'string' || !URL.canParse(address)) return null
  const url = new URL(address)
  return isAllowed(url) && !url.username && !url.password ? url.href : null
}

const positive = (value: unknown): number | null => {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
  return number > 0 ? number : null
}
