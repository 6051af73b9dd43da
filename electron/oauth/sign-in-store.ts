import { createHash } from 'node:crypto'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { z } from 'zod'
import { SignIn } from '../../shared/domain/connector'
import type { WorkspaceDatabase } from '../db/schema'
import { kyselySecretRows } from '../secrets/kysely-secret-rows'
import { toSecretRef } from '../secrets/secret-ref'
import type { Vault } from '../secrets/secrets'
import { isFailure } from './failures'
import type { OAuthClient } from './types'

export type SignInRow = Selectable<WorkspaceDatabase['oauth_sign_in']>

/** What the exchange needs and nobody may see or change: sealed until the browser is back. */
const Proof = z.object({
  verifier: z.string(),
  clientId: z.string(),
  tokenUrl: z.string(),
  scopes: z.array(z.string()),
})
export type Proof = z.infer<typeof Proof>

type NewSignIn = {
  state: string
  ownerId: string
  redirect: OAuthClient['redirect']['kind']
  issuer: string | null
  requiresIss: boolean
  signIn: Extract<SignIn, { kind: 'browser' }>
  proof: Proof
  createdAt: string
}

export type SignInStore = {
  /** Takes the place of the one that this owner had, and clears away those that are over. */
  add(signIn: NewSignIn): Promise<void>
  byState(state: string): Promise<SignInRow | null>
  byOwner(ownerId: string): Promise<SignInRow | null>
  /** Null when it is not on this computer any more. */
  proof(row: SignInRow): Promise<Proof | null>
  /** True for exactly one of all who take the same one. */
  take(row: SignInRow): Promise<boolean>
  shown(row: SignInRow): SignIn
}

export const hashOf = (state: string) => createHash('sha256').update(state).digest('hex')

export function createSignInStore({ db, vault }: { db: Kysely<WorkspaceDatabase>; vault: Vault }): SignInStore {
  const rows = () => db.selectFrom('oauth_sign_in').selectAll()
  const remove = async (transaction: Transaction<WorkspaceDatabase>, over: readonly SignInRow[]): Promise<boolean> => {
    let removed = 0n
    for (const { state_hash, secret_id } of over) {
      const deleted = await transaction
        .deleteFrom('oauth_sign_in')
        .where('state_hash', '=', state_hash)
        .executeTakeFirst()
      if (secret_id !== null) await vault.remove(toSecretRef(secret_id), kyselySecretRows(transaction))
      removed += deleted.numDeletedRows
    }
    return removed > 0n
  }
  return {
    async add({ state, ownerId, redirect, issuer, requiresIss, signIn, proof, createdAt }) {
      const sealed = await vault.seal(ownerId, 'oauth-sign-in', JSON.stringify(proof))
      await db.transaction().execute(async (transaction) => {
        const over = await transaction
          .selectFrom('oauth_sign_in')
          .selectAll()
          .where((is) => is.or([is('owner_id', '=', ownerId), is('expires_at', '<=', createdAt)]))
          .execute()
        await remove(transaction, over)
        await sealed.writeTo(kyselySecretRows(transaction))
        const shown = { kind: redirect, redirect_uri: signIn.redirectUri, details: JSON.stringify(signIn) }
        const server = { issuer, requires_iss: requiresIss ? 1 : 0 }
        const times = { created_at: createdAt, expires_at: signIn.expiresAt }
        await transaction
          .insertInto('oauth_sign_in')
          .values({
            state_hash: hashOf(state),
            owner_id: ownerId,
            secret_id: sealed.ref,
            ...shown,
            ...server,
            ...times,
          })
          .execute()
      })
    },
    byState: async (state) => (await rows().where('state_hash', '=', hashOf(state)).executeTakeFirst()) ?? null,
    byOwner: async (ownerId) => (await rows().where('owner_id', '=', ownerId).executeTakeFirst()) ?? null,
    async proof({ secret_id }) {
      try {
        const bytes = await vault.resolve(toSecretRef(secret_id ?? ''))
        const proof = Proof.parse(JSON.parse(bytes.toString('utf8')))
        bytes.fill(0)
        return proof
      } catch (error) {
        if (isFailure(error, 'needs-secret')) return null
        throw error
      }
    },
    take: (row) => db.transaction().execute((transaction) => remove(transaction, [row])),
    shown: (row) => SignIn.parse(JSON.parse(row.details)),
  }
}
