import { app, type WebContents } from 'electron'
import type { Log } from './log'
import { isAppUrl } from './origin'

/** Closes every way out of every page this program will ever make. Call before the first window. */
export function hardenAllContents(log: Log): void {
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, log))
}

function hardenContents(contents: WebContents, log: Log): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(({ url }) => {
    log.warn('window-denied', { scheme: schemeOf(url) })
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event) => stayHome(event))
  contents.on('will-frame-navigate', (event) => stayHome(event))
  contents.on('will-redirect', (event) => stayHome(event))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, callback) => {
    event.preventDefault()
    callback('')
  })

  function stayHome(event: { url: string; isMainFrame: boolean; preventDefault: () => void }): void {
    if (event.isMainFrame && isAppUrl(event.url)) return
    event.preventDefault()
    log.warn('navigation-denied', { scheme: schemeOf(event.url) })
  }
}

const schemeOf = (url: string): string => /^[a-z][a-z0-9+.-]{0,20}(?=:)/i.exec(url)?.[0] ?? 'none'
