import {
  ClipboardCopy,
  Command as CommandIcon,
  FolderOpen,
  Keyboard,
  Monitor,
  Moon,
  PanelLeft,
  Rows3,
  Search,
  Sun,
} from 'lucide-react'
import { copyText } from '../ui/copy-text'
import { api } from './api'
import type { Command } from './command-registry'
import { preferencesNow, setPreferences } from './preferences'
import { openPalette, useUiState } from './ui-state'

async function copyDiagnostics(): Promise<void> {
  const result = await api.app.diagnostics()
  if (result.ok) await copyText(result.value)
}

/** What belongs to the app itself and to no noun. */
export const commands: Command[] = [
  {
    id: 'app.palette',
    titleKey: 'app:command.palette',
    group: 'go',
    shortcut: 'mod+k',
    icon: CommandIcon,
    run: () => openPalette('all'),
  },
  {
    id: 'app.open',
    titleKey: 'app:command.open',
    group: 'go',
    shortcut: 'mod+p',
    icon: Search,
    run: () => openPalette('open'),
  },
  {
    id: 'app.sidebar',
    titleKey: 'app:command.sidebar',
    group: 'view',
    shortcut: 'mod+\\',
    icon: PanelLeft,
    run: () => setPreferences({ sidebarCollapsed: !preferencesNow().sidebarCollapsed }),
  },
  {
    id: 'app.density',
    titleKey: 'app:command.density',
    group: 'view',
    icon: Rows3,
    keywords: 'dense comfortable row height',
    run: () => setPreferences({ density: preferencesNow().density === 'dense' ? 'comfortable' : 'dense' }),
  },
  ...(
    [
      ['light', Sun],
      ['dark', Moon],
      ['system', Monitor],
    ] as const
  ).map(
    ([theme, icon]): Command => ({
      id: `app.theme-${theme}`,
      titleKey: `app:command.theme.${theme}`,
      group: 'view',
      icon,
      keywords: 'appearance colour',
      run: () => setPreferences({ theme }),
      when: () => preferencesNow().theme !== theme,
    }),
  ),
  {
    id: 'app.shortcuts',
    titleKey: 'app:command.shortcuts',
    group: 'help',
    shortcut: 'mod+/',
    alias: '?',
    icon: Keyboard,
    run: () => useUiState.setState({ cheatSheet: true }),
  },
  {
    id: 'app.logs',
    titleKey: 'app:command.logs',
    group: 'help',
    icon: FolderOpen,
    run: async () => {
      await api.app.openLogs()
    },
  },
  {
    id: 'app.diagnostics',
    titleKey: 'app:command.diagnostics',
    group: 'help',
    icon: ClipboardCopy,
    keywords: 'bug report version',
    run: copyDiagnostics,
  },
]
