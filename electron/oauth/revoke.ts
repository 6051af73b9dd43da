import { AppFailure } from '../../shared/errors'
import type { Http } from '../net/http'
import { ask } from './ask'
import type { Tokens } from './token-request'
import type { OAuthClient } from './types'

const MOST_MS = 5000

/**
 * RFC 7009: the refresh token first, since most servers end everything with it. True when the server took it, null when
 * it offers no revocation. Never fails and never takes long: the tokens are deleted here whatever the server says.
 */
export async function revoke(http: Http, client: OAuthClient, tokens: Tokens): Promise<boolean | null> {
  if (!client.revocationUrl) return null
  const { accessToken, refreshToken } = tokens
  const renewing = refreshToken === null ? null : await revokeOne(http, client, refreshToken, 'refresh_token')
  const access = await revokeOne(http, client, accessToken, 'access_token')
  return renewing ?? access
}

async function revokeOne(http: Http, client: OAuthClient, token: string, hint: string): Promise<boolean> {
  const parameters = [
    ['token', token],
    ['token_type_hint', hint],
  ] as const
  const question = { client, url: client.revocationUrl, what: 'revocation URL', timeoutMs: MOST_MS }
  try {
    const { status } = await ask(http, { ...question, parameters, secrets: [token] })
    return status >= 200 && status < 300
  } catch (error) {
    if (error instanceof AppFailure) return false
    throw error
  }
}
