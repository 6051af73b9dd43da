import { sql } from 'kysely'
import type { WriteQueue } from '../../data-worker/write-queue'
import type { OpenedTables } from '../../db/open'
import { isSearched, recordsTable } from '../columns'
import { ALL_SEARCHABLE, getStoredTable, listStoredTables, type StoredTable, type TablesDb } from '../stored-tables'

/** Ids indexed in one transaction: a write of a record waits for at most one such slice. */
const SLICE = 10_000

const indexName = (number: number): string => `${recordsTable(number)}_fts`

/**
 * Makes the full-text index of a table anew, without content but for an empty table, inside the caller's transaction.
 * Have it built afterwards. Call it whenever the searched fields or their columns change.
 */
export async function renewSearchIndex(db: TablesDb, table: StoredTable): Promise<void> {
  await dropSearchIndex(db, table)
  const columns = table.fields.filter(isSearched).map(({ column }) => column)
  if (columns.length === 0) return
  for (const statement of createSql(table.number, columns)) await sql.raw(statement).execute(db)
  const { rows } = await sql<{ _id: number }>`select _id from ${sql.raw(recordsTable(table.number))} limit 1`.execute(
    db,
  )
  await setWatermark(db, table.id, rows.length === 0 ? ALL_SEARCHABLE : 0)
}

/** Inside the caller's transaction. */
export async function dropSearchIndex(db: TablesDb, { id, number }: Pick<StoredTable, 'id' | 'number'>): Promise<void> {
  for (const [name] of TRIGGERS) await sql.raw(`drop trigger if exists ${indexName(number)}_${name}`).execute(db)
  await sql.raw(`drop table if exists ${indexName(number)}`).execute(db)
  await setWatermark(db, id, null)
}

/**
 * Leaves records that are added from now on to the builder, which is faster for very many than a trigger for each. Inside
 * the caller's transaction; have the index built afterwards.
 */
export async function holdSearchIndex(db: TablesDb, { id, number }: Pick<StoredTable, 'id' | 'number'>): Promise<void> {
  await db
    .updateTable('app_table')
    .set({ search_upto: sql<number>`(select coalesce(max(_id), 0) from ${sql.raw(recordsTable(number))})` })
    .where('id', '=', id)
    .where('search_upto', '=', ALL_SEARCHABLE)
    .execute()
}

const setWatermark = (db: TablesDb, id: string, upto: number | null) =>
  db.updateTable('app_table').set({ search_upto: upto }).where('id', '=', id).execute()

const TRIGGERS = [
  ['added', 'insert', 'new'],
  ['changed', 'update', 'old'],
  ['removed', 'delete', 'old'],
] as const

/** An index over the records' own columns. Its triggers leave alone what the builder has not reached yet. */
function createSql(number: number, columns: string[]): string[] {
  const [records, index] = [recordsTable(number), indexName(number)]
  const all = columns.join(', ')
  const of = (row: 'old' | 'new') => columns.map((column) => `${row}.${column}`).join(', ')
  const put = `insert into ${index} (rowid, ${all}) values (new._id, ${of('new')});`
  const take = `insert into ${index} (${index}, rowid, ${all}) values ('delete', old._id, ${of('old')});`
  const bodies = { insert: put, update: `${take} ${put}`, delete: take }
  const differs = columns.map((column) => `old.${column} is not new.${column}`).join(' or ')
  const triggers = TRIGGERS.map(([name, event, row]) => {
    const on = event === 'update' ? `update of ${all}` : event
    const reached = `${row}._id <= (select search_upto from app_table where number = ${number})`
    const when = event === 'update' ? `(${differs}) and ${reached}` : reached
    return `create trigger ${index}_${name} after ${on} on ${records} when ${when} begin ${bodies[event]} end`
  })
  const content = `content='${records}', content_rowid='_id', tokenize='unicode61 remove_diacritics 2'`
  return [`create virtual table ${index} using fts5(${all}, ${content})`, ...triggers]
}

type Builder = {
  /** Goes on in the background where the index of this table stands. */
  build(tableId: string): void
  /** Finds what the end of the program left unfinished, and goes on with it in the background. */
  resume(): Promise<void>
  /** Ends after the slice that runs now. */
  stop(): Promise<void>
}

/** Builds indexes one after the other in slices, each with its watermark in one transaction, so that a kill loses at most a slice. */
export function createSearchBuilder({
  opened: { db },
  queue,
  tableChanged,
}: {
  opened: OpenedTables
  queue: WriteQueue
  tableChanged: (tableId: string) => void
}): Builder {
  const waiting = new Set<string>()
  let running: Promise<void> | null = null
  let stopped = false

  const buildOne = async (tableId: string) => {
    let state: Step = 'more'
    while (state === 'more' && !stopped)
      state = await queue.batch(() => db.transaction().execute((transaction) => indexSlice(transaction, tableId)))
    if (state === 'complete') tableChanged(tableId)
  }
  const drain = async () => {
    for (const tableId of waiting) {
      if (stopped) break
      waiting.delete(tableId)
      // What could not be built, for example on a full disk, is searched without an index until the next start.
      await buildOne(tableId).catch(() => undefined)
    }
    running = null
  }
  const build = (tableId: string) => {
    if (stopped) return
    waiting.add(tableId)
    running ??= drain()
  }

  return {
    build,
    async resume() {
      const tables = await queue.batch(() => listStoredTables(db))
      for (const table of tables) {
        const missing = table.searchUpto === null && table.fields.some(isSearched)
        if (missing) await queue.batch(() => db.transaction().execute((one) => renewSearchIndex(one, table)))
        if (missing || (table.searchUpto ?? ALL_SEARCHABLE) < ALL_SEARCHABLE) build(table.id)
      }
    },
    async stop() {
      stopped = true
      await running
    },
  }
}

type Step = 'more' | 'complete' | 'nothing'

async function indexSlice(db: TablesDb, tableId: string): Promise<Step> {
  const table = await getStoredTable(db, tableId).catch(() => null)
  const upto = table?.searchUpto ?? ALL_SEARCHABLE
  if (!table || upto === ALL_SEARCHABLE) return 'nothing'
  const [records, index] = [recordsTable(table.number), indexName(table.number)]
  const found = await sql<{ last: number | null }>`select max(_id) as last
    from (select _id from ${sql.raw(records)} where _id > ${upto} order by _id limit ${SLICE})`.execute(db)
  const last = found.rows[0]?.last ?? null
  if (last !== null) {
    const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${index})`.execute(db)
    const columns = rows.map(({ name }) => name).join(', ')
    await sql`insert into ${sql.raw(`${index} (rowid, ${columns}) select _id, ${columns} from ${records}`)}
      where _id > ${upto} and _id <= ${last}`.execute(db)
  }
  await setWatermark(db, tableId, last ?? ALL_SEARCHABLE)
  return last === null ? 'complete' : 'more'
}
