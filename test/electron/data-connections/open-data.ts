import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataConnections, type DataConnections } from '../../../electron/data-connections/create-data-connections'
import type { SecretVault } from '../../../electron/data-connections/credentials'
import { createDataEngine } from '../../../electron/data-worker/engine'
import type { DataWorker } from '../../../electron/data-worker/protocol'
import {
  type OpenedTables,
  type OpenedWorkspace,
  openTablesForReading,
  openWorkspaceDatabase,
} from '../../../electron/db/open'
import { createLedger, type Ledger } from '../../../electron/ledger/ledger'
import { createTables, type Tables } from '../../../electron/tables/create-tables'
import type { SyncRun } from '../../../shared/domain/data-connection'
import type { PatchbayEvent } from '../../../shared/events'
import type { PostgresServer } from '../../helpers/postgres'

export type OpenData = {
  folder: string
  workspace: OpenedWorkspace
  worker: DataWorker
  reader: OpenedTables
  tables: Tables
  ledger: Ledger
  dataConnections: DataConnections
  events: PatchbayEvent[]
  unexpected: unknown[]
  secrets: Map<string, { owner: string; value: string }>
  close: () => Promise<void>
}

/** Everything that data connections need, with real files; `folder` opens files that are already there. */
export async function openData(
  options: { folder?: string; worker?: (tablesFile: string) => Promise<DataWorker> } = {},
): Promise<OpenData> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'patchbay-data-'))
  const tablesFile = join(folder, 'tables.sqlite')
  const workspace = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  const worker = await (options.worker ?? ((file: string) => createDataEngine({ tablesFile: file })))(tablesFile)
  const reader = await openTablesForReading(tablesFile)
  const tables = await createTables({ file: tablesFile, reader, worker, describe: async () => new Map() })
  const now = () => new Date()
  const ledger = createLedger({ db: workspace.db, now, redact: (text) => text })
  const events: PatchbayEvent[] = []
  const unexpected: unknown[] = []
  const secrets: OpenData['secrets'] = new Map()
  const dataConnections = createDataConnections({
    db: workspace.db,
    vault: vaultOver(secrets),
    worker,
    tables,
    ledger,
    announce: (event) => events.push(event),
    now,
    onUnexpected: (_, error) => unexpected.push(error),
  })
  return {
    ...{ folder, workspace, worker, reader, tables, ledger, dataConnections, events, unexpected, secrets },
    async close() {
      await dataConnections.stop()
      await tables.close()
      await reader.close()
      await worker.close()
      await workspace.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function vaultOver(secrets: OpenData['secrets']): SecretVault {
  return {
    async put(owner, _, value) {
      const ref = `secret-${secrets.size + 1}`
      secrets.set(ref, { owner, value })
      return ref
    },
    async replace(ref, value) {
      secrets.set(ref, { owner: secrets.get(ref)?.owner ?? '', value })
    },
    resolve: async (ref) => Buffer.from(secrets.get(ref)?.value ?? ''),
    async removeByOwner(owner) {
      for (const [ref, secret] of secrets) if (secret.owner === owner) secrets.delete(ref)
    },
  }
}

/** A data connection to the server with these streams, each into a table of the relation's own name. */
export const connectTo = (data: OpenData, server: PostgresServer, streams: string[]): Promise<string> =>
  data.dataConnections.create({
    sourceId: 'postgres',
    name: 'Chinook',
    config: server.config,
    secrets: { password: 'correct horse' },
    streams: streams.map((name) => ({ name, tableName: name.replace('public.', '') })),
  })

/** Syncs and waits for the end of the run. */
export async function syncNow(data: OpenData, id: string): Promise<SyncRun> {
  await data.dataConnections.sync(id)
  await data.dataConnections.settled()
  const [run] = await data.dataConnections.runs(id, 1)
  if (!run) throw new Error('No run')
  return run
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
