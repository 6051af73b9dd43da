import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnectorFeature } from '../../../electron/connectors/create-connectors'
import { createDataConnections, type DataConnections } from '../../../electron/data-connections/create-data-connections'
import type { SyncNews } from '../../../electron/data-connections/news'
import type { SetTimer } from '../../../electron/data-connections/scheduler'
import { createDataEngine } from '../../../electron/data-worker/engine'
import type { DataWorker } from '../../../electron/data-worker/protocol'
import {
  type OpenedTables,
  type OpenedWorkspace,
  openTablesForReading,
  openWorkspaceDatabase,
} from '../../../electron/db/open'
import { createLedger, type Ledger } from '../../../electron/ledger/ledger'
import { createBudgets } from '../../../electron/net/budgets'
import { createHttp, type Http } from '../../../electron/net/http'
import type { OAuth } from '../../../electron/oauth/types'
import { type Keychain, memoryKeychain } from '../../../electron/secrets/keychain'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import { createRedactor } from '../../../electron/secrets/redact'
import { openVault, type Vault } from '../../../electron/secrets/secrets'
import { createTables, type Tables } from '../../../electron/tables/create-tables'
import type { Schedule, StreamChoice, StreamSettings, SyncRun } from '../../../shared/domain/data-connection'
import type { PatchbayEvent } from '../../../shared/events'
import type { PostgresServer } from '../../helpers/postgres'

export type OpenData = {
  folder: string
  workspace: OpenedWorkspace
  worker: DataWorker
  reader: OpenedTables
  tables: Tables
  ledger: Ledger
  vault: Vault
  oauth: OAuth
  dataConnections: DataConnections
  events: PatchbayEvent[]
  news: SyncNews[]
  unexpected: unknown[]
  /** Those that were shown in the browser. */
  pages: URL[]
  close: () => Promise<void>
}

export type OpenOptions = {
  /** Opens files that are already there. */
  folder?: string
  worker?: (tablesFile: string) => Promise<DataWorker>
  keychain?: Keychain
  now?: () => Date
  setTimer?: SetTimer
  isOnline?: () => boolean
  /** Where the requests for an origin are sent to instead. */
  stands?: Record<string, string>
  /** A free one without it. */
  signInPort?: number
}

/** Everything that data connections need, with real files. Schedules are kept once `dataConnections.start` was called. */
export async function openData(options: OpenOptions = {}): Promise<OpenData> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'patchbay-data-'))
  const tablesFile = join(folder, 'tables.sqlite')
  const workspace = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  const worker = await (options.worker ?? ((file: string) => createDataEngine({ tablesFile: file })))(tablesFile)
  const reader = await openTablesForReading(tablesFile)
  const tables = await createTables({ file: tablesFile, reader, worker, describe: async () => new Map() })
  const { db } = workspace
  const now = options.now ?? (() => new Date())
  const ledger = createLedger({ db, now, redact: (text) => text })
  const redactor = createRedactor()
  const vault = await openVault({
    ...{ rows: kyselySecretRows(db), keychain: options.keychain ?? memoryKeychain(), profileId: 'p', clock: now },
    redactor,
  })
  const http = standingIn(createHttp({ ledger, redact: redactor.redact, now }), options.stands ?? {})
  const events: PatchbayEvent[] = []
  const news: SyncNews[] = []
  const unexpected: unknown[] = []
  const pages: URL[] = []
  const announce = (event: PatchbayEvent) => void events.push(event)
  const connecting = createConnectorFeature({
    ...{ db, vault, http, announce, now },
    openPage: async (url) => pages.push(new URL(url)) > 0,
    otherClient: (id) => dataConnections.clientOf(id),
    dependents: async () => new Map(),
    onUnexpected: (_, error) => unexpected.push(error),
  })
  worker.onProgress((progress) => announce({ kind: 'sync-progress', progress }))
  const dataConnections = createDataConnections({
    ...{ db, vault, worker, tables, ledger, http, announce, now, oauth: connecting.oauth },
    budgets: createBudgets({ now }),
    signInPort: options.signInPort ?? 0,
    setTimer: options.setTimer ?? (() => () => {}),
    isOnline: options.isOnline ?? (() => true),
    onNews: (one) => news.push(one),
    onUnexpected: (_, error) => unexpected.push(error),
  })
  return {
    ...{ folder, workspace, worker, reader, tables, ledger, vault, oauth: connecting.oauth, dataConnections },
    ...{ events, news, unexpected, pages },
    async close() {
      await dataConnections.stop()
      await connecting.close()
      vault.close()
      await tables.close()
      await reader.close()
      await worker.close()
      await workspace.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same requests, to servers of the test. */
function standingIn(http: Http, stands: Record<string, string>): Http {
  const placeOf = (origin: string) => stands[origin] ?? origin
  return {
    send(request, options) {
      const { origin } = new URL(request.url)
      const url = placeOf(origin) + request.url.slice(origin.length)
      return http.send({ ...request, url }, { ...options, origins: options.origins.map(placeOf) })
    },
  }
}

const IN_FULL: StreamSettings = { mode: 'full', fields: null, filters: [], cursorField: null, deletes: 'remove' }
const MANUAL: Schedule = { kind: 'manual' }

/** A stream into a table of its own. */
export const choose = (name: string, tableName = name.replace('public.', '')): StreamChoice => ({
  name,
  target: { kind: 'new', tableName },
  settings: IN_FULL,
})

/** A data connection to the server with these streams, each into a table of the relation's own name; its first sync is done. */
export async function connectTo(data: OpenData, server: PostgresServer, streams: string[]): Promise<string> {
  const secrets = { password: 'correct horse' }
  const id = await data.dataConnections.draft({ sourceId: 'postgres', config: server.config, secrets })
  await data.dataConnections.create(id, {
    name: 'Chinook',
    streams: streams.map((name) => choose(name)),
    schedule: MANUAL,
  })
  await data.dataConnections.settled()
  return id
}

export async function lastRun(data: OpenData, id: string): Promise<SyncRun> {
  const [run] = await data.dataConnections.runs(id, 1)
  if (!run) throw new Error('No run')
  return run
}

/** Syncs and waits for the end of the run. */
export async function syncNow(data: OpenData, id: string): Promise<SyncRun> {
  await data.dataConnections.sync(id)
  await data.dataConnections.settled()
  return lastRun(data, id)
}

export async function tableNamed(data: OpenData, name: string) {
  const table = (await data.tables.list()).find((one) => one.name === name)
  if (!table) throw new Error(`No table ${name}`)
  return table
}

/** All records by id, as objects by the names of their fields. */
export async function recordsOf(data: OpenData, name: string): Promise<Map<number, Record<string, unknown>>> {
  const table = await tableNamed(data, name)
  const rows = await data.tables.page({
    question: { tableId: table.id, filter: null, search: null, sort: [] },
    offset: 0,
    limit: 500,
  })
  return new Map(
    rows.map((row) => [
      row.id,
      Object.fromEntries(table.fields.map((field, index) => [field.name, row.values[index]])),
    ]),
  )
}
