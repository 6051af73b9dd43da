import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppFailure } from '../../shared/errors'
import type { SecretRow } from './secret-rows'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export const MASTER_KEY_BYTES = 32

export type SealedBytes = Pick<SecretRow, 'nonce' | 'ciphertext' | 'tag'>
export type SecretIdentity = Pick<SecretRow, 'id' | 'ownerId' | 'kind'>

/** The key is right, but what it should open was changed, cut or moved to another row. Only entering it again helps. */
export class DamagedSecret extends AppFailure {
  constructor() {
    super({ code: 'needs-secret', what: 'A credential whose stored form is damaged' })
    this.name = 'DamagedSecret'
  }
}

/** AES-256-GCM with a random nonce: fine far beyond the few thousand writes that one master key ever sees. */
export function sealBytes(key: Buffer, boundTo: string, plain: Buffer): SealedBytes {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(boundTo))
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()])
  return { nonce, ciphertext, tag: cipher.getAuthTag() }
}

/** Returns null when key, binding or bytes are not those that were sealed. */
export function openBytes(key: Buffer, boundTo: string, { nonce, ciphertext, tag }: SealedBytes): Buffer | null {
  if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) return null
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(boundTo)).setAuthTag(tag)
  const plain = decipher.update(ciphertext)
  try {
    decipher.final()
    return plain
  } catch {
    plain.fill(0)
    return null
  }
}

/** Binds a ciphertext to its row, so that swapping two rows, owners or kinds is noticed. */
export function bindSecret(profileId: string, { id, ownerId, kind }: SecretIdentity): string {
  const parts = [profileId, id, ownerId, kind]
  if (parts.some((part) => part.includes('|'))) throw new TypeError('ids and kinds of secrets contain no "|"')
  return ['pb1', ...parts].join('|')
}

/** Tells a wrong key from a damaged row, without saying anything about the key. */
export const checkOfKey = (key: Buffer): Buffer => createHmac('sha256', key).update('check').digest().subarray(0, 16)

export function isKeyOf(check: Buffer, key: Buffer): boolean {
  return check.length === 16 && timingSafeEqual(check, checkOfKey(key))
}
