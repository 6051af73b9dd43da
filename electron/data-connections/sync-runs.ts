import { randomUUID } from 'node:crypto'
import type { SyncRun } from '../../shared/domain/data-connection'
import { resolveSecrets, type SecretVault } from './credentials'
import { insertRun, listRunningRuns, listRuns, listStreams, type StoredDataConnection, updateRun } from './queries'
import { NO_COUNTS, type RunDeps, runSync } from './run-sync'

export type StartedBy = { trigger: SyncRun['trigger']; actor: string }
type RunsOptions = RunDeps & { vault: SecretVault }
type ActiveRun = { runId: string; isCancelled: boolean; done: Promise<void> }

/** The runs that are under way: one for each data connection at most, in the background of whoever started it. */
export function createSyncRuns(options: RunsOptions) {
  const { db, vault, worker, now, onProgress } = options
  const active = new Map<string, ActiveRun>()

  const cancel = async (dataConnectionId: string): Promise<void> => {
    const entry = active.get(dataConnectionId)
    if (!entry) return
    entry.isCancelled = true
    await worker.call('cancelRun', { runId: entry.runId })
    await entry.done
  }

  return {
    isActive: (dataConnectionId: string) => active.has(dataConnectionId),
    cancel,
    /** Returns the id of the run. Fails with `busy`, and as the vault does. */
    async start(stored: StoredDataConnection, by: StartedBy): Promise<string> {
      const secrets = await resolveSecrets(vault, stored.secretId)
      const streams = await listStreams(db, stored.id)
      const run = newRun(stored.id, streams, by.trigger, now())
      await insertRun(db, run, stored.name)
      const entry: ActiveRun = { runId: run.id, isCancelled: false, done: Promise.resolve() }
      active.set(stored.id, entry)
      const isCancelled = () => entry.isCancelled
      const request = { run, dataConnection: stored, streams, secrets, actor: by.actor, isCancelled }
      entry.done = runSync(options, request)
        .catch(async (error: unknown) => {
          options.onUnexpected(run.id.slice(0, 8), error)
          await updateRun(db, run.id, { ...interrupted(run), endedAt: now().toISOString() })
        })
        .catch((error: unknown) => options.onUnexpected(run.id.slice(0, 8), error))
        .finally(() => {
          active.delete(stored.id)
          onProgress()
        })
      return run.id
    },
    async currentStream(dataConnectionId: string): Promise<string | null> {
      const [run] = await listRuns(db, dataConnectionId, 1)
      return run?.streams.find((stream) => stream.status === 'running')?.streamId ?? null
    },
    /** Marks what the end of the program cut off. Returns how many runs that were. */
    async recover(): Promise<number> {
      const runs = await listRunningRuns(db)
      const endedAt = now().toISOString()
      for (const run of runs) await updateRun(db, run.id, { ...interrupted(run), endedAt })
      return runs.length
    },
    async settled(): Promise<void> {
      await Promise.all([...active.values()].map((entry) => entry.done))
    },
    async stop(): Promise<void> {
      await Promise.all([...active.keys()].map(cancel))
    },
  }
}

function newRun(
  dataConnectionId: string,
  streams: { id: string; name: string }[],
  trigger: SyncRun['trigger'],
  now: Date,
): SyncRun {
  const nothing = { status: 'waiting' as const, bytes: 0, durationMs: 0, failure: null }
  return {
    id: randomUUID(),
    dataConnectionId,
    mode: 'full',
    trigger,
    status: 'running',
    startedAt: now.toISOString(),
    endedAt: null,
    streams: streams.map(({ id, name }) => ({ ...nothing, streamId: id, name, counts: { ...NO_COUNTS } })),
    failure: null,
  }
}

const interrupted = (run: SyncRun): SyncRun => ({
  ...run,
  status: 'interrupted',
  streams: run.streams.map((stream) =>
    stream.status === 'running' || stream.status === 'waiting' ? { ...stream, status: 'interrupted' } : stream,
  ),
})
