import { join } from 'node:path'
import type { Row } from '../row'
import type { Child } from './child'
import type { EngineHandlers } from './engine/process'
import { type Bench, closeEngine, loadSearched, removeFile } from './full-load'
import { pipe, upsert } from './peers'
import { compared, median, row } from './rows'
import { ROUNDS, ROWS } from './sizes'
import { configOf, SMALL_ROWS } from './source-data'

const SHARES: [changed: number, limit: number][] = [
  [0, 0.01],
  [10, 0.01],
  [1000, 0.03],
  [10_000, 0.1],
]
const PEER = 'psql | sqlite3 staged upsert (whole processes)'

/** What changed, spread over a table with 4 indexes and full text. Ours is measured inside a process that runs anyway. */
export async function measureIncremental(bench: Bench): Promise<Row[]> {
  const files = {
    large: join(bench.folder, 'large.sqlite'),
    small: join(bench.folder, 'small.sqlite'),
    theirs: join(bench.folder, 'theirs.sqlite'),
  }
  pipe(bench.server, 'contacts', files.theirs, true)
  const large = await loadSearched(bench, 'contacts', files.large)
  const small = await loadSearched(bench, 'contacts_small', files.small)
  const taken = new Map<number, { ours: number[]; theirs: number[] }>()
  const ofSmall: number[] = []
  for (let round = 0; round < ROUNDS + 2; round += 1) {
    for (const [changed] of SHARES) {
      const found = taken.get(changed) ?? { ours: [], theirs: [] }
      taken.set(changed, found)
      const since = await change(bench, 'contacts', ROWS, changed)
      found.ours.push(await syncOf(bench, large.child, 'contacts', changed))
      found.theirs.push(upsert(bench.server, files.theirs, since) * 1000)
    }
    await change(bench, 'contacts_small', SMALL_ROWS, 10)
    ofSmall.push(await syncOf(bench, small.child, 'contacts_small', 10))
  }
  await closeEngine(large.child, files.large)
  await closeEngine(small.child, files.small)
  removeFile(files.theirs)
  return rowsOf(taken, large.synced.ms, median(ofSmall))
}

function rowsOf(taken: Map<number, { ours: number[]; theirs: number[] }>, full: number, ofSmall: number): Row[] {
  const shares = SHARES.flatMap(([changed, limit]) => {
    const { ours = [], theirs = [] } = taken.get(changed) ?? {}
    const ms = median(ours)
    const metric = `${changed} of ${ROWS} changed, 4 indexes and full text`
    return [
      row({
        ...{ metric, value: ms, unit: 'ms', against: `its full load ${Math.round(full)} ms`, ratio: ms / full },
        ...{ goal: `<= ${limit}x`, holds: ms / full <= limit },
      }),
      compared(metric, [ms, median(theirs)], 'ms', PEER, changed === 10_000 ? 1.6 : null),
    ]
  })
  const ofLarge = median(taken.get(10)?.ours ?? [])
  return [...shares, compared(`10 of ${ROWS} changed`, [ofLarge, ofSmall], 'ms', `10 of ${SMALL_ROWS}`, 1.5)]
}

/**
 * Changes so many rows, spread evenly, and answers with a moment before it. What was changed before is made older than a
 * window looks back, so that it is not read again.
 */
async function change({ server }: Bench, table: string, rows: number, changed: number): Promise<string> {
  const since = new Date().toISOString()
  await server.run(
    `update ${table} set updated_at = updated_at - interval '2 hours' where updated_at > now() - interval '1 hour'`,
  )
  if (changed === 0) return since
  const step = Math.floor(rows / changed)
  await server.run(`update ${table} set score = score + 1, city = case city when 'Oslo' then 'Berlin' else 'Oslo' end,
    updated_at = clock_timestamp() where id in (select n * ${step} from generate_series(1, ${changed}) n)`)
  return since
}

async function syncOf(
  { server }: Bench,
  child: Child<EngineHandlers>,
  stream: string,
  changed: number,
): Promise<number> {
  const wanted = { config: configOf(server), stream, mode: 'incremental' as const, full: false, searchable: false }
  const { counts, ms, mode } = await child.ask('sync', wanted)
  if (mode !== 'incremental' || counts.changed !== changed)
    throw new Error(`Expected ${changed} changed: ${mode} ${JSON.stringify(counts)}`)
  return ms
}
