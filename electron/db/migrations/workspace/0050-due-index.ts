import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const STATEMENTS = [
  'drop index if exists data_connection_due',
  // All that is asked of what is due, so that the rows themselves, which are long, are not read.
  `create index data_connection_due on data_connection (next_run_at, id, name) where next_run_at is not null and state = 'ready'`,
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
