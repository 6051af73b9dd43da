import { app, type BrowserWindow } from 'electron'
import { createCrashBudget } from './crash'
import type { Log } from './log'
import { APP_ORIGIN } from './origin'
import { SAFE_PAGE_PATH } from './safe-page'
import { loadMainPage } from './window'

/** Brings a window back after its page crashed: three times a minute at most, then a page without script. No dump is ever made. */
export function recoverFromCrashes(window: BrowserWindow, log: Log): void {
  const decide = createCrashBudget({ max: 3, windowMs: 60_000, now: Date.now })
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const decision = decide()
    log.error('window-crashed', { reason, exitCode, decision })
    const page = decision === 'reload' ? loadMainPage(window) : window.loadURL(`${APP_ORIGIN}${SAFE_PAGE_PATH}`)
    page.catch(() => log.error('window-not-restored', { decision }))
  })
  window.webContents.on('unresponsive', () => log.warn('window-unresponsive'))
}

/** Notes helper processes (GPU, utility) that died; Electron restarts them by itself. */
export function logChildFailures(log: Log): void {
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.warn('process-gone', { type, reason, exitCode })
  })
}
