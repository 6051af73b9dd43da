import { BrowserWindow, ipcMain } from 'electron'
import type { Announce } from '../../shared/events'
import { failed, type Result } from '../../shared/result'
import type { Log } from '../app/log'
import { isLargerThan } from '../app/payload-size'
import { isTrustedSender } from '../app/sender'
import type { Router } from './router'

const INVOKE = 'patchbay:invoke'
const EVENT = 'patchbay:event'
const MAX_BYTES = 8 * 1024 * 1024

/** Opens the one door for requests. Everybody but our own top page is refused before the path is even looked at. */
export function bindIpc(router: Router, log: Log): void {
  ipcMain.removeAllListeners('electron-store-get-data')
  ipcMain.handle(INVOKE, async (event, path: unknown, input: unknown): Promise<Result<unknown>> => {
    if (!isTrustedSender(event)) {
      log.warn('ipc-sender-refused')
      return failed({ code: 'refused', message: 'This page may not ask for anything' })
    }
    if (typeof path !== 'string') return failed({ code: 'not-found', what: 'procedure', id: typeof path })
    if (isLargerThan(input, MAX_BYTES))
      return failed({ code: 'invalid-input', message: 'The input is larger than 8 MB' })
    try {
      return await router.invoke(path, input)
    } catch {
      log.error('ipc-router-failed', { path: path.slice(0, 80) })
      return failed({ code: 'internal', reference: 'router' })
    }
  })
}

/** Tells every window of ours. */
export const announce: Announce = (event) => {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed() && !window.webContents.isDestroyed()) window.webContents.send(EVENT, event)
  }
}
