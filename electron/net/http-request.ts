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

/** The header that authenticates a request, and every secret that went into it, for redaction. */
export type Credential = { header: string; value: string; secrets: readonly string[] }

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
const HEADERS = new Set(
  ['accept', 'accept-language', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'prefer'].concat([
    'intercom-version',
    'notion-version',
    'stripe-version',
    'x-github-api-version',
  ]),
)
const LARGEST_REQUEST = 1024 * 1024

/**
 * Fails unless the request may leave: https (plain http to this machine only), an origin of the list compared after
 * parsing, a URL in its normal form, no user info, and only headers that cannot change who is asked or by whom.
 */
export function checkRequest(request: HttpRequest, origins: readonly string[]): URL {
  const url = checkUrl(request.url, origins)
  if (!METHODS.has(request.method)) throw refused(`The method ${request.method.slice(0, 20)} is not offered`)
  for (const [name, value] of request.headers) {
    if (!HEADERS.has(name.toLowerCase())) throw refused('A header of the request is not on the list of allowed headers')
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

/** Adds the credential. The result goes to the socket and nowhere else. */
export function sign(request: HttpRequest, credential: Credential | null): [string, string][] {
  const headers = request.headers.map(([name, value]): [string, string] => [name, value])
  if (!credential) return headers
  if (!isHeaderValue(credential.value)) throw refused('The credential holds characters that a header cannot carry')
  return [...headers, [credential.header, credential.value]]
}

/** The request as people see it: every header is there, the credential is masked. */
export function showRequest(request: HttpRequest, credentialHeader: string | null): ShownRequest {
  const headers = request.headers.map(([name, value]) => ({ name, value }))
  if (credentialHeader) headers.push({ name: credentialHeader, value: MASK })
  return { method: request.method, url: request.url, headers, body: request.body }
}

const refused = (message: string) => new AppFailure({ code: 'request-failed', reason: 'forbidden-host', message })
