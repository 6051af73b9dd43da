import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findTableOfStream } from '../../../../electron/tables/stored-tables'
import { purgeDeleted } from '../../../../electron/tables/structure/purge'
import { freeTableName, insertTable } from '../../../../electron/tables/structure/write-tables'
import { openStructure, type Structure } from './open-structure'

let at: Structure
beforeEach(async () => {
  at = await openStructure()
})
afterEach(() => at.close())

const TITLE = { name: 'Title', type: 'text' as const }
const ORIGIN = { dataConnectionId: 'c1', dataConnectionName: 'Shop', sourceId: 'postgres', streamId: 's1' }

const synced = (fields: { name: string; primaryKey: boolean }[]) =>
  insertTable(
    at.opened.db,
    {
      name: 'Orders',
      origin: ORIGIN,
      fields: fields.map((field) => ({ ...field, type: 'text', synced: true, sourceName: field.name })),
    },
    '2026-03-01T00:00:00.000Z',
  )

describe('tables', () => {
  it('keeps two tables from having the same name in any case, until one is deleted', async () => {
    const id = await at.calls.createTable({ name: 'Deals', fields: [TITLE] })
    await expect(at.calls.createTable({ name: 'DEALS', fields: [TITLE] })).rejects.toThrow(
      'Another table is named DEALS',
    )
    await at.calls.deleteTable({ id })
    const second = await at.calls.createTable({ name: 'deals', fields: [TITLE] })
    await at.calls.restoreTable({ id })
    expect((await at.table(id)).name).toBe('Deals 2')
    await expect(at.calls.renameTable({ id, name: 'Deals' })).rejects.toThrow('Another table is named Deals')
    await at.calls.renameTable({ id: second, name: 'Deals' })
    expect((await at.table(second)).name).toBe('Deals')
  })

  it('makes fields with their settings, the full-text index and the indexes that are asked for', async () => {
    const people = await at.calls.createTable({ name: 'People', fields: [TITLE] })
    const id = await at.calls.createTable({
      name: 'Deals',
      fields: [
        { name: 'Number', type: 'integer', settings: { unique: true } },
        { name: 'Code', type: 'text', settings: { unique: true } },
        { name: 'Stage', type: 'select', settings: { options: [{ name: 'Won', color: 1 }], defaultValue: 'Won' } },
        { name: 'Amount', type: 'number', settings: { indexed: true, defaultValue: '12.5' } },
        { name: 'Owner', type: 'reference', settings: { referenceTableId: people } },
      ],
    })
    const { fields, searchUpto } = await at.table(id)
    expect(fields.map((field) => field.settings.defaultValue)).toEqual([null, null, 'Won', 12.5, null])
    expect(searchUpto).toBe(Number.MAX_SAFE_INTEGER)
    expect((await at.indexes(id)).slice(1)).toEqual([
      't_2 (f_1)',
      't_2 (f_2 collate nocase)',
      `t_2 (f_2 collate nocase) where not (f_2 is null or f_2 = '')`,
      expect.stringContaining('case f_4'),
      't_2 (f_5)',
    ])
    expect(await at.plan('select _id from t_2 order by f_2 collate nocase limit 5')).toEqual([
      expect.stringContaining('USING COVERING INDEX t_2_f_2_'),
    ])
  })

  it('keeps a unique value from being stored twice, but not an empty one', async () => {
    const { tableId } = await at.withValues({ name: 'Code', type: 'text', settings: { unique: true } }, [
      'a',
      '',
      '',
      null,
      null,
    ])
    await expect(at.addValues(tableId, ['A'])).rejects.toThrow('UNIQUE')
  })

  it.each([
    ['Two fields are named title', [TITLE, { name: 'title', type: 'date' as const }]],
    ['Body cannot be unique', [{ name: 'Body', type: 'long-text' as const, settings: { unique: true } }]],
    ['Title has no choices', [{ ...TITLE, settings: { options: [{ name: 'A', color: 0 }] } }]],
    [
      'Tags has the choice A twice',
      [
        {
          name: 'Tags',
          type: 'multi-select' as const,
          settings: {
            options: [
              { name: 'A', color: 0 },
              { name: 'A', color: 1 },
            ],
          },
        },
      ],
    ],
    ['Owner needs the table that it leads to', [{ name: 'Owner', type: 'reference' as const }]],
    [
      'This table does not exist',
      [{ name: 'Owner', type: 'reference' as const, settings: { referenceTableId: 'gone' } }],
    ],
    ['Due takes a date', [{ name: 'Due', type: 'date' as const, settings: { defaultValue: 'soon' } }]],
  ])('refuses a table because: %s', async (reason, fields) => {
    await expect(at.calls.createTable({ name: 'Deals', fields })).rejects.toThrow(reason)
    expect(await at.opened.db.selectFrom('app_table').selectAll().execute()).toEqual([])
  })

  it('does not delete a synced table before its data connection', async () => {
    const id = await synced([{ name: 'id', primaryKey: true }])
    await expect(at.calls.deleteTable({ id })).rejects.toThrow(
      'Orders is filled by Shop; delete that data connection first',
    )
    await at.calls.unlinkTables({ dataConnectionId: 'c1' })
    await at.calls.deleteTable({ id })
    await expect(at.table(id)).rejects.toThrow('does not exist')
  })

  it('unlocks everything when a data connection goes, and keeps what was edited', async () => {
    const { db, connection } = at.opened
    const id = await synced([{ name: 'id', primaryKey: true }])
    const field = (await at.table(id)).fields[0]?.id ?? ''
    await connection.run(`insert into t_1 (_key, f_1) values ('7', 'edited')`)
    const overlay = { table_id: id, record_id: 1, field_id: field, value: 'edited', source_value: '7', at: '2026' }
    await db.insertInto('overlay').values(overlay).execute()
    await db.updateTable('field').set({ vanished: 1 }).execute()
    await at.calls.renameOrigin({ dataConnectionId: 'c1', name: 'Web shop' })
    expect((await findTableOfStream(db, 's1'))?.dataConnectionName).toBe('Web shop')
    await at.calls.unlinkTables({ dataConnectionId: 'c1' })
    const table = await at.table(id)
    expect(table).toMatchObject({
      kind: 'own',
      streamId: null,
      fields: [{ synced: false, primaryKey: false, vanished: false }],
    })
    expect(await at.values(id)).toEqual(['edited'])
    expect(await db.selectFrom('overlay').selectAll().execute()).toEqual([])
    expect(at.changed.filter((one) => one === id)).toHaveLength(2)
  })

  it('finds a free name among the tables that are there', async () => {
    await at.calls.createTable({ name: 'Deals', fields: [TITLE] })
    const id = await at.calls.createTable({ name: 'Deals 2', fields: [TITLE] })
    expect(await freeTableName(at.opened.db, 'deals')).toBe('deals 3')
    await at.calls.deleteTable({ id })
    expect(await freeTableName(at.opened.db, 'deals')).toBe('deals 2')
  })

  it('forgets deleted tables and fields after thirty days, and not before', async () => {
    const { db, connection } = at.opened
    const { tableId: gone } = await at.withValues(TITLE, ['a'], 'Gone')
    const { tableId: kept } = await at.withValues(TITLE, ['b'], 'Kept')
    const fieldId = await at.calls.addField({
      tableId: kept,
      field: { name: 'Note', type: 'text', settings: { indexed: true } },
    })
    await at.calls.createView({
      tableId: gone,
      name: 'Mine',
      state: { filter: null, search: null, sort: [], columns: [], rowHeight: null },
    })
    await at.calls.deleteTable({ id: gone })
    await at.calls.deleteField({ tableId: kept, fieldId })
    at.clock.now = new Date('2026-04-29T12:00:00Z')
    await purgeDeleted(at.context)
    expect(await connection.all('select f_1 from t_1')).toEqual([{ f_1: 'a' }])
    at.clock.now = new Date('2026-05-01T12:00:00Z')
    await purgeDeleted(at.context)
    const names = await connection.all(`select name from sqlite_schema where name glob 't_1*'`)
    expect(names).toEqual([])
    expect(await db.selectFrom('view').selectAll().execute()).toEqual([])
    expect(await connection.all('select * from t_2')).toEqual([{ _id: 1, _key: null, f_1: 'b' }])
    await expect(at.calls.restoreField({ tableId: kept, fieldId })).rejects.toThrow('does not exist')
  })
})
