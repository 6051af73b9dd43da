import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { PostgresServer } from '../../helpers/postgres'

export const SORTED = ['last_name', 'company', 'created_at', 'updated_at']
const SEARCHED = 'first_name, last_name, email, company, phone, city, country, status'
const TABLES: Record<string, string> = {
  contacts: `id integer primary key, first_name text, last_name text, email text, company text, phone text, city text, country text,
    status text, score int, balance numeric, created_at text, updated_at text`,
  events_narrow: 'id integer primary key, contact_id int, kind text, at text',
}
/** What a person does by hand, with the safety of a file that is in use. */
export const PEER = 'psql COPY | sqlite3 .import (WAL, synchronous NORMAL)'

export const isInstalled = (program: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)))

const seconds = (command: string, args: string[]): number => {
  const started = performance.now()
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return (performance.now() - started) / 1000
}
const psql = ({ config: { host, port, user, database } }: PostgresServer, sql: string) =>
  `psql -q -h ${host} -p ${port} -U ${user} ${database} -c "copy ${sql} to stdout (format csv)"`
const SQLITE = 'sqlite3 -cmd "pragma synchronous = normal" -cmd ".mode csv"'

/** With the same order as the program's own, so that the work is the same. */
const INDEXES = `${SORTED.map((name) => `create index contacts_${name} on contacts (${name} collate nocase)`).join('; ')};
  create virtual table contacts_fts using fts5(${SEARCHED}, content='contacts', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
  insert into contacts_fts (contacts_fts) values ('rebuild')`
const listed = (row: string) =>
  SEARCHED.split(', ')
    .map((name) => `${row}.${name}`)
    .join(', ')
const TAKE = `insert into contacts_fts (contacts_fts, rowid, ${SEARCHED}) values ('delete', old.id, ${listed('old')})`
const PUT = `insert into contacts_fts (rowid, ${SEARCHED}) values (new.id, ${listed('new')})`
const TRIGGERS = `create trigger added after insert on contacts begin ${PUT}; end;
  create trigger changed after update of ${SEARCHED} on contacts begin ${TAKE}; ${PUT}; end`

/** Seconds. Leaves the file. */
export function pipe(server: PostgresServer, table: string, file: string, indexed = false): number {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  execFileSync('sqlite3', [file, `pragma journal_mode = wal; create table ${table} (${TABLES[table]})`])
  const loaded = seconds('sh', ['-c', `${psql(server, table)} | ${SQLITE} ${file} ".import /dev/stdin ${table}"`])
  if (!indexed) return loaded
  const built = seconds('sqlite3', ['-cmd', 'pragma synchronous = normal', file, INDEXES])
  execFileSync('sqlite3', [file, `${TRIGGERS}; create table staged (${TABLES[table]})`])
  return loaded + built
}

/** Seconds for what changed since a moment: into a table of its own, and from there over what is there. */
export function upsert(server: PostgresServer, file: string, since: string): number {
  const columns = `id, ${SEARCHED}, score, balance, created_at, updated_at`
  const set = columns
    .split(', ')
    .slice(1)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')
  const apply = `begin; insert into contacts (${columns}) select ${columns} from staged where true on conflict (id) do update set ${set}; delete from staged; commit`
  const changed = psql(server, `(select * from contacts where updated_at > '${since}')`)
  return seconds('sh', ['-c', `${changed} | ${SQLITE} ${file} ".import /dev/stdin staged" "${apply}"`])
}

/** Seconds. */
export function ogr({ config: { host, port, user, database } }: PostgresServer, table: string, file: string): number {
  rmSync(file, { force: true })
  const took = seconds('ogr2ogr', [
    '-f',
    'SQLite',
    file,
    `PG:host=${host} port=${port} user=${user} dbname=${database}`,
    table,
  ])
  rmSync(file, { force: true })
  return took
}
