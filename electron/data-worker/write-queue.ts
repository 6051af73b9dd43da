/** Writes one after the other on the only writing handle. */
export type WriteQueue = {
  /** A short write; goes before waiting batches. */
  record<T>(write: () => Promise<T>): Promise<T>
  /** One batch of a sync. */
  batch<T>(write: () => Promise<T>): Promise<T>
  /** Resolves once nothing waits or runs. */
  idle(): Promise<void>
}

/** So many records in a row let one batch through, so that a stream of edits cannot stop a sync. */
const RECORDS_PER_BATCH = 50

/** A record write waits for at most the batch that runs now. */
export function createWriteQueue(): WriteQueue {
  const records: (() => Promise<void>)[] = []
  const batches: (() => Promise<void>)[] = []
  let inARow = 0
  let running: Promise<void> | null = null

  const next = () => {
    const recordFirst = records.length > 0 && (inARow < RECORDS_PER_BATCH || batches.length === 0)
    inARow = recordFirst ? inARow + 1 : 0
    return recordFirst ? records.shift() : batches.shift()
  }
  const drain = async () => {
    for (let write = next(); write; write = next()) await write()
    running = null
  }
  const enqueue = <T>(lane: (() => Promise<void>)[], write: () => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      lane.push(() => write().then(resolve, reject))
      running ??= drain()
    })

  return {
    record: (write) => enqueue(records, write),
    batch: (write) => enqueue(batches, write),
    async idle() {
      while (running) await running
    },
  }
}
