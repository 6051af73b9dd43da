import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const STATEMENTS = [
  `alter table app_table add column deleted_at text`,
  `alter table app_table add column search_upto integer`,
  `drop index app_table_name`,
  `create unique index app_table_name on app_table (name collate nocase) where deleted_at is null`,
  `alter table field add column settings text not null default '{}'`,
  `alter table field add column deleted_at text`,
  `alter table field add column vanished integer not null default 0`,
  `create table change_batch (
    id text primary key, at text not null, table_id text not null, actor_kind text not null, actor_id text, action text not null,
    records integer not null, first_id integer, last_id integer, undoes text, detail text) strict`,
  `create index change_batch_by_table on change_batch (table_id, at)`,
  `create index change_batch_by_actor on change_batch (actor_kind, actor_id)`,
  `create index change_batch_by_undone on change_batch (undoes) where undoes is not null`,
  `create index journal_by_batch on journal (batch_id, id)`,
  `insert into change_batch (id, at, table_id, actor_kind, actor_id, action, records)
    select batch_id, min(at), min(table_id), min(actor_kind), min(actor_id),
      case when max(before is not null) = 0 then 'create' when max(after is not null) = 0 then 'delete' else 'edit' end, count(*)
    from journal group by batch_id`,
  `create table overlay (
    table_id text not null, record_id integer not null, field_id text not null, value any, source_value any, at text not null,
    primary key (table_id, record_id, field_id)) strict, without rowid`,
  `create table view (
    id text primary key, table_id text not null references app_table (id) on delete cascade, name text not null,
    position integer not null, state text not null, created_at text not null) strict`,
  `create index view_by_table on view (table_id, position)`,
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
