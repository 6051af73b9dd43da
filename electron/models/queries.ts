import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { BUILT_IN_MODEL, ModelRef } from '../../shared/domain/model'
import type { WorkspaceDatabase } from '../db/schema'

type Db = Kysely<WorkspaceDatabase>
type Row = Selectable<WorkspaceDatabase['model_provider']>

/** A provider as it is stored. */
export type StoredProvider = {
  id: string
  name: string
  baseUrl: string
  models: string[]
  streamsTools: boolean
  secretId: string | null
}

const Models = z.array(z.string())
const DEFAULT_MODEL = 'default_model'

export async function listProviders(db: Db): Promise<StoredProvider[]> {
  const rows = await db.selectFrom('model_provider').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(fromRow)
}

export async function findProvider(db: Db, id: string): Promise<StoredProvider | null> {
  const row = await db.selectFrom('model_provider').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? fromRow(row) : null
}

export async function insertProvider(db: Db, provider: StoredProvider, createdAt: string): Promise<void> {
  await db
    .insertInto('model_provider')
    .values({
      id: provider.id,
      name: provider.name,
      base_url: provider.baseUrl,
      models: JSON.stringify(provider.models),
      streams_tools: provider.streamsTools ? 1 : 0,
      secret_id: provider.secretId,
      created_at: createdAt,
    })
    .execute()
}

export async function updateProvider(db: Db, id: string, changes: Omit<StoredProvider, 'id'>): Promise<void> {
  await db
    .updateTable('model_provider')
    .set({
      name: changes.name,
      base_url: changes.baseUrl,
      models: JSON.stringify(changes.models),
      streams_tools: changes.streamsTools ? 1 : 0,
      secret_id: changes.secretId,
    })
    .where('id', '=', id)
    .execute()
}

export async function setProviderSecret(db: Db, id: string, secretId: string): Promise<void> {
  await db.updateTable('model_provider').set({ secret_id: secretId }).where('id', '=', id).execute()
}

/** Returns false when there is no such provider. */
export async function deleteProvider(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('model_provider').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** The model of agents that name none. A default whose provider is gone is the built-in assistant again. */
export async function readDefaultModel(db: Db): Promise<ModelRef> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', DEFAULT_MODEL).executeTakeFirst()
  const stored = row ? ModelRef.safeParse(parseJson(row.value)) : null
  if (!stored?.success) return BUILT_IN_MODEL
  if (stored.data.providerId === BUILT_IN_MODEL.providerId) return BUILT_IN_MODEL
  return (await findProvider(db, stored.data.providerId)) ? stored.data : BUILT_IN_MODEL
}

export async function writeDefaultModel(db: Db, ref: ModelRef): Promise<void> {
  const value = JSON.stringify(ref)
  await db
    .insertInto('meta')
    .values({ key: DEFAULT_MODEL, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

const fromRow = (row: Row): StoredProvider => ({
  id: row.id,
  name: row.name,
  baseUrl: row.base_url,
  models: Models.catch([]).parse(parseJson(row.models)),
  streamsTools: row.streams_tools === 1,
  secretId: row.secret_id,
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
