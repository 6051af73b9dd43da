import type { Client } from 'pg'
import Cursor from 'pg-cursor'
import type { SourcePage } from '../define'
import type { Query } from './query'
import { rawTypes } from './raw-types'

const FIRST_ROWS = 200
const FEWEST_ROWS = 10
const MOST_ROWS = 5000
const PAGE_BYTES = 1024 * 1024

/** Reads through one cursor of the server; pages follow the size of the rows, so that memory stays flat. */
export async function* readPages(client: Client, query: Query, signal: AbortSignal): AsyncGenerator<SourcePage> {
  const { shown, places } = query
  const cursor = client.query(new Cursor(query.text, query.values, { rowMode: 'array', types: rawTypes }))
  const hasMore = places.some((place) => place >= shown)
  let wanted = FIRST_ROWS
  for (;;) {
    signal.throwIfAborted()
    const rows = await cursor.read(wanted)
    const last = rows.at(-1)
    if (!last) return
    const resume = places.length > 0 ? { after: places.map((place) => String(last[place])) } : null
    if (hasMore) for (const row of rows) row.length = shown
    const json = JSON.stringify(rows)
    yield { json, rows: rows.length, bytes: json.length, resume }
    if (rows.length < wanted) return
    const fitting = Math.floor((PAGE_BYTES / json.length) * rows.length)
    wanted = Math.min(MOST_ROWS, wanted * 8, Math.max(FEWEST_ROWS, fitting))
  }
}
