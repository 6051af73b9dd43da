import { isLoopbackHost } from '../net/address'
import { signInFailed } from './failures'

/** An address of a server in its normal form: https, or plain http to this computer. Fails with `sign-in-failed: config`. */
export function toEndpoint(address: string | null, what: string): URL {
  if (!address) throw signInFailed('config', `The ${what} is not filled in`)
  const url = URL.canParse(address) ? new URL(address) : null
  if (!url) throw signInFailed('config', `The ${what} is not a complete URL`)
  if (!isAllowed(url)) throw signInFailed('config', `The ${what} has to start with https://`)
  if (url.username || url.password) throw signInFailed('config', `The ${what} must not hold a user name or a password`)
  url.hash = ''
  return url
}

/** Nothing of it means anything to a shell, wherever it is handed over on its way to the browser. */
export const shellSafe = (href: string): string =>
  href.replace(/[^A-Za-z0-9\-._~:/?[\]@&+,;=%]/g, (char) =>
    encodeURIComponent(char).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
  )

export const isAllowed = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
