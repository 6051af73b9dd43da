import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FieldType } from '../../../../shared/domain/table'
import { openStructure, type Structure } from './open-structure'

let at: Structure
beforeEach(async () => {
  at = await openStructure()
})
afterEach(() => at.close())

const text = { name: 'Value', type: 'text' as const }
const batches = () => at.opened.db.selectFrom('change_batch').selectAll().execute()

describe('changing the type of a field', () => {
  it('says before what will come of the values, lost ones first', async () => {
    const asked = { ...(await at.withValues(text, ['1', 'x', null, '', '2.5', 'y'])), to: { type: 'number' as const } }
    expect(await at.calls.previewType(asked)).toEqual({
      records: 6,
      empty: 2,
      converted: 2,
      lost: 2,
      samples: [
        { recordId: 2, before: 'x', after: null, lost: true },
        { recordId: 6, before: 'y', after: null, lost: true },
        { recordId: 1, before: '1', after: 1, lost: false },
        { recordId: 5, before: '2.5', after: 2.5, lost: false },
      ],
      options: [],
    })
    expect(await at.values(asked.tableId)).toEqual(['1', 'x', null, '', '2.5', 'y'])
    expect(await batches()).toEqual([])
  })

  it('puts the values into a new column, journals the lost ones and can be undone exactly', async () => {
    const { tableId, fieldId } = await at.withValues({ ...text, settings: { indexed: true } }, ['007', 'x', null, ''])
    const batchId = await at.calls.changeType({ tableId, fieldId, to: { type: 'integer' } })
    expect((await at.table(tableId)).fields[0]).toMatchObject({ id: fieldId, type: 'integer', column: 'f_2' })
    expect(await at.values(tableId)).toEqual([7, null, null, null])
    expect(await at.indexes(tableId)).toEqual(['t_1 (_key)', 't_1 (f_2)'])
    expect((await at.table(tableId)).searchUpto).toBe(null)
    expect(await batches()).toMatchObject([{ id: batchId, action: 'retype', records: 2, actor_kind: 'user' }])
    const journal = await at.opened.db.selectFrom('journal').selectAll().execute()
    expect(journal.map((entry) => [entry.record_id, entry.batch_id, entry.before, entry.after])).toEqual([
      [2, batchId, JSON.stringify({ [fieldId]: 'x' }), JSON.stringify({ [fieldId]: null })],
    ])
    expect(await at.undoType(tableId, batchId)).toEqual({ records: 3, conflicts: [] })
    expect(await at.values(tableId)).toEqual(['007', 'x', null, ''])
    expect((await at.table(tableId)).fields[0]).toMatchObject({
      type: 'text',
      column: 'f_1',
      settings: { indexed: true },
    })
    expect((await at.table(tableId)).searchUpto).toBe(0)
  })

  it('can be done again after it was undone', async () => {
    const { tableId, fieldId } = await at.withValues(text, ['007', 'x', '8'])
    const batchId = await at.calls.changeType({ tableId, fieldId, to: { type: 'integer' } })
    await at.put(tableId, 2, 5)
    await at.undoType(tableId, batchId)
    expect(await at.values(tableId)).toEqual(['007', '5', '8'])
    await at.put(tableId, 3, '9')
    expect(await at.undoType(tableId, batchId, { turned: true })).toMatchObject({ conflicts: [] })
    expect(await at.values(tableId)).toEqual([7, 5, 9])
    expect((await at.table(tableId)).fields[0]?.type).toBe('integer')
  })

  it('converts back what was written since, also what was cleared and added', async () => {
    const { tableId, fieldId } = await at.withValues(text, ['1', 'x', '3'])
    const batchId = await at.calls.changeType({ tableId, fieldId, to: { type: 'integer' } })
    await at.put(tableId, 1, 10)
    await at.put(tableId, 3, null)
    await at.addValues(tableId, [4])
    expect((await at.undoType(tableId, batchId)).conflicts).toEqual([])
    expect(await at.values(tableId)).toEqual(['10', 'x', null, '4'])
  })

  it('undoes nothing while a value that was written since has no place in the old type', async () => {
    const { tableId, fieldId } = await at.withValues({ name: 'Value', type: 'integer' }, [1, 2])
    const batchId = await at.calls.changeType({ tableId, fieldId, to: { type: 'text' } })
    await at.put(tableId, 1, '10')
    await at.put(tableId, 2, 'later')
    const undone = await at.undoType(tableId, batchId)
    expect(undone).toMatchObject({
      records: 0,
      conflicts: [{ recordId: 2, fieldName: 'Value', wanted: 2, found: 'later' }],
    })
    expect(await at.values(tableId)).toEqual(['10', 'later'])
    expect(await at.opened.connection.all('select f_1 from t_1')).toEqual([{ f_1: 1 }, { f_1: 2 }])
    await at.put(tableId, 2, null)
    await at.undoType(tableId, batchId)
    expect(await at.values(tableId)).toEqual([10, null])
  })

  it('undoes changes of a type only newest first, and not of a deleted field', async () => {
    const { tableId, fieldId } = await at.withValues(text, ['1'])
    const first = await at.calls.changeType({ tableId, fieldId, to: { type: 'integer' } })
    const second = await at.calls.changeType({ tableId, fieldId, to: { type: 'number' } })
    expect((await at.undoType(tableId, first)).conflicts[0]?.reason).toContain('Undo that first')
    await at.undoType(tableId, second)
    await at.undoType(tableId, first)
    expect(await at.values(tableId)).toEqual(['1'])
    await at.calls.addField({ tableId, field: { name: 'Other', type: 'text' } })
    const third = await at.calls.changeType({ tableId, fieldId, to: { type: 'number' } })
    await at.calls.deleteField({ tableId, fieldId })
    expect((await at.undoType(tableId, third)).conflicts[0]?.reason).toContain('Restore it first')
  })

  it('makes the choices of a select from the values, beside those that are given no chance', async () => {
    const { tableId, fieldId } = await at.withValues(text, ['Open', 'Won', 'Open', ''])
    const asked = { tableId, fieldId, to: { type: 'select' as const } }
    expect((await at.calls.previewType(asked)).options).toEqual(['Open', 'Won'])
    const batchId = await at.calls.changeType(asked)
    expect((await at.table(tableId)).fields[0]?.settings.options).toEqual([
      { name: 'Open', color: 0 },
      { name: 'Won', color: 1 },
    ])
    await at.undoType(tableId, batchId)
    expect((await at.table(tableId)).fields[0]?.settings.options).toEqual([])
    const given = { type: 'select' as const, settings: { options: [{ name: 'won', color: 2 }] } }
    await at.calls.changeType({ tableId, fieldId, to: given })
    expect(await at.values(tableId)).toEqual([null, 'won', null, null])
  })

  it('keeps values that did not become a given choice for the undo', async () => {
    const { tableId, fieldId } = await at.withValues(text, ['Open', 'Won'])
    const to = { type: 'select' as const, settings: { options: [{ name: 'Won', color: 2 }] } }
    const batchId = await at.calls.changeType({ tableId, fieldId, to })
    await at.undoType(tableId, batchId)
    expect(await at.values(tableId)).toEqual(['Open', 'Won'])
  })

  it('refuses more than two hundred choices, with their count, and changes nothing', async () => {
    const values = Array.from({ length: 201 }, (_, index) => `value ${index}`)
    const asked = { ...(await at.withValues(text, values)), to: { type: 'select' as const } }
    await expect(at.calls.previewType(asked)).rejects.toThrow('There are 201 different values')
    await expect(at.calls.changeType(asked)).rejects.toThrow('There are 201 different values')
    expect(await at.opened.connection.all('select name from pragma_table_info(?)', ['t_1'])).toHaveLength(3)
    expect(await batches()).toEqual([])
  })

  it('refuses what the settings of the field do not allow, and changes nothing', async () => {
    const required = await at.withValues({ ...text, settings: { required: true, unique: true } }, ['1', 'x', '01'])
    const change = (type: FieldType, settings: object) => at.calls.changeType({ ...required, to: { type, settings } })
    await expect(change('integer', {})).rejects.toThrow('Value cannot be required: 1 record without a value')
    await expect(change('integer', { required: false })).rejects.toThrow(
      'Value cannot be unique: 2 records have the value 1',
    )
    await expect(change('json', { unique: true })).rejects.toThrow('Value cannot be unique')
    await expect(change('reference', {})).rejects.toThrow('Value needs the table that it leads to')
    expect(await at.values(required.tableId)).toEqual(['1', 'x', '01'])
    await change('json', {})
    expect((await at.table(required.tableId)).fields[0]?.settings).toMatchObject({ required: true, unique: false })
  })

  it('leads to records that are there', async () => {
    const people = await at.withValues({ name: 'Name', type: 'text' }, ['Ann', 'Bob'], 'People')
    const { tableId, fieldId } = await at.withValues(text, ['1', '2', '3', 'Ann'])
    const to = { type: 'reference' as const, settings: { referenceTableId: people.tableId } }
    expect(await at.calls.previewType({ tableId, fieldId, to })).toMatchObject({ converted: 2, lost: 2 })
    const batchId = await at.calls.changeType({ tableId, fieldId, to })
    expect(await at.values(tableId)).toEqual([1, 2, null, null])
    await at.addValues(people.tableId, ['Carl'])
    await at.put(tableId, 2, null)
    await at.undoType(tableId, batchId)
    expect(await at.values(tableId)).toEqual(['1', null, '3', 'Ann'])
  })

  it('goes back from references to a table that was deleted', async () => {
    const people = await at.withValues({ name: 'Name', type: 'text' }, ['Ann'], 'People')
    const { tableId, fieldId } = await at.withValues(text, ['1', '9'])
    const to = { type: 'reference' as const, settings: { referenceTableId: people.tableId } }
    const batchId = await at.calls.changeType({ tableId, fieldId, to })
    await at.calls.deleteTable({ id: people.tableId })
    await at.undoType(tableId, batchId)
    expect(await at.values(tableId)).toEqual(['1', '9'])
  })

  it('takes a default along where it is one of the new type', async () => {
    const { tableId, fieldId } = await at.withValues({ ...text, settings: { defaultValue: '5' } }, [])
    await at.calls.changeType({ tableId, fieldId, to: { type: 'integer' } })
    expect((await at.table(tableId)).fields[0]?.settings.defaultValue).toBe(5)
    await at.calls.changeType({ tableId, fieldId, to: { type: 'date' } })
    expect((await at.table(tableId)).fields[0]?.settings.defaultValue).toBe(null)
  })
})
