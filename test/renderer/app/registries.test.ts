import { describe, expect, it } from 'vitest'
import { allCommands, commandFor, runCommand, setCommandContext } from '../../../renderer/app/command-registry'
import { startI18n } from '../../../renderer/app/i18n'
import { navEntries, screens } from '../../../renderer/app/screens'
import { useUiState } from '../../../renderer/app/ui-state'

const i18n = startI18n()
const twice = (values: string[]) => values.filter((value, index) => values.indexOf(value) !== index)
const press = (key: string, ctrlKey = false) => ({
  key,
  code: '',
  ctrlKey,
  metaKey: false,
  altKey: false,
  shiftKey: false,
})

describe('screens of all nouns', () => {
  it('have addresses of their own and words in the catalog', () => {
    expect(twice(screens.map(({ path }) => path))).toEqual([])
    for (const { path, titleKey, nav } of screens) {
      expect(path).toMatch(/^\/[a-z0-9$/-]+$/i)
      expect(i18n.exists(titleKey), titleKey).toBe(true)
      if (nav) expect(i18n.exists(nav.labelKey), nav.labelKey).toBe(true)
    }
  })

  it('stand in the sidebar by group and order, the first nine with a number', () => {
    const nav = (group: 'main' | 'setup' | 'foot', order: number) => ({ group, order, icon: Object, labelKey: 'x' })
    const route = (path: string, group: 'main' | 'setup' | 'foot', order: number) =>
      ({ path, titleKey: 'x', component: () => null, nav: nav(group, order) }) as never
    const entries = navEntries([
      route('/s', 'foot', 1),
      route('/b', 'main', 2),
      route('/t', 'setup', 1),
      route('/a', 'main', 1),
    ])
    expect(entries.map(({ path, shortcut }) => [path, shortcut])).toEqual([
      ['/a', 'mod+1'],
      ['/b', 'mod+2'],
      ['/t', 'mod+3'],
      ['/s', 'mod+4'],
    ])
  })
})

describe('commands of all nouns', () => {
  it('have ids, shortcuts and words without a clash', () => {
    const commands = allCommands()
    expect(twice(commands.map(({ id }) => id))).toEqual([])
    expect(twice(commands.flatMap(({ shortcut, alias }) => [shortcut ?? [], alias ?? []].flat()))).toEqual([])
    for (const { titleKey } of commands) expect(i18n.exists(titleKey), titleKey).toBe(true)
  })

  it('run by id as the menu does, and are remembered for the palette', () => {
    setCommandContext({ go: () => {}, path: '/' })
    expect(runCommand('app.shortcuts')).toBe(true)
    expect(useUiState.getState()).toMatchObject({ cheatSheet: true, recents: ['app.shortcuts'] })
    expect(runCommand('app.unknown')).toBe(false)
  })

  it('leave plain letters to whoever is typing', () => {
    expect(commandFor(press('?'), false)?.id).toBe('app.shortcuts')
    expect(commandFor(press('?'), true)).toBeUndefined()
    expect(commandFor(press('k', true), true)?.id).toBe('app.palette')
  })
})
