import { Client } from 'pg'
import { hasInstalledPostgres, startAnyPostgres } from '../../../helpers/postgres'
import { startRelay } from '../relay'
import { type Random, type World, whole } from '../world'

const SQL = `
  create table person (id int primary key, name text, amount numeric, born date, tags text[], updated_at timestamptz not null);
  create index on person (updated_at);
  create table item (id bigint primary key, name text, big numeric);
  create table link (a int, b text, note text, primary key (a, b));
  insert into person select n, 'Person ' || n, n / 8.0, date '2000-01-01' + n, array['a', 'b' || n], now() from generate_series(1, 700) n;
  insert into item select n + 9007199254740990, 'Item ' || n, 1e30 + n from generate_series(1, 250) n;
  insert into link select n, 'x' || n % 7, 'Note ' || n from generate_series(1, 250) n;`

/** As a table has them: what is beyond a double is a text. */
const TRUTHS: Record<string, string> = {
  'public.person': `select id::text as key, json_build_object('id', id, 'name', name, 'amount', amount, 'born', born::text,
    'tags', replace(to_json(tags)::text, ',', ', '), 'updated_at', to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')) as row from person`,
  'public.item': `select id::text as key, json_build_object('id', case when id > 9007199254740991 then to_json(id::text) else to_json(id) end, 'name', name,
    'big', case when big > 1e15 then to_json(big::text) else to_json(big) end) as row from item`,
  'public.link': `select '["' || a || '","' || b || '"]' as key, json_build_object('a', a, 'b', b, 'note', note) as row from link`,
}

/** Tables with a time, with nothing but the transaction that wrote a row, and with a key of two parts. */
export async function startPostgresWorld(_: Random): Promise<World> {
  const server = await startAnyPostgres(SQL)
  const connected = async () => {
    const { host, port, database, user } = server.config
    const client = new Client({ host, port: Number(port), database, user, ssl: false })
    await client.connect()
    return client
  }
  // Without an installed server there is one session for all, which cannot write while it reads.
  const late = hasInstalledPostgres ? await connected() : null
  const relay = await startRelay(Number(server.config.port))
  const gone = new Set<string>()
  let [made, offset, isLate] = [1000, 0, false]

  const settle = async () => {
    if (isLate) await late?.query('commit')
    isLate = false
  }
  /** Something of now that nobody sees before later. */
  const writeLate = async () => {
    if (!late) return
    if (!isLate) await late.query('begin')
    isLate = true
    made += 1
    await late.query(`insert into person values (${made}, 'Late ${made}', 1, null, null, now());
      insert into item values (${made}, 'Late', 1)`)
  }
  const someIn = (table: string, random: Random) =>
    `(select ctid from ${table} order by md5(ctid::text || '${random()}') limit 1 for update skip locked)`
  const remove = async (table: string, key: string, random: Random) => {
    const name = `public.${table}`
    const { rows } = await rowsOf(`select ${key} as key from ${table} order by md5(${key} || '${random()}') limit 1`)
    if (!rows[0]) return
    gone.add(`${name} ${rows[0].key}`)
    await server.run(`delete from ${table} where ${key} = '${rows[0].key}'`)
  }
  const reader = await (hasInstalledPostgres ? connected() : null)
  const rowsOf = async (sql: string): Promise<{ rows: { key: string; row: Record<string, unknown> }[] }> => {
    if (reader) return reader.query(sql)
    const client = await connected()
    try {
      return await client.query(sql)
    } finally {
      await client.end()
    }
  }
  const acts: ((random: Random) => Promise<void>)[] = [
    (random) => {
      made += 1
      return server.run(`insert into person values (${made}, 'New ${random()}', ${whole(random, 100) / 8}, null, '{}', now());
        insert into item values (${made}, 'New ${random()}', 2)`)
    },
    (random) =>
      server.run(`update person set name = 'Changed ${random()}', updated_at = clock_timestamp() where ctid in
        ${someIn('person', random)}`),
    (random) =>
      server.run(`update item set name = 'Changed ${random()}' where ctid in ${someIn('item', random)};
        update link set note = 'Changed ${random()}' where ctid in ${someIn('link', random)}`),
    (random) => {
      made += 1
      return server.run(`insert into link values (${made}, 'y', null);
        update person set amount = amount + 1, updated_at = now() where id % 50 = ${whole(random, 50)} and id < 1000`)
    },
    (random) => remove('person', 'id::text', random),
    (random) => remove('item', 'id::text', random),
    (random) => remove('link', `'["' || a || '","' || b || '"]'`, random),
    writeLate,
    settle,
  ]
  return {
    ...{ sourceId: 'postgres', base: null, http: null, secrets: { password: '' }, gone, settle },
    config: { ...server.config, auth: 'fields', tls: 'disable', port: String(relay.port) },
    streams: {
      'public.person': { edited: 'name' },
      'public.item': { edited: 'name', cursorField: 'xmin' },
      'public.link': { edited: 'note' },
    },
    now: () => Date.now() + offset,
    advance(ms) {
      offset += ms
    },
    act: async (random) => acts[whole(random, acts.length)]?.(random),
    async truth({ name }) {
      const { rows } = await rowsOf(TRUTHS[name] ?? '')
      return new Map(rows.map(({ key, row }) => [key, row]))
    },
    onRequest: (act) => relay.onRequest(hasInstalledPostgres ? act : () => undefined),
    // A broken session is made anew after a while that is not shortened here.
    disturb(random) {
      if (random() < 0.15) relay.breakOff()
    },
    violations: () => relay.failures,
    async close() {
      await relay.close()
      await Promise.all([late?.end(), reader?.end()])
      await server.stop()
    },
  }
}
