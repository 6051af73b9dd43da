import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from '../row'
import { buildRest } from './build'
import { type Child, startChild } from './child'
import { PAGE_ROWS } from './rest/page'
import type { Fetched, RestHandlers } from './rest/process'
import type { ServerHandlers } from './rest/server'
import { compared, limited, median, row, said } from './rows'
import { ROUNDS, ROWS } from './sizes'

const LATENCY_MS = 20
const PEER = 'one page after the other by http.get, committed each'

/** A source over HTTP on loopback, by the whole way that its pages take in the program. */
export async function measureRest(folder: string): Promise<Row[]> {
  const built = join(folder, 'rest')
  mkdirSync(built)
  await buildRest(built)
  const server = startChild<ServerHandlers>(join(built, 'server.cjs'))
  const client = startChild<RestHandlers>(join(built, 'rest.cjs'))
  try {
    const wanted = { folder: built, url: await server.ask('listen', undefined as never) }
    const measure = (rows: number, latencyMs: number) => alternate(server, client, { ...wanted, rows, latencyMs })
    const slow = await measure(Math.ceil(ROWS * 0.015), LATENCY_MS)
    const fast = await measure(Math.ceil(ROWS * 0.2), 0)
    return rowsOf(slow, fast)
  } finally {
    await client.stop()
    await server.stop()
  }
}

type Alternated = { ours: Fetched[]; theirs: Fetched[]; most: number }
type Wanted = { folder: string; url: string; rows: number; latencyMs: number }

async function alternate(
  server: Child<ServerHandlers>,
  client: Child<RestHandlers>,
  { rows, latencyMs, ...wanted }: Wanted,
): Promise<Alternated> {
  const found: Alternated = { ours: [], theirs: [], most: 0 }
  for (let round = 0; round < ROUNDS; round += 1) {
    await server.ask('serve', { rows, latencyMs })
    found.theirs.push(await client.ask('plain', wanted))
    await server.ask('serve', { rows, latencyMs })
    const ours = await client.ask('sync', wanted)
    if (ours.rows !== rows) throw new Error(`Synced ${ours.rows} of ${rows} rows`)
    found.ours.push(ours)
    found.most = Math.max(found.most, await server.ask('most', undefined as never))
  }
  return found
}

const rate = (fetched: Fetched[], count: 'rows' | 'pages'): number =>
  median(fetched.map((one) => one[count] / (one.ms / 1000)))

function rowsOf(slow: Alternated, fast: Alternated): Row[] {
  const ceiling = 1000 / LATENCY_MS
  const [pages, rows] = [rate(slow.ours, 'pages'), rate(fast.ours, 'rows')]
  const atLeast = (limit: number) => (value: number) => ({ goal: `>= ${limit}x`, holds: value >= limit })
  const cpu = median(fast.ours.map((one) => (one.cpuMs * 1000) / one.rows))
  return [
    row({
      ...{ metric: `REST at ${LATENCY_MS} ms, pages of ${PAGE_ROWS} x 13`, value: pages, unit: 'pages/s' },
      ...{ against: `page / latency ${ceiling} pages/s`, ratio: pages / ceiling, ...atLeast(0.9)(pages / ceiling) },
    }),
    said(
      `REST at ${LATENCY_MS} ms`,
      rate(slow.ours, 'rows'),
      'rows/s',
      `${PEER} ${Math.round(rate(slow.theirs, 'rows'))} rows/s`,
    ),
    row({
      ...{ metric: 'REST at 0 ms', value: rows, unit: 'rows/s', ratio: rows / rate(fast.theirs, 'rows') },
      against: `${PEER} ${Math.round(rate(fast.theirs, 'rows'))} rows/s`,
      ...{ goal: '>= 0.6x or >= 50000 rows/s', holds: rows >= 50_000 || rows / rate(fast.theirs, 'rows') >= 0.6 },
    }),
    compared(
      'REST, processor time of all of it',
      [cpu, median(fast.theirs.map((one) => (one.cpuMs * 1000) / one.rows))],
      'us/row',
      PEER,
      null,
    ),
    limited('REST, processor time', cpu, 'us/row', 12),
    limited('REST, requests under way at once', Math.max(slow.most, fast.most), 'requests', 1),
  ]
}
