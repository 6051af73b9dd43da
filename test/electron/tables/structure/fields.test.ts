import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertTable } from '../../../../electron/tables/structure/write-tables'
import { openStructure, type Structure } from './open-structure'

let at: Structure
beforeEach(async () => {
  at = await openStructure()
})
afterEach(() => at.close())

const TITLE = { name: 'Title', type: 'text' as const }
const options = (...names: string[]) => names.map((name, color) => ({ name, color }))

const synced = (primaryKey: boolean) =>
  insertTable(
    at.opened.db,
    {
      name: 'Orders',
      origin: { dataConnectionId: 'c1', dataConnectionName: 'Shop', sourceId: 'postgres', streamId: 's1' },
      fields: [
        { name: 'id', type: 'integer', primaryKey, synced: true, sourceName: 'id' },
        { name: 'state', type: 'text', primaryKey: false, synced: true, sourceName: 'state' },
      ],
    },
    '2026-03-01T00:00:00.000Z',
  )

describe('fields', () => {
  it('gives the records that are there the default of a new field', async () => {
    const { tableId } = await at.withValues(TITLE, ['a', 'b'])
    await at.calls.addField({ tableId, field: { name: 'Open', type: 'boolean', settings: { defaultValue: true } } })
    await at.calls.addField({ tableId, field: { name: 'Due', type: 'date' } })
    expect(await at.values(tableId, 'Open')).toEqual([1, 1])
    expect(await at.values(tableId, 'Due')).toEqual([null, null])
    expect((await at.table(tableId)).fields.map((field) => field.position)).toEqual([0, 1, 2])
  })

  it('refuses a field whose values could not be as its settings say', async () => {
    const { tableId } = await at.withValues(TITLE, ['a', 'b'])
    const add = (settings: object) => at.calls.addField({ tableId, field: { name: 'Code', type: 'text', settings } })
    await expect(add({ required: true })).rejects.toThrow('needs a default to be required: 2 records')
    await expect(add({ unique: true, defaultValue: 'x' })).rejects.toThrow('2 records have the value x')
    await expect(at.calls.addField({ tableId, field: { name: 'TITLE', type: 'date' } })).rejects.toThrow(
      'Another field is named',
    )
    await add({})
    expect((await at.table(tableId)).fields).toHaveLength(2)
  })

  it('builds the full-text index anew when the searched fields change, and only then', async () => {
    const { tableId } = await at.withValues(TITLE, ['a'])
    await at.calls.addField({ tableId, field: { name: 'Hours', type: 'number' } })
    expect(at.built).toEqual([])
    const fieldId = await at.calls.addField({ tableId, field: { name: 'Body', type: 'long-text' } })
    await at.calls.deleteField({ tableId, fieldId })
    await at.calls.restoreField({ tableId, fieldId })
    expect(at.built).toEqual([tableId, tableId, tableId])
    expect((await at.table(tableId)).searchUpto).toBe(0)
  })

  it('adds own fields beside synced ones that have a key', async () => {
    const tableId = await synced(true)
    await at.calls.addField({ tableId, field: { name: 'Note', type: 'text' } })
    expect((await at.fieldNamed(tableId, 'Note')).synced).toBe(false)
  })

  it('adds none where records cannot be found again after a sync', async () => {
    const tableId = await synced(false)
    await expect(at.calls.addField({ tableId, field: TITLE })).rejects.toThrow('Orders has no key at its source')
  })

  it('keeps synced fields locked, but for whether they are shown and kept sorted', async () => {
    const tableId = await synced(true)
    const { id: fieldId } = await at.fieldNamed(tableId, 'state')
    const locked = 'is filled by a data connection'
    const update = (change: object) => at.calls.updateField({ tableId, fieldId, change })
    await expect(update({ name: 'Status' })).rejects.toThrow(locked)
    await expect(update({ settings: { required: true } })).rejects.toThrow(locked)
    await expect(at.calls.deleteField({ tableId, fieldId })).rejects.toThrow(locked)
    await expect(at.calls.changeType({ tableId, fieldId, to: { type: 'integer' } })).rejects.toThrow(locked)
    await update({ name: 'state', settings: { hidden: true, indexed: true, required: false } })
    expect((await at.fieldNamed(tableId, 'state')).settings).toMatchObject({ hidden: true, indexed: true })
    expect(await at.indexes(tableId)).toContain('t_1 (f_2 collate nocase)')
  })

  it('renames a field to what no other is called', async () => {
    const { tableId, fieldId } = await at.withValues(TITLE, [])
    await at.calls.addField({ tableId, field: { name: 'Body', type: 'text' } })
    await expect(at.calls.updateField({ tableId, fieldId, change: { name: 'body' } })).rejects.toThrow(
      'Another field is named body',
    )
    await at.calls.updateField({ tableId, fieldId, change: { name: 'TITLE' } })
    expect((await at.table(tableId)).fields[0]?.name).toBe('TITLE')
  })

  it('requires values only where every record has one', async () => {
    const { tableId, fieldId } = await at.withValues(TITLE, ['a', '', null])
    const require = () => at.calls.updateField({ tableId, fieldId, change: { settings: { required: true } } })
    await expect(require()).rejects.toThrow('Title cannot be required: 2 records without a value')
    await at.put(tableId, 2, 'b')
    await at.put(tableId, 3, 'c')
    await require()
    expect((await at.table(tableId)).fields[0]?.settings.required).toBe(true)
  })

  it('makes a field unique only where no value is there twice, and lets go of it again', async () => {
    const { tableId, fieldId } = await at.withValues(TITLE, ['Ann', 'bob', 'ann', '', ''])
    const set = (unique: boolean) => at.calls.updateField({ tableId, fieldId, change: { settings: { unique } } })
    await expect(set(true)).rejects.toThrow(/Title cannot be unique: 2 records have the value ann/i)
    await at.put(tableId, 3, 'carl')
    await set(true)
    await expect(at.addValues(tableId, ['BOB'])).rejects.toThrow('UNIQUE')
    await set(false)
    await at.addValues(tableId, ['BOB'])
    expect(await at.indexes(tableId)).toHaveLength(1)
  })

  it('takes a choice away only when no record has it', async () => {
    const select = { name: 'Stage', type: 'select' as const, settings: { options: options('Open', 'Won', 'Lost') } }
    const { tableId, fieldId } = await at.withValues(select, ['Open', 'Won', 'Won'])
    const choose = (...names: string[]) =>
      at.calls.updateField({ tableId, fieldId, change: { settings: { options: options(...names) } } })
    await expect(choose('Open')).rejects.toThrow('2 records of Stage still have the choice Won or Lost')
    await choose('Won', 'Open')
    expect((await at.table(tableId)).fields[0]?.settings.options).toEqual(options('Won', 'Open'))
  })

  it('renames choices in the records that have them, exchanging names too, as one batch', async () => {
    const tags = {
      name: 'Tags',
      type: 'multi-select' as const,
      settings: { options: options('a', 'b', 'c'), defaultValue: 'a' },
    }
    const { tableId, fieldId } = await at.withValues(tags, ['["a","b"]', '["b"]', '["c"]', null])
    const renamed = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
    ]
    await at.calls.updateField({ tableId, fieldId, change: { renamed } })
    expect(await at.values(tableId)).toEqual(['["b","a"]', '["a"]', '["c"]', null])
    const { options: choices, defaultValue } = (await at.table(tableId)).fields[0]?.settings ?? {}
    expect(choices?.map((option) => option.name)).toEqual(['b', 'a', 'c'])
    expect(defaultValue).toBe('["b"]')
    const batches = await at.opened.db.selectFrom('change_batch').selectAll().execute()
    expect(batches).toMatchObject([{ action: 'edit', records: 2, actor_kind: 'user' }])
    const entries = await at.opened.db.selectFrom('journal').selectAll().orderBy('id').execute()
    expect(entries.map(({ before, after }) => [JSON.parse(before ?? ''), JSON.parse(after ?? '')])).toEqual([
      [{ [fieldId]: '["a","b"]' }, { [fieldId]: '["b","a"]' }],
      [{ [fieldId]: '["b"]' }, { [fieldId]: '["a"]' }],
    ])
  })

  it('lets two choices become one', async () => {
    const select = { name: 'Stage', type: 'select' as const, settings: { options: options('Won', 'Closed') } }
    const { tableId, fieldId } = await at.withValues(select, ['Won', 'Closed'])
    const change = { settings: { options: options('Won') }, renamed: [{ from: 'Closed', to: 'Won' }] }
    await at.calls.updateField({ tableId, fieldId, change })
    expect(await at.values(tableId)).toEqual(['Won', 'Won'])
    const lost = { settings: { options: [] }, renamed: [{ from: 'Won', to: 'Gone' }] }
    await expect(at.calls.updateField({ tableId, fieldId, change: lost })).rejects.toThrow('Stage has no choice Gone')
  })

  it('leads references to another table only while there are none', async () => {
    const people = await at.calls.createTable({ name: 'People', fields: [TITLE] })
    const firms = await at.calls.createTable({ name: 'Firms', fields: [TITLE] })
    const owner = { name: 'Owner', type: 'reference' as const, settings: { referenceTableId: people } }
    const { tableId, fieldId } = await at.withValues(owner, [])
    const lead = (referenceTableId: string) =>
      at.calls.updateField({ tableId, fieldId, change: { settings: { referenceTableId } } })
    await lead(firms)
    await at.addValues(tableId, [1])
    await expect(lead(people)).rejects.toThrow('Owner has references already')
  })

  it('moves fields to any place', async () => {
    const { tableId, fieldId } = await at.withValues(TITLE, [])
    for (const name of ['B', 'C']) await at.calls.addField({ tableId, field: { name, type: 'text' } })
    const order = async () => (await at.table(tableId)).fields.map((field) => field.name).join(' ')
    await at.calls.moveField({ tableId, fieldId, position: 1 })
    expect(await order()).toBe('B Title C')
    await at.calls.moveField({ tableId, fieldId, position: 900 })
    expect(await order()).toBe('B C Title')
    await at.calls.moveField({ tableId, fieldId, position: 0 })
    expect(await order()).toBe('Title B C')
  })

  it('brings a deleted field back with its values, under a free name', async () => {
    const { tableId, fieldId } = await at.withValues({ ...TITLE, settings: { unique: true, required: true } }, [
      'a',
      'b',
    ])
    await expect(at.calls.deleteField({ tableId, fieldId })).rejects.toThrow('Title is the only field of Things')
    await at.calls.addField({ tableId, field: { name: 'Body', type: 'text' } })
    await at.calls.deleteField({ tableId, fieldId })
    expect(await at.indexes(tableId)).toHaveLength(1)
    await at.calls.addField({ tableId, field: { name: 'title', type: 'text' } })
    await at.opened.connection.run('insert into t_1 (f_2) values (?)', ['without a title'])
    await at.calls.restoreField({ tableId, fieldId })
    const field = (await at.table(tableId)).fields[0]
    expect(field).toMatchObject({ id: fieldId, name: 'Title 2', settings: { unique: true, required: false } })
    expect(await at.values(tableId)).toEqual(['a', 'b', null])
    expect(await at.indexes(tableId)).toHaveLength(3)
  })
})
