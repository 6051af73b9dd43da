import type { SignIn } from '../../shared/domain/connector'
import { type CallbackAnswer, parseCallbackQuery } from '../net/callback-query'
import { type LoopbackListener, listenOnLoopback } from '../net/loopback-listener'
import { authorizationUrl, fixedRedirect, randomText } from './authorization-url'
import { signInFailed } from './failures'
import { hashOf, type SignInStore } from './sign-in-store'
import type { OAuthClient } from './types'

/** How long the person has for the page of the server. */
export const SIGN_IN_MS = 10 * 60_000

type Begin = {
  store: SignInStore
  ownerId: string
  client: OAuthClient
  now: () => Date
  openPage: (url: string) => Promise<boolean>
  /** The loopback listener has the answer of this sign-in. */
  onAnswer: (answer: CallbackAnswer) => void
}

export type Begun = { signIn: Extract<SignIn, { kind: 'browser' }>; close: () => void }

/** Opens the page of the server in the system's browser. Nothing waits any more when it fails. */
export async function beginInBrowser({ store, ownerId, client, now, openPage, onAnswer }: Begin): Promise<Begun> {
  const state = randomText()
  const verifier = randomText()
  const listener = await listen(client, state, onAnswer)
  try {
    const url = authorizationUrl(client, { state, verifier, redirectUri: listener.redirectUri })
    const createdAt = now()
    const expiresAt = new Date(createdAt.getTime() + SIGN_IN_MS).toISOString()
    const signIn = { kind: 'browser', host: url.host, redirectUri: listener.redirectUri, expiresAt } as const
    const { clientId, tokenUrl, scopes, issuer, requiresIss } = client
    const proof = { verifier, clientId, tokenUrl, scopes: [...scopes] }
    const row = {
      state,
      ownerId,
      redirect: client.redirect.kind,
      issuer,
      requiresIss,
      signIn,
      proof,
      createdAt: createdAt.toISOString(),
    }
    await store.add(row)
    if (!(await openPage(url.href))) {
      const added = await store.byState(state)
      if (added) await store.take(added)
      throw signInFailed('config', `The sign-in page at ${url.host} could not be opened`)
    }
    return { signIn, close: listener.close }
  } catch (error) {
    listener.close()
    throw error
  }
}

async function listen(client: OAuthClient, state: string, onAnswer: Begin['onAnswer']): Promise<LoopbackListener> {
  const { redirect } = client
  if (redirect.kind !== 'loopback') return { redirectUri: fixedRedirect(redirect), close: () => undefined }
  const expected = hashOf(state)
  return listenOnLoopback({
    port: redirect.port,
    host: redirect.host ?? '127.0.0.1',
    onAnswer(query) {
      const answer = parseCallbackQuery(query, 'ignore')
      if (answer === null || hashOf(answer.state) !== expected) return false
      onAnswer(answer)
      return true
    },
  })
}
