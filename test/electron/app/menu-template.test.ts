import { describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../electron/app/menu-template'

const commands = [
  { id: 'new-chat', label: 'New chat', accelerator: 'CmdOrCtrl+N', menu: 'file' as const },
  { id: 'palette', label: 'Command palette' },
]
const build = (isMac: boolean) => {
  const chosen: string[] = []
  const template = menuTemplate({ commands, onCommand: (id) => chosen.push(id), isMac })
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  return { template, items, chosen }
}

describe('the native menu', () => {
  it.each([true, false])('says which command was chosen (macOS: %s)', (isMac) => {
    const { items, chosen } = build(isMac)
    for (const item of items) {
      if (item.id) Reflect.apply(item.click ?? (() => undefined), null, [])
    }
    expect(chosen).toEqual(['new-chat', 'palette'])
  })

  it('shows keys without listening for them, since the window does', () => {
    const { items } = build(false)
    expect(items.find(({ id }) => id === 'new-chat')).toMatchObject({
      accelerator: 'CmdOrCtrl+N',
      registerAccelerator: false,
    })
  })

  it('follows the platform', () => {
    expect(build(true).template[0]).toEqual({ role: 'appMenu' })
    expect(build(false).template.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Go', 'Window'])
    expect(build(false).items.map(({ role }) => role)).toContain('quit')
  })

  it.each([true, false])('offers no developer tools and no reload (macOS: %s)', (isMac) => {
    const roles = build(isMac).items.map(({ role }) => role)
    expect(roles).toContain('copy')
    expect(roles).not.toContain('toggleDevTools')
    expect(roles).not.toContain('reload')
  })
})
