import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PIXELS, rowWindow, scrollHeight, scrollTopOf } from '../../../renderer/tables/row-window'

const CHROMIUM_CAP = 33_554_432
const rowHeight = 28
const view = { rowHeight, viewHeight: 700 }

describe('the window over the rows of a table', () => {
  it('stays under the height that Chromium allows, also with two device pixels to one', () => {
    expect(scrollHeight(1_000_000_000, rowHeight) * 2).toBeLessThan(CHROMIUM_CAP)
    expect(MAX_PIXELS).toBeGreaterThan(rowHeight)
  })

  it('shows the last row of a million at the end of the scroll bar', () => {
    const rowCount = 1_000_000
    const { end } = rowWindow({ ...view, rowCount, scrollTop: scrollHeight(rowCount, rowHeight), overscan: 0 })
    expect(end).toBe(rowCount)
  })

  it('brings any row of any table into view', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (rowCount, share) => {
          const row = Math.floor(share * rowCount)
          const scrollTop = scrollTopOf(row, { ...view, rowCount })
          const { first, end } = rowWindow({ ...view, rowCount, scrollTop, overscan: 1 })
          return first <= row && row < end
        },
      ),
    )
  })

  it('never goes back while scrolling down, and always covers the view', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.integer({ min: 0, max: 8_000_000 }),
        fc.integer({ min: 0, max: 5000 }),
        (rowCount, at, step) => {
          const before = rowWindow({ ...view, rowCount, scrollTop: at, overscan: 0 })
          const after = rowWindow({ ...view, rowCount, scrollTop: at + step, overscan: 0 })
          const shown = Math.min(rowCount * rowHeight, view.viewHeight)
          expect(after.first).toBeGreaterThanOrEqual(before.first)
          expect((after.end - after.first) * rowHeight).toBeGreaterThanOrEqual(shown - rowHeight)
        },
      ),
    )
  })
})
