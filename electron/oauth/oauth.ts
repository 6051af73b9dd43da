import { setTimeout as waitFor } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { Http } from '../net/http'
import type { Vault } from '../secrets/secrets'
import type { Wait } from './device-sign-in'
import { discover } from './discover'
import { grantStatus } from './grant-status'
import { createGrantStore } from './grant-store'
import { createLane } from './lane'
import { createRenewal } from './renewal'
import { revoke } from './revoke'
import { createSignIns } from './sign-ins'
import { tokenEndpoint } from './token-request'
import type { ClientOf, OAuth } from './types'

type OAuthOptions = {
  db: Kysely<WorkspaceDatabase>
  vault: Vault
  http: Http
  now: () => Date
  clientOf: ClientOf
  /** Shows a page in the system's browser; false when that was not possible. */
  openPage: (url: string) => Promise<boolean>
  onUnexpected: (error: unknown) => void
  /** Between two questions of the device flow. */
  wait?: Wait
}

/** Signing in with OAuth 2.0 as a native app (RFC 8252), and keeping the tokens good afterwards. */
export function createOAuth(options: OAuthOptions): OAuth {
  const { db, vault, http, now, clientOf, openPage, onUnexpected } = options
  const listeners = new Set<(ownerId: string) => void>()
  const changed = (ownerId: string) => {
    for (const listener of listeners) listener(ownerId)
  }
  const lane = createLane()
  const grants = createGrantStore({ db, vault })
  const askToken = tokenEndpoint(http, now)
  const renewal = createRenewal({ grants, clientOf, askToken, now, lane, changed })
  const wait: Wait = options.wait ?? ((ms, signal) => waitFor(ms, undefined, { signal, ref: false }))
  const signIns = createSignIns({
    ...{ db, vault, http, now, clientOf, openPage, onUnexpected, wait },
    ...{ grants, askToken, lane, changed, renewal },
  })

  const revokeHeld = async (ownerId: string): Promise<boolean | null> => {
    try {
      const client = await clientOf(ownerId)
      if (!client.revocationUrl) return null
      const held = await grants.read(ownerId)
      return held?.tokens ? await revoke(http, client, held.tokens) : false
    } catch (error) {
      if (error instanceof AppFailure) return false
      throw error
    }
  }

  return {
    ...signIns,
    discover: (url) => discover(http, url),
    grant: (ownerId) => grantStatus(grants, ownerId, now()),
    accessToken: renewal.accessToken,
    tokenAfter: renewal.tokenAfter,
    markRefused: renewal.markRefused,
    instanceUrl: async (ownerId) => (await grants.read(ownerId))?.tokens?.instanceUrl ?? null,
    handOver: (from, to) =>
      lane(from, () =>
        lane(to, async () => {
          const held = await renewal.held(from)
          await grants.move(held, to)
          renewal.forget(from)
          renewal.forget(to)
          changed(to)
        }),
      ),
    async forget(ownerId, { revoke: isWanted } = { revoke: true }) {
      await signIns.cancel(ownerId)
      return lane(ownerId, async () => {
        renewal.forget(ownerId)
        if (!(await grants.row(ownerId))) return { revoked: null }
        const revoked = isWanted ? await revokeHeld(ownerId) : null
        await grants.delete(ownerId)
        changed(ownerId)
        return { revoked }
      })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
