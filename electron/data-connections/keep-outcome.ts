import type { Failure } from '../../shared/domain/common'
import type { SyncRunStream } from '../../shared/domain/data-connection'
import type { StreamOutcome } from '../data-worker/protocol'
import { CANCELLED, fieldsChanged, manyDeletes, verdictFailure } from './failures'
import type { StreamChanges } from './queries'
import type { StoredStream } from './stored'

/** What is to be stored of what a stream came to, and its entry in the run. */
export function toKeep(stream: StoredStream, outcome: StreamOutcome): { entry: SyncRunStream; changes: StreamChanges } {
  const { status, mode, counts, bytes, requests, retries, durationMs, cursorBefore, cursorAfter } = outcome
  const { rateLimitedMs } = outcome
  const failure = failureOf(outcome)
  const entry: SyncRunStream = {
    ...{
      streamId: stream.id,
      name: stream.discovered.label,
      status,
      mode,
      counts,
      bytes,
      requests,
      retries,
      durationMs,
      rateLimitedMs,
    },
    ...{ cursorBefore, cursorAfter, failedRequest: outcome.failedRequest, failure },
  }
  const { table, asOf, lastFullReadAt, discovered } = outcome
  const reached = {
    ...(table ? { tableId: table.id, tableName: table.name, rows: table.rows } : {}),
    ...(cursorAfter === null ? {} : { cursor: cursorAfter }),
    ...(lastFullReadAt === null ? {} : { lastFullReadAt }),
    ...(discovered === null ? {} : { discovered }),
  }
  const synced = status === 'succeeded' && asOf !== null ? { lastSyncedAt: asOf } : {}
  // Waiting and being cancelled are no failures, and do not end one.
  const settled = status === 'succeeded' || status === 'failed' ? { failure: standing(outcome, failure) } : {}
  return { entry, changes: { ...reached, ...synced, ...settled } }
}

/** What stands with the stream until its next sync; that its fields changed is only news of the run. */
const standing = ({ status, question }: StreamOutcome, failure: Failure | null): Failure | null =>
  status === 'failed' || question ? failure : null

function failureOf({ status, verdict, question, notes }: StreamOutcome): Failure | null {
  if (status === 'cancelled') return CANCELLED
  if (status === 'waiting') return verdict && verdictFailure(verdict)
  if (status === 'failed')
    return verdictFailure(verdict ?? { kind: 'fatal', message: 'The sync of this stream ended without a reason' })
  if (question) return manyDeletes(question.missing, question.of)
  return notes.length > 0 ? fieldsChanged(notes) : null
}
