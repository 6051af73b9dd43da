import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const STATEMENTS = [
  'alter table data_connection add column told_late integer not null default 0',
  'create index if not exists data_stream_of on data_stream (data_connection_id, position)',
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
