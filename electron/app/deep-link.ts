/** What a sign-in page sent back. Nothing else ever leaves a deep link. */
export type OAuthCallback =
  | { kind: 'code'; code: string; state: string; iss: string | null }
  | { kind: 'refused'; error: string; state: string; iss: string | null }

const PREFIX = 'patchbay://oauth/callback?'
const MAX_CHARS = 4096
const MAX_CODE_CHARS = 2048
/** RFC 3986 characters without `#`; a link with anything else was not made by an authorization server. */
const QUERY = /^[A-Za-z0-9\-._~:/?@!$&()*+,;=%]+$/
/** Visible ASCII without quotes, angle brackets, backslash and braces. */
const VALUE = /^(?:(?!["'<>\\`{}])[\x21-\x7e])+$/
/** Parameters authorization servers add to a callback (RFC 6749, RFC 9207, Google, Keycloak); the rest is refused. */
const TAKEN = ['code', 'error', 'state', 'iss']
const LEFT_OUT = ['error_description', 'error_uri', 'scope', 'session_state', 'authuser', 'hd', 'prompt']

/** Answers null for everything but a well-formed OAuth callback: any program can send a deep link. */
export function parseDeepLink(raw: string): OAuthCallback | null {
  if (raw.length > MAX_CHARS || !raw.startsWith(PREFIX)) return null
  const query = raw.slice(PREFIX.length)
  if (!QUERY.test(query)) return null
  const parameters = readParameters(query)
  if (parameters === null) return null
  const state = parameters.get('state')
  const code = parameters.get('code')
  const error = parameters.get('error')
  const iss = parameters.get('iss') ?? null
  if (state === undefined || (code === undefined) === (error === undefined)) return null
  if (code !== undefined) return code.length <= MAX_CODE_CHARS ? { kind: 'code', code, state, iss } : null
  return error === undefined ? null : { kind: 'refused', error, state, iss }
}

/** The one deep link among the arguments of a start. Chromium adds switches there, so position means nothing; two links mean none. */
export function deepLinkIn(argv: readonly string[]): string | null {
  const links = argv.filter((argument) => argument.startsWith('patchbay://'))
  const [only] = links
  return links.length === 1 && only !== undefined ? only : null
}

function readParameters(query: string): Map<string, string> | null {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const split = pair.indexOf('=')
    const name = split < 0 ? pair : pair.slice(0, split)
    if (parameters.has(name)) return null
    const value = decode(pair.slice(name.length + 1))
    if (value === null) return null
    if (TAKEN.includes(name) ? !VALUE.test(value) : !LEFT_OUT.includes(name)) return null
    parameters.set(name, value)
  }
  return parameters
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
