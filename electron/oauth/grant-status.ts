import { z } from 'zod'
import { isFailure } from './failures'
import type { GrantRow, GrantStore, Held } from './grant-store'
import type { GrantStatus } from './types'

const Scopes = z.array(z.string())

/** The sign-in is over and nothing renews it. */
export const EXPIRED = 'The sign-in has expired, and the service gave nothing to renew it with. Sign in again.'

export async function grantStatus(grants: GrantStore, ownerId: string, now: Date): Promise<GrantStatus | null> {
  const row = await grants.row(ownerId)
  if (!row) return null
  const over = isExpired(row, now) && (await endsForGood(grants, ownerId))
  return {
    expiresAt: row.expires_at,
    requestedScopes: Scopes.parse(JSON.parse(row.requested_scopes)),
    grantedScopes: row.granted_scopes === null ? null : Scopes.parse(JSON.parse(row.granted_scopes)),
    ...{ obtainedAt: row.obtained_at, refreshedAt: row.refreshed_at },
    reauthReason: row.reauth_reason ?? (over ? EXPIRED : null),
    tokensMissing: !(await grants.has(row)),
  }
}

/** A vault that is locked leaves it open. */
async function endsForGood(grants: GrantStore, ownerId: string): Promise<boolean> {
  const held = await grants.read(ownerId).catch((error: unknown) => {
    if (isFailure(error, 'vault-locked') || isFailure(error, 'vault-wrong-key') || isFailure(error, 'no-keychain'))
      return null
    throw error
  })
  return held !== null && !canRenew(held)
}

const canRenew = ({ tokens }: Held) => tokens === null || tokens.asksAnew || tokens.refreshToken !== null

export const isExpired = ({ expires_at }: GrantRow, now: Date): boolean =>
  expires_at !== null && new Date(expires_at) <= now

const MARGIN_MS = 120_000

/**
 * Two minutes before it expires a token is renewed, or in the last tenth of a short lifetime. Both ends are times of this
 * computer, so that only a lifetime is ever believed, never the clock of the server.
 */
export function isFresh({ expires_at, obtained_at, refreshed_at }: GrantRow, now: Date): boolean {
  if (expires_at === null) return true
  const expiresAt = new Date(expires_at).getTime()
  const lifetime = expiresAt - new Date(refreshed_at ?? obtained_at).getTime()
  return expiresAt - now.getTime() > Math.min(MARGIN_MS, lifetime / 10)
}
