import { isDeadGrant, isSignInFailure, needsReauth, refusal, signInFailed } from './failures'
import { EXPIRED, isExpired, isFresh } from './grant-status'
import type { GrantStore, Held } from './grant-store'
import type { Lane } from './lane'
import { type AskToken, type Issued, scopeOf, type Tokens } from './token-request'
import type { ClientOf, OAuth, OAuthClient } from './types'

type RenewalOptions = {
  grants: GrantStore
  clientOf: ClientOf
  askToken: AskToken
  now: () => Date
  lane: Lane
  changed: (ownerId: string) => void
}

export type Renewal = Pick<OAuth, 'accessToken' | 'tokenAfter' | 'markRefused'> & {
  /** What is held for this owner, whole. In its lane only. Fails with `needs-reauth`. */
  held(ownerId: string): Promise<Usable>
  forget(ownerId: string): void
}

type Outcome = { arrivals: number; at: Date; failure: unknown }
type Usable = Held & { tokens: Tokens }
type Renewed = { held: Usable | null; client: OAuthClient; ownerId: string; issued: Issued }

const COOL_DOWN_MS = 30_000
const NOT_HERE = 'Its tokens are not on this computer. Sign in again.'
const NOBODY = 'Nobody has signed in yet. Sign in to use it.'
const DEAD = 'The service says that the sign-in was ended or has run out. Sign in again.'
const REFUSED = 'The service does not accept the sign-in any more. Sign in again.'

/** Hands out tokens that are good now. Whoever asks while one is renewed gets what that ends in, good or bad. */
export function createRenewal({ grants, clientOf, askToken, now, lane, changed }: RenewalOptions): Renewal {
  const outcomes = new Map<string, Outcome>()
  /** The server has issued these and they could not be stored yet: those before them may be worth nothing now. */
  const unsaved = new Map<string, Renewed>()
  let arrivals = 0

  const open = async (ownerId: string): Promise<Usable | null> => {
    const held = await grants.read(ownerId)
    const reason = !held ? NOBODY : (held.row.reauth_reason ?? (held.tokens ? null : NOT_HERE))
    if (held?.tokens && reason === null) return { row: held.row, tokens: held.tokens }
    const client = await clientOf(ownerId)
    if (client.grant === 'client-credentials' && !held?.row.reauth_reason) return null
    throw needsReauth(client.label, reason ?? NOBODY)
  }

  const save = async (renewed: Renewed) => {
    const { held, client, ownerId, issued } = renewed
    unsaved.set(ownerId, renewed)
    const row = held?.row ?? (await grants.row(ownerId))
    if (row) await grants.renewed(row, issued)
    else await grants.signedIn(ownerId, issued, client.scopes)
    unsaved.delete(ownerId)
    changed(ownerId)
  }

  const refuse = async (ownerId: string, label: string, reason: string) => {
    if (await grants.refuse(ownerId, reason)) changed(ownerId)
    return needsReauth(label, reason)
  }

  const renew = async (ownerId: string, held: Usable | null, rejected: string | null): Promise<string> => {
    const client = await clientOf(ownerId)
    const question = renewalOf(client, held)
    if (question === null) {
      if (held?.tokens.accessToken === rejected) throw await refuse(ownerId, client.label, REFUSED)
      if (!held || isExpired(held.row, now())) throw needsReauth(client.label, EXPIRED)
      return held.tokens.accessToken
    }
    const reply = await askToken(client, question)
    if (reply.kind === 'issued') {
      await save({ held, client, ownerId, issued: keepingTheRest(reply.issued, held) })
      return reply.issued.accessToken
    }
    const isDead = client.grant !== 'client-credentials' && isDeadGrant(reply.error)
    throw isDead ? await refuse(ownerId, client.label, DEAD) : refusal(client.label, reply.error)
  }

  const good = (held: Usable | null, rejected: string | null): string | null =>
    held && held.tokens.accessToken !== rejected && isFresh(held.row, now()) ? held.tokens.accessToken : null

  /** What is left when it could not be renewed: the old one, while it is still good and nobody has refused it. */
  const fallBack = (held: Usable | null, rejected: string | null, failure: unknown): string => {
    const mayPass = isSignInFailure(failure, 'unreachable', 'malformed')
    if (mayPass && held && rejected !== held.tokens.accessToken && !isExpired(held.row, now()))
      return held.tokens.accessToken
    throw failure
  }

  const inTurn = async (ownerId: string, rejected: string | null, arrived: number): Promise<string> => {
    const kept = unsaved.get(ownerId)
    if (kept) await save(kept)
    const held = await open(ownerId)
    const token = good(held, rejected)
    if (token !== null) return token
    const last = outcomes.get(ownerId)
    const shares = last !== undefined && arrived <= last.arrivals
    if (last?.failure && (shares || isCooling(last, now()))) return fallBack(held, rejected, last.failure)
    if (shares && held && held.tokens.accessToken !== rejected) return held.tokens.accessToken
    try {
      const renewed = await renew(ownerId, held, rejected)
      outcomes.set(ownerId, { arrivals, at: now(), failure: null })
      return renewed
    } catch (failure) {
      outcomes.set(ownerId, { arrivals, at: now(), failure })
      return fallBack(held, rejected, failure)
    }
  }

  const obtain = async (ownerId: string, rejected: string | null): Promise<string> => {
    arrivals += 1
    const arrived = arrivals
    const token = unsaved.has(ownerId) ? null : good(await open(ownerId), rejected)
    return token ?? lane(ownerId, () => inTurn(ownerId, rejected, arrived))
  }

  return {
    accessToken: (ownerId) => obtain(ownerId, null),
    tokenAfter: (ownerId, rejected) => obtain(ownerId, rejected),
    async markRefused(ownerId, reason) {
      if (await grants.refuse(ownerId, reason)) changed(ownerId)
    },
    async held(ownerId) {
      const kept = unsaved.get(ownerId)
      if (kept) await save(kept)
      const held = await open(ownerId)
      if (!held) throw needsReauth((await clientOf(ownerId)).label, NOBODY)
      return held
    },
    forget(ownerId) {
      outcomes.delete(ownerId)
      unsaved.delete(ownerId)
    },
  }
}

/** What the server does not say again stays. */
const keepingTheRest = (issued: Issued, held: Usable | null): Issued => ({
  ...issued,
  refreshToken: issued.refreshToken ?? held?.tokens.refreshToken ?? null,
  instanceUrl: issued.instanceUrl ?? held?.tokens.instanceUrl ?? null,
})

/** Null when nothing renews it (RFC 6749 sections 4.4 and 6). */
function renewalOf(client: OAuthClient, held: Usable | null): Parameters<AskToken>[1] | null {
  if (client.grant === 'client-credentials') return clientCredentials(client)
  const refreshToken = held?.tokens.refreshToken ?? null
  if (refreshToken === null) return null
  const parameters = [['grant_type', 'refresh_token'] as const, ['refresh_token', refreshToken] as const]
  return { parameters, secrets: [refreshToken] }
}

export const clientCredentials = (client: OAuthClient): Parameters<AskToken>[1] => {
  if (client.clientSecret === null || client.authMethod === 'none')
    throw signInFailed('config', `${client.label} needs a client secret to sign in by itself`)
  return { parameters: [['grant_type', 'client_credentials'], ...scopeOf(client)], secrets: [] }
}

function isCooling({ failure, at }: Outcome, now: Date): boolean {
  const passed = now.getTime() - at.getTime()
  return isSignInFailure(failure, 'unreachable', 'malformed') && passed >= 0 && passed < COOL_DOWN_MS
}
