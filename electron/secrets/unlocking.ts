import { randomBytes } from 'node:crypto'
import { AppFailure } from '../../shared/errors'
import { KeychainFailure } from './keychain'
import { obtainKey, readKey } from './master-key'
import { unwrapKey, wrapKey } from './passphrase'
import { checkOfKey, isKeyOf, MASTER_KEY_BYTES } from './seal'
import type { VaultRecord } from './secret-rows'
import { type Access, accessAfter, failureOf, sealMemory, type VaultCore } from './vault-core'

const MIN_PASSPHRASE_CHARS = 8

/** Binds a wrapped key to its profile and number. */
export const bindWrapped = (profileId: string, keyNo: number): string => `pb1|${profileId}|master-key|${keyNo}`

/** Finds out how the vault stands. The keychain is asked only when something is sealed, and nothing is created. */
export async function settle(core: VaultCore): Promise<void> {
  core.setAccess(await findAccess(core))
}

async function findAccess(core: VaultCore): Promise<Access> {
  const record = await core.rows.readVault()
  if (record?.mode === 'passphrase') return { state: 'locked', mode: 'passphrase', reason: 'passphrase-needed' }
  if ((await core.rows.count()) === 0) return { state: 'open', mode: record ? 'keychain' : null }
  if (!record) return { state: 'locked', mode: 'keychain', reason: 'record-missing' }
  try {
    return await loadFromKeychain(core, record)
  } catch (error) {
    if (error instanceof KeychainFailure) return { ...accessAfter(error), mode: 'keychain' }
    throw error
  }
}

/** No item although something is sealed means that the keyring is locked, never that a new key is wanted. */
async function loadFromKeychain(core: VaultCore, { keyNo, check }: VaultRecord): Promise<Access> {
  const found = await readKey(core.keychain, core.profileId, keyNo)
  if (found === null) return { state: 'locked', mode: 'keychain', reason: 'item-missing' }
  if (found === 'foreign' || !isKeyOf(check, found)) {
    if (found !== 'foreign') found.fill(0)
    return { state: 'wrong-key', mode: 'keychain', reason: 'key-mismatch' }
  }
  core.ring.load({ keyNo, key: found })
  return { state: 'open', mode: 'keychain' }
}

/** Makes sure that a key is loaded before the first secret is sealed; its record is committed before any ciphertext. */
export async function ensureKey(core: VaultCore): Promise<void> {
  if (core.ring.current()) return
  if (core.access().state !== 'open' || core.access().mode === 'memory') throw failureOf(core.access())
  try {
    await loadOrCreateKey(core)
  } catch (error) {
    if (!(error instanceof KeychainFailure)) throw error
    core.setAccess(accessAfter(error))
  }
  if (!core.ring.current()) throw failureOf(core.access())
}

/** A key that was lost is replaced only if nothing depends on it: no sealed secret, and no passphrase that opens it. */
async function loadOrCreateKey(core: VaultCore): Promise<void> {
  const record = await core.rows.readVault()
  const known = record && (await loadFromKeychain(core, record))
  if (known?.state === 'open') return core.setAccess(known)
  if (known && (record.wrapped || (await core.rows.count()) > 0)) return core.setAccess(known)
  const made = await obtainKey(core.keychain, core.profileId, { from: (record?.keyNo ?? 0) + 1, adopt: true })
  await core.rows.writeVault({ mode: 'keychain', keyNo: made.keyNo, check: checkOfKey(made.key) })
  core.ring.load(made)
  core.setAccess({ state: 'open', mode: 'keychain' })
}

/** Asks the keychain again. With nothing sealed yet it tries to store a key, so that the answer is a real one. */
export async function retry(core: VaultCore): Promise<void> {
  if (core.ring.current()) return
  const before = core.access()
  core.keychain.retry()
  await settle(core)
  const failedBefore = before.state !== 'open' || before.mode === 'memory'
  if (core.access().state === 'open' && failedBefore) await ensureKey(core).catch(onlyAppFailure)
  if (core.ring.current()) await sealMemory(core)
  else if (before.mode === 'memory') core.setAccess(before)
}

function onlyAppFailure(error: unknown): void {
  if (!(error instanceof AppFailure)) throw error
}

/**
 * With an open vault this adds a second way in (or changes it): the keychain stays the first. Without a keychain, and
 * with nothing sealed yet, the passphrase becomes the only way in.
 */
export async function createPassphrase(core: VaultCore, passphrase: string): Promise<void> {
  if (passphrase.length < MIN_PASSPHRASE_CHARS) {
    const message = `A passphrase has at least ${MIN_PASSPHRASE_CHARS} characters`
    throw new AppFailure({ code: 'invalid-input', field: 'passphrase', message })
  }
  const record = await core.rows.readVault()
  const current = core.ring.current()
  if (current && record) {
    const wrapped = await wrapKey(current.key, passphrase, bindWrapped(core.profileId, current.keyNo))
    await core.rows.writeVault({ ...record, wrapped })
    return
  }
  if ((await core.rows.count()) > 0) throw failureOf(core.access())
  const keyNo = (record?.keyNo ?? 0) + 1
  const key = randomBytes(MASTER_KEY_BYTES)
  const wrapped = await wrapKey(key, passphrase, bindWrapped(core.profileId, keyNo))
  await core.rows.writeVault({ mode: 'passphrase', keyNo, check: checkOfKey(key), wrapped })
  core.ring.load({ keyNo, key })
  core.setAccess({ state: 'open', mode: 'passphrase' })
  await sealMemory(core)
}

/** Opens the vault with its passphrase, in passphrase mode or as the second way in when the keychain lost the key. */
export async function unlock(core: VaultCore, passphrase: string): Promise<void> {
  if (core.ring.current()) return
  const record = await core.rows.readVault()
  if (!record?.wrapped) throw new AppFailure({ code: 'refused', message: 'This vault has no passphrase' })
  const key = await openWrapped(core, record, passphrase)
  core.ring.load({ keyNo: record.keyNo, key })
  core.setAccess({ state: 'open', mode: record.mode })
  await sealMemory(core)
}

/** Fails with `wrong-passphrase`, or as a wrong key when the wrapped key is not the one that seals the rows. */
export async function openWrapped(core: VaultCore, record: VaultRecord, passphrase: string): Promise<Buffer> {
  const bound = bindWrapped(core.profileId, record.keyNo)
  const key = record.wrapped ? await unwrapKey(record.wrapped, passphrase, bound) : null
  if (!key) throw new AppFailure({ code: 'wrong-passphrase' })
  if (isKeyOf(record.check, key)) return key
  key.fill(0)
  throw new AppFailure({ code: 'vault-wrong-key' })
}
