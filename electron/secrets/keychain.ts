const SERVICE = 'app.patchbay'

/** The place of the operating system for keys. `get` answers null both for "no such item" and, on Linux, for "locked". */
export interface Keychain {
  get(account: string): Promise<string | null>
  set(account: string, value: string): Promise<void>
  delete(account: string): Promise<void>
}

export type KeychainFault = 'unavailable' | 'locked' | 'timeout' | 'failed'

export class KeychainFailure extends Error {
  constructor(
    readonly kind: KeychainFault,
    options?: ErrorOptions,
  ) {
    super(`keychain ${kind}`, options)
    this.name = 'KeychainFailure'
  }
}

type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>

/** keytar, loaded with the first call: without libsecret its load fails, and that must not keep the app from starting. */
export function osKeychain(load: () => Promise<Keytar> = loadKeytar): Keychain {
  const loaded = () =>
    load().catch((error: unknown) => {
      throw new KeychainFailure('unavailable', { cause: error })
    })
  return {
    get: async (account) => (await loaded()).getPassword(SERVICE, account),
    set: async (account, value) => (await loaded()).setPassword(SERVICE, account, value),
    delete: async (account) => {
      await (await loaded()).deletePassword(SERVICE, account)
    },
  }
}

/** Forgets everything at quit; for tests and for development builds that must leave the keychain of the machine alone. */
export function memoryKeychain(): Keychain {
  const items = new Map<string, string>()
  return {
    get: async (account) => items.get(account) ?? null,
    set: async (account, value) => void items.set(account, value),
    delete: async (account) => void items.delete(account),
  }
}

async function loadKeytar(): Promise<Keytar> {
  const loaded: Keytar & { default?: Keytar } = await import('keytar')
  return loaded.default ?? loaded
}

const UNAVAILABLE = [
  /autolaunch D-?Bus/i,
  /unsupported transport/i,
  /could not connect|connection (refused|is closed)/i,
  /ServiceUnknown|NameHasNoOwner|not provided by any \.service|Failed to execute program/i,
  // A bus with a Secret Service that has no keyring, and nobody who could be asked to create one.
  /Object does not exist at path/i,
  /keychain (could not|cannot) be found/i,
  /logon session does not exist/i,
]

const LOCKED = [/\blocked\b/i, /user interaction is not allowed/i, /cancell?ed|dismissed/i, /passphrase you entered/i]

/** keytar has no error codes; these are the words of libsecret, macOS and Windows. */
export function toKeychainFailure(error: unknown): KeychainFailure {
  if (error instanceof KeychainFailure) return error
  const words = error instanceof Error ? error.message : String(error)
  const says = (patterns: RegExp[]) => patterns.some((pattern) => pattern.test(words))
  const kind = says(UNAVAILABLE) ? 'unavailable' : says(LOCKED) ? 'locked' : 'failed'
  return new KeychainFailure(kind, { cause: error })
}
