import { getSource } from '../sources/registry'
import { authOf } from './credentials'
import type { StoredDataConnection } from './stored'

/** What a person would want to know who is not looking. A sync that went well is no news. */
export type SyncNews = {
  kind: 'needs-reauth' | 'failed' | 'recovered' | 'paused'
  id: string
  name: string
  /** What is wrong; empty when nothing is. */
  message: string
}

type Known = Pick<StoredDataConnection, 'id' | 'name' | 'needsReauth' | 'paused' | 'failure' | 'waitsUntil'>

const isWell = ({ needsReauth, failure }: Known) => !needsReauth && failure === null

/** Each thing once: the first failure after health, and its end. */
export function newsOf(before: Known, after: Known): SyncNews | null {
  const news = (kind: SyncNews['kind']): SyncNews => {
    return { kind, id: after.id, name: after.name, message: after.failure?.message ?? '' }
  }
  if (after.needsReauth) return before.needsReauth ? null : news('needs-reauth')
  if (after.paused && !before.paused && after.failure?.reason === 'paused-by-failures') return news('paused')
  if (isWell(before)) return isWell(after) ? null : news('failed')
  return isWell(after) && after.waitsUntil === null ? news('recovered') : null
}

/** Why the sign-in is not to be tried again; null when that is not what went wrong. */
export function refusedSignIn(before: StoredDataConnection, after: StoredDataConnection): string | null {
  if (before.needsReauth || !after.needsReauth) return null
  return authOf(getSource(after.sourceId), after.config)?.oauth ? (after.failure?.message ?? 'Sign in again') : null
}
