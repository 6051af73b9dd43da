import type { Selectable } from 'kysely'
import { ChangeAction, ChangeActor, type ChangeBatch } from '../../../shared/domain/record-change'
import type { TablesDatabase } from '../../db/schema'
import type { TablesDb } from '../stored-tables'
import { findUndone } from '../write/undone'

/** Names of those who wrote, by kind and id with a colon between. Whoever is not in it has no name. */
export type DescribeActors = (
  actors: Pick<ChangeActor, 'kind' | 'id'>[],
) => Promise<Map<string, { label: string; threadId: string | null }>>

export type BatchRow = Selectable<TablesDatabase['change_batch']>

const ActorKind = ChangeActor.shape.kind

/** In the order of the rows. */
export async function toBatches(db: TablesDb, rows: BatchRow[], describe: DescribeActors): Promise<ChangeBatch[]> {
  if (rows.length === 0) return []
  const actors = new Map(rows.map((row) => [nameOf(row), { kind: ActorKind.parse(row.actor_kind), id: row.actor_id }]))
  const described = await describe([...actors.values()])
  const undone = await findUndone(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => {
    const words = described.get(nameOf(row))
    return {
      id: row.id,
      at: row.at,
      tableId: row.table_id,
      actor: {
        kind: ActorKind.parse(row.actor_kind),
        id: row.actor_id,
        label: words?.label ?? null,
        threadId: words?.threadId ?? null,
      },
      action: ChangeAction.parse(row.action),
      records: row.records,
      undone: undone.get(row.id) !== 'not',
    }
  })
}

const nameOf = (row: BatchRow): string => `${row.actor_kind}:${row.actor_id}`
