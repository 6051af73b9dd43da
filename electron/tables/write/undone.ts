import type { TablesDb } from '../stored-tables'

export type Undone = 'not' | 'partly' | 'fully'

/** What has become of batches: an undo that was undone itself does not count, and one that met conflicts undid a part. */
export async function findUndone(db: TablesDb, batchIds: readonly string[]): Promise<Map<string, Undone>> {
  const later = await undosOf(db, batchIds)
  const laterUndone =
    later.length === 0
      ? new Map<string, Undone>()
      : await findUndone(
          db,
          later.map(({ id }) => id),
        )
  const states = new Map<string, Undone>(batchIds.map((id) => [id, 'not']))
  for (const { id, undoes, complete } of later) {
    const standing = laterUndone.get(id) ?? 'not'
    if (standing === 'fully') continue
    if (complete && standing === 'not') states.set(undoes, 'fully')
    else if (states.get(undoes) === 'not') states.set(undoes, 'partly')
  }
  return states
}

const PIECE = 500

async function undosOf(db: TablesDb, batchIds: readonly string[]) {
  const found: { id: string; undoes: string; complete: boolean }[] = []
  for (let start = 0; start < batchIds.length; start += PIECE) {
    const rows = await db
      .selectFrom('change_batch')
      .select(['id', 'undoes', 'detail'])
      .where('undoes', 'in', batchIds.slice(start, start + PIECE))
      .execute()
    for (const { id, undoes, detail } of rows)
      found.push({ id, undoes: undoes ?? '', complete: conflictsIn(detail) === 0 })
  }
  return found
}

function conflictsIn(detail: string | null): number {
  const parsed: unknown = detail === null ? null : JSON.parse(detail)
  return typeof parsed === 'object' && parsed !== null && 'conflicts' in parsed ? Number(parsed.conflicts) : 0
}
