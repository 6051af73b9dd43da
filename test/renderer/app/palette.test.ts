import { describe, expect, it } from 'vitest'
import { fuzzyScore, rank } from '../../../renderer/app/fuzzy'
import { registerPaletteSource, sourcedItems } from '../../../renderer/app/palette-sources'
import { withRecent } from '../../../renderer/app/ui-state'

const ITEMS = [
  { id: 'a', title: 'New data connection' },
  { id: 'b', title: 'Handle dependencies' },
  { id: 'c', title: 'New chat' },
  { id: 'd', title: 'Use the dark theme', keywords: 'appearance night' },
]
const found = (query: string, recents: string[] = []) => rank(ITEMS, query, recents).map((item) => item.id)

describe('the palette', () => {
  it('finds initials of words before letters inside them', () => {
    expect(found('ndc')[0]).toBe('a')
    expect(fuzzyScore('ndc', 'New data connection')).toBeGreaterThan(fuzzyScore('ndc', 'Handle dependencies'))
  })

  it('puts what contains the words before what only has the letters, and a start of a word first of all', () => {
    expect(fuzzyScore('chat', 'New chat')).toBeGreaterThan(fuzzyScore('chat', 'Snatchat'))
    expect(fuzzyScore('chat', 'Snatchat')).toBeGreaterThan(fuzzyScore('chat', 'Check the name tag'))
  })

  it('leaves out what does not fit and finds by keywords', () => {
    expect(found('zzz')).toEqual([])
    expect(found('night')).toEqual(['d'])
  })

  it('shows what was used lately first while nothing is typed', () => {
    expect(found('', ['c', 'd'])).toEqual(['c', 'd', 'a', 'b'])
  })

  it('remembers each thing once, the latest first, and forgets the oldest', () => {
    expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a'])
    const many = Array.from({ length: 30 }, (_, index) => String(index)).reduce(withRecent, [] as string[])
    expect(many).toHaveLength(12)
    expect(many[0]).toBe('29')
  })

  it('goes on without a source that fails', async () => {
    const items = [{ id: 'x:1', title: 'One', run: () => {} }]
    const leave = [
      registerPaletteSource({ id: 'x', labelKey: 'x:noun', items: () => items }),
      registerPaletteSource({ id: 'y', labelKey: 'y:noun', items: () => Promise.reject(new Error('gone')) }),
    ]
    expect((await sourcedItems('')).map(({ id, labelKey }) => [id, labelKey])).toEqual([['x:1', 'x:noun']])
    for (const go of leave) go()
    expect(await sourcedItems('')).toEqual([])
  })
})
