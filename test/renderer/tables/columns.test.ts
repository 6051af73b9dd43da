import { describe, expect, it } from 'vitest'
import { columnWindow, movedColumn, stepTarget, visibleColumns, withColumn } from '../../../renderer/tables/columns'
import type { ViewColumn, ViewState } from '../../../shared/domain/record-question'
import type { Field, Table } from '../../../shared/domain/table'

const SETTINGS = {
  ...{ hidden: false, required: false, unique: false, indexed: false },
  ...{ defaultValue: null, options: [], referenceTableId: null },
}
const fieldOf = (id: string, hidden = false): Field => ({
  ...{ id, name: id.toUpperCase(), type: 'text', position: 0, synced: false, primaryKey: false, vanished: false },
  settings: { ...SETTINGS, hidden },
})
const tableOf = (fields: Field[]): Table => ({
  ...{ id: 't', name: 'T', kind: 'own', sourceId: null, dataConnectionId: null, dataConnectionName: null },
  ...{ asOf: null, recordCount: 0, searchReady: true, fields },
})
const stateOf = (columns: ViewColumn[] = []): ViewState => ({
  ...{ filter: null, search: null, sort: [], rowHeight: null },
  columns,
})
const listed = (fieldId: string, part: Partial<ViewColumn> = {}): ViewColumn => ({
  ...{ fieldId, width: null, hidden: false, pinned: false },
  ...part,
})
const table = tableOf([fieldOf('a'), fieldOf('b'), fieldOf('c'), fieldOf('d', true)])
const ids = (columns: ReturnType<typeof visibleColumns>) => columns.map(({ field }) => field.id)

describe('the columns of a view', () => {
  it('follow the fields where the view says nothing, without those that are hidden by their field', () => {
    expect(ids(visibleColumns(table, stateOf()))).toEqual(['a', 'b', 'c'])
  })

  it('come in the order of the view, which decides on hiding, with pinned ones first', () => {
    const state = stateOf([listed('d'), listed('b', { hidden: true }), listed('c', { pinned: true })])
    expect(ids(visibleColumns(table, state))).toEqual(['c', 'd', 'a'])
  })

  it('know where their values stand in a record, and where they begin in their group', () => {
    const state = stateOf([listed('c', { width: 100 }), listed('a', { width: 60 }), listed('b', { pinned: true })])
    expect(visibleColumns(table, state).map(({ place, left }) => [place, left])).toEqual([
      [1, 0],
      [2, 0],
      [0, 100],
    ])
  })

  it('keep a width within what can be read and seen', () => {
    const widthOf = (width: number) => withColumn(table, stateOf(), 'a', { width })[0]?.width
    expect([widthOf(3), widthOf(123.4), widthOf(5000)]).toEqual([56, 123, 800])
  })

  it('are all listed once one of them is changed, so that a hidden field stays hidden', () => {
    const columns = withColumn(table, stateOf(), 'b', { pinned: true })
    expect(columns.map(({ fieldId, hidden, pinned }) => [fieldId, hidden, pinned])).toEqual([
      ['a', false, false],
      ['b', false, true],
      ['c', false, false],
      ['d', true, false],
    ])
  })

  it('move before another one and join its group', () => {
    const pinned = stateOf(withColumn(table, stateOf(), 'a', { pinned: true }))
    const moved = movedColumn(table, pinned, 'c', 'a')
    expect(moved.map(({ fieldId }) => fieldId)).toEqual(['c', 'a', 'b', 'd'])
    expect(moved[0]?.pinned).toBe(true)
    expect(movedColumn(table, stateOf(), 'a', null).map(({ fieldId }) => fieldId)).toEqual(['b', 'c', 'd', 'a'])
  })

  it('step one place to either side, and not out of their group', () => {
    const columns = visibleColumns(table, stateOf([listed('b', { pinned: true })]))
    expect(ids(columns)).toEqual(['b', 'a', 'c'])
    expect(stepTarget(columns, 'b', 1)).toBeUndefined()
    expect(stepTarget(columns, 'a', -1)).toBeUndefined()
    expect(stepTarget(columns, 'a', 1)).toBeNull()
    expect(stepTarget(columns, 'c', -1)).toBe('a')
  })
})

describe('the window over the columns', () => {
  const many = visibleColumns(
    tableOf(Array.from({ length: 500 }, (_, index) => fieldOf(`f${index}`))),
    stateOf(Array.from({ length: 500 }, (_, index) => listed(`f${index}`, { width: 100 }))),
  )

  it('draws a few of five hundred, and room for the others', () => {
    const { first, end, before, after } = columnWindow(many, 20_050, 800)
    expect(end - first).toBeLessThan(17)
    expect(before + (end - first) * 100 + after).toBe(50_000)
    expect(before).toBeLessThanOrEqual(20_050)
    expect(50_000 - after).toBeGreaterThanOrEqual(20_850)
  })

  it('covers the view wherever it is', () => {
    for (let scrolled = 0; scrolled <= 49_200; scrolled += 137) {
      const { before, after } = columnWindow(many, scrolled, 800)
      expect(before, String(scrolled)).toBeLessThanOrEqual(scrolled)
      expect(50_000 - after, String(scrolled)).toBeGreaterThanOrEqual(scrolled + 800)
    }
  })

  it('is empty without columns', () => {
    expect(columnWindow([], 0, 800)).toEqual({ first: 0, end: 0, before: 0, after: 0 })
  })
})
