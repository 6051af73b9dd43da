import { type Kysely, type Selectable, sql } from 'kysely'
import type { Receipt, Thread } from '../../shared/domain/chat'
import type { WorkspaceDatabase } from '../db/schema'
import type { StoredMessage } from './stored'

export type Db = Kysely<WorkspaceDatabase>
type Row<T extends keyof WorkspaceDatabase> = Selectable<WorkspaceDatabase[T]>

/** The value of a JSON column that only the conversations write. */
export const readJson = <T>(text: string): T => JSON.parse(text) as T

export type StoredThread = Thread & { headMessageId: string | null }

export async function listThreads(db: Db): Promise<StoredThread[]> {
  const rows = await threadRows(db).orderBy('thread.updated_at', 'desc').execute()
  return rows.map(toThread)
}

export async function findThread(db: Db, id: string): Promise<StoredThread | null> {
  const row = await threadRows(db).where('thread.id', '=', id).executeTakeFirst()
  return row ? toThread(row) : null
}

const threadRows = (db: Db) =>
  db
    .selectFrom('thread')
    .leftJoin('run', (join) =>
      join.onRef('run.thread_id', '=', 'thread.id').on('run.status', 'in', ['running', 'waiting']),
    )
    .selectAll('thread')
    .select('run.status as run_status')

const toThread = (row: Row<'thread'> & { run_status: string | null }): StoredThread => ({
  id: row.id,
  title: row.title,
  agentId: row.agent_id,
  headMessageId: row.head_message_id,
  status: row.run_status === 'running' ? 'running' : row.run_status === 'waiting' ? 'waiting' : 'idle',
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export async function insertThread(db: Db, thread: { id: string; title: string; agentId: string; at: string }) {
  const { id, title, agentId, at } = thread
  await db
    .insertInto('thread')
    .values({ id, title, agent_id: agentId, head_message_id: null, created_at: at, updated_at: at })
    .execute()
}

type ThreadChanges = { title?: string; agent_id?: string; head_message_id?: string; updated_at?: string }

/** Returns false when there is no such thread. */
export async function updateThread(db: Db, id: string, changes: ThreadChanges): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable('thread').set(changes).where('id', '=', id).executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Returns false when there is no such thread. */
export async function removeThread(db: Db, id: string): Promise<boolean> {
  await db.deleteFrom('standing_approval').where('scope', '=', 'thread').where('scope_id', '=', id).execute()
  const { numDeletedRows } = await db.deleteFrom('thread').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function disabledSkills(db: Db, threadId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('thread_disabled_skill')
    .select('skill_id')
    .where('thread_id', '=', threadId)
    .execute()
  return rows.map((row) => row.skill_id)
}

export async function setSkillDisabled(db: Db, threadId: string, skillId: string, disabled: boolean): Promise<void> {
  const row = { thread_id: threadId, skill_id: skillId }
  if (disabled)
    await db
      .insertInto('thread_disabled_skill')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  else
    await db
      .deleteFrom('thread_disabled_skill')
      .where('thread_id', '=', threadId)
      .where('skill_id', '=', skillId)
      .execute()
}

export type MessageNode = { id: string; parentId: string | null; seq: number }

/** Every message of a thread without what is in it, oldest first. */
export async function messageTree(db: Db, threadId: string): Promise<MessageNode[]> {
  const rows = await db
    .selectFrom('message')
    .select(['id', 'parent_id', 'seq'])
    .where('thread_id', '=', threadId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({ id: row.id, parentId: row.parent_id, seq: row.seq }))
}

/** The messages from the first one to this one. */
export async function pathTo(db: Db, messageId: string | null): Promise<StoredMessage[]> {
  if (messageId === null) return []
  const rows = await db
    .withRecursive('path(id, parent_id, depth)', (recursive) =>
      recursive
        .selectFrom('message')
        .select(['id', 'parent_id', sql<number>`0`.as('depth')])
        .where('id', '=', messageId)
        .unionAll(
          recursive
            .selectFrom('message')
            .innerJoin('path', 'path.parent_id', 'message.id')
            .select(['message.id', 'message.parent_id', sql<number>`path.depth + 1`.as('depth')]),
        ),
    )
    .selectFrom('path')
    .innerJoin('message', 'message.id', 'path.id')
    .selectAll('message')
    .orderBy('path.depth', 'desc')
    .execute()
  return rows.map(toStoredMessage)
}

export async function findMessage(db: Db, id: string): Promise<StoredMessage | null> {
  const row = await db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toStoredMessage(row) : null
}

const toStoredMessage = (row: Row<'message'>): StoredMessage => ({
  id: row.id,
  threadId: row.thread_id,
  parentId: row.parent_id,
  role: row.role === 'user' ? 'user' : 'assistant',
  parts: readJson<StoredMessage['parts']>(row.parts),
  status: readJson<StoredMessage['status']>(JSON.stringify(row.status)),
  receipt: row.receipt === null ? null : readJson<Receipt>(row.receipt),
  createdAt: row.created_at,
})

export async function insertMessage(db: Db, message: StoredMessage): Promise<void> {
  await db
    .insertInto('message')
    .values({
      id: message.id,
      thread_id: message.threadId,
      parent_id: message.parentId,
      role: message.role,
      created_at: message.createdAt,
      ...messageColumns(message),
    })
    .execute()
}

export async function saveMessage(db: Db, message: StoredMessage): Promise<void> {
  await db.updateTable('message').set(messageColumns(message)).where('id', '=', message.id).execute()
}

const messageColumns = ({ parts, status, receipt }: StoredMessage) => ({
  parts: JSON.stringify(parts),
  status,
  receipt: receipt === null ? null : JSON.stringify(receipt),
})
