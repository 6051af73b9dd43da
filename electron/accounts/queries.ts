import type { Kysely } from 'kysely'
import { ConfigValues } from '../../shared/domain/common'
import type { Account } from '../../shared/domain/integration'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'

export type AccountRow = WorkspaceDatabase['account']

type Db = Kysely<WorkspaceDatabase>

export function listAccounts(db: Db, integrationId: string | null): Promise<AccountRow[]> {
  const query = db.selectFrom('account').selectAll().orderBy('created_at').orderBy('id')
  return (integrationId === null ? query : query.where('integration_id', '=', integrationId)).execute()
}

export async function getAccount(db: Db, id: string): Promise<AccountRow> {
  const row = await db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new AppFailure({ code: 'not-found', what: 'account', id })
  return row
}

/** Labels are compared as people read them; the index decides when two calls race. */
export async function insertAccount(db: Db, row: AccountRow): Promise<void> {
  await labelled(row.label, db.insertInto('account').values(row).execute())
}

export async function updateAccount(db: Db, id: string, change: Partial<Omit<AccountRow, 'id'>>): Promise<void> {
  const update = db.updateTable('account').set(change).where('id', '=', id).executeTakeFirst()
  const { numUpdatedRows } = await labelled(change.label ?? '', update)
  if (numUpdatedRows === 0n) throw new AppFailure({ code: 'not-found', what: 'account', id })
}

/** After a request: an account that was removed meanwhile needs no note. */
export async function noteOnAccount(
  db: Db,
  id: string,
  note: Partial<Pick<AccountRow, 'rejected' | 'last_used_at'>>,
): Promise<void> {
  await db.updateTable('account').set(note).where('id', '=', id).execute()
}

export async function deleteAccount(db: Db, id: string): Promise<void> {
  await db.deleteFrom('account').where('id', '=', id).execute()
}

async function labelled<T>(label: string, write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('account.label')) throw error
    throw new AppFailure({ code: 'conflict', message: `Another account of this integration is called ${label}` })
  }
}

export function toAccount(row: AccountRow, hasSecret: boolean): Account {
  return {
    id: row.id,
    integrationId: row.integration_id,
    label: row.label,
    visibility: row.visibility === 'team' ? 'team' : 'private',
    identity: row.identity,
    config: ConfigValues.parse(JSON.parse(row.config)),
    status: hasSecret ? (row.rejected ? 'needs-reconnect' : 'connected') : 'needs-secret',
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }
}
