import { Menu } from 'electron'
import { type MenuCommand, menuTemplate } from './menu-template'

/** Puts the native menu up; choosing an item says which command it was. */
export function setAppMenu(commands: readonly MenuCommand[], onCommand: (id: string) => void): void {
  const template = menuTemplate({ commands, onCommand, isMac: process.platform === 'darwin' })
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
