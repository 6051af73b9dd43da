/** What a sign-in page sent back. Nothing else of its address is ever looked at. */
export type CallbackAnswer =
  | { kind: 'code'; code: string; state: string; iss: string | null }
  | { kind: 'refused'; error: string; state: string; iss: string | null }

const MAX_CHARS = 4096
const MAX_CODE_CHARS = 2048
/** RFC 3986 characters without `#`; a query with anything else was not made by an authorization server. */
const QUERY = /^[A-Za-z0-9\-._~:/?@!$&()*+,;=%]+$/
/** Visible ASCII without quotes, angle brackets, backslash and braces. */
const VALUE = /^(?:(?!["'<>\\`{}])[\x21-\x7e])+$/
const TAKEN = ['code', 'error', 'state', 'iss']
/** What else authorization servers are known to add (RFC 6749, Google, Keycloak). */
const LEFT_OUT = ['error_description', 'error_uri', 'scope', 'session_state', 'authuser', 'hd', 'prompt']

/**
 * Reads the query of a callback; null when it is not exactly one. RFC 6749 section 4.1.2 ignores parameters it does not
 * know (`ignore`); where any program can send a callback, those are a reason to refuse it.
 */
export function parseCallbackQuery(query: string, unknown: 'refuse' | 'ignore'): CallbackAnswer | null {
  if (query.length > MAX_CHARS || !QUERY.test(query)) return null
  const parameters = readParameters(query, unknown)
  if (parameters === null) return null
  const state = parameters.get('state')
  const code = parameters.get('code')
  const error = parameters.get('error')
  const iss = parameters.get('iss') ?? null
  if (state === undefined || (code === undefined) === (error === undefined)) return null
  if (code !== undefined) return code.length <= MAX_CODE_CHARS ? { kind: 'code', code, state, iss } : null
  return error === undefined ? null : { kind: 'refused', error, state, iss }
}

function readParameters(query: string, unknown: 'refuse' | 'ignore'): Map<string, string> | null {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    const split = pair.indexOf('=')
    const name = split < 0 ? pair : pair.slice(0, split)
    if (parameters.has(name)) return null
    const value = decode(pair.slice(name.length + 1))
    if (value === null) return null
    if (TAKEN.includes(name) ? !VALUE.test(value) : unknown === 'refuse' && !LEFT_OUT.includes(name)) return null
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
