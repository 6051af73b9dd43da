import { sql } from 'kysely'
import type { RecordQuestion } from '../../../shared/domain/record-question'
import type { RecordRow } from '../../../shared/domain/table'
import type { OpenedTables } from '../../db/open'
import type { StoredField } from '../columns'
import type { StoredTable } from '../stored-tables'
import { type Ask, askOf } from './ask'
import { planOf } from './pages'
import { placesAfter } from './query'
import { readRows } from './rows'
import { interruptWhen } from './tickets'

const SLICE = 2000
let scans = 0

type ScanOptions = { fields: StoredField[]; slice?: number; signal?: AbortSignal }

/**
 * All records of a question in its order, some at a time. For a sorted one the ids are put in order first, in a temporary
 * table of the handle, which nobody else may write with meanwhile: records that come later are left out then, and those that go meanwhile, too.
 */
export async function* scanRecords(
  opened: OpenedTables,
  table: StoredTable,
  question: RecordQuestion,
  options: ScanOptions,
): AsyncGenerator<RecordRow[]> {
  const { selection, keys, ordered } = planOf(table, question, new Date())
  const ask = askOf(opened.db)
  const size = options.slice ?? SLICE
  const slices =
    keys.length === 0
      ? byId(ask, selection, size)
      : byPosition(opened, ordered.ids, { limit: size, signal: options.signal })
  for await (const ids of slices) {
    options.signal?.throwIfAborted()
    const rows = await readRows(ask, table, { ids, fields: options.fields })
    options.signal?.throwIfAborted()
    if (rows.length > 0) yield rows
  }
}

type Planned = ReturnType<typeof planOf>

async function* byId(ask: Ask, selection: Planned['selection'], limit: number): AsyncGenerator<number[]> {
  let places = await placesAfter(ask, { selection, keys: [], after: null, limit })
  for (let last = places.at(-1); last; last = places.at(-1)) {
    yield places.map(({ id }) => id)
    if (places.length < limit) return
    places = await placesAfter(ask, { selection, keys: [], after: last, limit })
  }
}

async function* byPosition(
  { db, connection }: OpenedTables,
  ids: Planned['ordered']['ids'],
  { limit, signal }: { limit: number; signal: AbortSignal | undefined },
): AsyncGenerator<number[]> {
  scans += 1
  const name = `temp.scan_${scans}`
  const ask = askOf(db)
  await connection.exec(`create temp table scan_${scans} (position integer primary key, id integer not null)`)
  try {
    for (const part of ids)
      await interruptibly(connection, signal, () => ask(sql`insert into ${sql.raw(name)} (id) ${part}`))
    for (let from = 0; ; from += limit) {
      const rows = await ask(
        sql`select id from ${sql.raw(name)} where position > ${from} and position <= ${from + limit} order by position`,
      )
      if (rows.length === 0) return
      yield rows.map((row) => Number(row.id))
    }
  } finally {
    await connection.exec(`drop table ${name}`)
  }
}

/** Putting a large table in order takes a second or more. Fails with the reason of the signal when that ends it. */
async function interruptibly(
  connection: OpenedTables['connection'],
  signal: AbortSignal | undefined,
  work: () => Promise<unknown>,
): Promise<void> {
  signal?.throwIfAborted()
  const stopInterrupting = signal ? interruptWhen(signal, connection) : () => undefined
  try {
    await work()
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    stopInterrupting()
  }
}
