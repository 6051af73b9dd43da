import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { ConfigValues } from '../../shared/domain/common'
import type { Connector, Dependent } from '../../shared/domain/connector'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { OAuth, OAuthClient } from '../oauth/types'
import { validateHeaderSafe } from '../secrets/header-safe'
import { kyselySecretRows } from '../secrets/kysely-secret-rows'
import type { Vault } from '../secrets/secrets'
import type { Credentials, Usable } from './credentials'
import type { Values } from './define'
import { describe, onThisComputer } from './describe'
import {
  type ConnectorRow,
  deleteSecretRef,
  getConnector,
  insertConnector,
  listConnectors,
  listDeleted,
  putSecretRef,
  secretsOf,
  updateConnector,
} from './queries'
import { getType } from './registry'
import { problemOf, readSettings } from './settings'

export type Connectors = {
  list(): Promise<Connector[]>
  get(id: string): Promise<Connector>
  missing(): Promise<{ id: string; name: string }[]>
  create(draft: { name: string; type: string }): Promise<string>
  rename(id: string, name: string): Promise<void>
  configure(id: string, config: Values): Promise<void>
  setSecret(id: string, key: string, value: string): Promise<void>
  delete(id: string): Promise<{ revoked: boolean | null }>
  /** Fails with `invalid-input` in words while a setting is missing or wrong. */
  usable(id: string): Promise<Usable>
}

type ConnectorsOptions = {
  db: Kysely<WorkspaceDatabase>
  vault: Pick<Vault, 'seal' | 'reseal' | 'has' | 'remove' | 'removeByOwner'>
  oauth: Pick<OAuth, 'grant' | 'pending' | 'failure' | 'forget' | 'cancel'>
  /** What depends on each of these connectors, by its id. */
  dependents: (connectors: { id: string; name: string }[]) => Promise<ReadonlyMap<string, Dependent[]>>
  now: () => Date
}

const SECRET_KIND = 'connector'

/** Named credentials for any API (Settings, Connectors). Everything is stored as it is typed, complete or not. */
export function createConnectors({ db, vault, oauth, dependents, now }: ConnectorsOptions): Connectors {
  const shown = async (row: ConnectorRow, usedBy: Dependent[]) =>
    describe({
      ...{ row, usedBy, type: getType(row.type), config: configOf(row) },
      secrets: await onThisComputer(vault, await secretsOf(db, row.id)),
      grant: await oauth.grant(row.id),
      signIn: await oauth.pending(row.id),
      failure: oauth.failure(row.id)?.error ?? null,
    })
  return {
    async list() {
      const rows = await listConnectors(db)
      const used = await dependents(rows)
      return Promise.all(rows.map((row) => shown(row, used.get(row.id) ?? [])))
    },
    async get(id) {
      const row = await getConnector(db, id)
      return shown(row, (await dependents([row])).get(id) ?? [])
    },
    missing: () => listDeleted(db),
    async create({ name, type }) {
      getType(type)
      const id = randomUUID()
      const created_at = now().toISOString()
      const empty = { identity: null, failure: null, last_used_at: null, deleted_at: null }
      await insertConnector(db, { id, name, type, config: '{}', created_at, ...empty })
      return id
    },
    async rename(id, name) {
      await getConnector(db, id)
      await updateConnector(db, id, { name })
    },
    async configure(id, config) {
      const row = await getConnector(db, id)
      const known = getType(row.type).fields.filter(({ kind }) => kind !== 'secret')
      for (const key of Object.keys(config)) if (!known.some((field) => field.key === key)) throw unknownField(key)
      const merged = { ...configOf(row), ...config }
      await updateConnector(db, id, { config: JSON.stringify(merged), failure: null })
    },
    async setSecret(id, key, value) {
      const row = await getConnector(db, id)
      const field = getType(row.type).fields.find((one) => one.key === key && one.kind === 'secret')
      if (!field) throw unknownField(key)
      const safe = validateHeaderSafe(value, key, field.label)
      const before = (await secretsOf(db, id)).get(key)
      if (safe === '') return removeSecret(id, key)
      const isHere = before !== undefined && (await vault.has(before))
      const sealed = isHere ? await vault.reseal(before, safe) : await vault.seal(id, SECRET_KIND, safe)
      await db.transaction().execute(async (transaction) => {
        await sealed.writeTo(kyselySecretRows(transaction))
        await putSecretRef(transaction, id, key, sealed.ref)
        await updateConnector(transaction, id, { failure: null })
      })
    },
    /** Only the name stays, for agents that still have a permission for it. */
    async delete(id) {
      await getConnector(db, id)
      await oauth.cancel(id)
      const { revoked } = await oauth.forget(id)
      await db.transaction().execute(async (transaction) => {
        await vault.removeByOwner(id, kyselySecretRows(transaction))
        await deleteSecretRef(transaction, id, null)
        const emptied = { config: '{}', identity: null, failure: null, deleted_at: now().toISOString() }
        await updateConnector(transaction, id, emptied)
      })
      return { revoked }
    },
    async usable(id) {
      const row = await getConnector(db, id)
      const type = getType(row.type)
      const problem = problemOf(type, configOf(row), [...(await secretsOf(db, id)).keys()])
      if (problem !== null)
        throw new AppFailure({ code: 'invalid-input', message: `${row.name} is not set up. ${problem}` })
      return { row, type, values: readSettings(type, configOf(row)).values }
    },
  }

  async function removeSecret(id: string, key: string): Promise<void> {
    const ref = (await secretsOf(db, id)).get(key)
    if (ref === undefined) return
    await db.transaction().execute(async (transaction) => {
      await vault.remove(ref, kyselySecretRows(transaction))
      await deleteSecretRef(transaction, id, key)
    })
  }
}

export const configOf = (row: ConnectorRow): Values => ConfigValues.parse(JSON.parse(row.config))

/** How a connector signs in, with its client secret. Fails with `invalid-input` in words while it cannot. */
export async function clientOf(connectors: Connectors, credentials: Credentials, id: string): Promise<OAuthClient> {
  const { row, type, values } = await connectors.usable(id)
  const settings = type.oauth(values)
  if (!settings) throw new AppFailure({ code: 'refused', message: `${row.name} is not signed in to` })
  const { clientSecret = null } = await credentials.secrets(id, row.name)
  const auto = clientSecret === null && settings.authMethod === 'client_secret_post'
  return { ...settings, label: row.name, clientSecret, authMethod: auto ? 'none' : settings.authMethod }
}

const unknownField = (key: string) =>
  new AppFailure({ code: 'invalid-input', field: key, message: `${key.slice(0, 80)} is not a setting of this type` })
