import { describe, expect, it } from 'vitest'
import { shapeOutput } from '../../../electron/integrations/shape-output'

describe('shapeOutput', () => {
  it('drops noise and nothing-values at any depth, and reads documents as text', () => {
    const content = [{ type: 'paragraph', content: [{ type: 'text', text: 'hello' }] }]
    const answer = { self: 'x', a: [{ self: 'y', b: null, c: 1 }], d: { type: 'doc', version: 1, content } }
    expect(shapeOutput(answer, ['self'])).toEqual({ a: [{ c: 1 }], d: 'hello' })
  })

  it('says what it cut from long texts and lists', () => {
    expect(shapeOutput('x'.repeat(4010), [])).toBe(`${'x'.repeat(4000)}… (10 more characters)`)
    const shaped = shapeOutput(
      Array.from({ length: 103 }, (_, index) => index),
      [],
    )
    expect(shaped).toHaveLength(101)
    expect(Array.isArray(shaped) && shaped.at(-1)).toBe('(3 more, not shown)')
  })

  it('never gives more than 64 KB', () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field-${index}`, 'x'.repeat(100)]))
    for (const answer of [Array(500).fill({ text: 'y'.repeat(3000) }), wide])
      expect(JSON.stringify(shapeOutput(answer, [])).length).toBeLessThanOrEqual(64 * 1024)
  })
})
