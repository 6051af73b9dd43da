import type { MenuCommand } from './menu-template'

/** Commands of the window that are in the native menu too. The window's registry runs them. */
export const MENU_COMMANDS: readonly MenuCommand[] = [
  { id: 'app.palette', label: 'Command palette', accelerator: 'CmdOrCtrl+K', menu: 'file' },
  { id: 'app.open', label: 'Open quickly', accelerator: 'CmdOrCtrl+P', menu: 'file' },
  { id: 'go.settings', label: 'Settings', accelerator: 'CmdOrCtrl+,', menu: 'file' },
  { id: 'app.sidebar', label: 'Show or hide the sidebar', menu: 'view' },
  { id: 'app.density', label: 'Dense rows', menu: 'view' },
  { id: 'app.theme-light', label: 'Light theme', menu: 'view' },
  { id: 'app.theme-dark', label: 'Dark theme', menu: 'view' },
  { id: 'app.theme-system', label: 'Theme of the system', menu: 'view' },
  { id: 'go.chat', label: 'Chat', menu: 'go' },
  { id: 'go.agents', label: 'Agents', menu: 'go' },
  { id: 'go.skills', label: 'Skills', menu: 'go' },
  { id: 'go.integrations', label: 'Integrations', menu: 'go' },
  { id: 'go.setup.tables', label: 'Tables', menu: 'go' },
  { id: 'go.setup.connections', label: 'Data connections', menu: 'go' },
  { id: 'go.ledger', label: 'Ledger', menu: 'go' },
  { id: 'app.shortcuts', label: 'Keyboard shortcuts', menu: 'help' },
  { id: 'app.logs', label: 'Open logs', menu: 'help' },
  { id: 'app.diagnostics', label: 'Copy diagnostics', menu: 'help' },
]
