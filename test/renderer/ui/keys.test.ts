import { describe, expect, it } from 'vitest'
import { listKeyTarget, typeAheadTarget } from '../../../renderer/ui/list-keys'
import { matchesShortcut, shortcutCaps } from '../../../renderer/ui/shortcut'

const press = (key: string, held: string[] = [], code = '') => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
})

describe('shortcuts', () => {
  it('mean Command on macOS and Control elsewhere, and nothing with further keys held', () => {
    expect(matchesShortcut(press('k', ['ctrl']), 'mod+k', false)).toBe(true)
    expect(matchesShortcut(press('k', ['meta']), 'mod+k', true)).toBe(true)
    expect(matchesShortcut(press('k', ['ctrl']), 'mod+k', true)).toBe(false)
    expect(matchesShortcut(press('K', ['ctrl', 'shift']), 'mod+k', false)).toBe(false)
    expect(matchesShortcut(press('K', ['ctrl', 'shift']), 'mod+shift+k', false)).toBe(true)
  })

  it('take digits by their place, so that they work on a French keyboard', () => {
    expect(matchesShortcut(press('&', ['ctrl'], 'Digit1'), 'mod+1', false)).toBe(true)
    expect(matchesShortcut(press('1', ['ctrl'], 'Digit2'), 'mod+1', false)).toBe(false)
  })

  it('take signs however they are typed', () => {
    expect(matchesShortcut(press('?', ['shift']), '?', false)).toBe(true)
    expect(matchesShortcut(press('/', ['ctrl']), 'mod+/', false)).toBe(true)
    expect(matchesShortcut(press('/', ['ctrl', 'shift']), 'mod+/', false)).toBe(true)
  })

  it('are drawn the way the system writes them', () => {
    expect(shortcutCaps('mod+shift+n', true)).toEqual(['⌘', '⇧', 'N'])
    expect(shortcutCaps('mod+shift+n', false)).toEqual(['Ctrl', 'Shift', 'N'])
    expect(shortcutCaps('mod++', false)).toEqual(['Ctrl', '+'])
  })
})

describe('keys in lists', () => {
  it('stop at both ends', () => {
    expect(listKeyTarget('ArrowDown', 2, 3)).toBe(2)
    expect(listKeyTarget('ArrowUp', 0, 3)).toBe(0)
    expect(listKeyTarget('End', 0, 3)).toBe(2)
    expect(listKeyTarget('PageDown', 1, 3)).toBe(2)
    expect(listKeyTarget('ArrowDown', 0, 0)).toBeNull()
    expect(listKeyTarget('a', 0, 3)).toBeNull()
  })

  it('find by typing, going round', () => {
    const labels = ['Date', 'Datetime', 'Email', 'Text']
    expect(typeAheadTarget(labels, 'd', 0)).toBe(1)
    expect(typeAheadTarget(labels, 'd', 1)).toBe(0)
    expect(typeAheadTarget(labels, 'datet', 0)).toBe(1)
    expect(typeAheadTarget(labels, 'x', 0)).toBeNull()
  })
})
