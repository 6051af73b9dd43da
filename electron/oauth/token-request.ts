import type { Http } from '../net/http'
import { ask, type Pairs } from './ask'
import { signInFailed } from './failures'
import { parseTokenAnswer } from './token-answer'
import type { OAuthClient } from './types'

export type Tokens = {
  accessToken: string
  refreshToken: string | null
  /** Another one is had for the asking: the client credentials are the sign-in. */
  asksAnew: boolean
  /** Where the API of the account is, when the server says so. */
  instanceUrl: string | null
}
export type Issued = Tokens & {
  /** Before the request was sent, so that the time it took is never added to the lifetime. */
  askedAt: Date
  expiresAt: Date | null
  /** Null when the answer does not say. */
  scopes: string[] | null
}
type TokenReply = { kind: 'issued'; issued: Issued } | { kind: 'refused'; error: string }

type TokenRequest = { parameters: Pairs; secrets: readonly string[]; signal?: AbortSignal }

export type AskToken = (client: OAuthClient, request: TokenRequest) => Promise<TokenReply>

/** The token endpoint (RFC 6749 section 3.2). Fails with `sign-in-failed`: `config`, `unreachable` or `malformed`. */
export const tokenEndpoint =
  (http: Http, now: () => Date): AskToken =>
  async (client, { parameters, ...rest }) => {
    const askedAt = now()
    const question = { client, url: client.tokenUrl, what: 'token URL' }
    const response = await ask(http, { ...question, ...rest, parameters: [...parameters, ...targetOf(client)] })
    const answer = parseTokenAnswer(response.status, response.headers.get('content-type') ?? '', response.text)
    if (answer.kind === 'refused') return answer
    if (answer.kind === 'unreadable') {
      const reason = response.status >= 500 || response.status === 429 ? 'unreachable' : 'malformed'
      throw signInFailed(reason, `The sign-in server of ${client.label} sent ${answer.why}`)
    }
    const { accessToken, refreshToken, expiresInS, scopes, instanceUrl } = answer
    const expiresAt = expiresInS === null ? null : new Date(askedAt.getTime() + expiresInS * 1000)
    const asksAnew = client.grant === 'client-credentials'
    const tokens = { accessToken, refreshToken: asksAnew ? null : refreshToken, asksAnew, instanceUrl }
    return { kind: 'issued', issued: { ...tokens, askedAt, expiresAt, scopes } }
  }

/** RFC 8707, and the `audience` that Auth0 and others asked for before it. */
export const targetOf = ({ resource, audience }: OAuthClient): Pairs => [
  ...(resource === null ? [] : [['resource', resource] as const]),
  ...(audience === null ? [] : [['audience', audience] as const]),
]

export const scopeOf = ({ scopes }: OAuthClient): Pairs => (scopes.length === 0 ? [] : [['scope', scopes.join(' ')]])
