import { type OpenedTables, openTablesForReading } from '../../db/open'

/** A few reading handles of one file. Each serves one caller at a time; who comes later waits for its turn. */
export type Handles = {
  use<T>(work: (opened: OpenedTables) => Promise<T>): Promise<T>
  /** Waits for those at work. */
  close(): Promise<void>
}

export function createHandles(file: string, most: number): Handles {
  const idle: OpenedTables[] = []
  const waiting: (() => void)[] = []
  const working = new Set<Promise<unknown>>()
  let free = most

  const lend = async <T>(work: (opened: OpenedTables) => Promise<T>): Promise<T> => {
    if (free === 0) await new Promise<void>((turn) => waiting.push(turn))
    else free -= 1
    try {
      const opened = idle.pop() ?? (await openTablesForReading(file))
      try {
        return await work(opened)
      } finally {
        idle.push(opened)
      }
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }

  return {
    use(work) {
      const done = lend(work)
      const settled = done.then(
        () => undefined,
        () => undefined,
      )
      working.add(settled)
      settled.then(
        () => working.delete(settled),
        () => undefined,
      )
      return done
    },
    async close() {
      await Promise.all(working)
      await Promise.all(idle.splice(0).map((opened) => opened.close()))
    },
  }
}
