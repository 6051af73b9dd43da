import type { JsonValue } from '../../shared/domain/common'
import { parseJson } from '../net/lossless-json'

type Body = { [key: string]: JsonValue }

type TokenAnswer =
  | {
      kind: 'issued'
      accessToken: string
      /** Null when the answer has none; a renewal then keeps the old one (RFC 6749 section 6). */
      refreshToken: string | null
      /** 0 when it has to be renewed at once; null when the server does not say. */
      expiresInS: number | null
      scopes: string[] | null
      /** Where the API of this account is (Salesforce); null when the answer does not say, or says no https address. */
      instanceUrl: string | null
    }
  /** The server said no with an error code, also where it said so with status 200. */
  | { kind: 'refused'; error: string }
  /** Not an answer of a token endpoint, or one that must not be used; `why` goes on a sentence: "sent …". */
  | { kind: 'unreadable'; why: string }

const SHORTEST_S = 60
const LONGEST_S = 365 * 24 * 3600
/** What a header can carry without being split or changed. */
const TOKEN = /^[\x21-\x7e]{1,16000}$/
/** Tokens that are worth nothing without a key that is not kept here (RFC 9449 and its forerunners). */
const BOUND = /^(dpop|mac|pop)$/i

/**
 * Reads what token endpoints send in practice, not only what RFC 6749 section 5 allows: a form (GitHub), status 200 with
 * an error (GitHub, Slack), any type or none, a list of scopes (HubSpot), `token` (Intercom), `authed_user` (Slack).
 */
export function parseTokenAnswer(status: number, contentType: string, text: string): TokenAnswer {
  const body = parseBody(contentType, text)
  if (body === null) return unreadable(`status ${status} and neither JSON nor a form`)
  const error = errorOf(body)
  if (error !== null && status < 500) return { kind: 'refused', error }
  if (status < 200 || status > 299) return unreadable(`status ${status} and no token`)
  return readTokens(body)
}

function readTokens(body: Body): TokenAnswer {
  const user = objectOf(body.authed_user)
  const source = textOf(body.access_token) === null && user && textOf(user.access_token) !== null ? user : body
  const accessToken = textOf(source.access_token) ?? textOf(source.token)
  const refreshToken = textOf(source.refresh_token)
  if (accessToken === null) return unreadable('an answer without a token')
  if (!TOKEN.test(accessToken) || (refreshToken !== null && !TOKEN.test(refreshToken)))
    return unreadable('a token with characters that a header cannot carry')
  if (BOUND.test(textOf(source.token_type) ?? ''))
    return unreadable('a token that is bound to a key, which is not kept')
  const expiresInS = lifetimeOf(source.expires_in)
  const instanceUrl = addressOf(source.instance_url)
  return { kind: 'issued', accessToken, refreshToken, expiresInS, scopes: scopesOf(source.scope), instanceUrl }
}

/** The properties of a JSON object or of a form; null for anything else. */
export function parseBody(contentType: string, text: string): Body | null {
  try {
    return objectOf(parseJson(text))
  } catch {
    const isForm = contentType.includes('x-www-form-urlencoded') || /^[\w.-]+=[^\s<>"{}]*$/.test(text.trim())
    return isForm ? Object.fromEntries(new URLSearchParams(text.trim())) : null
  }
}

export function errorOf(body: Body): string | null {
  const { error } = body
  return textOf(error) ?? (objectOf(error) || body.ok === false ? 'unnamed_error' : null)
}

function lifetimeOf(value: JsonValue | undefined): number | null {
  if (typeof value !== 'number' && textOf(value) === null) return null
  const seconds = Number(value)
  if (Number.isNaN(seconds)) return null
  return seconds <= 0 ? 0 : Math.min(Math.max(Math.floor(seconds), SHORTEST_S), LONGEST_S)
}

function scopesOf(value: JsonValue | undefined): string[] | null {
  if (Array.isArray(value)) return value.filter((scope) => typeof scope === 'string')
  if (typeof value !== 'string') return null
  return value.split(/\s/.test(value.trim()) ? /\s+/ : ',').filter((scope) => scope !== '')
}

function addressOf(value: JsonValue | undefined): string | null {
  const text = textOf(value)
  return text !== null && URL.canParse(text) && new URL(text).protocol === 'https:' ? new URL(text).origin : null
}

const objectOf = (value: JsonValue | undefined): Body | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
const textOf = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null
const unreadable = (why: string): TokenAnswer => ({ kind: 'unreadable', why })
