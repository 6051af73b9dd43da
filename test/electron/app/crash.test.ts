import { describe, expect, it } from 'vitest'
import { createCrashBudget } from '../../../electron/app/crash'

describe('a window whose page crashes', () => {
  it('is loaded again three times a minute, then given up', () => {
    let now = 0
    const decide = createCrashBudget({ max: 3, windowMs: 60_000, now: () => now })
    const decisions = [0, 10_000, 20_000, 30_000].map((at) => {
      now = at
      return decide()
    })
    expect(decisions).toEqual(['reload', 'reload', 'reload', 'give-up'])
  })

  it('gets new tries once the old crashes are a minute ago', () => {
    let now = 0
    const decide = createCrashBudget({ max: 1, windowMs: 60_000, now: () => now })
    expect([decide(), decide()]).toEqual(['reload', 'give-up'])
    now = 60_000
    expect(decide()).toBe('reload')
  })
})
