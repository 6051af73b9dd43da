import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const MANUAL = `'{"kind":"manual"}'`
const IN_FULL = `'{"mode":"full","fields":null,"filters":[],"cursorField":null,"deletes":"remove"}'`

const STATEMENTS = [
  // A draft holds what was typed and the sign-in; choosing streams makes a data connection of it.
  `alter table data_connection add column state text not null default 'ready'`,
  `alter table data_connection add column identity text`,
  `alter table data_connection add column external_id text`,
  `alter table data_connection add column test_mode integer not null default 0`,
  `alter table data_connection add column schedule text not null default ${MANUAL}`,
  `alter table data_connection add column slot_at text`,
  `alter table data_connection add column next_run_at text`,
  `alter table data_connection add column waits_until text`,
  `alter table data_connection add column failures integer not null default 0`,
  `alter table data_connection add column failing_since text`,
  `alter table data_connection add column discovered_at text`,
  `create index data_connection_due on data_connection (next_run_at) where next_run_at is not null`,
  `alter table data_stream add column discovered text not null default '{}'`,
  `alter table data_stream add column settings text not null default ${IN_FULL}`,
  `alter table data_stream add column cursor text`,
  `alter table data_stream add column last_full_read_at text`,
  `update data_stream set last_full_read_at = last_synced_at, discovered = json_object(
    'name', name, 'label', name, 'group', null, 'fields', json(fields), 'estimatedRows', null, 'cursorField', null,
    'cursorChoices', json('[]'), 'deletes', 'full-read', 'filters', 'source', 'note', null)`,
  `alter table data_stream drop column fields`,
  `update sync_run set streams = coalesce((select json_group_array(json_set(value, '$.mode', 'full', '$.requests', 0, '$.retries', 0,
    '$.cursorBefore', null, '$.cursorAfter', null, '$.failedRequest', null)) from json_each(sync_run.streams)), '[]')`,
]

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
export default migration
