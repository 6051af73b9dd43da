import { randomUUID } from 'node:crypto'
import type { Schedule, StreamChoice, StreamSettings } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { Identity, SourceCredentials } from '../sources/define'
import { getSource } from '../sources/registry'
import { nextTime } from './after-run'
import { askSource } from './ask-source'
import { checkSettings, chooseStreams } from './choose-streams'
import type { Inside } from './create-data-connections'
import { authOf, readChanged, replaceSecrets, resolveSecrets } from './credentials'
import { forgetDraft } from './drafts'
import {
  type Changes,
  deleteDataConnection,
  deleteStream,
  getDataConnection,
  insertStreams,
  listDataConnections,
  listStreams,
  updateDataConnection,
  updateStream,
} from './queries'
import { checkSchedule } from './schedule'
import type { StoredDataConnection, StoredStream } from './stored'

type Reconnected = SourceCredentials & { replaceData: boolean; draftId?: string | undefined }

/** Changes of data connections that are there. All fail with `not-found`. */
export type Editing = {
  rename(id: string, name: string): Promise<void>
  /**
   * Fails with `refused` and `another-account` when it leads to another account, with `source-failed`, and with `busy`
   * during a run; then everything is as it was before.
   */
  reconnect(id: string, changed: Reconnected): Promise<void>
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
    async reconnect(id, { replaceData, draftId, ...typed }) {
      const stored = await getReady(inside, id)
      if (runs.stateOf(id) === 'running') throw new AppFailure({ code: 'busy', what: `The sync of ${stored.name}` })
      const draft = draftId === undefined ? null : await draftFor(inside, stored, draftId)
      const { credentials, found } = await (draft ? ofDraft(inside, draft) : ofTyped(inside, stored, typed))
      if (stored.externalId !== null && stored.externalId !== found.externalId && !replaceData)
        throw leadsElsewhere(stored, found)
      await takeOver(inside, stored, credentials, draft)
      const good = { needsReauth: false, failure: null, failures: 0, failingSince: null, waitsUntil: null }
      await updateDataConnection(db, id, { ...good, ...found, ...soon(stored, now()) })
      for (const stream of await listStreams(db, id)) await updateStream(db, stream.id, anew(stream, replaceData))
      const waits = stored.needsReauth && stored.schedule.kind === 'manual' && !stored.paused
      if (replaceData || waits) startFull(stored, replaceData)
      changed()
      await look()
    },
    async delete(id, deleteTables) {
      const stored = await getDataConnection(db, id)
      const reopen = await runs.close(id)
      try {
        const streams = await listStreams(db, id)
        const names = await tables.names()
        await worker.call('unlinkTables', { dataConnectionId: id })
        const filled = streams.flatMap(({ tableId }) => (tableId !== null && names.has(tableId) ? [tableId] : []))
        if (deleteTables) for (const tableId of filled) await worker.call('deleteTable', { id: tableId })
        await oauth.forget(id, { revoke: !(await sharesAccount(inside, stored)) })
        await deleteDataConnection(db, id)
        await vault.removeByOwner(id)
      } finally {
        reopen()
      }
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
      await runs.leaveOut(id, streamId)
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

type Candidate = { credentials: SourceCredentials; found: Identity }

/** What was typed, checked with the sign-in that is there where one is needed. */
async function ofTyped(inside: Inside, stored: StoredDataConnection, typed: SourceCredentials): Promise<Candidate> {
  const credentials = await readChanged(inside.vault, stored, typed)
  const connectionId = randomUUID()
  inside.candidates.set(connectionId, { dataConnectionId: stored.id, credentials })
  try {
    return { credentials, found: await askSource(inside)('check', stored, { connectionId, credentials }) }
  } finally {
    inside.candidates.delete(connectionId)
  }
}

async function draftFor({ db }: Inside, stored: StoredDataConnection, draftId: string): Promise<StoredDataConnection> {
  const draft = await getDataConnection(db, draftId)
  if (draft.isDraft && draft.sourceId === stored.sourceId) return draft
  throw new AppFailure({ code: 'refused', message: `${draft.name} cannot take the place of ${stored.name}` })
}

async function ofDraft(inside: Inside, draft: StoredDataConnection): Promise<Candidate> {
  const found = await askSource(inside)('check', draft)
  return { credentials: { config: draft.config, secrets: await resolveSecrets(inside.vault, draft.secretId) }, found }
}

/** Nothing of this asks anybody, so that it is done once it was begun. */
async function takeOver(
  inside: Inside,
  stored: StoredDataConnection,
  { config, secrets }: SourceCredentials,
  draft: StoredDataConnection | null,
): Promise<void> {
  const { db, oauth, vault } = inside
  const { id, sourceId } = stored
  const signsIn = authOf(getSource(sourceId), config)?.oauth !== undefined
  if (!signsIn) await oauth.forget(id, { revoke: false })
  else if (draft) await oauth.handOver(draft.id, id)
  const secretId = await replaceSecrets(vault, id, stored.secretId, secrets)
  await updateDataConnection(db, id, { config: { ...config }, secretId })
  if (draft) await forgetDraft(inside, draft.id)
}

/** What a stream goes on with under new credentials. */
const anew = ({ failure }: StoredStream, replaceData: boolean) => ({
  ...(replaceData ? { cursor: null, lastFullReadAt: null } : {}),
  ...(failure?.reason === 'needs-reauth' ? { failure: null } : {}),
})

function leadsElsewhere(stored: StoredDataConnection, found: Identity): AppFailure {
  const message = `This is ${found.identity}, and the data came from ${stored.identity ?? 'another account'}`
  return new AppFailure({ code: 'refused', message, reason: 'another-account' })
}

/** Some services end all sign-ins of a person in one program at once, such as Google. */
async function sharesAccount({ db }: Inside, { id, sourceId, externalId }: StoredDataConnection): Promise<boolean> {
  const others = (await listDataConnections(db)).filter((one) => one.id !== id && one.sourceId === sourceId)
  return others.some((one) => one.externalId === externalId)
}
