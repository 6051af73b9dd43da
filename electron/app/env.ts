export type Env = Readonly<{
  /** Folder of the profile; null means the platform's own place. */
  dataDir: string | null
  keychain: 'system' | 'memory'
  /** Vite's address while developing; null serves the built files. */
  devUrl: string | null
  /** Print one line on stdout when the window is ready, for scripts that wait for it. */
  announce: boolean
  /** Sign-in pages of test servers on this machine may be opened over plain http. */
  allowLoopbackHttp: boolean
  /** A test drives the program. */
  isTest: boolean
  /** Mirror the log on stderr. */
  logToConsole: boolean
}>

/** The only reading of environment variables in main. A packaged build knows `PATCHBAY_DATA` and `PATCHBAY_ANNOUNCE` only. */
export function readEnv(source: Readonly<Record<string, string | undefined>>, isPackaged: boolean): Env {
  const set = (name: string) => source[name]?.trim() || null
  const develop = (name: string) => (isPackaged ? null : set(name))
  const devUrl = develop('PATCHBAY_DEV_URL')
  return Object.freeze({
    dataDir: set('PATCHBAY_DATA'),
    keychain: develop('PATCHBAY_KEYCHAIN') === 'memory' ? 'memory' : 'system',
    devUrl: devUrl && isLoopback(devUrl) ? devUrl : null,
    announce: set('PATCHBAY_ANNOUNCE') !== null,
    allowLoopbackHttp: develop('PATCHBAY_TEST') !== null,
    isTest: develop('PATCHBAY_TEST') !== null,
    logToConsole: develop('PATCHBAY_TEST') !== null || devUrl !== null,
  })
}

function isLoopback(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url)
    return protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost')
  } catch {
    return false
  }
}
