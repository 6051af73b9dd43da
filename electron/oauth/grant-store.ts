import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import type { WorkspaceDatabase } from '../db/schema'
import { kyselySecretRows } from '../secrets/kysely-secret-rows'
import { toSecretRef } from '../secrets/secret-ref'
import type { Vault } from '../secrets/secrets'
import { isFailure } from './failures'
import type { Issued, Tokens } from './token-request'

export type GrantRow = Selectable<WorkspaceDatabase['oauth_grant']>
/** `tokens` is null when they are not on this computer. */
export type Held = { row: GrantRow; tokens: Tokens | null }

export type GrantStore = {
  row(ownerId: string): Promise<GrantRow | null>
  /** Fails with `vault-locked` and the like. */
  read(ownerId: string): Promise<Held | null>
  has(row: GrantRow): Promise<boolean>
  /** A new sign-in; it takes the place of the one before. */
  signedIn(ownerId: string, issued: Issued, requestedScopes: readonly string[]): Promise<void>
  /** The renewed pair of a grant. It is left out when the grant is not the same any more. */
  renewed(row: GrantRow, issued: Issued): Promise<void>
  /** The grant of one owner becomes that of another, with everything that is known of it; what that one had is gone. */
  move(held: Held & { tokens: Tokens }, to: string): Promise<void>
  refuse(ownerId: string, reason: string): Promise<boolean>
  delete(ownerId: string): Promise<void>
}

const Stored = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  asksAnew: z.boolean(),
  instanceUrl: z.string().nullable().default(null),
})
const KIND = 'oauth-tokens'

/** The tokens of one owner are one sealed secret, and it changes in one transaction with the row that tells of it. */
export function createGrantStore({ db, vault }: { db: Kysely<WorkspaceDatabase>; vault: Vault }): GrantStore {
  const row = async (ownerId: string) =>
    (await db.selectFrom('oauth_grant').selectAll().where('owner_id', '=', ownerId).executeTakeFirst()) ?? null
  return {
    row,
    has: (grant) => vault.has(toSecretRef(grant.secret_id)),
    async read(ownerId) {
      const found = await row(ownerId)
      return found && { row: found, tokens: await readTokens(vault, found.secret_id) }
    },
    async signedIn(ownerId, issued, requestedScopes) {
      const sealed = await vault.seal(ownerId, KIND, format(issued))
      const values = {
        ...timesOf(issued),
        secret_id: sealed.ref,
        requested_scopes: JSON.stringify(requestedScopes),
        granted_scopes: JSON.stringify(issued.scopes ?? requestedScopes),
        ...{ obtained_at: issued.askedAt.toISOString(), refreshed_at: null, reauth_reason: null },
      }
      await db.transaction().execute(async (transaction) => {
        const secrets = kyselySecretRows(transaction)
        const before = await transaction
          .selectFrom('oauth_grant')
          .select('secret_id')
          .where('owner_id', '=', ownerId)
          .executeTakeFirst()
        if (before) await vault.remove(toSecretRef(before.secret_id), secrets)
        await sealed.writeTo(secrets)
        await transaction
          .insertInto('oauth_grant')
          .values({ owner_id: ownerId, ...values })
          .onConflict((conflict) => conflict.column('owner_id').doUpdateSet(values))
          .execute()
      })
    },
    async renewed({ owner_id, secret_id }, issued) {
      const ref = toSecretRef(secret_id)
      const kept = await vault.has(ref)
      const sealed = kept ? await vault.reseal(ref, format(issued)) : await vault.seal(owner_id, KIND, format(issued))
      await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('oauth_grant')
          .set({
            ...timesOf(issued),
            secret_id: sealed.ref,
            ...(issued.scopes ? { granted_scopes: JSON.stringify(issued.scopes) } : {}),
            ...{ refreshed_at: issued.askedAt.toISOString(), reauth_reason: null },
          })
          .where('owner_id', '=', owner_id)
          .where('secret_id', '=', secret_id)
          .executeTakeFirst()
        if (numUpdatedRows === 1n) await sealed.writeTo(kyselySecretRows(transaction))
      })
    },
    async move({ row: { owner_id: from, ...known }, tokens }, to) {
      const sealed = await vault.seal(to, KIND, format(tokens))
      await db.transaction().execute(async (transaction) => {
        const secrets = kyselySecretRows(transaction)
        const before = await transaction
          .deleteFrom('oauth_grant')
          .where('owner_id', 'in', [from, to])
          .returning('secret_id')
          .execute()
        for (const { secret_id } of before) await vault.remove(toSecretRef(secret_id), secrets)
        await sealed.writeTo(secrets)
        await transaction
          .insertInto('oauth_grant')
          .values({ ...known, owner_id: to, secret_id: sealed.ref })
          .execute()
      })
    },
    async refuse(ownerId, reason) {
      const { numUpdatedRows } = await db
        .updateTable('oauth_grant')
        .set({ reauth_reason: reason })
        .where('owner_id', '=', ownerId)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    delete: (ownerId) =>
      db.transaction().execute(async (transaction) => {
        const before = await transaction
          .deleteFrom('oauth_grant')
          .where('owner_id', '=', ownerId)
          .returning('secret_id')
          .executeTakeFirst()
        if (before) await vault.remove(toSecretRef(before.secret_id), kyselySecretRows(transaction))
      }),
  }
}

async function readTokens(vault: Vault, secretId: string): Promise<Tokens | null> {
  try {
    const bytes = await vault.resolve(toSecretRef(secretId))
    const tokens = Stored.parse(JSON.parse(bytes.toString('utf8')))
    bytes.fill(0)
    return tokens
  } catch (error) {
    if (isFailure(error, 'needs-secret')) return null
    throw error
  }
}

const format = ({ accessToken, refreshToken, asksAnew, instanceUrl }: Tokens) =>
  JSON.stringify({ accessToken, refreshToken, asksAnew, instanceUrl })
const timesOf = ({ expiresAt }: Issued) => ({ expires_at: expiresAt?.toISOString() ?? null })
