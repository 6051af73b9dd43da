import type { Failure } from '../../shared/domain/common'
import type { DataConnection, DataStream } from '../../shared/domain/data-connection'

/** The reason that the engine gives when it stopped before removing very many records. */
export const MANY_DELETES = 'many-deletes'

/** What is said of the whole, and what of single streams. */
export type Notes = { whole: Failure | null; streams: DataStream[] }

type Noted = Pick<DataConnection, 'status' | 'failure' | 'streams'>

/**
 * Each thing is said once. What all failed streams have in common, such as a sign-in that is not accepted, is said of
 * the whole; else each stream says what is wrong with it. What is said of streams that are in order always stays.
 */
export function notesOf({ status, failure, streams }: Noted): Notes {
  const failed = streams.filter((stream) => stream.status === 'failed' && stream.failure !== null)
  const informed = streams.filter((stream) => stream.status !== 'failed' && stream.failure !== null)
  const [first] = failed
  if (!first) return { whole: failure, streams: informed }
  if (status === 'needs-reauth' || isShared(failed))
    return { whole: status === 'needs-reauth' ? (failure ?? first.failure) : first.failure, streams: informed }
  return { whole: status === 'paused' ? failure : null, streams: [...failed, ...informed] }
}

function isShared(failed: DataStream[]): boolean {
  const [first] = failed
  if (failed.length < 2 || first?.failure?.reason === MANY_DELETES) return false
  return failed.every(({ failure }) => failure?.message === first?.failure?.message)
}
