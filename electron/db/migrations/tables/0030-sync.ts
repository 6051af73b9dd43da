import { type Kysely, sql } from 'kysely'
import type { Migration } from '../../migrate'

const CREATE_MISSING = `create table sync_missing (
  stream_id text not null, key text not null, primary key (stream_id, key)) strict, without rowid`

const COMPOSITE = `select t.number from app_table t join field f on f.table_id = t.id
  where t.stream_id is not null and f.primary_key = 1 group by t.number having count(*) > 1`

/** A key of several parts holds them as texts from now on, as sources name the keys of what is gone. */
const toTexts = (records: string) =>
  `update ${records} set _key = (select json_group_array(cast(value as text)) from json_each(_key)) where json_valid(_key)`

const migration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql.raw(CREATE_MISSING).execute(db)
    const { rows } = await sql.raw<{ number: number }>(COMPOSITE).execute(db)
    for (const { number } of rows) await sql.raw(toTexts(`t_${number}`)).execute(db)
  },
}
export default migration
