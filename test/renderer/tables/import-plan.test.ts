import { describe, expect, it } from 'vitest'
import {
  changedColumn,
  fieldsByName,
  type ImportPlan,
  problemOf,
  tableNameOf,
  targetOf,
} from '../../../renderer/tables/import-plan'

import type { Field, FieldType, Table } from '../../../shared/domain/table'
import type { ImportPreview } from '../../../shared/domain/transfer'
import { fieldOf } from './table-builders'

const column = (name: string, type: FieldType = 'text'): ImportPreview['columns'][number] => ({
  name,
  field: { name, type },
  samples: [],
})

const field = (id: string, name: string): Field => ({ ...fieldOf(id, 'text'), name })

const table: Table = {
  id: 'deals',
  name: 'Deals',
  kind: 'own',
  sourceId: null,
  dataConnectionId: null,
  dataConnectionName: null,
  asOf: null,
  recordCount: 0,
  searchReady: true,
  fields: [field('f1', 'Name'), field('f2', 'Amount')],
}

const columns = [column('Name'), column('Amount', 'number'), column('Notes')]
const plan: ImportPlan = { tableId: null, name: 'deals', changes: {} }

describe('where the columns of a file go', () => {
  it('names a new table after the file', () => {
    expect(tableNameOf('deals-2026.csv')).toBe('deals-2026')
    expect(tableNameOf('.csv')).toBe('.csv')
    expect(tableNameOf('no ending')).toBe('no ending')
  })

  it('makes a field of every column as it was found', () => {
    expect(targetOf(plan, columns, [table])).toEqual({
      kind: 'new',
      name: 'deals',
      fields: [
        { name: 'Name', type: 'text' },
        { name: 'Amount', type: 'number' },
        { name: 'Notes', type: 'text' },
      ],
    })
  })

  it('takes names, types and what is left out from the person', () => {
    const changed = [
      { place: 0, change: { name: ' Deal ' } },
      { place: 1, change: { type: 'text' as const } },
      { place: 2, change: { left: true } },
    ].reduce((before, { place, change }) => changedColumn(before, place, change), plan)
    expect(targetOf(changed, columns, [table])).toMatchObject({
      fields: [{ name: 'Deal', type: 'text' }, { name: 'Amount', type: 'text' }, null],
    })
  })

  it('keeps what is known of a column only while its type stays', () => {
    const found = {
      ...column('Stage', 'select'),
      field: { name: 'Stage', type: 'select' as const, settings: { unique: true } },
    }
    expect(targetOf(plan, [found], [])).toMatchObject({ fields: [{ settings: { unique: true } }] })
    const retyped = changedColumn(plan, 0, { type: 'text' })
    expect(targetOf(retyped, [found], [])).toEqual({
      kind: 'new',
      name: 'deals',
      fields: [{ name: 'Stage', type: 'text' }],
    })
  })

  it('finds the fields of an existing table by name, each once', () => {
    expect(fieldsByName([column(' name '), column('NAME'), column('Other')], table.fields)).toEqual(['f1', null, null])
  })

  it('fills the fields that were chosen instead of those with the same name', () => {
    const into = changedColumn(changedColumn({ ...plan, tableId: 'deals' }, 0, { fieldId: null }), 2, { fieldId: 'f1' })
    expect(targetOf(into, columns, [table])).toEqual({
      kind: 'existing',
      tableId: 'deals',
      fieldIds: [null, 'f2', 'f1'],
    })
  })

  it('says why it cannot be run yet', () => {
    const target = (part: Partial<ImportPlan>) => problemOf(targetOf({ ...plan, ...part }, columns, [table]))
    expect(target({})).toBeNull()
    expect(target({ name: ' ' })).toBe('name')
    expect(target({ changes: { 0: { name: '' } } })).toBe('fieldName')
    expect(target({ changes: { 2: { name: 'amount' } } })).toBe('fieldTwice')
    expect(target({ changes: { 0: { left: true }, 1: { left: true }, 2: { left: true } } })).toBe('columns')
    expect(target({ tableId: 'deals' })).toBeNull()
    expect(target({ tableId: 'deals', changes: { 2: { fieldId: 'f1' } } })).toBe('fieldTwice')
    expect(target({ tableId: 'deals', changes: { 0: { fieldId: null }, 1: { fieldId: null } } })).toBe('columns')
  })
})
