import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Extent,
  type Place,
  placeAt,
  revealed,
  rowWindow,
  START,
  scrolledTo,
  scrollHeight,
} from '../../../renderer/tables/row-window'

const CHROMIUM_CAP = 33_554_432
const extentOf = (rowCount: number): Extent => ({ rowCount, rowHeight: 28, viewHeight: 700 })
const extents = fc.record({
  rowCount: fc.integer({ min: 1, max: 20_000_000 }),
  rowHeight: fc.constantFrom(26, 32),
  viewHeight: fc.integer({ min: 100, max: 1600 }),
})
const shares = fc.double({ min: 0, max: 1, noNaN: true })

const rangeOf = (extent: Extent) => Math.max(0, scrollHeight(extent) - extent.viewHeight)
const reachOf = ({ rowCount, rowHeight, viewHeight }: Extent) => Math.max(0, rowCount * rowHeight - viewHeight)

/** Scrolls as the browser does: by so many pixels, stopped by the ends of the scrolled element. */
const wheel = (extent: Extent, from: Place, by: number): Place =>
  scrolledTo(extent, from, Math.min(Math.max(from.scrollTop + by, 0), rangeOf(extent)))

/** In pixels of the view: where a row is seen. */
const seenAt = (extent: Extent, place: Place, row: number): number =>
  rowWindow(extent, place, 0).offset + row * extent.rowHeight - place.scrollTop

describe('the window over the rows of a table', () => {
  it('stays under the height that Chromium allows, also at two device pixels to one', () => {
    fc.assert(fc.property(extents, (extent) => scrollHeight(extent) * 2 < CHROMIUM_CAP))
  })

  it('shows the last row at the lower end of the scroll bar and the first at the upper', () => {
    fc.assert(
      fc.property(extents, shares, (extent, share) => {
        const anywhere = placeAt(extent, share * reachOf(extent))
        expect(rowWindow(extent, scrolledTo(extent, anywhere, rangeOf(extent)), 0).end).toBe(extent.rowCount)
        expect(rowWindow(extent, scrolledTo(extent, anywhere, 0), 0).first).toBe(0)
      }),
    )
  })

  it('brings every row wholly into view, from wherever it was', () => {
    fc.assert(
      fc.property(extents, shares, shares, (extent, fromShare, share) => {
        const row = Math.min(extent.rowCount - 1, Math.floor(share * extent.rowCount))
        const place = revealed(extent, placeAt(extent, fromShare * reachOf(extent)), row)
        const at = seenAt(extent, place, row)
        expect(at).toBeGreaterThanOrEqual(-0.001)
        expect(at + extent.rowHeight).toBeLessThanOrEqual(extent.viewHeight + 0.001)
      }),
    )
  })

  it('scrolls no further than it takes to show the next row', () => {
    const extent = extentOf(1_000_000)
    const place = placeAt(extent, 5_000_000 * 2.8)
    const { end } = rowWindow(extent, place, 0)
    expect(revealed(extent, place, end - 2)).toBe(place)
    expect(revealed(extent, place, end).above).toBe((end + 1) * extent.rowHeight - extent.viewHeight)
    expect(revealed(extent, place, 7).above).toBe(7 * extent.rowHeight)
  })

  it('moves every row by exactly the pixels of a small scroll, wherever in the list', () => {
    const steps = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(extents, shares, steps, (extent, share, scrolls) => {
        let place = placeAt(extent, share * reachOf(extent))
        for (const by of scrolls) {
          const next = wheel(extent, place, by)
          const wanted = Math.min(Math.max(place.above + by, 0), reachOf(extent))
          expect(Math.abs(next.above - wanted)).toBeLessThanOrEqual(2)
          place = next
        }
      }),
    )
  })

  it('never goes back while the thumb is dragged down', () => {
    fc.assert(
      fc.property(extents, shares, shares, (extent, one, other) => {
        const [upper, lower] = [Math.min(one, other), Math.max(one, other)].map(
          (share) => scrolledTo(extent, placeAt(extent, 0), share * rangeOf(extent)).above,
        )
        expect(lower).toBeGreaterThanOrEqual(upper ?? Number.NaN)
      }),
    )
  })

  it('lets no row by unseen while a list of three million rows is wheeled through at either end', () => {
    const extent = extentOf(3_000_000)
    for (const [start, by] of [
      [START, 600],
      [placeAt(extent, reachOf(extent)), -600],
    ] as const) {
      let place: Place = start
      for (let turn = 0; turn < 2000; turn += 1) {
        const before = rowWindow(extent, place, 0)
        place = wheel(extent, place, by)
        const after = rowWindow(extent, place, 0)
        expect(after.first).toBeLessThanOrEqual(before.end)
        expect(after.end).toBeGreaterThanOrEqual(before.first)
      }
      expect(place.above).toBeCloseTo(by > 0 ? 1_200_000 : reachOf(extent) - 1_200_000, -1)
    }
  })

  it('never runs out of scroll bar on a long way by small scrolls, in either direction', () => {
    const extent = extentOf(3_000_000)
    for (const by of [1900, -1900]) {
      let place: Place = by > 0 ? START : placeAt(extent, reachOf(extent))
      const turns = Math.ceil(reachOf(extent) / 1900) + 1
      for (let turn = 0; turn < turns; turn += 1) {
        const next = wheel(extent, place, by)
        const wanted = Math.min(Math.max(place.above + by, 0), reachOf(extent))
        if (Math.abs(next.above - wanted) > 2) expect(next.above, `turn ${turn}`).toBe(wanted)
        place = next
      }
      expect(place).toEqual(by > 0 ? { scrollTop: rangeOf(extent), above: reachOf(extent) } : START)
    }
  })

  it('keeps the scroll bar near the place that a drag to the same rows would have', () => {
    const extent = extentOf(3_000_000)
    let place = placeAt(extent, 20_000_000)
    for (let turn = 0; turn < 3000; turn += 1) {
      place = wheel(extent, place, 1900)
      expect(Math.abs(place.scrollTop - placeAt(extent, place.above).scrollTop)).toBeLessThan(13_000)
    }
  })

  it('draws enough rows to fill the view', () => {
    fc.assert(
      fc.property(extents, shares, (extent, share) => {
        const { first, end } = rowWindow(extent, scrolledTo(extent, START, share * rangeOf(extent)), 0)
        const shown = Math.min(extent.rowCount * extent.rowHeight, extent.viewHeight)
        expect((end - first) * extent.rowHeight).toBeGreaterThanOrEqual(shown - 0.001)
      }),
    )
  })
})
