import { sql } from 'kysely'
import { AppFailure } from '../../../shared/errors'
import { type OpenedTables, openTablesForReading } from '../../db/open'
import { askOf, type Sql } from './ask'
import type { Slice } from './direct-page'
import { ended, interruptWhen } from './tickets'

const MOST_INDEXES = 4
/** About 12 MB of memory for a million. */
const MOST_ROWS = 8_000_000

/** Names a question as it was asked; `ids` selects the ids in order, one part after the other. */
export type Ordered = { tableId: string; key: string; ids: Sql[] }

type Index = Ordered & {
  /** Its own handle, so that nothing waits while it is built. */
  opened: Promise<OpenedTables>
  /** How many records there are. */
  built: Promise<number>
  count: number | null
  /** Closes the handle. `outdated` says that the table changed. */
  end: (why: 'outdated' | 'replaced') => Promise<void>
}

/**
 * The ids of a question in order, by their position, so that any page of it is as near as the first. Made for one
 * question when a deep page of it is wanted first, and kept until the table changes.
 */
export type PositionIndexes = {
  /** Null when the table changed meanwhile. Fails with `conflict` when another question of the table took its place. */
  ids(ordered: Ordered, slice: Slice): Promise<number[] | null>
  /** Whether `ids` need not build anything. */
  has(key: string): boolean
  count(key: string): number | null
  forget(tableId: string): void
  close(): Promise<void>
}

export function createPositionIndexes(file: string): PositionIndexes {
  /** The one used last at the end. */
  const kept = new Map<string, Index>()
  const closing = new Set<Promise<void>>()

  const end = (index: Index, why: 'outdated' | 'replaced') => {
    if (kept.get(index.key) !== index) return
    kept.delete(index.key)
    const done = index.end(why)
    closing.add(done)
    done.then(
      () => closing.delete(done),
      () => undefined,
    )
  }
  const make = (ordered: Ordered): Index => {
    for (const other of kept.values())
      if (other.tableId === ordered.tableId && other.count === null) end(other, 'replaced')
    const index = startIndex(file, ordered)
    index.built.then(
      () => trim(kept, end),
      () => end(index, 'outdated'),
    )
    return index
  }

  return {
    async ids(ordered, { offset, limit }) {
      const index = kept.get(ordered.key) ?? make(ordered)
      kept.delete(index.key)
      kept.set(index.key, index)
      try {
        await index.built
        const { db } = await index.opened
        const rows = await askOf(db)(
          sql`select id from temp.place where position > ${offset} and position <= ${offset + limit} order by position`,
        )
        return rows.map((row) => Number(row.id))
      } catch (error) {
        // Its handle may have been closed just before it was asked.
        if (error === OUTDATED || (kept.get(ordered.key) !== index && !(error instanceof AppFailure))) return null
        throw error
      }
    },
    has: (key) => (kept.get(key)?.count ?? null) !== null,
    count: (key) => kept.get(key)?.count ?? null,
    forget(tableId) {
      for (const index of kept.values()) if (index.tableId === tableId) end(index, 'outdated')
    },
    async close() {
      for (const index of kept.values()) end(index, 'outdated')
      await Promise.all(closing)
    },
  }
}

const OUTDATED = new Error('The table changed while the positions of its records were read')

function startIndex(file: string, ordered: Ordered): Index {
  const stopping = new AbortController()
  const opened = openTablesForReading(file)
  const building = build(opened, ordered.ids, stopping.signal)
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(stopping.signal.reason))
  })
  const index: Index = {
    ...ordered,
    opened,
    count: null,
    built: Promise.race([building, stopped]),
    async end(why) {
      stopping.abort(why === 'outdated' ? OUTDATED : ended())
      await building.catch(() => undefined)
      await opened.then(({ close }) => close()).catch(() => undefined)
    },
  }
  index.built.then(
    (count) => {
      index.count = count
    },
    () => undefined,
  )
  return index
}

async function build(opening: Promise<OpenedTables>, parts: Sql[], signal: AbortSignal): Promise<number> {
  const { db, connection } = await opening
  signal.throwIfAborted()
  const stopInterrupting = interruptWhen(signal, connection)
  try {
    await connection.exec('create temp table place (position integer primary key, id integer not null)')
    for (const ids of parts) {
      signal.throwIfAborted()
      await askOf(db)(sql`insert into temp.place (id) ${ids}`)
    }
    const [row] = await connection.all('select coalesce(max(position), 0) as count from temp.place')
    return Number(row?.count)
  } finally {
    stopInterrupting()
  }
}

/** Ends those that were not used for longest. */
function trim(kept: Map<string, Index>, end: (index: Index, why: 'outdated') => void): void {
  const indexes = [...kept.values()]
  let rows = indexes.reduce((sum, index) => sum + (index.count ?? 0), 0)
  let left = indexes.length
  for (const index of indexes.slice(0, -1)) {
    if (left <= MOST_INDEXES && rows <= MOST_ROWS) return
    left -= 1
    rows -= index.count ?? 0
    end(index, 'outdated')
  }
}
