import { randomUUID } from 'node:crypto'
import type { Schedule, StreamChoice, StreamSettings } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { Identity, SourceCredentials } from '../sources/define'
import { getSource } from '../sources/registry'
import { nextTime } from './after-run'
import { askSource } from './ask-source'
import { checkSettings, chooseStreams } from './choose-streams'
import type { Inside } from './create-data-connections'
import { authOf, readCredentials, replaceSecrets, resolveSecrets } from './credentials'
import {
  type Changes,
  deleteDataConnection,
  deleteStream,
  getDataConnection,
  insertStreams,
  listStreams,
  updateDataConnection,
  updateStream,
} from './queries'
import { checkSchedule } from './schedule'
import type { StoredDataConnection, StoredStream } from './stored'

type Reconnected = SourceCredentials & { replaceData: boolean }

/** Changes of data connections that are there. All fail with `not-found`. */
export type Editing = {
  rename(id: string, name: string): Promise<void>
  /** Fails with `refused` when it leads to another account, with `source-failed`, and with `busy` during a run. */
  reconnect(id: string, typed: Reconnected): Promise<void>
  delete(id: string, deleteTables: boolean): Promise<void>
  addStreams(id: string, streams: StreamChoice[]): Promise<void>
  updateStream(id: string, streamId: string, settings: StreamSettings): Promise<void>
  removeStream(id: string, streamId: string): Promise<void>
  setSchedule(id: string, schedule: Schedule): Promise<void>
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
}

export function createEditing(inside: Inside): Editing {
  const { db, worker, oauth, vault, tables, runs, now, changed, look } = inside
  const ask = askSource(inside)
  const startFull = (stored: StoredDataConnection, full: boolean) =>
    runs.add(stored, { streamId: null, full, by: { trigger: 'manual', actor: 'You' } })

  return {
    async rename(id, name) {
      await getReady(inside, id)
      await updateDataConnection(db, id, { name })
      await worker.call('renameOrigin', { dataConnectionId: id, name })
    },
    async reconnect(id, { replaceData, ...typed }) {
      const stored = await getReady(inside, id)
      if (runs.stateOf(id) === 'running') throw new AppFailure({ code: 'busy', what: `The sync of ${stored.name}` })
      const credentials = await merged(inside, stored, typed)
      const found = await identify(inside, stored, credentials)
      const isOther = stored.externalId !== null && stored.externalId !== found.externalId
      if (isOther && !replaceData) await refuseOther(inside, stored, found)
      const secretId = await replaceSecrets(vault, id, stored.secretId, credentials.secrets)
      const config = { ...credentials.config }
      const good = { needsReauth: false, failure: null, failures: 0, failingSince: null, waitsUntil: null }
      await updateDataConnection(db, id, { ...good, ...found, config, secretId, ...soon(stored, now()) })
      if (replaceData) {
        for (const stream of await listStreams(db, id))
          await updateStream(db, stream.id, { cursor: null, lastFullReadAt: null })
        startFull(stored, true)
      }
      changed()
      await look()
    },
    async delete(id, deleteTables) {
      await getDataConnection(db, id)
      await runs.cancel(id)
      const streams = await listStreams(db, id)
      const names = await tables.names()
      await worker.call('unlinkTables', { dataConnectionId: id })
      const filled = streams.flatMap(({ tableId }) => (tableId !== null && names.has(tableId) ? [tableId] : []))
      if (deleteTables) for (const tableId of filled) await worker.call('deleteTable', { id: tableId })
      await oauth.forget(id)
      await deleteDataConnection(db, id)
      await vault.removeByOwner(id)
      changed()
    },
    async addStreams(id, choices) {
      const stored = await getReady(inside, id)
      const found = await ask('discover', stored)
      const taken = new Set((await listStreams(db, id)).map(({ name }) => name))
      await insertStreams(db, id, chooseStreams(choices, found, { tables: await tables.names(), taken }))
      if (runs.stateOf(id) === 'running') runs.markPending(id)
      else startFull(stored, false)
    },
    async updateStream(id, streamId, settings) {
      const stored = await getReady(inside, id)
      const stream = await streamOf(inside, id, streamId)
      checkSettings(stream.discovered, settings)
      await updateStream(db, streamId, { settings })
      if (stored.nextRunAt === null && !stored.needsReauth) await updateDataConnection(db, id, nextTime(stored, now()))
      await look()
    },
    async removeStream(id, streamId) {
      await getReady(inside, id)
      const { name } = await streamOf(inside, id, streamId)
      if ((await listStreams(db, id)).length === 1)
        throw new AppFailure({
          code: 'refused',
          message: `${name} is the only stream; delete the data connection instead`,
        })
      await runs.cancel(id)
      await worker.call('unlinkTables', { dataConnectionId: id, streamId })
      await deleteStream(db, streamId)
      changed()
    },
    async setSchedule(id, schedule) {
      checkSchedule(schedule, now())
      const stored = await getReady(inside, id)
      const planned = stored.needsReauth ? {} : nextTime({ ...stored, schedule }, now())
      await updateDataConnection(db, id, { schedule, ...(stored.waitsUntil === null ? planned : {}) })
      await look()
    },
    async pause(id) {
      await getReady(inside, id)
      await updateDataConnection(db, id, { paused: true, nextRunAt: null })
      if (runs.stateOf(id) === 'queued') await runs.cancel(id)
    },
    async resume(id) {
      const stored = await getReady(inside, id)
      const cleared = stored.failure?.reason === 'paused-by-failures' ? { failure: null } : {}
      const counted = { failures: 0, failingSince: null, paused: false }
      await updateDataConnection(db, id, { ...cleared, ...counted, ...soon({ ...stored, paused: false }, now()) })
      await look()
    },
  }
}

