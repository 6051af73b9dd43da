import { describe, expect, it } from 'vitest'
import { clampToDisplays } from '../../../electron/app/window-place'

const laptop = { x: 0, y: 0, width: 1400, height: 900 }
const beside = { x: 1400, y: 0, width: 1920, height: 1080 }
const stored = { width: 1000, height: 700, x: 1500, y: 50, maximized: false }

describe('a stored window', () => {
  it('comes back where it was while its display is there', () => {
    expect(clampToDisplays(stored, [laptop, beside])).toEqual(stored)
  })

  it('comes back in the middle, at its size, when its display is gone', () => {
    expect(clampToDisplays(stored, [laptop])).toEqual({ width: 1000, height: 700, maximized: false })
  })

  it('never ends above the top, or with only its edge on a display', () => {
    expect(clampToDisplays({ ...stored, y: -200 }, [laptop, beside])).not.toHaveProperty('y')
    expect(clampToDisplays({ ...stored, x: 1390 - 1000 + 2000 + 900 }, [laptop, beside])).not.toHaveProperty('x')
  })

  it('is not larger than the display, nor too small to use', () => {
    const huge = { width: 9000, height: 9000, x: 0, y: 0, maximized: true }
    expect(clampToDisplays(huge, [laptop])).toEqual({ width: 1400, height: 900, x: 0, y: 0, maximized: true })
    expect(clampToDisplays({ width: 1, height: 1, maximized: false }, [laptop])).toMatchObject({
      width: 720,
      height: 520,
    })
  })

  it('opens even when no display is known', () => {
    expect(clampToDisplays(stored, [])).toEqual({ width: 1000, height: 700, maximized: false })
  })
})
