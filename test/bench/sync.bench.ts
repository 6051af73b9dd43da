import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startDataWorker } from '../../electron/data-worker/client'
import type { DataWorker } from '../../electron/data-worker/protocol'
import { buildForThread } from '../electron/data-connections/build-worker'
import { hasInstalledPostgres, type PostgresServer, startCluster } from '../helpers/postgres'
import type { Row } from './row'

const ROWS = Number(process.env.PATCHBAY_BENCH_ROWS ?? 1_000_000)
const ROUNDS = 3
const GOAL = 1.25

const COLUMNS = `id int primary key, first_name text, last_name text, email text, company text, phone text, city text, country text,
  status text, score int, balance numeric(12,2), created_at timestamptz, updated_at timestamptz`
const CONTACTS = `create unlogged table contacts (${COLUMNS});
  insert into contacts select n, 'First' || n % 997, 'Last' || n % 7919, 'person' || n || '@example.com', 'Company ' || n % 5003,
    '+49 30 ' || lpad(n::text, 8, '0'), (array['Berlin', 'Lyon', 'Porto', 'Turku', 'Gdansk'])[1 + n % 5],
    (array['Germany', 'France', 'Portugal', 'Finland', 'Poland'])[1 + n % 5], (array['lead', 'active', 'churned'])[1 + n % 3],
    n % 100, (n % 100000)::numeric / 7, '2020-01-01'::timestamptz + n * interval '13 seconds',
    '2024-01-01'::timestamptz + n * interval '7 seconds'
  from generate_series(1, ${ROWS}) n;
  analyze contacts; checkpoint`

/** A full load of contacts into an empty table, against psql piped into sqlite3, taken in turns. */
// biome-ignore lint/style/noDefaultExport: the runner takes the bench from here.
export default async function bench(): Promise<Row[]> {
  const missing = ['psql', 'sqlite3'].filter((program) => !isInstalled(program))
  if (!hasInstalledPostgres) missing.push('a PostgreSQL server')
  if (missing.length > 0) throw new Error(`This bench needs ${missing.join(', ')}`)
  const cache = join(process.cwd(), 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'sync-bench-'))
  const server = await startCluster({ settings: ['shared_buffers=512MB', 'max_wal_size=4GB'] })
  try {
    await buildForThread(folder)
    await server.run(CONTACTS)
    return await measure(folder, server)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(folder: string, server: PostgresServer): Promise<Row[]> {
  const ours: number[] = []
  const theirs: number[] = []
  const again: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(pipeInto(join(folder, `theirs-${round}.sqlite`), server))
    const { first, second } = await syncInto(folder, join(folder, `ours-${round}.sqlite`), server)
    ours.push(first)
    again.push(second)
    for (const name of ['theirs', 'ours'])
      for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${name}-${round}.sqlite${end}`), { force: true })
  }
  const row = (metric: string, seconds: number[], goal: number | null): Row => {
    const ratio = median(seconds) / median(theirs)
    return {
      bench: 'sync',
      metric,
      value: Math.round(ROWS / median(seconds)),
      unit: 'rows/s',
      against: `psql | sqlite3 .import ${Math.round(ROWS / median(theirs))} rows/s`,
      ratio: Number(ratio.toFixed(2)),
      goal: goal === null ? 'none' : `wall <= ${goal}x`,
      holds: goal === null || ratio <= goal,
    }
  }
  return [row(`full load of ${ROWS} x 13`, ours, GOAL), row(`full sync of ${ROWS} x 13, nothing changed`, again, null)]
}

/** Seconds for a first sync, and for a second one that finds nothing changed. */
async function syncInto(folder: string, tablesFile: string, server: PostgresServer) {
  const worker = await startDataWorker({ workerFile: join(folder, 'data-worker.cjs'), tablesFile })
  try {
    const first = await syncOnce(worker, server)
    const second = await syncOnce(worker, server)
    if (first.added !== ROWS || second.unchanged !== ROWS) throw new Error('The sync did not load every row')
    return { first: first.seconds, second: second.seconds }
  } finally {
    await worker.close()
  }
}

async function syncOnce(worker: DataWorker, server: PostgresServer) {
  const started = performance.now()
  const config = { auth: 'fields', ...server.config, tls: 'disable' }
  const call = { sourceId: 'postgres', config, secrets: {}, connectionId: 'bench' }
  const [stream] = await worker.call('discover', call)
  if (!stream) throw new Error('No stream')
  const origin = { dataConnectionId: 'bench', dataConnectionName: 'Bench', sourceId: 'postgres', streamId: 'contacts' }
  const outcome = await worker.call('syncStream', {
    ...{ ...call, runId: 'run', origin, stream },
    target: { kind: 'new', tableName: 'Contacts' },
    settings: { mode: 'full', fields: null, filters: [], cursorField: null, deletes: 'remove' },
    ...{ full: false, allowDeletes: false },
  })
  return { ...outcome.counts, seconds: (performance.now() - started) / 1000 }
}

/** What a person would do by hand, with the safety of a file that is in use: WAL and synchronous NORMAL. */
function pipeInto(file: string, { config }: PostgresServer): number {
  const table = COLUMNS.replaceAll('timestamptz', 'text').replace('int primary key', 'integer primary key')
  execFileSync('sqlite3', [file, `pragma journal_mode = wal; create table contacts (${table})`])
  const psql = `psql -q -h ${config.host} -p ${config.port} -U ${config.user} ${config.database} -c "copy contacts to stdout (format csv)"`
  const sqlite = `sqlite3 -cmd "pragma synchronous = normal" -cmd ".mode csv" ${file} ".import /dev/stdin contacts"`
  const started = performance.now()
  execFileSync('sh', ['-c', `${psql} | ${sqlite}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  return (performance.now() - started) / 1000
}

const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)))

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
