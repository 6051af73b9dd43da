import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppFailure } from '../../../shared/errors'
import { durably } from '../../data-worker/staging'
import { createKeyIndexSql, recordsTable } from '../columns'
import { getStoredTable, type StoredTable, type TablesDb } from '../stored-tables'
import { createFieldIndexes } from '../structure/field-indexes'
import { insertTable } from '../structure/write-tables'
import { holdSearchIndex, renewSearchIndex } from '../write/search-index'
import { nextRecordId } from '../write/write-core'
import type { WriteContext } from '../write-context'
import { draftsOf, type ImportPlan } from './import-plan'

const SLICE = 10_000
/** From so many records on, the full-text index follows in the background. */
const MANY = 20_000

export type Finished = { tableId: string; batchId: string; records: number }

/** Makes the staged rows records, in one transaction. Fails with SQLITE_CONSTRAINT when a unique value was taken meanwhile. */
export async function finishImport(context: WriteContext, plan: ImportPlan, signal: AbortSignal): Promise<Finished> {
  const { opened, queue } = context
  const finish = plan.keeps.lines ? copyStage : becomeTable
  if (!plan.keeps.lines) await indexStage(context, plan)
  const finished = await queue.batch(() =>
    durably(opened.connection, () =>
      opened.db.transaction().execute((transaction) => finish(context, { db: transaction, plan, signal })),
    ),
  )
  context.tableChanged(finished.tableId)
  context.buildSearch(finished.tableId)
  return finished
}

type Step = { db: TablesDb; plan: ImportPlan; signal: AbortSignal }

/** Before the transaction, so that it is short. */
async function indexStage({ opened, queue }: WriteContext, { stage, fields }: ImportPlan): Promise<void> {
  await queue.batch(() => opened.connection.exec(createKeyIndexSql(stage)))
  await queue.batch(() => createFieldIndexes(opened.connection, stage, fields))
}

async function becomeTable(context: WriteContext, { db, plan, signal }: Step): Promise<Finished> {
  signal.throwIfAborted()
  const id = await insertTable(
    db,
    { name: plan.name, origin: null, fields: draftsOf(plan) },
    context.now().toISOString(),
  )
  const table = await getStoredTable(db, id)
  const records = recordsTable(table.number)
  const count = await countOf(db, plan.stage)
  await sql.raw(`drop table ${records}`).execute(db)
  await sql.raw(`alter table ${plan.stage} rename to ${records}`).execute(db)
  await renewSearchIndex(db, table)
  return insertBatch(context, db, { tableId: id, first: 1, count })
}

async function copyStage(context: WriteContext, { db, plan, signal }: Step): Promise<Finished> {
  const table = await targetOf(context, db, plan)
  const count = await countOf(db, plan.stage)
  if (count >= MANY) await holdSearchIndex(db, table)
  const writer = { db, table, jsonEach: context.jsonEach, at: context.now().toISOString() }
  const first = await nextRecordId(writer)
  const from = plan.fields.map(({ column }) => column)
  const into = plan.table ? from : table.fields.map(({ column }) => column)
  const copy = `insert into ${recordsTable(table.number)} (_id, ${into.join(', ')})
    select row_number() over (order by _id) + `
  let [copied, line] = [0, -1]
  while (copied < count) {
    signal.throwIfAborted()
    const slice = `select * from ${plan.stage} where _id > ${line} order by _id limit ${SLICE}`
    await sql.raw(`${copy} ${first - 1 + copied}, ${from.join(', ')} from (${slice})`).execute(db)
    copied = Math.min(copied + SLICE, count)
    line = await lastOf(db, slice)
  }
  return insertBatch(context, db, { tableId: table.id, first, count })
}

async function targetOf(context: WriteContext, db: TablesDb, plan: ImportPlan): Promise<StoredTable> {
  if (!plan.table) {
    const now = context.now().toISOString()
    return getStoredTable(db, await insertTable(db, { name: plan.name, origin: null, fields: draftsOf(plan) }, now))
  }
  const table = await getStoredTable(db, plan.table.id)
  const shape = ({ fields }: StoredTable) =>
    JSON.stringify(fields.map(({ column, type, settings }) => [column, type, settings]))
  if (shape(table) !== shape(plan.table))
    throw new AppFailure({ code: 'conflict', message: `The fields of ${table.name} changed during the import` })
  return table
}

async function countOf(db: TablesDb, name: string): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*) as rows from ${sql.raw(name)}`.execute(db)
  return rows[0]?.rows ?? 0
}

async function lastOf(db: TablesDb, slice: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`select max(_id) as last from (${sql.raw(slice)})`.execute(db)
  return rows[0]?.last ?? 0
}

type Batch = { tableId: string; first: number; count: number }

/** One batch for all of it: its records are found by their ids and have no entries of their own. */
async function insertBatch(context: WriteContext, db: TablesDb, { tableId, first, count }: Batch): Promise<Finished> {
  const id = randomUUID()
  await db
    .insertInto('change_batch')
    .values({
      ...{ id, at: context.now().toISOString(), table_id: tableId, action: 'import', records: count },
      ...{ actor_kind: 'user', actor_id: null, undoes: null, detail: null },
      first_id: count > 0 ? first : null,
      last_id: count > 0 ? first + count - 1 : null,
    })
    .execute()
  return { tableId, batchId: id, records: count }
}
