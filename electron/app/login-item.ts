import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from 'electron'

/** Given at login, so that no window comes up. */
export const HIDDEN_SWITCH = 'hidden'

type LoginItem = {
  app: Pick<App, 'setLoginItemSettings' | 'getPath'>
  platform: NodeJS.Platform
  /** What is started. */
  program: string
  wanted: boolean
}

/** Has the system start the program at login, or not any more. On Linux by the autostart folder of the desktop. */
export function setLoginItem({ app, platform, program, wanted }: LoginItem): void {
  if (platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wanted, args: [`--${HIDDEN_SWITCH}`] })
    return
  }
  const folder = join(app.getPath('appData'), 'autostart')
  const file = join(folder, 'patchbay.desktop')
  if (!wanted) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, desktopEntry(program))
}

/** https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html */
const desktopEntry = (program: string) =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Patchbay',
    `Exec=${quoted(program)} --${HIDDEN_SWITCH}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')

/** A percent sign starts a field code, and a backslash is unescaped twice. */
const quoted = (text: string) => `"${text.replace(/(["`$\\])/g, '\\\\$1').replaceAll('%', '%%')}"`
