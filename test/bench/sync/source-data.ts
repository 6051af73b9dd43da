import { type PostgresServer, startCluster } from '../../helpers/postgres'
import { NARROW_ROWS, ROWS } from './sizes'

export const SMALL_ROWS = Math.max(1000, Math.round(ROWS / 10))

const COLUMNS = `id int primary key, first_name text, last_name text, email text, company text, phone text, city text, country text,
  status text, score int, balance numeric(12,2), created_at timestamptz, updated_at timestamptz`
const CONTACTS = `select n, 'First' || n % 997, 'Last' || n % 7919, 'person' || n || '@example.com', 'Company ' || n % 5003,
    '+49 30 ' || lpad(n::text, 8, '0'), (array['Berlin', 'Lyon', 'Porto', 'Turku', 'Gdansk'])[1 + n % 5],
    (array['Germany', 'France', 'Portugal', 'Finland', 'Poland'])[1 + n % 5], (array['lead', 'active', 'churned'])[1 + n % 3],
    n % 100, (n % 100000)::numeric / 7, '2020-01-01'::timestamptz + n * interval '13 seconds',
    '2024-01-01'::timestamptz + n * interval '7 seconds'`
const contacts = (name: string, rows: number) => `create unlogged table ${name} (${COLUMNS});
  insert into ${name} ${CONTACTS} from generate_series(1, ${rows}) n; create index on ${name} (updated_at, id);`

const SQL = `${contacts('contacts', ROWS)} ${contacts('contacts_small', SMALL_ROWS)} ${contacts('contacts_none', 0)}
  create unlogged table events_narrow (id bigint primary key, contact_id int, kind text, at timestamptz);
  insert into events_narrow select n, n % 1000000, (array['open', 'click', 'reply'])[1 + n % 3],
    '2024-01-01'::timestamptz + n * interval '1 second' from generate_series(1, ${NARROW_ROWS}) n`

/** A cluster with contacts of 13 columns and events of 4. It does not wait for its disk: the other side is what is measured. */
export async function startSource(): Promise<PostgresServer> {
  const server = await startCluster({ settings: ['shared_buffers=512MB', 'max_wal_size=4GB'] })
  try {
    await server.run(SQL)
    for (const table of ['contacts', 'contacts_small', 'contacts_none', 'events_narrow'])
      await server.run(`vacuum analyze ${table}`)
    await server.run('checkpoint')
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

export const configOf = ({ config }: PostgresServer): Record<string, string> => ({
  auth: 'fields',
  ...config,
  tls: 'disable',
})

/** An empty table takes the name while `task` runs, so that indexes are there before the rows are. */
export async function whileEmpty(server: PostgresServer, table: string, task: () => Promise<void>): Promise<void> {
  const swap = (from: string, to: string) => server.run(`alter table ${from} rename to ${to}`)
  await swap(table, 'kept_apart')
  await swap('contacts_none', table)
  try {
    await task()
  } finally {
    await swap(table, 'contacts_none')
    await swap('kept_apart', table)
  }
}
