import { describe, expect, it } from 'vitest'
import { changedCells } from '../../../renderer/chat/changed-cells'
import { writesOf } from '../../../renderer/chat/writes-of'
import type { ChangeBatch } from '../../../shared/domain/record-change'

const batch = (tableId: string, records: number, undone: boolean): ChangeBatch => ({
  id: `${tableId}-${records}`,
  at: '2026-03-02T09:00:00.000Z',
  tableId,
  actor: { kind: 'run', id: 'r', label: null, threadId: null },
  action: 'edit',
  records,
  undone,
})
const TABLES = [
  { id: 'deals', name: 'Deals' },
  { id: 'tickets', name: 'Tickets' },
]

describe('writesOf', () => {
  it('adds up what a run wrote, names each table once, and leaves out those that are gone', () => {
    const batches = [batch('deals', 2, true), batch('gone', 1, true), batch('deals', 4, false)]
    expect(writesOf(batches, TABLES)).toEqual({ count: 7, names: ['Deals'], undone: false })
  })

  it('is undone once every part of it is', () => {
    expect(writesOf([batch('deals', 2, true), batch('tickets', 1, true)], TABLES).undone).toBe(true)
  })
})

describe('changedCells', () => {
  it('keeps records of the same name apart', () => {
    const change = { label: 'Acme', before: { Stage: 'Open', Amount: 1 }, after: { Stage: 'Won', Amount: 1 } }
    const cells = [change, change].flatMap(changedCells)
    expect(cells.map(({ record, field, after }) => [record, field, after])).toEqual([
      ['Acme', 'Stage', 'Won'],
      ['Acme', 'Stage', 'Won'],
    ])
    expect(new Set(cells.map(({ key }) => key)).size).toBe(2)
  })
})
