import type { FieldSummary, GroupStep, RecordGroups, RecordQuestion } from '../../../shared/domain/record-question'
import type { CellValue, RecordRow } from '../../../shared/domain/table'
import { fieldOf, getStoredTable, type StoredTable, type TablesDb } from '../stored-tables'
import { type AggregateQuery, type Aggregates, readAggregates } from './aggregate'
import { type Ask, askOf } from './ask'
import { countFilled, countOf, directIds } from './direct-page'
import { createRemembered, measureExtent } from './extents'
import { readGroups } from './groups'
import { createHandles } from './handles'
import { type Labelled, readLabels } from './labels'
import { sortKeys } from './order'
import { keyOf, type PageReader, planOf, readPage, type Window } from './pages'
import { createPositionIndexes } from './position-indexes'
import { type FoundRecords, foundIn, placesAfter, readHandle, writeHandle } from './query'
import { readRow } from './read-record'
import { readRows } from './rows'
import { type Selection, selectionOf } from './selection'
import { readSummary } from './summaries'
import { createTickets } from './tickets'

const PAGE_HANDLES = 2
const ANALYSIS_HANDLES = 2
const SUGGESTIONS = 20

type RecordQuery = {
  question: RecordQuestion
  /** Values of these fields only, in this order; all when left out. */
  fieldIds?: string[] | undefined
  limit: number
  /** The `nextHandle` of the page before. */
  after?: string | undefined
}

/** Reads records. Nothing here writes, and nothing waits for a writer. */
export type RecordReader = {
  page(window: Window): Promise<RecordRow[]>
  /** A newer count, summary or grouping of the same ticket ends an older one, which fails with `conflict`. */
  count(question: RecordQuestion, ticket: string): Promise<number>
  summary(question: RecordQuestion, fieldId: string, ticket: string): Promise<FieldSummary>
  groups(asked: {
    question: RecordQuestion
    fieldId: string
    step: GroupStep
    limit: number
    ticket: string
  }): Promise<RecordGroups>
  stop(ticket: string): void
  /** Fails with `not-found`. */
  get(
    tableId: string,
    recordId: number,
  ): Promise<{ row: RecordRow; overlays: { fieldId: string; sourceValue: CellValue }[] }>
  /** In the order of the ids, each once. Those that are gone are left out. */
  labels(tableId: string, ids: readonly number[]): Promise<Labelled[]>
  suggest(tableId: string, text: string): Promise<Labelled[]>
  /** In the order of the ids. Those that are gone are left out. */
  recordsOf(tableId: string, ids: readonly number[]): Promise<RecordRow[]>
  /** The first ids of a question in its order. */
  ids(question: RecordQuestion, most: number): Promise<number[]>
  /** Pages for agents: no record is repeated or skipped because others come or go between two pages. */
  query(query: RecordQuery): Promise<FoundRecords>
  aggregate(query: AggregateQuery): Promise<Aggregates>
  /** Of the whole table. */
  recordCount(table: StoredTable): Promise<number>
  /** Call it when records of the table, or the table itself, changed. */
  forget(tableId: string): void
  close(): Promise<void>
}

type Reading = { ask: Ask; db: TablesDb; table: StoredTable; selection: Selection }

type RecordReaderOptions = { file: string; now?: () => Date; shallow?: number }

