import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const STATEMENTS = [
  `create table meta (key text primary key, value text not null) strict`,
  `create table secret (
    id text primary key, owner_id text not null, kind text not null, key_no integer not null,
    nonce blob not null, ciphertext blob not null, tag blob not null, updated_at text not null) strict`,
  `create index secret_by_owner on secret (owner_id)`,
  `create table vault (id integer primary key check (id = 1), mode text not null, key_no integer not null, key_check blob not null, wrapped text) strict`,
  `create table model_provider (
    id text primary key, name text not null, base_url text not null, models text not null, streams_tools integer not null,
    secret_id text, created_at text not null) strict`,
  `create table agent (
    id text primary key, name text not null, description text not null, instructions text not null, provider_id text, model_id text,
    is_default integer not null, created_at text not null, updated_at text not null) strict`,
  `create unique index agent_default on agent (is_default) where is_default = 1`,
  `create table agent_grant (
    agent_id text not null references agent on delete cascade, kind text not null, target text not null, allowed integer not null,
    primary key (agent_id, kind, target)) strict`,
  `create table skill (
    id text primary key, name text not null, handle text not null unique, description text not null, instructions text not null,
    active integer not null, created_at text not null, updated_at text not null) strict`,
  `create table skill_integration (
    skill_id text not null references skill on delete cascade, integration_id text not null, position integer not null,
    primary key (skill_id, integration_id)) strict`,
  `create table account (
    id text primary key, integration_id text not null, label text not null, visibility text not null, identity text, config text not null,
    secret_id text, rejected integer not null, created_at text not null, last_used_at text) strict`,
  `create unique index account_label on account (integration_id, label collate nocase)`,
  `create table data_connection (
    id text primary key, name text not null, source_id text not null, config text not null, secret_id text, paused integer not null,
    needs_reauth integer not null, failure text, last_synced_at text, created_at text not null) strict`,
  `create table data_stream (
    id text primary key, data_connection_id text not null references data_connection on delete cascade, name text not null, table_id text,
    table_name text not null, fields text not null, position integer not null, rows integer, last_synced_at text, failure text,
    unique (data_connection_id, name)) strict`,
  `create table sync_run (
    id text primary key, data_connection_id text not null references data_connection on delete cascade, mode text not null,
    trigger text not null, status text not null, started_at text not null, ended_at text, streams text not null, failure text) strict`,
  `create index sync_run_by_data_connection on sync_run (data_connection_id, started_at desc)`,
  `create unique index sync_run_one_running on sync_run (data_connection_id) where status = 'running'`,
  `create table thread (
    id text primary key, title text not null, agent_id text not null, head_message_id text, created_at text not null, updated_at text not null) strict`,
  `create index thread_by_updated on thread (updated_at desc)`,
  `create table thread_disabled_skill (
    thread_id text not null references thread on delete cascade, skill_id text not null, primary key (thread_id, skill_id)) strict`,
  `create table message (
    seq integer primary key autoincrement, id text not null unique, thread_id text not null references thread on delete cascade, parent_id text,
    role text not null, parts text not null, status text not null, receipt text, created_at text not null) strict`,
  `create index message_by_thread on message (thread_id, parent_id)`,
  `create table run (
    id text primary key, thread_id text not null references thread on delete cascade, message_id text not null, status text not null,
    state text not null, started_at text not null, ended_at text) strict`,
  `create unique index run_one_per_thread on run (thread_id) where status in ('running', 'waiting')`,
  `create table card (
    id text primary key, thread_id text not null references thread on delete cascade, run_id text not null, message_id text not null,
    call_id text not null, kind text not null, status text not null, payload text not null, answer text, created_at text not null, answered_at text) strict`,
  `create index card_by_thread on card (thread_id, status)`,
  `create table standing_approval (
    id text primary key, scope text not null, scope_id text not null, action text not null, created_at text not null,
    unique (scope, scope_id, action)) strict`,
  `create table ledger (
    id integer primary key autoincrement, at text not null, kind text not null, status text not null, actor text not null, thread_id text,
    run_id text, card_id text, target text not null, account_label text, request text not null, http_status integer,
    request_bytes integer not null, response_bytes integer, duration_ms real, failure text) strict`,
  // An approval is consumed by the row that says it was used: the second use fails here.
  `create unique index ledger_one_per_card on ledger (card_id) where card_id is not null`,
  `create index ledger_by_thread on ledger (thread_id, id)`,
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
