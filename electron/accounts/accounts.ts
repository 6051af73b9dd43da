import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { SecretValues } from '../../shared/domain/common'
import type { Account } from '../../shared/domain/integration'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import { toSecretRef } from '../secrets/secret-ref'
import type { Vault } from '../secrets/secrets'
import {
  type AccountRow,
  deleteAccount,
  getAccount,
  insertAccount,
  listAccounts,
  noteOnAccount,
  toAccount,
  updateAccount,
} from './queries'

type Credentials = { identity: string; config: Record<string, string>; secrets: Record<string, string> }
type NewAccount = Credentials & { integrationId: string; label: string; visibility: 'team' | 'private' }

export type Accounts = {
  list(): Promise<Account[]>
  listFor(integrationId: string): Promise<Account[]>
  /** Fails with `not-found`. */
  get(id: string): Promise<Account>
  /** Fails with `conflict` when the integration has an account of this label. */
  insert(account: NewAccount): Promise<string>
  rename(id: string, label: string): Promise<void>
  /** After the service accepted them: the account counts as connected again. */
  setCredentials(id: string, credentials: Credentials): Promise<void>
  remove(id: string): Promise<void>
  /** The service refused the credential: no use until it was entered again. */
  markRejected(id: string): Promise<void>
  /** The service accepted the credential. */
  markUsed(id: string): Promise<void>
  /** For signing only. Fails with `needs-secret` when they are not on this machine, and as the vault does. */
  secrets(id: string): Promise<Record<string, string>>
}

type AccountsOptions = {
  db: Kysely<WorkspaceDatabase>
  vault: Pick<Vault, 'put' | 'replace' | 'has' | 'resolve' | 'removeByOwner'>
  now: () => Date
}

const SECRET_KIND = 'account'

/** Authorised identities of integrations. The secrets of one account are one sealed JSON value in the vault. */
export function createAccounts({ db, vault, now }: AccountsOptions): Accounts {
  const hasSecret = async (row: AccountRow) => row.secret_id !== null && (await vault.has(toSecretRef(row.secret_id)))
  const withStatus = async (row: AccountRow) => toAccount(row, await hasSecret(row))
  const listWithStatus = async (integrationId: string | null) =>
    Promise.all((await listAccounts(db, integrationId)).map(withStatus))
  return {
    list: () => listWithStatus(null),
    listFor: (integrationId) => listWithStatus(integrationId),
    get: async (id) => withStatus(await getAccount(db, id)),
    async insert(account) {
      const id = randomUUID()
      const secretId = await vault.put(id, SECRET_KIND, JSON.stringify(account.secrets))
      try {
        await insertAccount(db, newRow(id, account, secretId, now().toISOString()))
      } catch (error) {
        await vault.removeByOwner(id)
        throw error
      }
      return id
    },
    rename: (id, label) => updateAccount(db, id, { label }),
    async setCredentials(id, { identity, config, secrets }) {
      const row = await getAccount(db, id)
      const value = JSON.stringify(secrets)
      let secretId = row.secret_id
      if (secretId !== null && (await hasSecret(row))) await vault.replace(toSecretRef(secretId), value)
      else secretId = await vault.put(id, SECRET_KIND, value)
      await updateAccount(db, id, { identity, config: JSON.stringify(config), secret_id: secretId, rejected: 0 })
    },
    /** The secret goes first: a kill in between leaves an account that asks for its secret, not a secret nobody sees. */
    async remove(id) {
      await vault.removeByOwner(id)
      await deleteAccount(db, id)
    },
    markRejected: (id) => noteOnAccount(db, id, { rejected: 1 }),
    markUsed: (id) => noteOnAccount(db, id, { rejected: 0, last_used_at: now().toISOString() }),
    async secrets(id) {
      const row = await getAccount(db, id)
      if (row.secret_id === null || !(await hasSecret(row)))
        throw new AppFailure({ code: 'needs-secret', what: row.label })
      const bytes = await vault.resolve(toSecretRef(row.secret_id))
      try {
        return SecretValues.parse(JSON.parse(bytes.toString('utf8')))
      } finally {
        bytes.fill(0)
      }
    },
  }
}

function newRow(id: string, account: NewAccount, secretId: string, createdAt: string): AccountRow {
  return {
    id,
    integration_id: account.integrationId,
    label: account.label,
    visibility: account.visibility,
    identity: account.identity,
    config: JSON.stringify(account.config),
    secret_id: secretId,
    rejected: 0,
    created_at: createdAt,
    last_used_at: null,
  }
}
