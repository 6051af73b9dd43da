import type { SyncRun } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { OAuth } from '../oauth/types'
import type { Vault } from '../secrets/secrets'
import { getSource } from '../sources/registry'
import type { Tables } from '../tables/create-tables'
import { afterRun, atStart, type RunEnd } from './after-run'
import { resolveSecrets, type SecretVault } from './credentials'
import { interrupted, newRun } from './new-run'
import { knownConfig } from './oauth-client'
import { type Db, getDataConnection, listStreams, updateDataConnection } from './queries'
import { type Entry, isScheduled } from './run-entry'
import { insertRun, listRunningRuns, listRuns, saveRun, updateRun } from './run-queries'
import type { RunDeps } from './run-request'
import { type RunResult, runSync } from './run-sync'
import type { StoredDataConnection, StoredStream } from './stored'

export type RunsOptions = RunDeps & {
  vault: SecretVault & Pick<Vault, 'status'>
  oauth: Pick<OAuth, 'instanceUrl'>
  tables: Pick<Tables, 'names'>
  isOnline: () => boolean
  onEnd: (ended: Ended) => Promise<void>
}
/** A run that has ended, with what was stored before it and what is stored now. */
type Ended = {
  before: StoredDataConnection
  after: StoredDataConnection
  streams: readonly StoredStream[]
  run: SyncRun
}

/** One run from its start to what is stored after it. */
export async function carryOut(options: RunsOptions, entry: Entry): Promise<void> {
  const { db, vault, oauth, tables, now } = options
  const { stored, streams, run } = await db.transaction().execute((transaction) => begin(transaction, entry, now()))
  entry.isPlanned = true
  options.onProgress()
  const isDriver = getSource(stored.sourceId).kind === 'driver'
  try {
    const result = await runSync(options, {
      ...{ run, dataConnection: stored, streams, tables: await tables.names(), actor: entry.by.actor },
      ...{ full: entry.full, byPerson: entry.by.trigger === 'manual' },
      secrets: async () => (isDriver ? resolveSecrets(vault, stored.secretId) : {}),
      config: () => knownConfig(oauth, getSource(stored.sourceId), stored),
      isCancelled: () => entry.isCancelled,
      isLeftOut: (id) => entry.leftOut.has(id),
      onStream: (id) => {
        entry.currentStream = id
        entry.moved()
      },
    })
    await finish(options, { entry, run, stored, streams, result })
  } catch (error) {
    options.onUnexpected(run.id.slice(0, 8), error)
    await updateRun(db, run.id, { ...interrupted(run), endedAt: now().toISOString() })
  }
}

async function begin(db: Db, entry: Entry, now: Date) {
  const stored = await getDataConnection(db, entry.dataConnectionId)
  const streams = await chosenStreams(db, entry, stored)
  const run = newRun(entry, streams, now)
  await insertRun(db, run, stored.name)
  if (entry.streamId === null) await updateDataConnection(db, stored.id, atStart(stored, now))
  return { stored, streams, run }
}

export async function recoverRuns({ db, now }: RunsOptions): Promise<number> {
  const runs = await listRunningRuns(db)
  const endedAt = now().toISOString()
  for (const run of runs) {
    await updateRun(db, run.id, { ...interrupted(run), endedAt })
    const stored = await getDataConnection(db, run.dataConnectionId)
    const isOn = stored.schedule.kind !== 'manual' && !stored.paused && !stored.needsReauth
    if (isOn) await updateDataConnection(db, stored.id, { nextRunAt: endedAt })
  }
  return runs.length
}

/** After a wait only those go on that waited; the others were done before it. */
async function chosenStreams(db: Db, entry: Entry, stored: StoredDataConnection): Promise<StoredStream[]> {
  const streams = await listStreams(db, entry.dataConnectionId)
  const { streamId } = entry
  if (streamId === null) {
    if (!isScheduled(entry) || stored.waitsUntil === null) return streams
    const [last] = await listRuns(db, stored.id, 1)
    const waiting = new Set(last?.streams.flatMap((one) => (one.status === 'waiting' ? [one.streamId] : [])))
    const left = streams.filter(({ id }) => waiting.has(id))
    return left.length > 0 ? left : streams
  }
  const chosen = streams.filter(({ id }) => id === streamId)
  if (chosen.length === 0) throw new AppFailure({ code: 'not-found', what: 'stream', id: streamId })
  return chosen
}

type Finished = {
  entry: Entry
  run: SyncRun
  stored: StoredDataConnection
  streams: readonly StoredStream[]
  result: RunResult
}

/** Stores what the run came to, all of it or nothing. */
async function finish(options: RunsOptions, { entry, run, stored, streams, result }: Finished): Promise<void> {
  const { db, vault, now, isOnline } = options
  const succeeded = run.streams.some(({ status }) => status === 'succeeded')
  const status = endStatus(entry, run)
  const { failure } = result
  Object.assign(run, { status, endedAt: now().toISOString(), failure: status === 'cancelled' ? null : failure })
  if (status === 'interrupted' && entry.isClosing) Object.assign(run, { ...interrupted(run), failure: null })
  const end: Omit<RunEnd, 'othersFail' | 'pending'> = {
    ...{ status, failure, problem: result.problem, startedAt: run.startedAt, anySucceeded: succeeded },
    ...{ waitsUntil: entry.isCancelled ? null : result.waitsUntil, whole: entry.streamId === null },
    ...{ online: isOnline(), vaultIsOpen: vault.status().state === 'open' },
  }
  const after = await db.transaction().execute(async (transaction) => {
    await saveRun(transaction, run, result.unsaved)
    const othersFail = entry.streamId !== null && (await hasFailure(transaction, stored.id, entry.streamId))
    const before = await getDataConnection(transaction, stored.id)
    const changes = afterRun(before, { ...end, othersFail, pending: entry.pending }, now())
    await updateDataConnection(transaction, stored.id, changes)
    return { ...before, ...changes }
  })
  entry.currentStream = null
  entry.moved()
  await options.onEnd({ before: stored, after, streams, run })
}

const hasFailure = async (db: Db, id: string, without: string) =>
  (await listStreams(db, id)).some((stream) => stream.id !== without && stream.failure !== null)

function endStatus(entry: Entry, run: SyncRun): RunEnd['status'] {
  if (entry.isCancelled) return entry.isClosing ? 'interrupted' : 'cancelled'
  const statuses = new Set(run.streams.map(({ status }) => status))
  if (statuses.has('waiting') || statuses.has('interrupted'))
    return statuses.has('succeeded') ? 'partial' : 'interrupted'
  if (!statuses.has('failed')) return 'succeeded'
  return statuses.has('succeeded') ? 'partial' : 'failed'
}
