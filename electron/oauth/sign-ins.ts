import type { Kysely } from 'kysely'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { Http } from '../net/http'
import type { Vault } from '../secrets/secrets'
import { beginInBrowser, SIGN_IN_MS } from './browser-sign-in'
import { createCompletion } from './complete'
import { askForDeviceCode, pollForTokens, type Wait } from './device-sign-in'
import { isSignInFailure, refusal, signInFailed } from './failures'
import type { GrantStore } from './grant-store'
import { createLane, type Lane } from './lane'
import { redirectUriOf } from './redirect-uri'
import { clientCredentials, type Renewal } from './renewal'
import { createSignInStore, type SignInStore } from './sign-in-store'
import type { AskToken, Issued } from './token-request'
import type { ClientOf, OAuth, OAuthCallback, OAuthClient } from './types'
import { createWaiting, type Waiting } from './waiting'

type SignInsOptions = {
  db: Kysely<WorkspaceDatabase>
  vault: Vault
  http: Http
  now: () => Date
  clientOf: ClientOf
  openPage: (url: string) => Promise<boolean>
  onUnexpected: (error: unknown) => void
  wait: Wait
  grants: GrantStore
  askToken: AskToken
  lane: Lane
  changed: (ownerId: string) => void
  renewal: Renewal
}

type SignIns = Pick<OAuth, 'signIn' | 'pending' | 'cancel' | 'failure' | 'complete' | 'completePasted' | 'close'>

/** Sign-ins from their start until there are tokens. Those in the browser are in the database, so they outlive the program. */
export function createSignIns(options: SignInsOptions): SignIns {
  const { now, clientOf, onUnexpected, grants, changed, renewal } = options
  const signIns = createSignInStore(options)
  const waiting = createWaiting()
  const beginning = createLane()
  const failures = new Map<string, AppFailure>()
  const fail = (ownerId: string, error: unknown) => {
    if (error instanceof AppFailure) failures.set(ownerId, error)
    else onUnexpected(error)
    changed(ownerId)
  }
  const store = async (ownerId: string, issued: Issued, scopes: readonly string[]) => {
    await grants.signedIn(ownerId, issued, scopes)
    renewal.forget(ownerId)
    failures.delete(ownerId)
    changed(ownerId)
  }
  const end = async (ownerId: string) => {
    waiting.end(ownerId)
    const row = await signIns.byOwner(ownerId)
    if (row) await signIns.take(row)
    failures.delete(ownerId)
  }
  const completion = createCompletion({ ...options, signIns, waiting, store, fail })
  const ways = createWays({ ...options, ...completion, signIns, waiting, store, fail, end })

  return {
    ...completion,
    signIn: (ownerId) =>
      beginning(ownerId, async () => {
        const client = await clientOf(ownerId)
        await end(ownerId)
        const signIn = await ways[client.grant](ownerId, client)
        changed(ownerId)
        return signIn
      }),
    async pending(ownerId) {
      const live = waiting.of(ownerId)
      if (live) return live.expiresAt > now().toISOString() ? live : null
      const row = await signIns.byOwner(ownerId)
      // A loopback listener ends with the program, so nothing can come back for that one.
      const isOpen = row !== null && row.kind !== 'loopback' && row.expires_at > now().toISOString()
      return isOpen ? signIns.shown(row) : null
    },
    cancel: (ownerId) =>
      beginning(ownerId, async () => {
        await end(ownerId)
        changed(ownerId)
      }),
    failure: (ownerId) => failures.get(ownerId) ?? null,
    close: async () => waiting.close(),
  }
}

type WaysOptions = SignInsOptions & {
  signIns: SignInStore
  waiting: Waiting
  complete: OAuth['complete']
  store: (ownerId: string, issued: Issued, scopes: readonly string[]) => Promise<void>
  fail: (ownerId: string, error: unknown) => void
  end: (ownerId: string) => Promise<void>
}
type Way = (ownerId: string, client: OAuthClient) => ReturnType<OAuth['signIn']>

const createWays = (options: WaysOptions): Record<OAuthClient['grant'], Way> => ({
  'authorization-code': (ownerId, client) => inBrowser(options, ownerId, client),
  'device-code': (ownerId, client) => onDevice(options, ownerId, client),
  'client-credentials': (ownerId, client) => byItself(options, ownerId, client),
})

async function inBrowser(options: WaysOptions, ownerId: string, client: OAuthClient) {
  const { signIns, waiting, now, openPage, onUnexpected, complete, changed, fail, end } = options
  const onAnswer = (answer: OAuthCallback) => {
    complete(answer).catch((error: unknown) => {
      // What came of a sign-in that was taken is kept already; only one that could not be taken says so here.
      if (isSignInFailure(error, 'ignored')) changed(ownerId)
    })
  }
  await makeRoom(options, client)
  const { signIn, close } = await beginInBrowser({ store: signIns, ownerId, client, now, openPage, onAnswer })
  const timer = setTimeout(() => {
    const over = signInFailed('expired', `Nobody finished the sign-in to ${client.label} in time`)
    end(ownerId).then(() => fail(ownerId, over), onUnexpected)
  }, SIGN_IN_MS)
  timer.unref()
  waiting.add(ownerId, signIn, () => {
    clearTimeout(timer)
    close()
  })
  return signIn
}

/** An address of this computer is that of one sign-in at a time: the one that somebody looks at now. */
async function makeRoom({ waiting, end, fail }: WaysOptions, { redirect, label }: OAuthClient): Promise<void> {
  if (redirect.kind !== 'loopback' || redirect.port === 0) return
  for (const ownerId of waiting.at(redirectUriOf(redirect) ?? '')) {
    await end(ownerId)
    fail(ownerId, signInFailed('busy', `The sign-in to ${label} took the place of this one`))
  }
}

async function onDevice(options: WaysOptions, ownerId: string, client: OAuthClient) {
  const { http, now, waiting, lane, store, fail } = options
  const asked = await askForDeviceCode(http, client, now)
  const stop = new AbortController()
  const { signal } = stop
  waiting.add(ownerId, asked.signIn, () => stop.abort())
  const work = async () => {
    const issued = await pollForTokens({ ...options, ...asked, client, signal })
    await lane(ownerId, async () => {
      if (signal.aborted) return
      waiting.end(ownerId)
      await store(ownerId, issued, client.scopes)
    })
  }
  work().catch((error: unknown) => {
    if (signal.aborted) return
    waiting.end(ownerId)
    fail(ownerId, error)
  })
  return asked.signIn
}

async function byItself({ askToken, lane, store }: WaysOptions, ownerId: string, client: OAuthClient) {
  await lane(ownerId, async () => {
    const reply = await askToken(client, clientCredentials(client))
    if (reply.kind === 'refused') throw refusal(client.label, reply.error)
    await store(ownerId, reply.issued, client.scopes)
  })
  return null
}
