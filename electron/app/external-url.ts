const MAX_CHARS = 8192
/** Control characters, spaces, and the characters shells and HTML give a meaning to; none is legal in a URL. */
const ILLEGAL = /[\p{Cc}\p{Z}"`<>\\^{|}]/u
/** Marks that change the direction of text or take no room: a host must look like what it is. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u
/** Encoded control characters: none in the path; a query may carry line breaks (a prefilled text), never NUL. */
const ENCODED_CONTROL = /^[^?]*%(?:[01][0-9a-f]|7f)|%00/i
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?$/
/** The URL parser writes every spelling of an IPv4 address (hexadecimal, octal, one number) like this. */
const V4 = /^\d+\.\d+\.\d+\.\d+$/
/** 0/8, 10/8, 127/8, 100.64/10, 169.254/16, 172.16/12, 192.168/16 and everything from multicast up. */
const PRIVATE_V4 =
  /^(?:0|10|127|22[4-9]|2[3-5]\d)\.|^169\.254\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

type ExternalUrl = { ok: true; href: string; host: string } | { ok: false; reason: string }

const refuse = (reason: string): ExternalUrl => ({ ok: false, reason })

/** Decides whether a link may be given to the system's browser. The host comes back in ASCII (punycode), as it must be shown. */
export function checkExternalUrl(raw: string, options: { allowLoopbackHttp: boolean }): ExternalUrl {
  if (raw.length > MAX_CHARS) return refuse('The link is too long')
  if (ILLEGAL.test(raw) || INVISIBLE.test(raw) || ENCODED_CONTROL.test(raw)) {
    return refuse('The link contains characters that do not belong in a link')
  }
  if (!/^https?:\/\/[^/]/i.test(raw)) return refuse('Only https links are opened')
  const url = parse(raw)
  if (url === null) return refuse('The link could not be read')
  if (url.href.length > MAX_CHARS) return refuse('The link is too long')
  if (url.username !== '' || url.password !== '') return refuse('The link hides its host behind a user name')
  const accepted: ExternalUrl = { ok: true, href: url.href, host: url.host }
  if (url.protocol === 'http:') {
    return options.allowLoopbackHttp && LOOPBACK.has(url.hostname) ? accepted : refuse('Only https links are opened')
  }
  return isPublicHost(url.hostname) ? accepted : refuse('The link leads to this computer or a private network')
}

function parse(raw: string): URL | null {
  try {
    return new URL(raw)
  } catch {
    return null
  }
}

function isPublicHost(hostname: string): boolean {
  if (V4.test(hostname)) return !PRIVATE_V4.test(hostname)
  if (hostname.startsWith('[')) return /^\[[23]/.test(hostname)
  const name = hostname.replace(/\.$/, '')
  return HOST_NAME.test(hostname) && name !== 'localhost' && !name.endsWith('.localhost')
}
