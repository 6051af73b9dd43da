import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Contract } from '../shared/contract'
import type { HandlersFor } from '../shared/contract/define'
import type { VaultStatus } from '../shared/domain/vault'
import type { Announce, Topic } from '../shared/events'
import { type Accounts, createAccounts } from './accounts/accounts'
import { createAgents } from './agents/agents'
import { agentHandlers } from './agents/handlers'
import { type Chat, createChat } from './chat/create-chat'
import { chatHandlers } from './chat/handlers'
import { createConnectorFeature } from './connectors/create-connectors'
import { connectorHandlers } from './connectors/handlers'
import { createDataConnections, type DataConnections } from './data-connections/create-data-connections'
import { dataConnectionHandlers } from './data-connections/handlers'
import type { SyncNews } from './data-connections/news'
import { startDataWorker } from './data-worker/client'
import type { DataWorker } from './data-worker/protocol'
import { openTablesForReading, openWorkspaceDatabase } from './db/open'
import type { WorkspaceDatabase } from './db/schema'
import { createDemo } from './demo/create-demo'
import { demoHandlers } from './demo/handlers'
import { dependentsOf } from './dependents'
import { describeActors } from './describe-actors'
import { integrationHandlers } from './integrations/handlers'
import { createIntegrations } from './integrations/integrations'
import { ledgerHandlers } from './ledger/handlers'
import { createLedger } from './ledger/ledger'
import { createModels } from './models/create-models'
import { classifyModelFailure } from './models/failure'
import { modelHandlers } from './models/handlers'
import { createBudgets } from './net/budgets'
import { createHttp } from './net/http'
import { createModelFetch } from './net/model-fetch'
import type { OAuth } from './oauth/types'
import type { Keychain } from './secrets/keychain'
import { kyselySecretRows } from './secrets/kysely-secret-rows'
import type { Redactor } from './secrets/redact'
import { openVault, type Vault } from './secrets/secrets'
import { vaultHandlers } from './secrets/vault-handlers'
import { skillHandlers } from './skills/handlers'
import { createSkills } from './skills/skills'
import { createLiveHttp } from './sources/live-http'
import { createTables } from './tables/create-tables'
import { recordHandlers, tableHandlers } from './tables/handlers'
import { type Files, transferHandlers } from './tables/transfer/handlers-core'

export type WorkspaceOptions = {
  /** The profile's folder; both databases are in it. */
  folder: string
  workerFile: string
  keychain: Keychain
  redactor: Redactor
  announce: Announce
  /** Shows a sign-in page in the system's browser; false when that was not possible. */
  openPage: (url: string) => Promise<boolean>
  /** Where imported files come from and exported ones go to. */
  files: Files
  /** False while there is no network at all: schedules wait. */
  isOnline: () => boolean
  onNews: (news: SyncNews) => void
  now: () => Date
  onUnexpected: (where: string, error: unknown) => void
}

const TABLES_FILE = 'tables.sqlite'

/** What the program does with data connections while nobody looks. */
type Syncing = Pick<DataConnections, 'list' | 'state' | 'pauseAll' | 'resumeAll' | 'syncAll' | 'woke'>

type WorkspaceHandlers = { [N in Exclude<keyof Contract, 'app'>]: HandlersFor<Contract[N]> }

export type Workspace = {
  handlers: WorkspaceHandlers
  vaultStatus: () => VaultStatus
  /** Takes the answer of a sign-in page from a deep link. Fails with `sign-in-failed`. */
  completeSignIn: OAuth['complete']
  syncing: Syncing
  /** Resolves once the vault is open. */
  unlocked: () => Promise<void>
  /** Ends what is under way and closes both files. SQLite handles that are open at exit abort the process. */
  close: () => Promise<void>
}

