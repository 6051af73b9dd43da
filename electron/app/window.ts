import { BrowserWindow, nativeTheme, type Session, screen } from 'electron'
import { APP_ORIGIN } from './origin'
import type { Settings } from './settings'
import { webPreferences } from './web-preferences'
import { clampToDisplays, MIN_HEIGHT, MIN_WIDTH } from './window-place'

/** The page's own background, so that nothing flashes before it is drawn. */
const BACKGROUND = { light: '#ffffff', dark: '#111113' }

type WindowDeps = {
  session: Session
  settings: Settings
  preloadFile: string
  iconFile: string | null
  isPackaged: boolean
  /** Started by the system at login: it is not shown until somebody asks for it. */
  startsHidden: boolean
  onReady: () => void
}

/** The main window: sandboxed, isolated, in memory, shown once it has something to show. */
export function createMainWindow({
  session,
  settings,
  preloadFile,
  iconFile,
  isPackaged,
  startsHidden,
  onReady,
}: WindowDeps): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const { maximized, ...place } = clampToDisplays(settings.window(), areas)
  const window = new BrowserWindow({
    ...place,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Patchbay',
    backgroundColor: BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
    ...(iconFile ? { icon: iconFile } : {}),
    webPreferences: {
      session,
      preload: preloadFile,
      ...webPreferences({ isPackaged }),
    },
  })
  window.once('ready-to-show', () => {
    if (maximized && !startsHidden) window.maximize()
    if (!startsHidden) window.show()
    onReady()
  })
  rememberPlace(window, settings)
  return window
}

export const loadMainPage = (window: BrowserWindow): Promise<void> => window.loadURL(`${APP_ORIGIN}/index.html`)

/** Shows the window wherever it is: minimised, behind others, hidden. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Follows the theme of the preferences, also in native menus and dialogs. */
export function applyTheme(theme: 'light' | 'dark' | 'system'): void {
  nativeTheme.themeSource = theme
}

function rememberPlace(window: BrowserWindow, settings: Settings): void {
  window.on('close', () => settings.setWindow({ ...window.getNormalBounds(), maximized: window.isMaximized() }))
}
