import { randomUUID } from 'node:crypto'
import type { View, ViewState } from '../../../shared/domain/record-question'
import { AppFailure } from '../../../shared/errors'
import type { TablesDb } from '../stored-tables'
import { refuse, refuseTaken } from './names'
import { listViews } from './views'

type OfView = { tableId: string; id: string }

/** After the others. Call it inside a transaction, as the rest here. Fails with `conflict` when the name is taken. */
export async function createView(
  db: TablesDb,
  { tableId, name, state }: { tableId: string; name: string; state: ViewState },
  now: string,
): Promise<string> {
  refuseTaken(name, namesOf(await listViews(db, tableId)), 'view')
  const last = await db
    .selectFrom('view')
    .select(({ fn }) => fn.max('position').as('position'))
    .where('table_id', '=', tableId)
    .executeTakeFirst()
  const id = randomUUID()
  const position = (last?.position ?? 0) + 1
  await db
    .insertInto('view')
    .values({ id, table_id: tableId, name, position, state: JSON.stringify(state), created_at: now })
    .execute()
  return id
}

export async function saveView(db: TablesDb, view: OfView & { state: ViewState }, now: string): Promise<void> {
  const found = findView(await listViews(db, view.tableId), view.id)
  await store(db, found, { state: JSON.stringify(view.state) }, now)
}

/** Fails with `conflict` when the name is taken. */
export async function renameView(
  db: TablesDb,
  { tableId, id, name }: OfView & { name: string },
  now: string,
): Promise<void> {
  const views = await listViews(db, tableId)
  const found = findView(views, id)
  refuseTaken(name, namesOf(views.filter((view) => view.id !== id)), 'view')
  await store(db, found, { name }, now)
}

/** Fails with `refused` for the first view. */
export async function deleteView(db: TablesDb, { tableId, id }: OfView): Promise<void> {
  const view = findView(await listViews(db, tableId), id)
  if (view.first) refuse(`${view.name} is the first view of its table and stays`)
  await db.deleteFrom('view').where('id', '=', id).execute()
}

/** The first view has no row until it is changed for the first time. */
async function store(
  db: TablesDb,
  view: View,
  change: { name: string } | { state: string },
  now: string,
): Promise<void> {
  const { id, tableId, name } = view
  const row = { id, table_id: tableId, name, position: 0, state: JSON.stringify(view.state), created_at: now }
  await db
    .insertInto('view')
    .values({ ...row, ...change })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(change))
    .execute()
}

const namesOf = (views: readonly View[]) => views.map((view) => view.name)

function findView(views: readonly View[], id: string): View {
  const view = views.find((one) => one.id === id)
  if (!view) throw new AppFailure({ code: 'not-found', what: 'view', id })
  return view
}