/** Opens a profile: databases, vault, features, and the handlers over them. Needs no Electron. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { redactor, announce, now, onUnexpected } = options
  const redact = redactor.redact
  const { db, worker, tables, closeFiles } = await openFiles(options)
  const changed = (...topics: Topic[]) => announce({ kind: 'changed', topics })

  const vault = await openVault({
    rows: kyselySecretRows(db),
    keychain: options.keychain,
    profileId: await profileId(db),
    clock: now,
    redactor,
  })
  vault.onChange(() => changed('vault', 'connectors', 'integrations', 'dataConnections', 'models'))

  const ledger = createLedger({ db, now, redact })
  await ledger.recover()
  const { http, liveHttp, budgets } = createSenders({ ledger, redact, now })
  const models = createModels({ db, vault, createModelFetch: createModelFetch({ ledger, redact }), now })
  const accounts = createAccounts({ db, vault, now })
  const integrations = createIntegrations({ accounts, http: liveHttp, announce, now })
  const integrationExists = (id: string) => integrations.info(id) !== undefined
  const skills = createSkills({ db, integrationExists, now })
  const connecting = createConnectorFeature({
    ...{ db, vault, http: liveHttp, announce, now, onUnexpected, openPage: options.openPage },
    otherClient: (id) => dataConnections.clientOf(id),
    dependents: (connectors) => dependentsOf(connectors, { agents: () => agents.list(), skills: () => skills.list() }),
  })
  const { connectors, calls, oauth } = connecting
  const dataConnections: DataConnections = createDataConnections({
    ...{ db, vault, worker, tables, ledger, http, oauth, announce, now },
    budgets,
    setTimer,
    isOnline: options.isOnline,
    onNews: options.onNews,
    onUnexpected: (reference, error) => onUnexpected(`sync ${reference}`, error),
  })
  const agents = createAgents({
    ...{ db, integrationExists, now },
    connectors: connectors.list,
    tableExists: tables.exists,
  })
  await agents.ensureDefault()
  const chat = createChat({
    db,
    skills,
    agents,
    models: { ...models, classifyModelFailure },
    integrations,
    accounts,
    connectors: { list: connectors.list, ...calls },
    syncs: dataConnections,
    tables,
    announce,
    redact,
    now,
    onUnexpected: (error) => onUnexpected('chat', error),
  })
  await chat.start()
  await dataConnections.start()
  const demo = createDemo({ tables, skills, chat })
  const stopListening = announceWork(worker, announce)

  return {
    handlers: {
      agents: agentHandlers(agents),
      chat: chatHandlers(chat),
      connectors: connectorHandlers(connecting),
      dataConnections: withWaitingChats(dataConnectionHandlers(dataConnections), chat),
      demo: demoHandlers(demo),
      integrations: withWaitingRuns(integrationHandlers({ integrations, accounts }), accounts, chat),
      ledger: ledgerHandlers(ledger),
      models: modelHandlers(models),
      records: recordHandlers(tables),
      skills: skillHandlers(skills),
      tables: tableHandlers(tables),
      transfers: transferHandlers({ files: options.files, worker, tableName: tables.nameOf }),
      vault: vaultHandlers(vault),
    },
    vaultStatus: vault.status,
    completeSignIn: oauth.complete,
    syncing: dataConnections,
    unlocked: () => whenOpen(vault),
    async close() {
      stopListening()
      await chat.close()
      await dataConnections.stop()
      await connecting.close()
      vault.close()
      await closeFiles()
    },
  }
}

/** What is sent while a person waits goes before what syncs send, within one budget for each account. */
function createSenders(options: Parameters<typeof createHttp>[0]) {
  const { now } = options
  const http = createHttp(options)
  const budgets = createBudgets({ now })
  return { http, budgets, liveHttp: createLiveHttp({ http, budgets, now }) }
}

function setTimer(ms: number, done: () => void): () => void {
  const timer = setTimeout(done, ms)
  return () => clearTimeout(timer)
}

function announceWork(worker: DataWorker, announce: Announce): () => void {
  const stops = [
    worker.onProgress((progress) => announce({ kind: 'sync-progress', progress })),
    worker.onTableChanged(() => announce({ kind: 'changed', topics: ['tables', 'records'] })),
    worker.onTransfer((progress) => announce({ kind: 'transfer-progress', progress })),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

function whenOpen(vault: Pick<Vault, 'status' | 'onChange'>): Promise<void> {
  return new Promise((done) => {
    const look = () => {
      if (vault.status().state !== 'open') return
      stop()
      done()
    }
    const stop = vault.onChange(look)
    look()
  })
}

async function openFiles({ folder, workerFile }: WorkspaceOptions) {
  const tablesFile = join(folder, TABLES_FILE)
  const [{ db, close }, worker] = await Promise.all([
    openWorkspaceDatabase(join(folder, 'workspace.sqlite')),
    startDataWorker({ workerFile, tablesFile }),
  ])
  const reader = await openTablesForReading(tablesFile)
  const tables = await createTables({
    file: tablesFile,
    reader,
    worker,
    describe: (actors) => describeActors(db, actors),
  })
  const closeFiles = async () => {
    await tables.close()
    await reader.close()
    await worker.close()
    await close()
  }
  return { db, worker, tables, closeFiles }
}

async function profileId(db: Kysely<WorkspaceDatabase>): Promise<string> {
  await db
    .insertInto('meta')
    .values({ key: 'profile_id', value: randomUUID() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('meta').select('value').where('key', '=', 'profile_id').executeTakeFirstOrThrow()
  return row.value
}

/** Conversations that wait for a data connection go on once it is there. */
function withWaitingChats(
  handlers: HandlersFor<Contract['dataConnections']>,
  chat: Chat,
): HandlersFor<Contract['dataConnections']> {
  return {
    ...handlers,
    async create(input) {
      await handlers.create(input)
      await chat.onDataConnectionsChanged()
    },
    async reconnect(input) {
      await handlers.reconnect(input)
      await chat.onDataConnectionsChanged()
    },
  }
}

/** Conversations that wait for an account go on once it is there, wherever it was connected. */
function withWaitingRuns(
  handlers: HandlersFor<Contract['integrations']>,
  accounts: Accounts,
  chat: Chat,
): HandlersFor<Contract['integrations']> {
  return {
    ...handlers,
    async connectAccount(input) {
      const id = await handlers.connectAccount(input)
      await chat.onAccountsChanged(input.integrationId)
      return id
    },
    async reconnectAccount(input) {
      await handlers.reconnectAccount(input)
      await chat.onAccountsChanged((await accounts.get(input.accountId)).integrationId)
    },
  }
}