/** Not a draft. */
export async function getReady({ db }: Inside, id: string): Promise<StoredDataConnection> {
  const stored = await getDataConnection(db, id)
  if (stored.isDraft) throw new AppFailure({ code: 'not-found', what: 'data connection', id })
  return stored
}

async function streamOf({ db }: Inside, id: string, streamId: string): Promise<StoredStream> {
  const found = (await listStreams(db, id)).find((stream) => stream.id === streamId)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'stream', id: streamId })
  return found
}

/** At once where it starts by itself. */
const soon = ({ schedule, paused }: StoredDataConnection, now: Date): Changes =>
  schedule.kind === 'manual' || paused ? {} : { nextRunAt: now.toISOString() }

/** Secrets that were left out stay as they are. */
async function merged({ vault }: Inside, stored: StoredDataConnection, typed: SourceCredentials) {
  const source = getSource(stored.sourceId)
  const given = Object.fromEntries(Object.entries(typed.secrets).filter(([, value]) => value !== ''))
  const fields = [...(authOf(source, typed.config)?.fields ?? []), ...source.fields]
  const isComplete = fields.every(({ kind, key }) => kind !== 'secret' || Object.hasOwn(given, key))
  // A secret that is not on this computer is no hindrance when all of them were typed again.
  const kept = isComplete ? {} : await resolveSecrets(vault, stored.secretId)
  return readCredentials(source, { config: typed.config, secrets: { ...kept, ...given } })
}

async function identify(inside: Inside, stored: StoredDataConnection, credentials: SourceCredentials) {
  const connectionId = randomUUID()
  inside.candidates.set(connectionId, { dataConnectionId: stored.id, credentials })
  try {
    return await askSource(inside)('check', stored, { connectionId, credentials })
  } finally {
    inside.candidates.delete(connectionId)
  }
}

async function refuseOther({ oauth, db }: Inside, stored: StoredDataConnection, found: Identity): Promise<never> {
  const message = `This is ${found.identity}, and the data came from ${stored.identity ?? 'another account'}`
  if (authOf(getSource(stored.sourceId), stored.config)?.oauth) {
    // The sign-in has taken the place of the one before, and must not be used for this data.
    await oauth.markRefused(stored.id, message)
    await updateDataConnection(db, stored.id, { needsReauth: true, nextRunAt: null })
  }
  throw new AppFailure({ code: 'refused', message })
}
