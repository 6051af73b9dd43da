import type { DataConnection, Schedule, SourceInfo, SyncRun } from '../../shared/domain/data-connection'
import type { Announce } from '../../shared/events'
import type { DataWorker } from '../data-worker/protocol'
import type { Budgets } from '../net/budgets'
import type { Http } from '../net/http'
import type { LedgerPort } from '../net/ledger-port'
import type { ClientOf, OAuth } from '../oauth/types'
import type { Vault } from '../secrets/secrets'
import { sources } from '../sources/registry'
import type { Tables } from '../tables/create-tables'
import { onceVaultIsOpen } from './after-run'
import { answerAsks, type Candidate } from './answer-asks'
import { resolveSecrets, type SecretVault } from './credentials'
import { createDrafts, type Drafts } from './drafts'
import { createEditing, type Editing, getReady } from './editing'
import { VAULT } from './failures'
import { newsOf, refusedSignIn, type SyncNews } from './news'
import { clientOfDataConnection, redirectToRegister, SIGN_IN_PORT } from './oauth-client'
import {
  type Db,
  getDataConnection,
  listAllStreams,
  listDataConnections,
  listFailedFor,
  listStreams,
  updateDataConnection,
} from './queries'
import type { StartedBy } from './run-entry'
import { listRuns } from './run-queries'
import { previewSchedule } from './schedule'
import { createScheduler, type Scheduler, type SetTimer } from './scheduler'
import { isWaiting, statusOf, toDataStream } from './status'
import type { StoredDataConnection, StoredStream } from './stored'
import { createSyncRuns, type SyncRuns } from './sync-runs'

type Wanted = { streamId?: string | null; full?: boolean; by?: StartedBy }

export type DataConnections = Omit<Drafts, 'forgetOld'> &
  Editing & {
    sources(): SourceInfo[]
    list(): Promise<DataConnection[]>
    /** Fails with `not-found`. */
    get(id: string): Promise<DataConnection>
    previewSchedule(schedule: Schedule): string[]
    /** Takes its turn and returns the id of the run. Fails with `busy`, and as the vault does. */
    sync(id: string, wanted?: Wanted): Promise<string>
    /** Starts all that can be and are not under way. One that cannot does not keep the others; then it fails as `sync` does. */
    syncAll(): Promise<void>
    /** Resolves once the run has ended. */
    cancel(id: string): Promise<void>
    runs(id: string, limit: number): Promise<SyncRun[]>
    state(): { paused: boolean; offline: boolean; syncing: number }
    pauseAll(): Promise<void>
    resumeAll(): Promise<void>
    /** The computer woke up: what was missed is made up for. */
    woke(): Promise<void>
    clientOf: ClientOf
    /** At start, once: marks what the end of the program cut off, forgets old drafts, and begins to keep schedules. */
    start(): Promise<void>
    /** Resolves once the runs that are under way have ended, however they end. */
    settled(): Promise<void>
    /** Ends what runs; the next start goes on with it. Await it before the databases close. */
    stop(): Promise<void>
  }

export type DataConnectionsOptions = {
  db: Db
  vault: SecretVault & Pick<Vault, 'status' | 'onChange'>
  worker: DataWorker
  tables: Pick<Tables, 'names'>
  ledger: LedgerPort
  http: Http
  budgets: Budgets
  oauth: Pick<
    OAuth,
    | 'signIn'
    | 'pending'
    | 'failure'
    | 'cancel'
    | 'grant'
    | 'accessToken'
    | 'tokenAfter'
    | 'instanceUrl'
    | 'handOver'
    | 'markRefused'
    | 'forget'
    | 'onChange'
  >
  announce: Announce
  /** Where the answers of sign-ins come back to, for services that compare the whole address. */
  signInPort?: number
  now: () => Date
  setTimer: SetTimer
  isOnline: () => boolean
  /** What a person would want to be told who is not looking. */
  onNews: (news: SyncNews) => void
  /** What nobody expected of a run in the background, with the reference that the run shows. */
  onUnexpected: (reference: string, error: unknown) => void
}

/** What the parts of this feature share. */
export type Inside = DataConnectionsOptions & {
  runs: SyncRuns
  candidates: Map<string, Candidate>
  changed: () => void
  /** Has the scheduler look at what is due. */
  look: () => Promise<void>
}

