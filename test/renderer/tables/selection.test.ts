import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HEAD, moveCell, tabCell } from '../../../renderer/tables/move-cell'
import {
  allCells,
  blocksOf,
  columnsIn,
  extended,
  pickedRows,
  type RowPick,
  type Selection,
  selectionAt,
  sizeOf,
} from '../../../renderer/tables/selection'

const at = (row: number, column: number) => ({ row, column })

describe('a selection in the grid', () => {
  it('is a block between two corners, whichever comes first', () => {
    const [block] = blocksOf(extended(selectionAt(at(5, 3)), at(2, 4)), 100, 10)
    expect(block).toEqual({ rows: { from: 2, to: 5 }, columns: { from: 3, to: 4 } })
  })

  it('keeps the active cell where it was while it grows', () => {
    expect(extended(selectionAt(at(5, 3)), at(9, 9)).active).toEqual(at(5, 3))
    expect(allCells(selectionAt(at(5, 3)), 100, 10).active).toEqual(at(5, 3))
  })

  it('ends where the rows end', () => {
    const all = allCells(selectionAt(at(0, 0)), 100, 10)
    expect(sizeOf(blocksOf(all, 40, 10))).toEqual({ rows: 40, columns: 10, cells: 400 })
    expect(blocksOf(all, 0, 10)).toEqual([])
  })

  it('takes whole rows one by one, and lets go of one again', () => {
    let selection = pickedRows(selectionAt(at(0, 2)), 4, 'only')
    selection = pickedRows(selection, 8, 'toggle')
    selection = pickedRows(selection, 6, 'toggle')
    expect(blocksOf(selection, 100, 3).map(({ rows }) => rows.from)).toEqual([4, 6, 8])
    selection = pickedRows(selection, 6, 'toggle')
    expect(blocksOf(selection, 100, 3).map(({ rows }) => rows.from)).toEqual([4, 8])
  })

  it('takes all rows from the first one to the one with Shift held', () => {
    const selection = pickedRows(pickedRows(selectionAt(at(0, 0)), 7, 'only'), 3, 'extend')
    expect(blocksOf(selection, 100, 3)).toEqual([{ rows: { from: 3, to: 7 }, columns: { from: 0, to: 2 } }])
    expect(columnsIn(blocksOf(selection, 100, 3), 5)).toEqual({ from: 0, to: 2 })
    expect(columnsIn(blocksOf(selection, 100, 3), 8)).toBeNull()
  })

  it('counts no row twice, whatever is picked', () => {
    const picks = fc.array(fc.tuple(fc.nat(30), fc.constantFrom<RowPick>('only', 'toggle', 'extend')), {
      maxLength: 20,
    })
    fc.assert(
      fc.property(picks, (given) => {
        let selection: Selection = selectionAt(at(0, 0))
        for (const [row, pick] of given) selection = pickedRows(selection, row, pick)
        const rows = blocksOf(selection, 100, 1).flatMap((block) =>
          Array.from({ length: block.rows.to - block.rows.from + 1 }, (_, index) => block.rows.from + index),
        )
        expect(new Set(rows).size).toBe(rows.length)
        expect(rows).toEqual(rows.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('moving in the grid', () => {
  const size = { rows: 50, columns: 4, page: 20 }
  const press = (cell: ReturnType<typeof at>, key: string, ctrlKey = false) =>
    moveCell(cell, { key, ctrlKey, metaKey: false }, size)

  it('leads from the first row to the heads, and no further', () => {
    expect(press(at(0, 2), 'ArrowUp')).toEqual(at(HEAD, 2))
    expect(press(at(HEAD, 2), 'ArrowUp')).toEqual(at(HEAD, 2))
    expect(press(at(HEAD, 2), 'ArrowDown')).toEqual(at(0, 2))
  })

  it('stops a jump or a page at the first row', () => {
    expect(press(at(12, 2), 'PageUp')).toEqual(at(0, 2))
    expect(press(at(12, 2), 'ArrowUp', true)).toEqual(at(0, 2))
    expect(press(at(12, 2), 'Home', true)).toEqual(at(0, 0))
    expect(press(at(12, 2), 'End', true)).toEqual(at(49, 3))
    expect(press(at(40, 2), 'PageDown')).toEqual(at(49, 2))
  })

  it('leaves other keys alone', () => {
    expect(press(at(1, 1), 'a')).toBeNull()
  })

  it('goes on in the next row with Tab, and leaves the grid at either end', () => {
    expect(tabCell(at(3, 3), false, size)).toEqual(at(4, 0))
    expect(tabCell(at(3, 0), true, size)).toEqual(at(2, 3))
    expect(tabCell(at(0, 0), true, size)).toBeNull()
    expect(tabCell(at(49, 3), false, size)).toBeNull()
  })
})
