import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StreamJob, StreamOutcome } from '../../../../electron/data-worker/protocol'
import { findJsonEach, tuneForBatches } from '../../../../electron/data-worker/staging'
import { syncStream } from '../../../../electron/data-worker/sync-stream'
import { createWriteQueue } from '../../../../electron/data-worker/write-queue'
import { type OpenedTables, openTablesForWriting } from '../../../../electron/db/open'
import type { SourceDefinition, SourcePage } from '../../../../electron/sources/define'
import { readSql, recordsTable, toCell } from '../../../../electron/tables/columns'
import { ALL_SEARCHABLE, fieldOf, getStoredTable, type StoredTable } from '../../../../electron/tables/stored-tables'
import { structureCalls } from '../../../../electron/tables/structure/calls'
import { type FieldValues, recordCalls } from '../../../../electron/tables/write/calls'
import { createSearchBuilder } from '../../../../electron/tables/write/search-index'
import type { WriteContext } from '../../../../electron/tables/write-context'
import type { StreamField } from '../../../../shared/domain/data-connection'
import type { CellValue, NewField } from '../../../../shared/domain/table'

export const USER = { kind: 'user' as const, id: null }
export const run = (id: string) => ({ kind: 'run' as const, id })

export type OpenWriter = Awaited<ReturnType<typeof openWriter>>
type Rows = (string | number | null)[][]

/** The writing half of the data worker over a real file, without its thread; `changed` lists tables that changed. */
export async function openWriter() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-write-'))
  const tablesFile = join(folder, 'tables.sqlite')
  const opened = await openTablesForWriting(tablesFile)
  await tuneForBatches(opened.connection)
  const queue = createWriteQueue()
  const changed: string[] = []
  const tableChanged = (tableId: string) => void changed.push(tableId)
  const search = createSearchBuilder({ opened, queue, tableChanged })
  const context: WriteContext = {
    ...{ opened, queue, tablesFile, tableChanged },
    jsonEach: await findJsonEach(opened.connection),
    now: () => new Date(),
    write: (_, task) => queue.record(task),
    buildSearch: search.build,
    progressed: () => undefined,
  }
  const calls = { ...structureCalls(context), ...recordCalls(context) }
  const table = (id: string) => getStoredTable(opened.db, id)

  return {
    ...{ opened, queue, search, context, changed, calls, table, tablesFile },
    makeTable: async (fields: NewField[], name = 'Things') => table(await calls.createTable({ name, fields })),
    add: async (target: StoredTable, ...rows: Record<string, CellValue>[]) =>
      (
        await calls.writeRecords({
          tableId: target.id,
          actor: USER,
          edits: [],
          adds: rows.map((row) => byId(target, row)),
        })
      ).added,
    edit: (
      target: StoredTable,
      recordId: number,
      row: Record<string, CellValue>,
      actor: { kind: 'user' | 'run'; id: string | null } = USER,
    ) => calls.writeRecords({ tableId: target.id, actor, edits: [{ recordId, values: byId(target, row) }], adds: [] }),
    records: (target: StoredTable) => recordsOf(opened, target.id),
    sync: (fields: StreamField[], rows: Rows, streamId = 'stream') =>
      syncStream(
        { ...context, emit: () => undefined, ports },
        { job: jobOf(fields, streamId), source: sourceOf(rows), signal: new AbortController().signal },
      ),
    /** Waits until the full-text index is complete, and has SQLite compare it with the records. */
    async expectSoundIndex(target: StoredTable) {
      while ((await queue.record(() => table(target.id))).searchUpto !== ALL_SEARCHABLE) search.build(target.id)
      const index = `${recordsTable(target.number)}_fts`
      await opened.connection.exec(`insert into ${index} (${index}, rank) values ('integrity-check', 1)`)
    },
    async close() {
      await search.stop()
      await queue.idle()
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Values by the names of fields become values by their ids. */
export const byId = (table: StoredTable, row: Record<string, CellValue>): FieldValues =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [fieldNamed(table, name).id, value]))

export function fieldNamed(table: StoredTable, name: string) {
  const found = table.fields.find((field) => field.name === name)
  return found ?? fieldOf(table, name)
}

/** All records by id, as objects by the names of their fields. */
async function recordsOf({ db, connection }: OpenedTables, tableId: string) {
  const table = await getStoredTable(db, tableId)
  const columns = ['_id', ...table.fields.map((field) => `${readSql(field)} as ${field.column}`)].join(', ')
  const rows = await connection.all(`select ${columns} from ${recordsTable(table.number)} order by _id`)
  return Object.fromEntries(
    rows.map((row) => [
      Number(row._id),
      Object.fromEntries(table.fields.map((field) => [field.name, toCell(field, row[field.column])])),
    ]),
  )
}

const ports: Parameters<typeof syncStream>[0]['ports'] = {
  now: () => new Date(),
  send: () => Promise.reject(new Error('Nothing is sent')),
  random: () => 0.5,
  pause: async () => undefined,
}
const ORIGIN = { dataConnectionId: 'dc', dataConnectionName: 'Shop', sourceId: 'test' }
let runs = 0

function jobOf(fields: StreamField[], streamId: string): StreamJob {
  runs += 1
  return {
    ...{ sourceId: 'test', config: {}, secrets: {}, connectionId: 'dc', runId: `sync-${runs}` },
    origin: { ...ORIGIN, streamId },
    target: { kind: 'new', tableName: 'thing' },
    stream: {
      ...{ name: 'thing', label: 'thing', group: null, fields, estimatedRows: null, note: null },
      ...{ cursorField: null, cursorChoices: [], deletes: 'full-read', filters: 'local' },
    },
    settings: { mode: 'full', fields: null, filters: [], cursorField: null, deletes: 'remove' },
    full: false,
    allowDeletes: false,
  }
}

const PAGE = 5000

/** A source that has these rows, in pages. */
const sourceOf = (rows: Rows): SourceDefinition => ({
  ...{ id: 'test', name: 'Test', description: '', version: 1, fields: [], auth: [] },
  kind: 'driver',
  timing: () => ({
    ...{ granularityMs: 1, lagMs: 0, lookbackMs: 0 },
    ...{ retentionMs: null, sweepEveryMs: null, recomputeEveryMs: null },
  }),
  show: () => ({ method: 'READ', url: 'test', headers: [], body: null }),
  open: () => ({
    check: async () => ({ identity: 'test', externalId: 'test', testMode: false }),
    discover: async () => [],
    snapshot: () => pagesOf(rows),
    changes: () => pagesOf(rows),
    keys: () => pagesOf([]),
    close: async () => undefined,
  }),
})

async function* pagesOf(rows: Rows): AsyncGenerator<SourcePage> {
  for (let start = 0; start < rows.length; start += PAGE) {
    const page = rows.slice(start, start + PAGE)
    const json = JSON.stringify(page)
    yield { json, rows: page.length, bytes: json.length, resume: null }
  }
}

export async function succeeded(outcome: Promise<StreamOutcome>): Promise<StreamOutcome> {
  const done = await outcome
  if (done.status !== 'succeeded') throw new Error(JSON.stringify(done.verdict))
  return done
}