/** Over a file that the data worker has opened before. */
export async function createRecordReader({
  file,
  now = () => new Date(),
  shallow = 1000,
}: RecordReaderOptions): Promise<RecordReader> {
  const handles = createHandles(file, PAGE_HANDLES)
  // The first page finds its handle open.
  await handles.use(async () => undefined)
  const analysis = createHandles(file, ANALYSIS_HANDLES)
  const tickets = createTickets(analysis)
  const positions = createPositionIndexes(file)
  const extents = createRemembered((table) => handles.use(({ db }) => measureExtent(askOf(db), table)))
  const filled = createRemembered((table, fieldId) =>
    handles.use(({ db }) => countFilled(askOf(db), table, { field: fieldOf(table, fieldId), direction: 'asc' })),
  )
  const pages: PageReader = {
    ...{ handles, positions, now, shallow },
    extent: (table) => extents.of(table),
    filled: (table, { field }) => filled.of(table, field.id),
  }
  const read = <T>(tableId: string, work: (reading: Omit<Reading, 'selection'>) => Promise<T>): Promise<T> =>
    handles.use(async ({ db }) => work({ ask: askOf(db), db, table: await getStoredTable(db, tableId) }))
  const analyse = <T>(question: RecordQuestion, ticket: string | null, work: (reading: Reading) => Promise<T>) =>
    tickets.run(ticket, async (tools) => {
      const table = await getStoredTable(tools.db, question.tableId)
      return work({ ...tools, table, selection: selectionOf(table, question, now()) })
    })
  const count = async (question: RecordQuestion, ticket: string | null): Promise<number> => {
    const known = positions.count(keyOf({ ...question }, now()))
    if (known !== null) return known
    return analyse(question, ticket, async ({ ask, table, selection }) =>
      selection.isWhole ? (await extents.of(table)).count : countOf(ask, selection),
    )
  }

  return {
    page: (window) => readPage(pages, window),
    count,
    summary: (question, fieldId, ticket) =>
      analyse(question, ticket, (tools) => readSummary(tools, tools.selection, fieldOf(tools.table, fieldId))),
    groups: ({ question, fieldId, ticket, ...asked }) =>
      analyse(question, ticket, (tools) =>
        readGroups(tools, { ...asked, selection: tools.selection, field: fieldOf(tools.table, fieldId) }),
      ),
    stop: tickets.stop,
    get: (tableId, recordId) => read(tableId, ({ ask, table }) => readRow(ask, table, recordId)),
    labels: (tableId, ids) => read(tableId, ({ ask, table }) => readLabels(ask, table, ids)),
    suggest: (tableId, text) =>
      read(tableId, async ({ ask, table }) => {
        const selection = selectionOf(table, { filter: null, search: text }, now())
        return readLabels(ask, table, await directIds(ask, selection, [], { offset: 0, limit: SUGGESTIONS }))
      }),
    recordsOf: (tableId, ids) => read(tableId, ({ ask, table }) => readRows(ask, table, { ids, fields: table.fields })),
    ids: (question, most) =>
      analyse(question, null, ({ ask, table, selection }) =>
        directIds(ask, selection, sortKeys(table, question.sort), { offset: 0, limit: most }),
      ),
    async query({ question, fieldIds, limit, after }) {
      const place = after === undefined ? null : readHandle(question, after)
      const total = count(question, null)
      const page = read(question.tableId, async ({ ask, table }) => {
        const { selection, keys } = planOf(table, question, now())
        const fields = fieldIds?.map((id) => fieldOf(table, id)) ?? table.fields
        const places = await placesAfter(ask, { selection, keys, after: place, limit: limit + 1 })
        const shown = places.slice(0, limit)
        const last = places.length > limit ? shown.at(-1) : undefined
        const rows = await readRows(ask, table, { ids: shown.map(({ id }) => id), fields })
        return { rows, nextHandle: last ? writeHandle(question, last) : null, ...foundIn(table) }
      })
      const [found, all] = await Promise.all([page, total])
      return { ...found, total: all }
    },
    aggregate: (query) =>
      analyse(query.question, null, async (tools) => ({
        ...(await readAggregates(tools, tools.selection, query)),
        ...foundIn(tools.table),
      })),
    recordCount: async (table) => (await extents.of(table)).count,
    forget(tableId) {
      for (const known of [extents, filled, positions]) known.forget(tableId)
    },
    async close() {
      tickets.stopAll()
      await positions.close()
      await Promise.all([handles.close(), analysis.close()])
    },
  }
}
