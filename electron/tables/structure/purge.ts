import { durably } from '../../data-worker/staging'
import { recordsTable } from '../columns'
import type { TablesDb } from '../stored-tables'
import { dropSearchIndex } from '../write/search-index'
import type { WriteContext } from '../write-context'
import { dropFieldIndexes } from './field-indexes'
import { statementsOf } from './statements'

const KEPT_MS = 30 * 24 * 60 * 60 * 1000
/** Taking a column away rewrites every record. In larger tables the values of a deleted field go with the table. */
const CHEAP_RECORDS = 20_000

/** Removes for good what was deleted more than thirty days ago. For the start, when nobody waits. */
export async function purgeDeleted({ opened: { db, connection }, queue, now }: WriteContext): Promise<void> {
  const before = new Date(now().getTime() - KEPT_MS).toISOString()
  const one = (task: (transaction: TablesDb) => Promise<void>) =>
    queue.batch(() => durably(connection, () => db.transaction().execute(task)))
  const tables = await queue.batch(() =>
    db.selectFrom('app_table').select(['id', 'number']).where('deleted_at', '<', before).execute(),
  )
  for (const table of tables) await one((transaction) => purgeTable(transaction, table))
  const fields = await queue.batch(() =>
    db
      .selectFrom('field')
      .innerJoin('app_table', 'app_table.id', 'field.table_id')
      .select(['field.id', 'field.column_name as column', 'app_table.number'])
      .where('field.deleted_at', '<', before)
      .execute(),
  )
  for (const field of fields) await one((transaction) => purgeField(transaction, field))
}

type PurgedTable = { id: string; number: number }

async function purgeTable(db: TablesDb, table: PurgedTable): Promise<void> {
  await dropSearchIndex(db, table)
  await statementsOf(db).exec(`drop table if exists ${recordsTable(table.number)}`)
  await db.deleteFrom('journal').where('table_id', '=', table.id).execute()
  await db.deleteFrom('change_batch').where('table_id', '=', table.id).execute()
  await db.deleteFrom('overlay').where('table_id', '=', table.id).execute()
  await db.deleteFrom('app_table').where('id', '=', table.id).execute()
}

type PurgedField = { id: string; column: string; number: number }

async function purgeField(db: TablesDb, { id, column, number }: PurgedField): Promise<void> {
  const statements = statementsOf(db)
  const records = recordsTable(number)
  const beyond = await statements.all(`select 1 from ${records} limit 1 offset ${CHEAP_RECORDS}`)
  if (beyond.length > 0) return
  await dropFieldIndexes(statements, records, { column })
  await statements.exec(`alter table ${records} drop column ${column}`)
  await db.deleteFrom('field').where('id', '=', id).execute()
}
