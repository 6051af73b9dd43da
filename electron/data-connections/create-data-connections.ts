import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type {
  DataConnection,
  DiscoveredStream,
  SourceInfo,
  StreamChoice,
  SyncRun,
} from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { Announce } from '../../shared/events'
import type { DataWorker } from '../data-worker/protocol'
import type { LedgerPort } from '../net/ledger-port'
import type { SourceCredentials } from '../sources/define'
import { getSource, sources } from '../sources/registry'
import type { Tables } from '../tables/create-tables'
import { readCredentials, replaceSecrets, resolveSecrets, type SecretVault, storeSecrets } from './credentials'
import {
  type Db,
  deleteDataConnection,
  getDataConnection,
  insertDataConnection,
  listDataConnections,
  listRuns,
  listStreams,
  type StoredDataConnection,
  updateDataConnection,
} from './queries'
import { recorded } from './recorded'
import { statusOf, toDataStream } from './status'
import { createSyncRuns, type StartedBy } from './sync-runs'

type Typed = SourceCredentials & { sourceId: string }

export type DataConnections = {
  sources(): SourceInfo[]
  list(): Promise<DataConnection[]>
  /** Fails with `not-found`. */
  get(id: string): Promise<DataConnection>
  check(typed: Typed): Promise<{ identity: string }>
  discover(typed: Typed): Promise<DiscoveredStream[]>
  create(draft: Typed & { name: string; streams: z.infer<typeof StreamChoice>[] }): Promise<string>
  rename(id: string, name: string): Promise<void>
  reconnect(id: string, typed: SourceCredentials): Promise<void>
  delete(id: string): Promise<void>
  /** Starts a run and returns its id. Fails with `busy`, and as the vault does. */
  sync(id: string, by?: StartedBy): Promise<string>
  /** Resolves once the run has ended. */
  cancel(id: string): Promise<void>
  runs(id: string, limit: number): Promise<SyncRun[]>
  /** At start, once: runs that the end of the program cut off are marked as interrupted. */
  recover(): Promise<number>
  /** Resolves once the runs that are under way have ended, however they end. */
  settled(): Promise<void>
  /** Cancels what runs. Await it before the databases close. */
  stop(): Promise<void>
}

export type DataConnectionsOptions = {
  db: Db
  vault: SecretVault
  worker: DataWorker
  tables: Pick<Tables, 'names'>
  ledger: LedgerPort
  announce: Announce
  now: () => Date
  /** What nobody expected of a run in the background, with the reference that the run shows. */
  onUnexpected: (reference: string, error: unknown) => void
}

/** Data connections: their credentials, their streams and the runs that fill tables. */
export function createDataConnections(options: DataConnectionsOptions): DataConnections {
  const { db, vault, worker, tables, ledger, announce, now } = options
  const changed = () => announce({ kind: 'changed', topics: ['dataConnections', 'tables'] })
  const runs = createSyncRuns({ ...options, onProgress: changed })
  worker.onProgress((progress) => announce({ kind: 'sync-progress', progress }))

  const ask = async <N extends 'check' | 'discover'>(name: N, typed: Typed, label: string | null) => {
    const source = getSource(typed.sourceId)
    const credentials = readCredentials(source, typed)
    const subject = { kind: 'check' as const, source, config: credentials.config, label }
    return recorded(ledger, { ...subject, stream: null, runId: null, actor: 'You' }, async () => {
      const value = await worker.call(name, { sourceId: typed.sourceId, ...credentials })
      return { value, bytes: JSON.stringify(value).length, error: null }
    })
  }

  const present = async (stored: StoredDataConnection, names: Map<string, string>): Promise<DataConnection> => {
    const { secretId, paused: _, needsReauth: __, ...rest } = stored
    const isSyncing = runs.isActive(rest.id)
    const running = isSyncing ? await runs.currentStream(rest.id) : null
    const streams = await listStreams(db, rest.id)
    return {
      ...rest,
      hasSecret: secretId !== null,
      status: statusOf(stored, isSyncing),
      streams: streams.map((one) => toDataStream(one, one.id === running, names.get(one.tableId ?? ''))),
    }
  }

  return {
    sources: () => sources.map(({ id, name, description, fields }) => ({ id, name, description, fields })),
    async list() {
      const names = await tables.names()
      return Promise.all((await listDataConnections(db)).map((stored) => present(stored, names)))
    },
    get: async (id) => present(await getDataConnection(db, id), await tables.names()),
    check: (typed) => ask('check', typed, null),
    discover: (typed) => ask('discover', typed, null),
    async create({ name, streams, ...typed }) {
      const found = await ask('discover', typed, name)
      const chosen = streams.map((choice) => {
        const stream = found.find((one) => one.name === choice.name)
        if (!stream) throw new AppFailure({ code: 'invalid-input', message: `There is no stream named ${choice.name}` })
        return { id: randomUUID(), name: stream.name, tableName: choice.tableName, fields: stream.fields }
      })
      const id = randomUUID()
      const { config, secrets } = readCredentials(getSource(typed.sourceId), typed)
      const secretId = await storeSecrets(vault, id, secrets)
      const draft = { id, name, sourceId: typed.sourceId, config, secretId, createdAt: now().toISOString() }
      await insertDataConnection(db, draft, chosen)
      return id
    },
    async rename(id, name) {
      await getDataConnection(db, id)
      await updateDataConnection(db, id, { name })
      await worker.call('renameOrigin', { dataConnectionId: id, name })
    },
    async reconnect(id, typed) {
      const stored = await getDataConnection(db, id)
      const source = getSource(stored.sourceId)
      const given = Object.fromEntries(Object.entries(typed.secrets).filter(([, value]) => value !== ''))
      const kept =
        Object.keys(given).length === secretCount(source.fields) ? {} : await resolveSecrets(vault, stored.secretId)
      const merged = { sourceId: stored.sourceId, config: typed.config, secrets: { ...kept, ...given } }
      await ask('check', merged, stored.name)
      const { config, secrets } = readCredentials(source, merged)
      const secretId = await replaceSecrets(vault, id, stored.secretId, secrets)
      await updateDataConnection(db, id, { config, secretId, needsReauth: false, failure: null })
    },
    async delete(id) {
      await getDataConnection(db, id)
      await runs.cancel(id)
      await worker.call('unlinkTables', { dataConnectionId: id })
      await deleteDataConnection(db, id)
      await vault.removeByOwner(id)
      changed()
    },
    sync: async (id, by = { trigger: 'manual', actor: 'You' }) => runs.start(await getDataConnection(db, id), by),
    cancel: (id) => runs.cancel(id),
    runs: (id, limit) => listRuns(db, id, limit),
    recover: () => runs.recover(),
    settled: () => runs.settled(),
    stop: () => runs.stop(),
  }
}

const secretCount = (fields: { kind: string }[]) => fields.filter((field) => field.kind === 'secret').length
