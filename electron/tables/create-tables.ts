import type { CellValue, NewField, RecordRow, Sort, Table } from '../../shared/domain/table'
import { AppFailure } from '../../shared/errors'
import type { DataWorker } from '../data-worker/protocol'
import type { OpenedTables } from '../db/open'
import { type RecordFilter, whereSql } from './filters'
import { createExtents } from './positions'
import { countRows, readRow, readRows } from './read-records'
import { fieldOf, getStoredTable, listStoredTables, type StoredTable } from './stored-tables'
import type { Actor, FieldValues } from './write-records'

export type RecordQuery = {
  tableId: string
  filters: RecordFilter[]
  search?: string | null
  sort?: Sort | null
  /** Values of these fields only, in this order; all when left out. */
  fieldIds?: string[]
  limit: number
  offset?: number
  /** The `nextHandle` of the page before; wins over `offset`. */
  after?: string
}
type FoundRecords = {
  rows: RecordRow[]
  total: number
  asOf: string | null
  source: string | null
  /** Leads to the next page; null when there is none. */
  nextHandle: string | null
}
type PageQuery = { tableId: string; offset: number; limit: number; sort: Sort | null; search: string | null }

export type Tables = {
  list(): Promise<Table[]>
  /** Names by id, without counting anything. */
  names(): Promise<Map<string, string>>
  /** Fails with `not-found`. */
  get(id: string): Promise<Table>
  create(name: string, fields: NewField[]): Promise<string>
  rename(id: string, name: string): Promise<void>
  delete(id: string): Promise<void>
  page(query: PageQuery): Promise<RecordRow[]>
  /** A newer count of the same handle stops an older one, which fails with `conflict`. */
  count(tableId: string, search: string | null): Promise<number>
  record(tableId: string, recordId: number): Promise<RecordRow>
  queryRecords(query: RecordQuery): Promise<FoundRecords>
  aggregate(query: { tableId: string; filters: RecordFilter[]; search?: string | null }): Promise<{ count: number }>
  addRecord(tableId: string, values: Record<string, CellValue>, actor: Actor): Promise<number>
  updateRecord(tableId: string, recordId: number, values: FieldValues, actor: Actor): Promise<void>
  deleteRecords(tableId: string, recordIds: number[], actor: Actor): Promise<number>
}

export type TablesOptions = {
  /** For pages and single records. */
  reader: OpenedTables
  /** A second handle for counts of searches, so that stopping one stops nothing else. */
  counter: OpenedTables
  worker: DataWorker
}

const MOST_ROWS = 200

/** Reads tables and records here, and has them written by the data worker. */
export function createTables({ reader, counter, worker }: TablesOptions): Tables {
  const extents = createExtents(reader)
  worker.onTableChanged((tableId) => extents.forget(tableId))
  const stored = (id: string) => getStoredTable(reader.db, id)
  const counts = createCounts(counter)

  const totalOf = async (table: StoredTable, filters: RecordFilter[], search: string | null) => {
    if (filters.length === 0 && !search) return (await extents.of(table)).count
    return countRows(reader.db, table, whereSql(table, filters, search))
  }
  const toTable = async (table: StoredTable): Promise<Table> => {
    const { number: _, streamId: __, ...rest } = table
    return { ...rest, recordCount: (await extents.of(table)).count }
  }

  return {
    async list() {
      const tables = await listStoredTables(reader.db)
      return Promise.all(tables.map(toTable))
    },
    async names() {
      const rows = await reader.db.selectFrom('app_table').select(['id', 'name']).execute()
      return new Map(rows.map(({ id, name }) => [id, name]))
    },
    get: async (id) => toTable(await stored(id)),
    create: (name, fields) => worker.call('createTable', { name, fields }),
    rename: (id, name) => worker.call('renameTable', { id, name }),
    delete: (id) => worker.call('deleteTable', { id }),
    async page({ tableId, search, ...window }) {
      const table = await stored(tableId)
      const where = search ? whereSql(table, [], search) : null
      const extent = where || window.sort ? null : await extents.of(table)
      return readRows(reader.db, table, { ...window, where }, { extent, fields: table.fields })
    },
    async count(tableId, search) {
      const table = await stored(tableId)
      return search ? counts.run(table, search) : (await extents.of(table)).count
    },
    record: async (tableId, recordId) => readRow(reader.db, await stored(tableId), recordId),
    async queryRecords(query) {
      const { filters, search = null, sort = null } = query
      const table = await stored(query.tableId)
      const fields = query.fieldIds?.map((id) => fieldOf(table, id)) ?? table.fields
      const offset = query.after === undefined ? (query.offset ?? 0) : readHandle(query.after)
      const window = { offset, limit: Math.min(query.limit, MOST_ROWS), sort, where: whereSql(table, filters, search) }
      const rows = await readRows(reader.db, table, window, { extent: null, fields })
      const total = await totalOf(table, filters, search)
      const reached = offset + rows.length
      const nextHandle = rows.length > 0 && reached < total ? String(reached) : null
      return { rows, total, asOf: table.asOf, source: table.dataConnectionName, nextHandle }
    },
    async aggregate({ tableId, filters, search = null }) {
      return { count: await totalOf(await stored(tableId), filters, search) }
    },
    addRecord: (tableId, values, actor) => worker.call('addRecord', { tableId, values, actor }),
    updateRecord: (tableId, recordId, values, actor) =>
      worker.call('updateRecord', { tableId, recordId, values, actor }),
    deleteRecords: (tableId, recordIds, actor) => worker.call('deleteRecords', { tableId, recordIds, actor }),
  }
}

/** Counts matches one after the other; the newest question wins. */
function createCounts(counter: OpenedTables) {
  let running = 0
  return {
    async run(table: StoredTable, search: string): Promise<number> {
      if (running > 0) counter.connection.interrupt()
      running += 1
      try {
        return await countRows(counter.db, table, whereSql(table, [], search))
      } catch (error) {
        if (!(error instanceof Error && error.message.includes('SQLITE_INTERRUPT'))) throw error
        throw new AppFailure({ code: 'conflict', message: 'This count was replaced by a newer one' })
      } finally {
        running -= 1
      }
    },
  }
}

function readHandle(handle: string): number {
  if (!/^\d{1,12}$/.test(handle))
    throw new AppFailure({ code: 'invalid-input', message: 'This page handle is not valid' })
  return Number(handle)
}
