import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgres } from '../../../electron/sources/postgres/reader'
import { type PostgresServer, startAnyPostgres } from '../../helpers/postgres'
import { wholeStream } from '../../helpers/sources/mirror'
import { startRelay } from './relay'

const ROWS = 50
/** What a client sends first about a cursor that has given its last row (PostgreSQL, Frontend/Backend Protocol, Close). */
const CLOSE = 'C'.charCodeAt(0)

let server: PostgresServer
beforeAll(async () => {
  server = await startAnyPostgres(`create table one (id int primary key);
    insert into one select generate_series(1, ${ROWS})`)
}, 60_000)
afterAll(() => server.stop())

test('a read goes on when its session breaks after the last row and before the server is ready again', async () => {
  const relay = await startRelay(Number(server.config.port))
  let broken = 0
  const config = { ...server.config, auth: 'fields', tls: 'disable', port: String(relay.port) }
  const options = { signal: new AbortController().signal, now: () => new Date() }
  const waiting = { pause: async () => undefined, random: () => 0.5 }
  const reader = openPostgres({ config, secrets: { password: '' } }, options, waiting)
  try {
    const stream = (await reader.discover()).find(({ name }) => name === 'public.one')
    if (!stream) throw new Error('no stream')
    relay.onRequest(([first]) => {
      if (first !== CLOSE || broken > 0) return
      broken += 1
      relay.breakOff()
    })
    let rows = 0
    for await (const page of reader.snapshot(wholeStream(stream), null)) rows += page.rows
    expect({ broken, rows }).toEqual({ broken: 1, rows: ROWS })
  } finally {
    await reader.close()
    await relay.close()
  }
}, 30_000)
