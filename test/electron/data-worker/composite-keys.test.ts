import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createDataEngine } from '../../../electron/data-worker/engine'
import { openConnection } from '../../../electron/db/connection'
import { migrate, numberMigrations } from '../../../electron/db/migrate'
import first from '../../../electron/db/migrations/tables/0010-first'
import records from '../../../electron/db/migrations/tables/0020-records'
import { createSynthetic, field } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine } from './open-engine'

const opened: OpenEngine[] = []
const folders: string[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

it('recognises a record by all parts of its key, also when the source says that it is gone', async () => {
  const fields = [field('row', 'integer', true), field('place', 'text', true), field('updated_at', 'datetime')]
  const source = createSynthetic({ fields })
  for (const [id, row, place] of [
    ['1', 1, 'a'],
    ['2', 1, 'b'],
    ['3', 11, 'a'],
  ] as const)
    source.put(id, { row, place })
  const { definition } = source
  if (definition.kind !== 'driver') throw new Error('It is a driver')
  source.definition = {
    ...definition,
    open(credentials, options) {
      const reader = definition.open(credentials, options)
      return {
        ...reader,
        async *changes(selection, window, resume) {
          for await (const page of reader.changes(selection, window, resume)) yield { ...page, deleted: [['1', 'a']] }
        },
      }
    },
  }
  source.clock.now += 60_000
  const data = await openEngine(source)
  opened.push(data)
  await data.sync()
  expect(Object.keys(await data.rows())).toEqual(['["1","a"]', '["1","b"]', '["11","a"]'])
  source.clock.now += 60_000
  source.put('2', { row: 1, place: 'b' })
  source.clock.now += 60_000
  expect((await data.sync()).counts).toMatchObject({ read: 1, changed: 1, deleted: 1 })
  expect(Object.keys(await data.rows())).toEqual(['["1","b"]', '["11","a"]'])
})

it('takes over keys as an earlier version wrote them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-keys-'))
  folders.push(folder)
  const file = join(folder, 'tables.sqlite')
  const before = await openConnection(file, 'read-write')
  const migrations = numberMigrations({ '0010-first.ts': { default: first }, '0020-records.ts': { default: records } })
  const backup = async () => undefined
  await migrate(before, { file: 'tables.sqlite', migrations, applicationId: 0x50425442, backup })
  await before.exec(`insert into app_table (number, id, name, stream_id, created_at) values (1, 't', 'Seats', 's', '2026-01-01');
    insert into field (id, table_id, column_name, name, type, position, synced, primary_key) values
      ('a', 't', 'f_1', 'row', 'integer', 0, 1, 1), ('b', 't', 'f_2', 'place', 'text', 1, 1, 1);
    create table t_1 (_id integer primary key, _key text, f_1 integer, f_2 text);
    create unique index t_1_key on t_1 (_key);
    insert into t_1 (_key, f_1, f_2) values ('[1,"a"]', 1, 'a'), ('[1.5,"é\\"]"]', 1.5, 'é"]'), (null, 2, 'own')`)
  await before.close()
  await (await createDataEngine({ tablesFile: file })).close()
  const after = await openConnection(file, 'read-only')
  expect(await after.all('select _key as key from t_1 order by _id')).toEqual([
    { key: '["1","a"]' },
    { key: '["1.5","é\\"]"]' },
    { key: null },
  ])
  await after.close()
})
