import type { ShownRequest } from '../../shared/domain/integration'
import { AppFailure } from '../../shared/errors'
import { isLoopbackHost } from './address'
import { MASK } from './redact'

/** A request without its credential: what is shown, hashed and approved. */
export type HttpRequest = {
  method: string
  url: string
  headers: readonly (readonly [string, string])[]
  body: string | null
}

type Pairs = readonly (readonly [string, string])[]

/** What authenticates a request: headers and query parameters that are added last, and every secret in it, for redaction. */
export type Credential = { headers: Pairs; query: Pairs; secrets: readonly string[] }

/** The names of what a credential adds, without the values. */
export type CredentialNames = { headers: readonly string[]; query: readonly string[] }

const NO_CREDENTIAL: CredentialNames = { headers: [], query: [] }

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const HEADERS = new Set(
  ['accept', 'accept-language', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'prefer'].concat([
    'intercom-version',
    'notion-version',
    'stripe-version',
    'x-github-api-version',
  ]),
)
/** Say who is asked, by whom, or how the bytes are framed; nobody but this module and the socket sets them. */
const NEVER =
  /^(authorization|cookie|host|connection|content-length|transfer-encoding|te|trailer|upgrade|expect|origin|referer|user-agent|accept-encoding|proxy-.*|sec-.*|x-forwarded-.*|forwarded|x-http-method.*|x-method-override|x-original-url|x-rewrite-url)$/
const LARGEST_REQUEST = 1024 * 1024

/**
 * Fails unless the request may leave: https (plain http to this machine only), an origin of the list compared after
 * parsing, a URL in its normal form, no user info, and only headers that cannot change who is asked or by whom.
 */
export function checkRequest(request: HttpRequest, origins: readonly string[], allowed: readonly string[] = []): URL {
  const url = checkUrl(request.url, origins)
  if (!METHODS.has(request.method)) throw refused(`The method ${request.method.slice(0, 20)} is not offered`)
  for (const [name, value] of request.headers) {
    if (!isAllowedHeader(name.toLowerCase(), allowed))
      throw refused('A header of the request is not on the list of allowed headers')
    if (!isHeaderValue(value)) throw refused(`The header ${name} holds characters that a header cannot carry`)
  }
  if (request.body !== null && (request.method === 'GET' || request.method === 'HEAD'))
    throw refused(`A ${request.method} request carries no body`)
  if (Buffer.byteLength(request.body ?? '') > LARGEST_REQUEST)
    throw new AppFailure({ code: 'request-failed', reason: 'too-large', message: 'The request is larger than 1 MB' })
  return url
}

function checkUrl(text: string, origins: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || url.href !== text) throw refused('The address of the request is not a complete URL in its normal form')
  if (url.username || url.password || url.hash)
    throw refused('The address of the request holds parts that are not sent')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname)))
    throw refused('Requests are sent over https only')
  if (!origins.includes(url.origin)) throw refused(`${url.host} is not a host of this account`)
  return url
}

/** Header values are visible ASCII and spaces; a line break would start another header. */
const isHeaderValue = (value: string) => /^[\x20-\x7e]*$/.test(value)

const isAllowedHeader = (name: string, allowed: readonly string[]) =>
  HEADERS.has(name) || (allowed.includes(name) && isSettableHeader(name))

/** True for the name of a header that a person may have sent with every request of a connector. */
export const isSettableHeader = (name: string): boolean =>
  /^[a-z0-9!#$%&'*+.^_`|~-]+$/i.test(name) && !NEVER.test(name.toLowerCase())

/** Adds the credential. The result goes to the socket and nowhere else. */
export function sign(
  request: HttpRequest,
  url: URL,
  credential: Credential | null,
): { url: URL; headers: [string, string][] } {
  const headers = request.headers.map(([name, value]): [string, string] => [name, value])
  if (!credential) return { url, headers }
  if (!credential.headers.every(([, value]) => isHeaderValue(value)))
    throw refused('The credential holds characters that a header cannot carry')
  const added = credential.headers.map(([name, value]): [string, string] => [name, value])
  return { url: new URL(withQuery(url.href, credential.query)), headers: [...headers, ...added] }
}

/** The request as people see it: every header and parameter is there, those of the credential are masked. */
export function showRequest(request: HttpRequest, credential: CredentialNames): ShownRequest {
  const headers = request.headers.map(([name, value]) => ({ name, value }))
  for (const name of credential.headers) headers.push({ name, value: MASK })
  const url = credential.query.reduce((text, name) => `${withQuery(text, [[name, '']])}${MASK}`, request.url)
  return { method: request.method, url, headers, body: request.body }
}

export const namesOf = (credential: Credential | null): CredentialNames =>
  credential
    ? { headers: credential.headers.map(([name]) => name), query: credential.query.map(([name]) => name) }
    : NO_CREDENTIAL

/** Appends to the text, so that what was checked and approved stays as it is, byte for byte. */
const withQuery = (url: string, query: Pairs): string =>
  query.reduce(
    (text, [name, value]) =>
      `${text}${text.includes('?') ? '&' : '?'}${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    url,
  )

const refused = (message: string) => new AppFailure({ code: 'request-failed', reason: 'forbidden-host', message })
