import type { SyncRun } from '../../shared/domain/data-connection'
import { getSource } from '../sources/registry'
import { authOf } from './credentials'
import { FIELDS_CHANGED, MANY_DELETES, waitsForVault } from './failures'
import type { StoredDataConnection, StoredStream } from './stored'

/** What a person would want to know who is not looking. A sync that went well is no news. */
export type SyncNews = {
  kind: 'needs-reauth' | 'failed' | 'recovered' | 'paused' | 'question' | 'fields' | 'late'
  id: string
  name: string
  /** What is wrong, or different; empty when nothing is. */
  message: string
}

type Known = Pick<StoredDataConnection, 'id' | 'name' | 'needsReauth' | 'paused' | 'failure' | 'waitsUntil'>
/** A run that has ended, with what was stored before it and what is stored now. */
export type RunEnded = {
  before: Known
  after: Known
  /** As they were before it. */
  streams: readonly Pick<StoredStream, 'id' | 'failure'>[]
  run: Pick<SyncRun, 'streams'>
}

/** Each thing once: the first failure after health, and its end; a question; what changed at the source. */
export function newsOf({ before, after, streams, run }: RunEnded): SyncNews[] {
  const news = (kind: SyncNews['kind'], message: string): SyncNews => ({
    kind,
    id: after.id,
    name: after.name,
    message,
  })
  const standing = standingNews(before, after)
  const asked = new Set(streams.filter(({ failure }) => failure?.reason === MANY_DELETES).map(({ id }) => id))
  const told = run.streams.flatMap(({ streamId, failure }) => {
    if (failure?.reason === MANY_DELETES && !asked.has(streamId)) return [news('question', failure.message)]
    return failure?.reason === FIELDS_CHANGED ? [news('fields', failure.message)] : []
  })
  return [...(standing ? [news(standing, after.failure?.message ?? '')] : []), ...told]
}

const isWell = ({ needsReauth, failure }: Known) => !needsReauth && (failure === null || waitsForVault(failure))

function standingNews(before: Known, after: Known): SyncNews['kind'] | null {
  if (after.needsReauth) return before.needsReauth ? null : 'needs-reauth'
  if (after.paused && !before.paused && after.failure?.reason === 'paused-by-failures') return 'paused'
  if (isWell(before)) return isWell(after) ? null : 'failed'
  return isWell(after) && after.waitsUntil === null && after.failure === null ? 'recovered' : null
}

/** Why the sign-in is not to be tried again; null when that is not what went wrong. */
export function refusedSignIn(before: StoredDataConnection, after: StoredDataConnection): string | null {
  if (before.needsReauth || !after.needsReauth) return null
  return authOf(getSource(after.sourceId), after.config)?.oauth ? (after.failure?.message ?? 'Sign in again') : null
}
