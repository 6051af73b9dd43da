import type { MenuItemConstructorOptions } from 'electron'

const MENUS = ['file', 'edit', 'view', 'go', 'window', 'help'] as const
type MenuName = (typeof MENUS)[number]

export type MenuCommand = {
  id: string
  label: string
  /** Electron accelerator, shown beside the label. The window itself listens for the keys. */
  accelerator?: string
  role?: NonNullable<MenuItemConstructorOptions['role']>
  menu?: MenuName
}

const LABELS: Record<MenuName, string> = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  window: 'Window',
  help: 'Help',
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }
const roles = (...names: NonNullable<MenuItemConstructorOptions['role']>[]): MenuItemConstructorOptions[] =>
  names.map((role) => ({ role }))

type Template = { commands: readonly MenuCommand[]; onCommand: (id: string) => void; isMac: boolean }

/** The menu of the platform with our commands in it. Reload and developer tools are left out on purpose. */
export function menuTemplate({ commands, onCommand, isMac }: Template): MenuItemConstructorOptions[] {
  const own = (menu: MenuName) => commands.filter((command) => (command.menu ?? 'go') === menu).map(toItem)
  const standard: Record<MenuName, MenuItemConstructorOptions[]> = {
    file: isMac ? roles('close') : roles('quit'),
    edit: [...roles('undo', 'redo'), SEPARATOR, ...roles('cut', 'copy', 'paste', 'pasteAndMatchStyle', 'selectAll')],
    view: roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'),
    go: [],
    window: isMac ? roles('minimize', 'zoom', 'front') : roles('minimize', 'close'),
    help: [],
  }
  const menus = MENUS.flatMap((menu): MenuItemConstructorOptions[] => {
    const items = joinGroups(own(menu), standard[menu])
    return items.length > 0 ? [{ label: LABELS[menu], submenu: items }] : []
  })
  return isMac ? [{ role: 'appMenu' }, ...menus] : menus

  function toItem({ id, label, accelerator, role }: MenuCommand): MenuItemConstructorOptions {
    return {
      id,
      label,
      ...(accelerator ? { accelerator, registerAccelerator: false } : {}),
      ...(role ? { role } : { click: () => onCommand(id) }),
    }
  }
}

function joinGroups(first: MenuItemConstructorOptions[], second: MenuItemConstructorOptions[]) {
  return first.length > 0 && second.length > 0 ? [...first, SEPARATOR, ...second] : [...first, ...second]
}
