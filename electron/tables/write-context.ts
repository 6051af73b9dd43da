import type { TransferProgress } from '../../shared/domain/transfer'
import type { WriteQueue } from '../data-worker/write-queue'
import type { OpenedTables } from '../db/open'

/** What everything that writes tables is given inside the data worker. */
export type WriteContext = {
  /** The only writing handle. Use it within `write`, `queue.record` or `queue.batch`. */
  opened: OpenedTables
  queue: WriteQueue
  /** `jsonb_each`, or `json_each` where SQLite has no other. */
  jsonEach: string
  tablesFile: string
  now: () => Date
  /** Runs one short write so that its commit survives a power cut, and says afterwards that the table changed. */
  write: <T>(tableId: string | null, task: () => Promise<T>) => Promise<T>
  tableChanged: (tableId: string) => void
  /** Goes on building the full-text index of a table in the background, in slices. */
  buildSearch: (tableId: string) => void
  progressed: (progress: TransferProgress) => void
}
