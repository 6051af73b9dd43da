import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const STATEMENTS = [
  // A deleted connector keeps its name for the agents that still have a permission for it, and nothing else.
  `create table connector (
    id text primary key, name text not null, type text not null, config text not null, identity text, failure text,
    last_used_at text, created_at text not null, deleted_at text) strict`,
  `create unique index connector_name on connector (name collate nocase) where deleted_at is null`,
  `create table connector_secret (
    connector_id text not null references connector on delete cascade, key text not null, secret_id text not null,
    primary key (connector_id, key)) strict`,
  `create table oauth_grant (
    owner_id text primary key, secret_id text not null, expires_at text, requested_scopes text not null, granted_scopes text,
    obtained_at text not null, refreshed_at text, reauth_reason text) strict`,
  // The state itself is kept as a hash: who reads the file cannot answer in the place of the browser.
  `create table oauth_sign_in (
    state_hash text primary key, owner_id text not null unique, kind text not null, redirect_uri text, issuer text,
    requires_iss integer not null, details text not null, secret_id text, created_at text not null, expires_at text not null) strict`,
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
