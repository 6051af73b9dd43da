import { createHash, randomBytes } from 'node:crypto'
import { shellSafe, toEndpoint } from './endpoint'
import { signInFailed } from './failures'
import { redirectUriOf } from './redirect-uri'
import { scopeOf, targetOf } from './token-request'
import type { OAuthClient, Redirect } from './types'

/** 32 random bytes: the state of a sign-in, or a PKCE verifier (RFC 7636 section 4.1). */
export const randomText = () => randomBytes(32).toString('base64url')

type Asked = { state: string; verifier: string; redirectUri: string }

/** The page that the browser shows (RFC 6749 section 4.1.1). What the connector adds never replaces what the flow needs. */
export function authorizationUrl(client: OAuthClient, { state, verifier, redirectUri }: Asked): URL {
  const url = toEndpoint(client.authorizationUrl, 'authorization URL')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const pairs: (readonly [string, string])[] = [
    ...Object.entries(client.authorizationParameters),
    ...scopeOf(client),
    ...targetOf(client),
    ['response_type', 'code'],
    ['client_id', client.clientId],
    ['redirect_uri', redirectUri],
    ['state', state],
    ...(client.pkce === 'S256'
      ? ([
          ['code_challenge', challenge],
          ['code_challenge_method', 'S256'],
        ] as const)
      : []),
  ]
  for (const [name, value] of pairs) url.searchParams.set(name, value)
  // Some servers take a plus sign for itself.
  url.search = url.search.replaceAll('+', '%20')
  return new URL(shellSafe(url.href))
}

/** Where the answer comes back to, for the ways that need no listener. */
export function fixedRedirect(redirect: Exclude<Redirect, { kind: 'loopback' }>): string {
  const uri = redirectUriOf(redirect)
  if (uri === null) throw signInFailed('config', 'The redirect URL is not filled in')
  if (redirect.kind === 'fixed') toEndpoint(uri, 'redirect URL')
  return uri
}
