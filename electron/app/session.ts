import { type Session, session } from 'electron'
import type { Log } from './log'
import { isAppUrl } from './origin'

/** No `persist:` prefix: cookies, storage and caches of the interface live in memory and end with the program. */
const PARTITION = 'patchbay-ui'

/** Copying text the person selected or pressed a button for. The one thing pages may ask for. */
const COPY = 'clipboard-sanitized-write'

export const uiSession = (): Session => session.fromPartition(PARTITION)

type Hardening = {
  log: Log
  /** Vite's address while developing, else null. */
  devUrl: string | null
}

/** Takes the network, devices, permissions and downloads away from a session. Has to end before the first page loads. */
export async function hardenSession(target: Session, { log, devUrl }: Hardening): Promise<void> {
  denyPermissions(target)
  denyDevices(target)
  denyRequests(target, devUrl)
  target.setSpellCheckerEnabled(false)
  target.setSpellCheckerDictionaryDownloadURL('app://none/')
  target.on('will-download', (event) => {
    event.preventDefault()
    log.warn('download-denied')
  })
  await target.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'http://127.0.0.1:1',
    proxyBypassRules: devUrl ? `<-loopback>;${new URL(devUrl).host}` : '<-loopback>',
  })
}

function denyPermissions(target: Session): void {
  target.setPermissionRequestHandler((contents, permission, callback, details) => {
    const asker = details.isMainFrame && isAppUrl(contents.getURL()) && isAppUrl(details.requestingUrl)
    callback(asker && permission === COPY)
  })
  target.setPermissionCheckHandler((contents, permission, origin) => {
    return String(permission) === COPY && contents !== null && isAppUrl(contents.getURL()) && isAppUrl(origin)
  })
}

function denyDevices(target: Session): void {
  target.setDevicePermissionHandler(() => false)
  target.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  target.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }))
  target.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault()
    callback()
  })
  target.on('select-hid-device', (event, _details, callback) => {
    event.preventDefault()
    callback()
  })
  target.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault()
    callback('')
  })
}

function denyRequests(target: Session, devUrl: string | null): void {
  const devHost = devUrl ? new URL(devUrl).host : null
  const allowed = (url: string) =>
    isAppUrl(url) ||
    url.startsWith('data:') ||
    url.startsWith('blob:app://patchbay/') ||
    (devHost !== null && (url.startsWith('devtools://') || url.startsWith(`ws://${devHost}/`)))
  target.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !allowed(details.url) }))
}
