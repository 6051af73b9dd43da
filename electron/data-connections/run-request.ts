import type { SyncRun } from '../../shared/domain/data-connection'
import type { DataWorker } from '../data-worker/protocol'
import type { LedgerPort } from '../net/ledger-port'
import type { Db } from './queries'
import type { StoredDataConnection, StoredStream } from './stored'

export type RunDeps = {
  db: Db
  worker: Pick<DataWorker, 'call'>
  ledger: LedgerPort
  onProgress: () => void
  onUnexpected: (reference: string, error: unknown) => void
  now: () => Date
}
export type RunRequest = {
  run: SyncRun
  dataConnection: StoredDataConnection
  /** Those to be synced, in order; the run has an entry for each. */
  streams: StoredStream[]
  /** Only those that are still there; others get a new table. */
  tables: ReadonlyMap<string, string>
  secrets: () => Promise<Record<string, string>>
  /** The configuration with what the sign-in made known. */
  config: () => Promise<Readonly<Record<string, string>>>
  actor: string
  full: boolean
  /** A person asked for it, so very many deletes are right. */
  byPerson: boolean
  isCancelled: () => boolean
  /** It was removed meanwhile. */
  isLeftOut: (streamId: string) => boolean
  onStream: (streamId: string | null) => void
}
/** Whose source was asked who it is and what there is. */
export type ReadyRequest = RunRequest & { given: Record<string, string> }
