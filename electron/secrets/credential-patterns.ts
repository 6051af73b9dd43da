export type Span = { from: number; to: number }

/**
 * What credentials look like when nobody registered them. The first group, if any, stays. Every repetition is bounded
 * or ends at a character outside its class, so that no text makes one of them slow.
 */
const PATTERNS: RegExp[] = [
  /(\bBearer[ \t]{1,4})[\w.~+/=-]{6,}/g,
  /(\bbearer[ \t]{1,4})(?=[a-z.~+/_=-]{0,64}\d)[\w.~+/=-]{8,}/gi,
  /(\bAuthorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:[a-z]{3,12}[ \t]{1,4})?)[^\s"',;]{6,}/gi,
  /(?<![A-Za-z0-9])(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{4,}/g,
  /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/]{10,}/g,
  /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{16,}/g,
  /xox[a-z]-[A-Za-z0-9-]{6,}/g,
  /xapp-\d-[A-Za-z0-9-]{6,}/g,
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{10,}/g,
  /github_pat_\w{10,}/g,
  /AIza[\w-]{30,}/g,
  /ya29\.[\w-]{10,}/g,
  /(?:(?<![\w-])|(?<=%[\dA-F]{2}))eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g,
  /(:\/\/[^\s/:@?#]{0,200}:)[^\s/@]{1,400}(?=@)/g,
]

const BASIC = /(\bBasic[ \t]{1,4})([A-Za-z0-9+/_-]{6,}={0,2})/gi

export function credentialSpans(text: string): Span[] {
  const spans = PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)].map(toSpan))
  const basic = [...text.matchAll(BASIC)].filter((match) => isUserAndPassword(match[2] ?? '')).map(toSpan)
  return [...spans, ...basic]
}

function toSpan(match: RegExpMatchArray): Span {
  const from = match.index ?? 0
  return { from: from + (match[1]?.length ?? 0), to: from + match[0].length }
}

/** "Basic subscription" is prose; "Basic dXNlcjpwYXNz" decodes to a user, a colon and a password. */
const isUserAndPassword = (token: string) => /^[\x20-\x7e]*:/.test(Buffer.from(token, 'base64').toString('latin1'))
