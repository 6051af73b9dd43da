import type { Kysely } from 'kysely'
import type { WorkspaceDatabase } from './db/schema'

type Actor = { kind: 'user' | 'run' | 'sync'; id: string | null }
type Described = { label: string; threadId: string | null }

/** Who wrote, in words: runs by their agent and conversation, sync runs by their data connection. Keys are `kind:id`. */
export async function describeActors(
  db: Kysely<WorkspaceDatabase>,
  actors: readonly Actor[],
): Promise<Map<string, Described>> {
  const described = new Map<string, Described>()
  const idsOf = (kind: Actor['kind']) => [
    ...new Set(actors.flatMap((actor) => (actor.kind === kind && actor.id !== null ? [actor.id] : []))),
  ]
  const [runs, syncs] = [idsOf('run'), idsOf('sync')]
  if (runs.length > 0) {
    const rows = await db
      .selectFrom('run')
      .innerJoin('thread', 'thread.id', 'run.thread_id')
      .innerJoin('agent', 'agent.id', 'thread.agent_id')
      .select(['run.id as id', 'agent.name as label', 'thread.id as threadId'])
      .where('run.id', 'in', runs)
      .execute()
    for (const { id, ...rest } of rows) described.set(`run:${id}`, rest)
  }
  if (syncs.length > 0) {
    const rows = await db
      .selectFrom('sync_run')
      .innerJoin('data_connection', 'data_connection.id', 'sync_run.data_connection_id')
      .select(['sync_run.id as id', 'data_connection.name as label'])
      .where('sync_run.id', 'in', syncs)
      .execute()
    for (const { id, label } of rows) described.set(`sync:${id}`, { label, threadId: null })
  }
  return described
}
