import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { WorkspaceDatabase } from '../db/schema'
import type { SecretRow, SecretRows, VaultRecord, WrappedKey } from './secret-rows'

type SecretColumns = WorkspaceDatabase['secret']
type VaultColumns = WorkspaceDatabase['vault']

const Bytes = z.base64().transform((text) => Buffer.from(text, 'base64'))
const Wrapped = z.object({
  salt: Bytes,
  nonce: Bytes,
  ciphertext: Bytes,
  tag: Bytes,
  n: z
    .int()
    .positive()
    .max(2 ** 20),
  r: z.int().positive().max(32),
  p: z.int().positive().max(16),
})
const Mode = z.enum(['keychain', 'passphrase'])

/** The vault's rows in workspace.sqlite. Over a transaction it writes within that transaction. */
export function kyselySecretRows(db: Kysely<WorkspaceDatabase>): SecretRows {
  const rows: SecretRows = {
    async count() {
      const { total } = await db
        .selectFrom('secret')
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return Number(total)
    },
    async get(id) {
      const row = await db.selectFrom('secret').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromColumns(row)
    },
    async list() {
      return (await db.selectFrom('secret').selectAll().orderBy('id').execute()).map(fromColumns)
    },
    async put(row) {
      const { id, ...rest } = toColumns(row)
      await db
        .insertInto('secret')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute()
    },
    async delete(id) {
      await db.deleteFrom('secret').where('id', '=', id).execute()
    },
    async deleteByOwner(ownerId) {
      await db.deleteFrom('secret').where('owner_id', '=', ownerId).execute()
    },
    async readVault() {
      const row = await db.selectFrom('vault').selectAll().where('id', '=', 1).executeTakeFirst()
      return row && toRecord(row)
    },
    async writeVault(record) {
      const columns = fromRecord(record)
      await db
        .insertInto('vault')
        .values({ id: 1, ...columns })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute()
    },
    replaceAll: (rewrite, record) =>
      db.transaction().execute(async (transaction) => {
        const within = kyselySecretRows(transaction)
        const before = await within.list()
        const after = rewrite(before)
        const kept = new Set(after.map((row) => row.id))
        for (const row of before) if (!kept.has(row.id)) await within.delete(row.id)
        for (const row of after) await within.put(row)
        if (record) await within.writeVault(record)
        else await transaction.deleteFrom('vault').execute()
      }),
  }
  return rows
}

function toColumns({ ownerId, keyNo, updatedAt, ...same }: SecretRow): SecretColumns {
  return { ...same, owner_id: ownerId, key_no: keyNo, updated_at: updatedAt }
}

function fromColumns({ owner_id, key_no, updated_at, ...same }: SecretColumns): SecretRow {
  return { ...same, ownerId: owner_id, keyNo: key_no, updatedAt: updated_at }
}

function toRecord({ mode, key_no, key_check, wrapped }: VaultColumns): VaultRecord {
  const record = { mode: Mode.parse(mode), keyNo: key_no, check: key_check }
  return wrapped === null ? record : { ...record, wrapped: Wrapped.parse(JSON.parse(wrapped)) }
}

function fromRecord({ mode, keyNo, check, wrapped }: VaultRecord): Omit<VaultColumns, 'id'> {
  return { mode, key_no: keyNo, key_check: check, wrapped: wrapped ? formatWrapped(wrapped) : null }
}

function formatWrapped({ salt, nonce, ciphertext, tag, n, r, p }: WrappedKey): string {
  const bytes = Object.entries({ salt, nonce, ciphertext, tag }).map(([name, value]) => [
    name,
    value.toString('base64'),
  ])
  return JSON.stringify({ ...Object.fromEntries(bytes), n, r, p })
}
