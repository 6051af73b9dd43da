import { type Keychain, memoryKeychain } from '../../electron/secrets/keychain'

/** What a locked gnome-keyring does for readers: nothing is ever there, and what is stored is gone. */
export const nullKeychain = (): Keychain => ({
  get: async () => null,
  set: async () => {},
  delete: async () => {},
})

/** Never answers, until `release` lets every call that is under way through to the keychain behind it. */
export function hangingKeychain(behind: Keychain = memoryKeychain()) {
  const waiting: (() => void)[] = []
  let hangs = true
  let calls = 0
  const turn = async () => {
    calls += 1
    if (hangs) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const keychain: Keychain = {
    get: async (account) => {
      await turn()
      return behind.get(account)
    },
    set: async (account, value) => {
      await turn()
      await behind.set(account, value)
    },
    delete: async (account) => {
      await turn()
      await behind.delete(account)
    },
  }
  const release = () => {
    hangs = false
    for (const resume of waiting.splice(0)) resume()
  }
  return { keychain, release, calls: () => calls }
}

/** Throws at the call with that number, counted from 1, before or after it took effect. */
export function failingKeychain(behind: Keychain, nth: number, error: Error, when: 'before' | 'after' = 'before') {
  let calls = 0
  const turn = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1
    const fails = calls === nth
    if (fails && when === 'before') throw error
    const result = await work()
    if (fails) throw error
    return result
  }
  const keychain: Keychain = {
    get: (account) => turn(() => behind.get(account)),
    set: (account, value) => turn(() => behind.set(account, value)),
    delete: (account) => turn(() => behind.delete(account)),
  }
  return { keychain, calls: () => calls }
}

/** Writes down what is asked of the keychain behind it. */
export function recordingKeychain(behind: Keychain = memoryKeychain()) {
  const calls: string[] = []
  const keychain: Keychain = {
    get: (account) => {
      calls.push(`get ${account}`)
      return behind.get(account)
    },
    set: (account, value) => {
      calls.push(`set ${account}`)
      return behind.set(account, value)
    },
    delete: (account) => {
      calls.push(`delete ${account}`)
      return behind.delete(account)
    },
  }
  return { keychain, calls }
}

/** The words of libsecret, measured. */
export const SAYS_NO_BUS = 'Cannot autolaunch D-Bus without X11 $DISPLAY'
export const SAYS_LOCKED = 'Cannot create an item in a locked collection'

/** A machine without a Secret Service. */
export const missingKeychain = (): Keychain => {
  const fail = () => Promise.reject(new Error(SAYS_NO_BUS))
  return { get: fail, set: fail, delete: fail }
}
