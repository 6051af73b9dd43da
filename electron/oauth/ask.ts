import { AppFailure } from '../../shared/errors'
import type { Http, HttpResponse } from '../net/http'
import type { Credential } from '../net/http-request'
import type { RequestContext } from '../net/ledger-port'
import { toEndpoint } from './endpoint'
import { signInFailed } from './failures'
import type { OAuthClient } from './types'

export type Pairs = readonly (readonly [string, string])[]

type Question = {
  client: OAuthClient
  url: string | null
  /** What the address is called in words. */
  what: string
  parameters: Pairs
  /** Every secret among the parameters. */
  secrets: readonly string[]
  timeoutMs?: number
  signal?: AbortSignal
}

/** Asks an endpoint of the authorization server as the client. Fails with `sign-in-failed`: `config` or `unreachable`. */
export async function ask(http: Http, question: Question): Promise<HttpResponse> {
  const { client, parameters, secrets, signal } = question
  const url = toEndpoint(question.url, question.what)
  const { credential, own } = authenticate(client, secrets)
  const all = [...parameters, ...own]
  const isJson = client.tokenBody === 'json'
  const request = {
    method: 'POST',
    url: url.href,
    headers: [
      ['Accept', 'application/json'],
      ['Content-Type', isJson ? 'application/json' : 'application/x-www-form-urlencoded'],
    ] as const,
    body: isJson ? JSON.stringify(Object.fromEntries(all)) : toForm(all),
  }
  const limits = { timeoutMs: question.timeoutMs ?? 30_000, maxBytes: 256 * 1024 }
  const options = { origins: [url.origin], credential, holdsSecrets: true, context: signInContext(client.label) }
  try {
    return await http.send(request, { ...options, ...limits, ...(signal ? { signal } : {}) })
  } catch (error) {
    throw toSignInFailure(error)
  }
}

export const signInContext = (target: string): RequestContext => ({
  ...{ kind: 'sign-in', actor: 'Patchbay', target },
  ...{ threadId: null, runId: null, cardId: null, accountLabel: null },
})

/** A refused host is a wrong setting; everything else that keeps an answer away may pass. */
export function toSignInFailure(error: unknown): unknown {
  if (!(error instanceof AppFailure) || error.error.code !== 'request-failed') return error
  const { reason, message } = error.error
  return signInFailed(reason === 'forbidden-host' ? 'config' : 'unreachable', message)
}

function authenticate(client: OAuthClient, secrets: readonly string[]): { credential: Credential; own: Pairs } {
  const { clientId, clientSecret, authMethod } = client
  const id = ['client_id', clientId] as const
  if (authMethod === 'none' || clientSecret === null)
    return { credential: { headers: [], query: [], secrets }, own: [id] }
  const all = [...secrets, clientSecret]
  if (authMethod === 'client_secret_post')
    return { credential: { headers: [], query: [], secrets: all }, own: [id, ['client_secret', clientSecret]] }
  // RFC 6749 section 2.3.1: both are form-encoded before they are joined.
  const joined = Buffer.from(`${encodeForm(clientId)}:${encodeForm(clientSecret)}`).toString('base64')
  const headers = [['Authorization', `Basic ${joined}`]] as const
  return { credential: { headers, query: [], secrets: [...all, joined] }, own: [] }
}

/** Not URLSearchParams: redaction has to find a secret in the form that it knows, which is that of encodeURIComponent. */
const toForm = (pairs: Pairs) =>
  pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')

const encodeForm = (text: string) => new URLSearchParams([['', text]]).toString().slice(1)
