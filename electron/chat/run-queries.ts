import { type Selectable, sql } from 'kysely'
import type { CardAnswer } from '../../shared/domain/chat'
import { LedgerStatus } from '../../shared/domain/ledger'
import type { WorkspaceDatabase } from '../db/schema'
import { type Db, readJson } from './queries'
import type { RunStatus, StoredCard, StoredRun } from './stored'

type CardRow = Selectable<WorkspaceDatabase['card']>

export async function insertRun(db: Db, run: StoredRun, startedAt: string): Promise<void> {
  await db
    .insertInto('run')
    .values({
      id: run.id,
      thread_id: run.threadId,
      message_id: run.messageId,
      status: run.status,
      state: JSON.stringify(run.state),
      started_at: startedAt,
      ended_at: null,
    })
    .execute()
}

/** Moves a run on, if it is still where it was. Returns false when something else moved it first. */
export async function moveRun(
  db: Db,
  run: Pick<StoredRun, 'id' | 'state'>,
  { from, to, endedAt }: { from: RunStatus; to: RunStatus; endedAt: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({ status: to, state: JSON.stringify(run.state), ended_at: endedAt })
    .where('id', '=', run.id)
    .where('status', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Runs that have not ended, of one thread or of all. */
export async function openRuns(db: Db, threadId: string | null): Promise<StoredRun[]> {
  let query = db.selectFrom('run').selectAll().where('status', 'in', ['running', 'waiting']).orderBy('started_at')
  if (threadId !== null) query = query.where('thread_id', '=', threadId)
  return (await query.execute()).map((row) => ({
    id: row.id,
    threadId: row.thread_id,
    messageId: row.message_id,
    status: row.status === 'waiting' ? 'waiting' : 'running',
    state: readJson<StoredRun['state']>(row.state),
  }))
}

/** The runs that made these messages, by the id of the message. */
export async function runIdsOf(db: Db, messageIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('run')
    .select(['id', 'message_id'])
    .where(sql<boolean>`message_id in (select value from json_each(${JSON.stringify(messageIds)}))`)
    .execute()
  return new Map(rows.map((row) => [row.message_id, row.id]))
}

export async function insertCard(db: Db, card: StoredCard): Promise<void> {
  await db
    .insertInto('card')
    .values({
      id: card.id,
      thread_id: card.threadId,
      run_id: card.runId,
      message_id: card.messageId,
      call_id: card.callId,
      kind: card.payload.kind,
      status: card.status,
      payload: JSON.stringify(card.payload),
      answer: card.answer === null ? null : JSON.stringify(card.answer),
      created_at: card.createdAt,
      answered_at: card.answeredAt,
    })
    .execute()
}

/** Compare-and-set: only the first answer to an open card counts. Returns false for every later one. */
export async function closeCard(
  db: Db,
  id: string,
  change: { status: 'answered' | 'superseded'; answer: CardAnswer | null; at: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('card')
    .set({
      status: change.status,
      answer: change.answer === null ? null : JSON.stringify(change.answer),
      answered_at: change.at,
    })
    .where('id', '=', id)
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function findCard(db: Db, id: string): Promise<StoredCard | null> {
  const row = await db.selectFrom('card').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toCard(row) : null
}

/** The cards that stand on these messages, in the order in which they were put. */
export async function cardsOn(db: Db, messageIds: readonly string[]): Promise<StoredCard[]> {
  if (messageIds.length === 0) return []
  const rows = await db
    .selectFrom('card')
    .selectAll()
    .where(sql<boolean>`message_id in (select value from json_each(${JSON.stringify(messageIds)}))`)
    .orderBy(sql`rowid`)
    .execute()
  return rows.map(toCard)
}

export async function openCards(db: Db): Promise<StoredCard[]> {
  const rows = await db.selectFrom('card').selectAll().where('status', '=', 'open').orderBy(sql`rowid`).execute()
  return rows.map(toCard)
}

const toCard = (row: CardRow): StoredCard => ({
  id: row.id,
  threadId: row.thread_id,
  runId: row.run_id,
  messageId: row.message_id,
  callId: row.call_id,
  status: readJson<StoredCard['status']>(JSON.stringify(row.status)),
  payload: readJson<StoredCard['payload']>(row.payload),
  answer: row.answer === null ? null : readJson<CardAnswer>(row.answer),
  createdAt: row.created_at,
  answeredAt: row.answered_at,
})

type Standing = { scope: 'thread' | 'agent'; scopeId: string; action: string }

export async function insertStanding(db: Db, standing: Standing & { id: string; at: string }): Promise<void> {
  const { id, scope, scopeId, action, at } = standing
  await db
    .insertInto('standing_approval')
    .values({ id, scope, scope_id: scopeId, action, created_at: at })
    .onConflict((conflict) => conflict.columns(['scope', 'scope_id', 'action']).doNothing())
    .execute()
}

/** The widest standing approval of an action, or null. */
export async function standingScope(
  db: Db,
  { threadId, agentId, action }: { threadId: string; agentId: string; action: string },
): Promise<'thread' | 'agent' | null> {
  const rows = await db
    .selectFrom('standing_approval')
    .select(['scope', 'scope_id'])
    .where('action', '=', action)
    .execute()
  if (rows.some((row) => row.scope === 'agent' && row.scope_id === agentId)) return 'agent'
  return rows.some((row) => row.scope === 'thread' && row.scope_id === threadId) ? 'thread' : null
}

/** What became of the request that was sent with a card; null when none was sent. */
export async function dispatchedWith(db: Db, cardId: string): Promise<LedgerStatus | null> {
  const row = await db.selectFrom('ledger').select('status').where('card_id', '=', cardId).executeTakeFirst()
  return row ? LedgerStatus.parse(row.status) : null
}
