import { randomBytes } from 'node:crypto'
import { type Keychain, KeychainFailure } from './keychain'
import { MASTER_KEY_BYTES } from './seal'

export type NumberedKey = { keyNo: number; key: Buffer }

/** One workspace never comes near so many leftovers; the limit only ends a search in a keychain that answers nonsense. */
const MAX_NUMBERS_TRIED = 16

const accountOf = (profileId: string, keyNo: number) => `master-key:${profileId}:${keyNo}`

/** `foreign`: there is an item, but it is no key of ours. It is never overwritten. */
export async function readKey(
  keychain: Keychain,
  profileId: string,
  keyNo: number,
): Promise<Buffer | 'foreign' | null> {
  const text = await keychain.get(accountOf(profileId, keyNo))
  if (text === null) return null
  const key = Buffer.from(text, 'base64')
  return key.length === MASTER_KEY_BYTES && key.toString('base64') === text ? key : 'foreign'
}

/**
 * The first key at or after `from`. An item that a crash left behind is taken over when `adopt` is set, else passed by;
 * it is never overwritten, because it may open the secrets of a backup.
 */
export async function obtainKey(
  keychain: Keychain,
  profileId: string,
  { from, adopt }: { from: number; adopt: boolean },
): Promise<NumberedKey> {
  for (let keyNo = from; keyNo < from + MAX_NUMBERS_TRIED; keyNo++) {
    const found = await readKey(keychain, profileId, keyNo)
    if (found === null) return { keyNo, key: await createKey(keychain, profileId, keyNo) }
    if (found === 'foreign') continue
    if (adopt) return { keyNo, key: found }
    found.fill(0)
  }
  throw new KeychainFailure('failed')
}

/** A keychain that cannot delete keeps an item that opens nothing any more; the next rotation tries again. */
export async function deleteKeys(keychain: Keychain, profileId: string, from: number, to: number): Promise<void> {
  for (let keyNo = Math.max(1, from); keyNo <= to; keyNo++) {
    await keychain.delete(accountOf(profileId, keyNo)).catch(() => undefined)
  }
}

/** Reads back what it stored: a locked keyring can accept an item and keep nothing. */
async function createKey(keychain: Keychain, profileId: string, keyNo: number): Promise<Buffer> {
  const key = randomBytes(MASTER_KEY_BYTES)
  await keychain.set(accountOf(profileId, keyNo), key.toString('base64'))
  const stored = await readKey(keychain, profileId, keyNo)
  if (Buffer.isBuffer(stored) && stored.equals(key)) {
    stored.fill(0)
    return key
  }
  key.fill(0)
  throw new KeychainFailure('locked')
}
