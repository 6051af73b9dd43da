import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type OpenedTables, openTablesForWriting } from '../../../../electron/db/open'
import { columnDefinition, recordsTable, type StoredField } from '../../../../electron/tables/columns'
import { createRecordReader, type RecordReader } from '../../../../electron/tables/read/create-reader'
import {
  ALL_SEARCHABLE,
  getStoredTable,
  type StoredTable,
  settingsJson,
} from '../../../../electron/tables/stored-tables'
import { createFieldIndexes } from '../../../../electron/tables/structure/field-indexes'
import { renewSearchIndex } from '../../../../electron/tables/write/search-index'
import type { FieldSettings, FieldType } from '../../../../shared/domain/table'

export type Stored = string | number | null
export type FixtureField = { name: string; type: FieldType; settings?: Partial<FieldSettings>; synced?: boolean }
export const NOW = new Date('2026-04-01T10:00:00.000Z')

export type Fixture = {
  file: string
  opened: OpenedTables
  reader: RecordReader
  /** A reader that learns the positions of records for every page but the first. */
  positional: RecordReader
  addTable(fields: FixtureField[], rows: Stored[][], options?: { searchable?: boolean }): Promise<StoredTable>
  insert(table: StoredTable, rows: Stored[][], firstId?: number): Promise<void>
  table(id: string): Promise<StoredTable>
  /** Runs SQL that changes the records of a table, and tells the readers. */
  change(table: StoredTable, statement: string): Promise<void>
  close(): Promise<void>
}

/** A migrated file with one writing handle, and readers beside it. */
export async function openFixture(): Promise<Fixture> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-read-'))
  const file = join(folder, 'tables.sqlite')
  const opened = await openTablesForWriting(file)
  await opened.connection.exec('pragma synchronous = off')
  const reader = await createRecordReader({ file, now: () => NOW })
  const positional = await createRecordReader({ file, now: () => NOW, shallow: 0 })
  const table = (id: string) => getStoredTable(opened.db, id)
  const forget = (id: string) => {
    reader.forget(id)
    positional.forget(id)
  }
  const insert: Fixture['insert'] = async (target, rows, firstId = 1) => {
    await insertRows(opened, target, rows, firstId)
    forget(target.id)
  }

  return {
    ...{ file, opened, reader, positional, table, insert },
    async addTable(fields, rows, { searchable = false } = {}) {
      const id = await insertTable(opened, fields)
      const added = await table(id)
      await insert(added, rows)
      await createFieldIndexes(opened.connection, recordsTable(added.number), added.fields)
      if (!searchable) return added
      await renewSearchIndex(opened.db, added)
      const index = `${recordsTable(added.number)}_fts`
      const { rows: found } = await sql`select name from sqlite_schema where name = ${index}`.execute(opened.db)
      if (found.length === 0) return added
      await opened.connection.exec(`insert into ${index} (${index}) values ('rebuild')`)
      await opened.db.updateTable('app_table').set({ search_upto: ALL_SEARCHABLE }).where('id', '=', id).execute()
      return table(id)
    },
    async change(target, statement) {
      await opened.connection.exec(statement)
      forget(target.id)
    },
    async close() {
      await reader.close()
      await positional.close()
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function insertTable({ db, connection }: OpenedTables, fields: FixtureField[]): Promise<string> {
  const id = randomUUID()
  const inserted = await db
    .insertInto('app_table')
    .values({ id, name: id, created_at: NOW.toISOString() })
    .executeTakeFirstOrThrow()
  const columns: string[] = ['_id integer primary key', '_key text']
  for (const [position, { name, type, settings = {}, synced = false }] of fields.entries()) {
    const column = `f_${position + 1}`
    await db
      .insertInto('field')
      .values({
        ...{ id: `${id}-${name}`, table_id: id, column_name: column, name, type, position },
        ...{
          synced: synced ? 1 : 0,
          primary_key: 0,
          source_name: null,
          vanished: 0,
          deleted_at: null,
          settings: settingsJson(settings),
        },
      })
      .execute()
    columns.push(columnDefinition({ column, type } as StoredField))
  }
  const name = recordsTable(Number(inserted.insertId))
  await connection.exec(
    `create table ${name} (${columns.join(', ')}); create unique index ${name}_key on ${name} (_key)`,
  )
  return id
}

const ROWS_AT_ONCE = 50

async function insertRows({ connection }: OpenedTables, table: StoredTable, rows: Stored[][], firstId: number) {
  const columns = ['_id', ...table.fields.map(({ column }) => column)].join(', ')
  const values = `(${['?', ...table.fields.map(() => '?')].join(', ')})`
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE)
    await connection.run(
      `insert into ${recordsTable(table.number)} (${columns}) values ${some.map(() => values).join(', ')}`,
      some.flatMap((row, index) => [firstId + from + index, ...row]),
    )
  }
}

export const fieldId = (table: StoredTable, name: string): string => `${table.id}-${name}`

export const ask = (table: StoredTable, part: Partial<Parameters<RecordReader['count']>[0]> = {}) => ({
  ...{ tableId: table.id, filter: null, search: null, sort: [] },
  ...part,
})
