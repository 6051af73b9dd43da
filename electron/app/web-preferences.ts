import type { WebPreferences } from 'electron'

/** What every window of Patchbay gives its page: nothing. Defaults are written out, so that an audit finds them. */
export function webPreferences({ isPackaged }: { isPackaged: boolean }) {
  return {
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    devTools: !isPackaged,
  } satisfies WebPreferences
}
