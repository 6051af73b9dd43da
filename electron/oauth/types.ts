import type { SignIn } from '../../shared/domain/connector'
import type { AppFailure } from '../../shared/errors'
import type { CallbackAnswer } from '../net/callback-query'

/** How one client signs in at one authorization server. Holds the client secret, so it stays inside main. */
export type OAuthClient = {
  /** How it is called in words: the name of the connector. */
  label: string
  grant: 'authorization-code' | 'device-code' | 'client-credentials'
  clientId: string
  clientSecret: string | null
  /** RFC 6749, section 2.3.1; `none` for public clients. */
  authMethod: 'client_secret_post' | 'client_secret_basic' | 'none'
  /** The issuer whose `iss` an answer must carry (RFC 9207); null when it is not known. */
  issuer: string | null
  /** The server says that every answer carries `iss`. */
  requiresIss: boolean
  authorizationUrl: string | null
  tokenUrl: string
  deviceUrl: string | null
  revocationUrl: string | null
  scopes: readonly string[]
  pkce: 'S256' | 'none'
  /** Further parameters of the authorization request, such as `access_type=offline`. */
  authorizationParameters: Readonly<Record<string, string>>
  audience: string | null
  /** RFC 8707. */
  resource: string | null
  tokenBody: 'form' | 'json'
  redirect: Redirect
}

/**
 * Where the answer of a sign-in page comes back to. `loopback` listens on this computer while a sign-in waits, on `port` or
 * on a free one when it is 0; `host` is how the address names this computer, 127.0.0.1 when it is left out.
 */
export type Redirect =
  | { kind: 'loopback'; port: number; host?: 'localhost' }
  | { kind: 'deep-link' }
  | { kind: 'fixed'; url: string }

/** Who the client of an owner is now. Fails with `needs-secret`, `not-found` or as the vault does. */
export type ClientOf = (ownerId: string) => Promise<OAuthClient>

/** What is known of a sign-in without its tokens. */
export type GrantStatus = {
  expiresAt: string | null
  requestedScopes: string[]
  grantedScopes: string[] | null
  obtainedAt: string
  refreshedAt: string | null
  /** Null while the sign-in is good. */
  reauthReason: string | null
  /** The tokens are not on this computer. */
  tokensMissing: boolean
}

/** What a metadata document of an authorization server offers (RFC 8414, OpenID Connect Discovery 1.0). */
export type DiscoveredServer = {
  issuer: string
  authorizationUrl: string | null
  tokenUrl: string | null
  deviceUrl: string | null
  revocationUrl: string | null
  requiresIss: boolean
  scopes: string[]
  supportsS256: boolean
  authMethods: string[]
}

/** What a sign-in page sent back, from a deep link, the loopback listener or a pasted address. */
export type OAuthCallback = CallbackAnswer

export type OAuth = {
  /** Fails with `sign-in-failed`. */
  discover(url: string): Promise<DiscoveredServer>
  /** Opens the browser or asks for a device code; a second start replaces the first. Null when it was done at once. */
  signIn(ownerId: string): Promise<SignIn | null>
  pending(ownerId: string): Promise<SignIn | null>
  cancel(ownerId: string): Promise<void>
  /** Why the last sign-in of this owner did not end in tokens; null once another one was started or it went well. */
  failure(ownerId: string): AppFailure | null
  /**
   * Takes the answer of a sign-in page. Each state is good once, also when the program was started anew meanwhile.
   * Answers whose sign-in it was; fails with `sign-in-failed`.
   */
  complete(callback: OAuthCallback): Promise<{ ownerId: string; label: string }>
  /** The address that the browser ended on. It must belong to the sign-in of this owner. */
  completePasted(ownerId: string, url: string): Promise<void>
  grant(ownerId: string): Promise<GrantStatus | null>
  /** A token that is good now: renewed before it expires, once for all who ask at the same time. Fails with `needs-reauth`. */
  accessToken(ownerId: string): Promise<string>
  /** The resource answered 401 to this token: another one, renewed at most once for all who had the old one. Fails with `needs-reauth`. */
  tokenAfter(ownerId: string, rejected: string): Promise<string>
  /** Where the API of the account is, when the token endpoint said so; null when it did not, or nobody signed in. */
  instanceUrl(ownerId: string): Promise<string | null>
  /** The sign-in of one owner becomes that of another, in the place of what that one had. Fails with `needs-reauth`. */
  handOver(from: string, to: string): Promise<void>
  /** The renewed token was refused as well: no more tries until somebody signs in again. */
  markRefused(ownerId: string, reason: string): Promise<void>
  /** Deletes the tokens, and revokes them where the server offers that (RFC 7009) and it is wanted. Null where it was not done. */
  forget(ownerId: string, options?: { revoke: boolean }): Promise<{ revoked: boolean | null }>
  /** Called with the owner whenever its sign-in changed. */
  onChange(listener: (ownerId: string) => void): () => void
  /** Stops listeners and polling. */
  close(): Promise<void>
}
