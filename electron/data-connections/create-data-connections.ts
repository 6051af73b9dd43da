import type { DataConnection, Schedule, SourceInfo, SyncRun } from '../../shared/domain/data-connection'
import type { Announce } from '../../shared/events'
import type { DataWorker } from '../data-worker/protocol'
import type { Budgets } from '../net/budgets'
import type { Http } from '../net/http'
import type { LedgerPort } from '../net/ledger-port'
import type { ClientOf, OAuth } from '../oauth/types'
import { sources } from '../sources/registry'
import type { Tables } from '../tables/create-tables'
import { answerAsks, type Candidate } from './answer-asks'
import { resolveSecrets, type SecretVault } from './credentials'
import { createDrafts, type Drafts } from './drafts'
import { createEditing, type Editing, getReady } from './editing'
import { newsOf, refusedSignIn, type SyncNews } from './news'
import { clientOfDataConnection } from './oauth-client'
import { type Db, getDataConnection, listDataConnections, listStreams } from './queries'
import { listRuns } from './run-queries'
import { previewSchedule } from './schedule'
import { createScheduler, type Scheduler, type SetTimer } from './scheduler'
import { isWaiting, statusOf, toDataStream } from './status'
import type { StoredDataConnection } from './stored'
import { createSyncRuns, type StartedBy, type SyncRuns } from './sync-runs'

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
    /** Starts all that are neither paused nor under way. */
    syncAll(): Promise<void>
    /** Resolves once the run has ended. */
    cancel(id: string): Promise<void>
    runs(id: string, limit: number): Promise<SyncRun[]>
    state(): { paused: boolean; offline: boolean; syncing: number }
    pauseAll(): Promise<void>
    resumeAll(): Promise<void>
    /** The computer woke up, or the vault was opened: what was missed is made up for. */
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
  vault: SecretVault
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
    | 'markRefused'
    | 'forget'
    | 'onChange'
  >
  announce: Announce
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
    async onEnd(before, after) {
      const refused = refusedSignIn(before, after)
      if (refused !== null) await oauth.markRefused(after.id, refused)
      const news = newsOf(before, after)
      if (news) options.onNews(news)
      await scheduler.look()
    },
  })
  const scheduler = createScheduler({ ...options, runs, onChange: changed })
  const inside: Inside = { ...options, runs, candidates, changed, look: scheduler.look }
  worker.onAsk(answerAsks({ ...options, candidates, actorOf: runs.actorOf }))
  const stopListening = oauth.onChange(changed)
  const { forgetOld, ...drafts } = createDrafts(inside)

  return {
    ...drafts,
    ...createEditing(inside),
    ...presented(inside),
    ...syncing(inside, scheduler),
    previewSchedule: (schedule) => previewSchedule(schedule, now()),
    clientOf: clientOfDataConnection(db, vault),
    async start() {
      await runs.recover()
      // Signing out asks the service, and nobody waits for that.
      forgetOld().catch((error: unknown) => onUnexpected('drafts', error))
      await scheduler.woke()
    },
    settled: () => runs.settled(),
    async stop() {
      stopListening()
      await scheduler.stop()
      await runs.stop()
    },
  }
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
      for (const { id, paused } of await listDataConnections(db))
        if (!paused && runs.stateOf(id) === null) await sync(id)
    },
    cancel: (id: string) => runs.cancel(id),
    runs: (id: string, limit: number) => listRuns(db, id, limit),
    state: () => ({ ...scheduler.state(), syncing: runs.running() }),
  }
}

function presented({ db, tables, runs, now }: Inside) {
  const present = async (stored: StoredDataConnection, names: ReadonlyMap<string, string>): Promise<DataConnection> => {
    const { id, name, sourceId, config, identity, testMode, failure, schedule } = stored
    const streams = await listStreams(db, id)
    const current = runs.currentStream(id)
    return {
      ...{ id, name, sourceId, config, identity, testMode, failure, schedule },
      ...{ nextRunAt: stored.nextRunAt, lastSyncedAt: stored.lastSyncedAt, createdAt: stored.createdAt },
      waitsUntil: isWaiting(stored, now()) ? stored.waitsUntil : null,
      hasSecret: stored.secretId !== null,
      status: statusOf(stored, streams, runs.stateOf(id), now()),
      streams: streams.map((one) => toDataStream(one, one.id === current, names.get(one.tableId ?? ''))),
    }
  }
  return {
    sources: () =>
      sources.map(({ id, name, description, fields, auth }) => ({
        ...{ id, name, description, fields },
        auth: auth.map(({ oauth, ...method }) => ({ ...method, signsIn: oauth !== undefined, redirectUri: null })),
      })),
    async list() {
      const names = await tables.names()
      return Promise.all((await listDataConnections(db)).map((stored) => present(stored, names)))
    },
    get: async (id: string) => present(await getDataConnection(db, id), await tables.names()),
  }
}
