import { AppFailure } from '../../shared/errors'
import type { NumberedKey } from './master-key'

/** The master keys in memory. Replaced ones stay until `wipe`, for a secret that was sealed just before a rotation. */
export interface KeyRing {
  current(): NumberedKey | undefined
  get(keyNo: number): Buffer | undefined
  /** Takes the buffer over and makes it the key that seals. */
  load(key: NumberedKey): void
  /** Makes a key that was loaded before the one that seals. */
  use(keyNo: number): void
  wipe(): void
  close(): void
}

export function createKeyRing(): KeyRing {
  const keys = new Map<number, Buffer>()
  let currentNo: number | undefined
  let closed = false
  const wipe = () => {
    for (const key of keys.values()) key.fill(0)
    keys.clear()
    currentNo = undefined
  }
  return {
    current() {
      const key = currentNo === undefined ? undefined : keys.get(currentNo)
      return currentNo === undefined || !key ? undefined : { keyNo: currentNo, key }
    },
    get: (keyNo) => keys.get(keyNo),
    load({ keyNo, key }) {
      if (closed) {
        key.fill(0)
        throw new AppFailure({ code: 'vault-locked' })
      }
      keys.set(keyNo, key)
      currentNo = keyNo
    },
    use(keyNo) {
      currentNo = keyNo
    },
    wipe,
    close() {
      closed = true
      wipe()
    },
  }
}
