import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const STATEMENTS = [
  `create table app_table (
    number integer primary key autoincrement, id text not null unique, name text not null, data_connection_id text, stream_id text,
    source_id text, data_connection_name text, as_of text, created_at text not null) strict`,
  `create unique index app_table_name on app_table (name collate nocase)`,
  `create table field (
    id text primary key, table_id text not null references app_table (id) on delete cascade, column_name text not null, name text not null,
    type text not null, position integer not null, synced integer not null, primary_key integer not null, source_name text,
    unique (table_id, column_name)) strict`,
  `create table journal (
    id integer primary key autoincrement, at text not null, table_id text not null, record_id integer not null, actor_kind text not null,
    actor_id text, batch_id text not null, before text, after text) strict`,
  `create index journal_by_record on journal (table_id, record_id, id)`,
  `create index journal_by_actor on journal (actor_kind, actor_id)`,
  `create table sync_cursor (stream_id text primary key, cursor text, fingerprint text not null, updated_at text not null) strict`,
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
