import { randomBytes, scrypt } from 'node:crypto'
import { openBytes, sealBytes } from './seal'
import type { WrappedKey } from './secret-rows'

/** RFC 7914 cost: 128 MB and about half a second for each guess. */
const COST = { n: 2 ** 17, r: 8, p: 1 }
const MAX_MEMORY_BYTES = 256 * 1024 * 1024

/** `boundTo` ties the wrapped key to its profile and number. */
export async function wrapKey(key: Buffer, passphrase: string, boundTo: string): Promise<WrappedKey> {
  const salt = randomBytes(16)
  const wrapping = await derive(passphrase, { salt, ...COST })
  const sealed = sealBytes(wrapping, boundTo, key)
  wrapping.fill(0)
  return { ...sealed, salt, ...COST }
}

/** Returns null when the passphrase is another one. */
export async function unwrapKey(wrapped: WrappedKey, passphrase: string, boundTo: string): Promise<Buffer | null> {
  const wrapping = await derive(passphrase, wrapped)
  const key = openBytes(wrapping, boundTo, wrapped)
  wrapping.fill(0)
  return key
}

/** NFC, because keyboards of different systems compose the same letter differently. */
function derive(passphrase: string, { salt, n, r, p }: Pick<WrappedKey, 'salt' | 'n' | 'r' | 'p'>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: MAX_MEMORY_BYTES }
    scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
