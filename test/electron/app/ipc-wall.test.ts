import { describe, expect, it } from 'vitest'
import { isLargerThan } from '../../../electron/app/payload-size'
import { isTrustedSender } from '../../../electron/app/sender'

describe('the sender of a request', () => {
  const ours = { origin: 'app://patchbay' }

  it('is trusted when it is the top page of our own origin', () => {
    expect(isTrustedSender({ senderFrame: ours, sender: { mainFrame: ours } })).toBe(true)
  })

  it.each([
    ['gone', null, ours],
    ['a frame inside the page', { origin: 'app://patchbay' }, ours],
    ['another origin', { origin: 'https://evil.example' }, null],
    ['an origin that starts like ours', { origin: 'app://patchbay.evil' }, null],
    ['an opaque origin', { origin: 'null' }, null],
  ])('is refused when it is %s', (_, frame, mainFrame) => {
    expect(isTrustedSender({ senderFrame: frame, sender: { mainFrame: mainFrame ?? frame ?? ours } })).toBe(false)
  })
})

describe('the size of a request', () => {
  const limit = 1000

  it.each<[string, unknown]>([
    ['a long text', 'x'.repeat(1001)],
    ['many small things', Array.from({ length: 200 }, (_, index) => index)],
    ['a long key', { ['k'.repeat(1001)]: 1 }],
    ['bytes', new Uint8Array(1001)],
    ['a buffer', new ArrayBuffer(1001)],
    ['a map', new Map([['a', 'x'.repeat(1001)]])],
    ['a set', new Set(['x'.repeat(1001)])],
    ['a list with holes', new Array(1e9)],
  ])('is too much for %s', (_, value) => expect(isLargerThan(value, limit)).toBe(true))

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a form', { name: 'Ada', tags: ['a', 'b'], at: new Date(0) }],
    ['the same text once', 'x'.repeat(900)],
  ])('is fine for %s', (_, value) => expect(isLargerThan(value, limit)).toBe(false))

  it('can be told of a value that contains itself', () => {
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(isLargerThan(loop, limit)).toBe(false)
  })
})
