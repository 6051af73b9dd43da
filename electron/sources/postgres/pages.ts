import { DatabaseError } from 'pg'
import Cursor from 'pg-cursor'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { ReadOptions, SourceCredentials, SourcePage } from '../define'
import { findRelation, selectSql } from './columns'
import { rawTypes } from './raw-types'
import { openSession } from './session'

const FIRST_ROWS = 200
const FEWEST_ROWS = 10
const MOST_ROWS = 5000
const PAGE_BYTES = 1024 * 1024

/** Reads a whole relation through one cursor; pages follow the size of the rows, so that memory stays flat. */
export async function* readPostgres(
  credentials: SourceCredentials,
  stream: DiscoveredStream,
  options: ReadOptions,
): AsyncGenerator<SourcePage> {
  const { client, close } = await openSession(credentials, options)
  try {
    const relation = await findRelation(client, stream.name)
    if (!relation) throw gone(`relation ${stream.name} does not exist`, '42P01')
    const columns = stream.fields.map((field) => {
      const column = relation.columns.find((one) => one.name === field.name)
      if (!column) throw gone(`column ${field.name} of ${stream.name} does not exist`, '42703')
      return selectSql(column)
    })
    const text = `select ${columns.join(', ')} from ${relation.qualified}`
    const cursor = client.query(new Cursor(text, [], { rowMode: 'array', types: rawTypes }))
    yield* pagesOf(cursor, options.signal)
  } finally {
    await close()
  }
}

async function* pagesOf(cursor: Cursor, signal: AbortSignal): AsyncGenerator<SourcePage> {
  let wanted = FIRST_ROWS
  for (;;) {
    signal.throwIfAborted()
    const rows = await cursor.read(wanted)
    if (rows.length === 0) return
    const json = JSON.stringify(rows)
    yield { json, rows: rows.length, bytes: json.length }
    if (rows.length < wanted) return
    const fitting = Math.floor((PAGE_BYTES / json.length) * rows.length)
    wanted = Math.min(MOST_ROWS, wanted * 8, Math.max(FEWEST_ROWS, fitting))
  }
}

/** As the server itself would say it, for what was seen to be missing before asking. */
function gone(message: string, code: string): DatabaseError {
  const error = new DatabaseError(message, message.length, 'error')
  error.code = code
  return error
}