/** Data connections: their credentials, their streams, when they sync, and the runs that fill tables. */
export function createDataConnections(options: DataConnectionsOptions): DataConnections {
  const { db, vault, worker, oauth, announce, now, onUnexpected } = options
  const changed = () => announce({ kind: 'changed', topics: ['dataConnections', 'tables'] })
  const candidates: Inside['candidates'] = new Map()
  const runs = createSyncRuns({
    ...options,
    onProgress: changed,
    async onEnd(ended) {
      const refused = refusedSignIn(ended.before, ended.after)
      if (refused !== null) await oauth.markRefused(ended.after.id, refused)
      for (const news of newsOf(ended)) options.onNews(news)
      // Those that wait for their turn end later, and what is due is looked at then.
      if (!runs.hasQueued()) await scheduler.look()
    },
  })
  const scheduler = createScheduler({ ...options, runs, onChange: changed })
  const inside: Inside = { ...options, runs, candidates, changed, look: scheduler.look }
  worker.onAsk(answerAsks({ ...options, candidates, actorOf: runs.actorOf }))
  const stops = [oauth.onChange(changed), followVault(inside, scheduler)]
  const { forgetOld, ...drafts } = createDrafts(inside)

  return {
    ...drafts,
    ...createEditing(inside),
    ...presented(inside),
    ...syncing(inside, scheduler),
    previewSchedule: (schedule) => previewSchedule(schedule, now()),
    clientOf: clientOfDataConnection(db, vault, options.signInPort ?? SIGN_IN_PORT),
    async start() {
      await runs.recover()
      if (vault.status().state === 'open') await wakeWhatWaited(inside)
      // Signing out asks the service, and nobody waits for that.
      forgetOld().catch((error: unknown) => onUnexpected('drafts', error))
      await scheduler.woke()
    },
    settled: () => runs.settled(),
    async stop() {
      for (const stop of stops) stop()
      await scheduler.stop()
      await runs.stop()
    },
  }
}

/** Once the vault is open, what waited for it starts. Returns the way to stop. */
function followVault(inside: Inside, scheduler: Scheduler): () => void {
  const { vault, onUnexpected } = inside
  let wasOpen = vault.status().state === 'open'
  return vault.onChange(() => {
    const isOpen = vault.status().state === 'open'
    const opened = isOpen && !wasOpen
    wasOpen = isOpen
    if (!opened) return
    wakeWhatWaited(inside)
      .then(() => scheduler.woke())
      .catch((error: unknown) => onUnexpected('vault', error))
  })
}

async function wakeWhatWaited({ db, now, changed }: Inside): Promise<void> {
  for (const stored of await listFailedFor(db, VAULT))
    await updateDataConnection(db, stored.id, onceVaultIsOpen(stored, now()))
  changed()
}

function syncing(inside: Inside, scheduler: Scheduler) {
  const { db, vault, runs } = inside
  const { woke, pauseAll, resumeAll } = scheduler
  const sync: DataConnections['sync'] = async (id, wanted = {}) => {
    const { streamId = null, full = false, by = { trigger: 'manual', actor: 'You' } } = wanted
    const stored = await getReady(inside, id)
    // A vault that is locked is said to whoever asked, and not found out by the run.
    await resolveSecrets(vault, stored.secretId)
    return runs.add(stored, { streamId, full, by })
  }
  return {
    ...{ sync, woke, pauseAll, resumeAll },
    async syncAll() {
      let refused: unknown = null
      for (const { id, paused, needsReauth } of await listDataConnections(db))
        if (!paused && !needsReauth && runs.stateOf(id) === null)
          await sync(id).catch((error: unknown) => {
            refused = error
          })
      if (refused !== null) throw refused
    },
    cancel: (id: string) => runs.cancel(id),
    runs: (id: string, limit: number) => listRuns(db, id, limit),
    state: () => ({ ...scheduler.state(), syncing: runs.running() }),
  }
}

function presented({ db, tables, runs, now, signInPort = SIGN_IN_PORT }: Inside) {
  const present = (stored: StoredDataConnection, streams: StoredStream[], names: ReadonlyMap<string, string>) => {
    const { id, name, sourceId, config, identity, testMode, failure, schedule } = stored
    const current = runs.currentStream(id)
    return {
      ...{ id, name, sourceId, config, identity, testMode, failure, schedule },
      ...{ nextRunAt: stored.nextRunAt, lastSyncedAt: stored.lastSyncedAt, createdAt: stored.createdAt },
      waitsUntil: isWaiting(stored, now()) ? stored.waitsUntil : null,
      hasSecret: stored.secretId !== null,
      status: statusOf(stored, streams, runs.stateOf(id), now()),
      streams: streams.map((one) => toDataStream(one, one.id === current, names.get(one.tableId ?? ''))),
    } satisfies DataConnection
  }
  return {
    sources: () =>
      sources.map(({ id, name, description, fields, auth }) => ({
        ...{ id, name, description, fields },
        auth: auth.map(({ oauth, ...method }) => ({
          ...{ ...method, signsIn: oauth !== undefined },
          redirectUri: redirectToRegister(oauth, signInPort),
        })),
      })),
    async list() {
      const [names, streams] = [await tables.names(), await listAllStreams(db)]
      return (await listDataConnections(db)).map((stored) => present(stored, streams.get(stored.id) ?? [], names))
    },
    get: async (id: string) =>
      present(await getDataConnection(db, id), await listStreams(db, id), await tables.names()),
  }
}
