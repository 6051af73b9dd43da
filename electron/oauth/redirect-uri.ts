import type { Redirect } from './types'

const DEEP_LINK = 'patchbay://oauth/callback'

/** What has to be registered at the service; null while a fixed address is not filled in. A free port is left out, as in RFC 8252 section 7.3. */
export function redirectUriOf(redirect: Redirect): string | null {
  if (redirect.kind === 'deep-link') return DEEP_LINK
  if (redirect.kind === 'fixed') return redirect.url || null
  const { host = '127.0.0.1', port } = redirect
  const address = new URL('http://127.0.0.1/callback')
  address.hostname = host
  if (port !== 0) address.port = String(port)
  return address.href
}
