import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listViews } from '../../../../electron/tables/structure/views'
import type { FilterRule, ViewState } from '../../../../shared/domain/record-question'
import { openStructure, type Structure } from './open-structure'

let at: Structure
beforeEach(async () => {
  at = await openStructure()
})
afterEach(() => at.close())

const EMPTY: ViewState = { filter: null, search: null, sort: [], columns: [], rowHeight: null }
const rule = (fieldId: string, op: FilterRule['op'], value: FilterRule['value']): FilterRule => ({
  kind: 'rule',
  fieldId,
  op,
  value,
})

const things = () => at.withValues({ name: 'Title', type: 'text' }, [])
const views = (tableId: string) => listViews(at.opened.db, tableId)

describe('views', () => {
  it('shows a first view that nobody made', async () => {
    const { tableId } = await things()
    expect(await views(tableId)).toEqual([{ id: tableId, tableId, name: 'All records', first: true, state: EMPTY }])
    await expect(at.calls.deleteView({ tableId, id: tableId })).rejects.toThrow('All records is the first view')
  })

  it('keeps views in the order in which they were made, the first one first', async () => {
    const { tableId, fieldId } = await things()
    const sorted: ViewState = { ...EMPTY, sort: [{ fieldId, direction: 'desc' }], rowHeight: 'tall' }
    const mine = await at.calls.createView({ tableId, name: 'Mine', state: sorted })
    const yours = await at.calls.createView({ tableId, name: 'Yours', state: EMPTY })
    await at.calls.saveView({ tableId, id: tableId, state: { ...EMPTY, search: 'acme' } })
    await at.calls.saveView({ tableId, id: yours, state: sorted })
    await at.calls.renameView({ tableId, id: tableId, name: 'Everything' })
    expect((await views(tableId)).map(({ id, name, first, state }) => [id, name, first, state])).toEqual([
      [tableId, 'Everything', true, { ...EMPTY, search: 'acme' }],
      [mine, 'Mine', false, sorted],
      [yours, 'Yours', false, sorted],
    ])
    await at.calls.deleteView({ tableId, id: mine })
    expect(await views(tableId)).toHaveLength(2)
  })

  it('keeps two views of a table from having the same name', async () => {
    const { tableId } = await things()
    const id = await at.calls.createView({ tableId, name: 'Mine', state: EMPTY })
    const taken = 'Another view is named'
    await expect(at.calls.createView({ tableId, name: 'mine', state: EMPTY })).rejects.toThrow(taken)
    await expect(at.calls.renameView({ tableId, id, name: 'all records' })).rejects.toThrow(taken)
    await at.calls.renameView({ tableId, id, name: 'MINE' })
    const other = (await at.withValues({ name: 'A', type: 'text' }, [], 'Others')).tableId
    await at.calls.createView({ tableId: other, name: 'Mine', state: EMPTY })
    await expect(at.calls.saveView({ tableId: other, id, state: EMPTY })).rejects.toThrow('This view does not exist')
  })

  it('leaves out what it says of fields that are gone or of another type by now', async () => {
    const { tableId, fieldId } = await things()
    const gone = await at.calls.addField({ tableId, field: { name: 'Gone', type: 'text' } })
    const hours = await at.calls.addField({ tableId, field: { name: 'Hours', type: 'text' } })
    const column = { width: 100, hidden: false, pinned: true }
    const state: ViewState = {
      ...EMPTY,
      filter: {
        kind: 'group',
        match: 'all',
        items: [
          rule(fieldId, 'contains', 'a'),
          rule(hours, 'contains', '5'),
          rule(hours, 'eq', 'many'),
          rule(hours, 'eq', '5'),
          { kind: 'group', match: 'any', items: [rule(gone, 'empty', null)] },
        ],
      },
      sort: [
        { fieldId: gone, direction: 'asc' },
        { fieldId, direction: 'asc' },
      ],
      columns: [
        { ...column, fieldId: gone },
        { ...column, fieldId },
      ],
    }
    await at.calls.saveView({ tableId, id: tableId, state })
    expect((await views(tableId))[0]?.state).toEqual(state)
    await at.calls.deleteField({ tableId, fieldId: gone })
    await at.calls.changeType({ tableId, fieldId: hours, to: { type: 'number' } })
    expect((await views(tableId))[0]?.state).toEqual({
      ...state,
      filter: { kind: 'group', match: 'all', items: [rule(fieldId, 'contains', 'a'), rule(hours, 'eq', '5')] },
      sort: [{ fieldId, direction: 'asc' }],
      columns: [{ ...column, fieldId }],
    })
  })

  it.each(['{', '{"sort":5}', 'null'])('shows everything when a view cannot be read: %s', async (state) => {
    const { tableId } = await things()
    const id = await at.calls.createView({ tableId, name: 'Mine', state: { ...EMPTY, search: 'a' } })
    await at.opened.db.updateTable('view').set({ state }).execute()
    expect((await views(tableId)).find((view) => view.id === id)?.state).toEqual(EMPTY)
  })
})
