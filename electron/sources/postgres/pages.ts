import type { Client } from 'pg'
import Cursor from 'pg-cursor'
import type { SourcePage } from '../define'
import { createJsonbPage, type JsonbPage } from './jsonb-page'
import type { Query } from './query'
import { takeRows } from './raw-rows'
import { parserOf, rawTypes } from './raw-types'

const FIRST_ROWS = 200
const FEWEST_ROWS = 10
const MOST_ROWS = 20_000
const PAGE_BYTES = 1024 * 1024

/** Reads through one cursor of the server; pages follow the size of the rows, so that memory stays flat. */
export async function* readPages(client: Client, query: Query, signal: AbortSignal): AsyncGenerator<SourcePage> {
  const { shown, places } = query
  const isUtf8 = await sendsUtf8(client)
  let types: number[] = []
  let page: JsonbPage | null = null
  let last: { bytes: Buffer; start: number } | null = null
  const cursor = new Cursor(query.text, query.values, { rowMode: 'array', types: rawTypes })
  const stop = takeRows(
    cursor,
    (described) => {
      types = described
      page = createJsonbPage(types.slice(0, shown), isUtf8, PAGE_BYTES + PAGE_BYTES / 4)
    },
    (bytes, start, end) => {
      page?.add(bytes, start, end)
      last = { bytes, start }
    },
  )
  try {
    client.query(cursor)
    let wanted = FIRST_ROWS
    for (;;) {
      signal.throwIfAborted()
      await unlessEnded(client, cursor.read(wanted))
      const read = taken(page, last)
      if (!read) return
      const { rows, jsonb } = read
      const resume = places.length > 0 ? { after: textsAt(read.last, types, places) } : null
      yield { json: '', jsonb, rows, bytes: jsonb.length, resume }
      if (rows < wanted) return
      const fitting = Math.floor((PAGE_BYTES / jsonb.length) * rows)
      wanted = Math.min(MOST_ROWS, wanted * 8, Math.max(FEWEST_ROWS, fitting))
    }
  } finally {
    stop()
  }
}

type LastRow = { bytes: Buffer; start: number }

/** Null when no rows came. */
function taken(page: JsonbPage | null, last: LastRow | null) {
  const rows = page?.rows() ?? 0
  return page && last && rows > 0 ? { rows, jsonb: page.take(), last } : null
}

/** Values of a row as texts, by their places in it. */
function textsAt({ bytes, start }: LastRow, types: readonly number[], places: readonly number[]): string[] {
  const texts: string[] = []
  let from = start + 2
  for (const type of types) {
    const size = bytes.readInt32BE(from)
    from += 4
    texts.push(size < 0 ? 'null' : String(parserOf(type)(bytes.toString('utf8', from, from + size))))
    from += Math.max(0, size)
  }
  return places.map((place) => texts[place] ?? 'null')
}

/** A database without an encoding sends bytes that may mean anything. */
async function sendsUtf8(client: Client): Promise<boolean> {
  const { rows } = await client.query("select pg_catalog.current_setting('server_encoding') as encoding")
  return rows[0]?.encoding !== 'SQL_ASCII'
}

/** A cursor that has its last rows never gives them when the session breaks before the server says that it is ready again. */
function unlessEnded<T>(client: Client, reading: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Error('Connection terminated unexpectedly'))
    client.once('end', end)
    reading.then(resolve, reject).finally(() => client.removeListener('end', end))
  })
}
