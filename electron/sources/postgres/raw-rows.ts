import type { Connection, Submittable } from 'pg'

/** One row as the server sends it: the number of its values, then for each its length and its bytes; -1 for none. */
type TakeRow = (bytes: Buffer, start: number, end: number) => void

type Listener = (chunk: Buffer) => void

const DATA_ROW = 0x44
/** A letter, and a length that counts itself. */
const LETTER = 1
const HEADER = LETTER + 4

/**
 * Gives the rows of a cursor to `take` as they arrive (DataRow in section 55.7 of the manual), so that no value becomes a
 * string, and everything else to the driver. Call it before the cursor is handed to the client, and the function that it
 * returns at the end. `describe` is told the types' `pg_type.oid` before the first row.
 */
export function takeRows(cursor: Submittable, describe: (types: number[]) => void, take: TakeRow): () => void {
  const submit = cursor.submit.bind(cursor)
  let stop = () => {}
  cursor.submit = (connection) => {
    stop = divert(connection, take)
    connection.once('rowDescription', ({ fields }: { fields: { dataTypeID: number }[] }) =>
      describe(fields.map(({ dataTypeID }) => dataTypeID)),
    )
    submit(connection)
  }
  return () => stop()
}

function divert({ stream }: Connection, take: TakeRow): () => void {
  const drivers = stream.listeners('data') as Listener[]
  const forward = (message: Buffer) => {
    for (const driver of drivers) driver(message)
  }
  const hear = splitter((bytes, start, end) => {
    if (bytes[start] === DATA_ROW) take(bytes, start + HEADER, end)
    else forward(bytes.subarray(start, end))
  })
  for (const driver of drivers) stream.off('data', driver)
  stream.on('data', hear)
  return () => {
    stream.off('data', hear)
    for (const driver of drivers) stream.on('data', driver)
  }
}

/** Whole messages out of chunks that end anywhere; only those that lie in several chunks are copied. */
function splitter(hand: TakeRow): Listener {
  let parts: Buffer[] = []
  let held = 0
  let needed = HEADER
  return (chunk) => {
    if (held + chunk.length < needed) {
      parts.push(chunk)
      held += chunk.length
      return
    }
    const bytes = parts.length > 0 ? Buffer.concat([...parts, chunk]) : chunk
    let start = 0
    for (;;) {
      const left = bytes.length - start
      needed = left < HEADER ? HEADER : LETTER + bytes.readUInt32BE(start + LETTER)
      if (left < needed) break
      hand(bytes, start, start + needed)
      start += needed
    }
    parts = start < bytes.length ? [bytes.subarray(start)] : []
    held = bytes.length - start
  }
}
