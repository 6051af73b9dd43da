import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PostgresServer } from '../../helpers/postgres'
import type { Row } from '../row'
import { type Child, startChild } from './child'
import type { EngineHandlers, Synced } from './engine/process'
import { isInstalled, ogr, PEER, pipe, SORTED } from './peers'
import { compared, limited, median, most, said } from './rows'
import { NARROW_ROWS, ROUNDS, ROWS } from './sizes'
import { configOf, whileEmpty } from './source-data'

type Load = { ms: number; memory: number; cpuMs: number }
export type Bench = { folder: string; server: PostgresServer }

/** First full loads, alternating with what a person would do by hand. */
export async function measureLoads(bench: Bench): Promise<Row[]> {
  const wide = await alternate(bench, 'contacts', ROWS)
  const narrow = await alternate(bench, 'events_narrow', NARROW_ROWS)
  const searched = await alternateSearched(bench)
  const memory = { wide: most(wide.ours.map((one) => one.memory)), narrow: most(narrow.ours.map((one) => one.memory)) }
  return [
    ...against(`full load of ${ROWS} x 13`, ROWS, wide, [1.25, 0.5]),
    ...against(`full load of ${NARROW_ROWS} x 4`, NARROW_ROWS, narrow, [1.3, 0.3]),
    limited(`peak memory of the syncing process, ${ROWS} x 13`, memory.wide, 'MB', 300),
    limited(`peak memory of the syncing process, ${NARROW_ROWS} x 4`, memory.narrow, 'MB', 300),
    compared('peak memory, 5 times the rows', [memory.narrow, memory.wide], 'MB', `${ROWS} x 13`, 1.15),
    compared(
      `full load of ${ROWS} x 13, 4 indexes and full text`,
      [median(searched.ours), median(searched.theirs)],
      's',
      `${PEER} and the same indexes`,
      1.3,
    ),
    compared(
      'the same',
      [median(searched.ours), median(wide.ours.map(({ ms }) => ms / 1000))],
      's',
      'the bare load',
      3,
    ),
    limited('peak memory with indexes and full text', most(searched.memory), 'MB', 300),
  ]
}

type Alternated = { ours: Load[]; theirs: number[]; third: number[] }

function against(
  metric: string,
  rows: number,
  { ours, theirs, third }: Alternated,
  [limit, limitOfThird]: [number, number],
): Row[] {
  const took = median(ours.map(({ ms }) => ms / 1000))
  const cpu = median(ours.map(({ cpuMs }) => cpuMs))
  const name = 'wall, synced as the program does (synchronous FULL where it counts)'
  return [
    said(metric, rows / took, 'rows/s', `${Math.round(rows / median(theirs))} rows/s of ${PEER}`),
    compared(`${metric}, ${name}`, [took, median(theirs)], 's', PEER, limit),
    ...(third.length > 0
      ? [compared(`${metric}, wall`, [took, median(third)], 's', 'ogr2ogr -f SQLite', limitOfThird)]
      : []),
    said(`${metric}, processor time of the client`, (cpu * 1000) / rows, 'us/row'),
  ]
}

async function alternate(bench: Bench, table: string, rows: number): Promise<Alternated> {
  const found: Alternated = { ours: [], theirs: [], third: [] }
  const file = join(bench.folder, 'theirs.sqlite')
  for (let round = 0; round < ROUNDS; round += 1) {
    found.theirs.push(pipe(bench.server, table, file))
    found.ours.push(await load(bench, table, rows))
    if (isInstalled('ogr2ogr')) found.third.push(ogr(bench.server, table, join(bench.folder, 'third.sqlite')))
  }
  if (found.third.length === 0) process.stderr.write('ogr2ogr is not installed (gdal-bin): its lines are left out.\n')
  removeFile(file)
  return found
}

async function load(bench: Bench, table: string, rows: number): Promise<Load> {
  const file = join(bench.folder, 'ours.sqlite')
  const child = await openEngine(bench, file)
  const wanted = {
    config: configOf(bench.server),
    stream: table,
    mode: 'full' as const,
    full: false,
    searchable: false,
  }
  const { counts, ms, cpuMs } = await child.ask('sync', wanted)
  const memory = await child.ask('memory', undefined as never)
  await closeEngine(child, file)
  if (counts.added !== rows) throw new Error(`Loaded ${counts.added} of ${rows} rows`)
  return { ms, memory, cpuMs }
}

async function alternateSearched(bench: Bench) {
  const [ours, theirs, memory]: [number[], number[], number[]] = [[], [], []]
  const files = { ours: join(bench.folder, 'ours.sqlite'), theirs: join(bench.folder, 'theirs.sqlite') }
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(pipe(bench.server, 'contacts', files.theirs, true))
    const { child, synced } = await loadSearched(bench, 'contacts', files.ours)
    ours.push(synced.ms / 1000)
    memory.push(await child.ask('memory', undefined as never))
    await closeEngine(child, files.ours)
  }
  removeFile(files.theirs)
  return { ours, theirs, memory }
}

/** A table with 4 indexes and full text, which are complete at the end. */
export async function loadSearched(
  bench: Bench,
  stream: string,
  file: string,
): Promise<{ child: Child<EngineHandlers>; synced: Synced }> {
  const child = await openEngine(bench, file)
  const wanted = { config: configOf(bench.server), stream, mode: 'incremental' as const, searchable: true }
  await whileEmpty(bench.server, stream, async () => {
    await child.ask('sync', { ...wanted, full: false })
    await child.ask('index', SORTED)
  })
  return { child, synced: await child.ask('sync', { ...wanted, full: true }) }
}

async function openEngine({ folder }: Bench, tablesFile: string): Promise<Child<EngineHandlers>> {
  const child = startChild<EngineHandlers>(join(folder, 'engine.cjs'))
  await child.ask('open', { folder, tablesFile })
  return child
}

export async function closeEngine(child: Child<EngineHandlers>, file: string): Promise<void> {
  await child.ask('close', undefined as never)
  await child.stop()
  removeFile(file)
}

export function removeFile(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}
