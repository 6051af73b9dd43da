import { randomUUID } from 'node:crypto'
import type { SignIn } from '../../shared/domain/connector'
import type { DiscoveredStream, Schedule, StreamChoice } from '../../shared/domain/data-connection'
import { AppFailure, describeError } from '../../shared/errors'
import { getSource } from '../sources/registry'
import { type AskSource, askSource } from './ask-source'
import { chooseStreams } from './choose-streams'
import type { Inside } from './create-data-connections'
import { readChanged, readCredentials, storeSecrets } from './credentials'
import {
  deleteDataConnection,
  getDataConnection,
  insertDraft,
  insertStreams,
  listDraftsBefore,
  updateDataConnection,
} from './queries'
import { checkSchedule } from './schedule'
import type { StoredDataConnection } from './stored'

type Typed = {
  sourceId: string
  config: Record<string, string>
  secrets: Record<string, string>
  /** Secrets that are left out are taken from this data connection. */
  replaces?: string | undefined
}
type Created = { name: string; streams: StreamChoice[]; schedule: Schedule }

/** From what was typed to a data connection: signing in, looking at what there is, choosing. */
export type Drafts = {
  draft(typed: Typed): Promise<string>
  /** Fails with `refused` for what is no draft, and as `OAuth.signIn` does. */
  signIn(id: string): Promise<SignIn | null>
  signInState(id: string): Promise<{ pending: SignIn | null; signedIn: boolean; reason: string | null }>
  cancelSignIn(id: string): Promise<void>
  /** Fails with `source-failed` and as the vault does. */
  check(id: string): Promise<{ identity: string; testMode: boolean }>
  discover(id: string): Promise<DiscoveredStream[]>
  create(id: string, created: Created): Promise<void>
  /** Drafts that nobody went on with for a day, and their secrets and sign-ins. */
  forgetOld(): Promise<void>
}

const DRAFT_MS = 24 * 3_600_000

export function createDrafts(inside: Inside): Drafts {
  const { db, vault, oauth, tables, runs, now, changed } = inside
  const ask = askSource(inside)
  /** What was found last, so that choosing does not ask the source once more. */
  const found = new Map<string, DiscoveredStream[]>()
  const check = checkOf(inside, ask)
  const discover = async (id: string) => {
    const streams = await ask('discover', await getDataConnection(db, id))
    found.set(id, streams)
    return streams
  }

  return {
    async draft(typed) {
      const source = getSource(typed.sourceId)
      const { config, secrets } = await credentialsOf(inside, typed)
      const id = randomUUID()
      const secretId = await storeSecrets(vault, id, secrets)
      const createdAt = now().toISOString()
      await insertDraft(db, { id, name: source.name, sourceId: source.id, config: { ...config }, secretId, createdAt })
      return id
    },
    async signIn(id) {
      const { isDraft, name } = await getDataConnection(db, id)
      if (isDraft) return oauth.signIn(id)
      throw new AppFailure({ code: 'refused', message: `${name} is signed in to by reconnecting it` })
    },
    async signInState(id) {
      const grant = await oauth.grant(id)
      const signedIn = grant !== null && grant.reauthReason === null && !grant.tokensMissing
      const failure = oauth.failure(id)
      const words = failure && describeError(failure.error)
      const reason = words ? `${words.title}. ${words.advice}` : (grant?.reauthReason ?? null)
      return { pending: await oauth.pending(id), signedIn, reason }
    },
    cancelSignIn: (id) => oauth.cancel(id),
    check,
    discover,
    async create(id, { name, streams, schedule }) {
      const draft = await getDataConnection(db, id)
      if (!draft.isDraft) throw new AppFailure({ code: 'conflict', message: `${draft.name} was made already` })
      checkSchedule(schedule, now())
      const offered = found.get(id) ?? (await discover(id))
      const chosen = chooseStreams(streams, offered, { tables: await tables.names(), taken: new Set() })
      if (draft.externalId === null) await check(id)
      await insertStreams(db, id, chosen)
      const at = now().toISOString()
      await updateDataConnection(db, id, { name, schedule, isDraft: false, createdAt: at, discoveredAt: at })
      found.delete(id)
      runs.add({ id, name }, { streamId: null, full: false, by: { trigger: 'manual', actor: 'You' } })
      changed()
    },
    async forgetOld() {
      const before = new Date(now().getTime() - DRAFT_MS).toISOString()
      for (const id of await listDraftsBefore(db, before)) await forgetDraft(inside, id)
    },
  }
}

async function credentialsOf({ db, vault }: Inside, { sourceId, config, secrets, replaces }: Typed) {
  if (replaces === undefined) return readCredentials(getSource(sourceId), { config, secrets })
  const stored = await getDataConnection(db, replaces)
  if (stored.sourceId !== sourceId)
    throw new AppFailure({ code: 'refused', message: `${stored.name} is of another source` })
  return readChanged(vault, stored, { config, secrets })
}

/** Its sign-in is not ended at the service: where a data connection has one of the same account, that would end it too. */
export async function forgetDraft({ db, vault, oauth }: Inside, id: string): Promise<void> {
  await oauth.forget(id, { revoke: false })
  await deleteDataConnection(db, id)
  await vault.removeByOwner(id)
}

const checkOf =
  ({ db }: Inside, ask: AskSource) =>
  async (id: string) => {
    const stored = await getDataConnection(db, id)
    const { identity, externalId, testMode } = await ask('check', stored)
    if (isSame(stored, externalId)) await updateDataConnection(db, id, { identity, externalId, testMode })
    return { identity, testMode }
  }

const isSame = ({ isDraft, externalId }: StoredDataConnection, found: string) =>
  isDraft || externalId === null || externalId === found
