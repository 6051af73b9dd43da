export const APP_SCHEME = 'app'
const APP_HOST = 'patchbay'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

/** Compared as text: Node's URL gives the origin "null" to schemes it does not know. */
export function isAppUrl(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`)
}
