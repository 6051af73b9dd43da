import type { VaultStatus as SharedStatus } from '../../shared/domain/vault'
import { type AppError, AppFailure } from '../../shared/errors'
import type { GuardedKeychain } from './guarded-keychain'
import type { KeyRing } from './key-ring'
import type { KeychainFailure } from './keychain'
import { bindSecret, DamagedSecret, openBytes, type SecretIdentity, sealBytes } from './seal'
import type { SecretRow, SecretRows } from './secret-rows'

type VaultReason =
  | 'keychain-missing'
  | 'keychain-locked'
  | 'keychain-timeout'
  | 'keychain-failed'
  | 'item-missing'
  | 'key-mismatch'
  | 'record-missing'
  | 'record-unreadable'
  | 'passphrase-needed'
  | 'locked-by-user'

/** `reason` says why a vault is not open, for the log. */
export type VaultStatus = SharedStatus & { reason?: VaultReason }
export type Access = Omit<VaultStatus, 'secretCount'>

/** `hidesSealed`: a sealed secret of the same id exists; it cannot be opened in this session. */
export type MemorySecret = SecretIdentity & { value: Buffer; hidesSealed: boolean }

/** What the parts of the vault share. Only `secrets.ts` hands it out, and never beyond this folder. */
export type VaultCore = {
  readonly rows: SecretRows
  readonly keychain: GuardedKeychain
  readonly profileId: string
  readonly ring: KeyRing
  /** Secrets that live until quit; one of these hides a sealed one of the same id. */
  readonly memory: Map<string, MemorySecret>
  readonly now: () => string
  readonly access: () => Access
  readonly setAccess: (access: Access) => void
  /** Reads the number of secrets again; inside a transaction only through that transaction. */
  readonly recount: (within: SecretRows) => Promise<void>
  readonly register: (value: Buffer) => void
}

/** What to say to somebody who needs a secret while the vault is not open. */
export function failureOf({ state }: Access): AppFailure {
  const codes = { open: 'vault-locked', locked: 'vault-locked', 'wrong-key': 'vault-wrong-key' } as const
  const error: AppError = { code: state === 'no-keychain' ? 'no-keychain' : codes[state] }
  return new AppFailure(error)
}

export function accessAfter({ kind }: KeychainFailure): Access {
  switch (kind) {
    case 'unavailable':
      return { state: 'no-keychain', mode: null, reason: 'keychain-missing' }
    case 'locked':
      return { state: 'locked', mode: 'keychain', reason: 'keychain-locked' }
    case 'timeout':
      return { state: 'locked', mode: 'keychain', reason: 'keychain-timeout' }
    case 'failed':
      return { state: 'locked', mode: 'keychain', reason: 'keychain-failed' }
  }
}

/** Seals with the current key. `value` stays the caller's to wipe. */
export function sealRow(core: VaultCore, identity: SecretIdentity, value: Buffer): SecretRow {
  const current = core.ring.current()
  if (!current) throw failureOf(core.access())
  const sealed = sealBytes(current.key, bindSecret(core.profileId, identity), value)
  const { id, ownerId, kind } = identity
  return { id, ownerId, kind, keyNo: current.keyNo, ...sealed, updatedAt: core.now() }
}

/** Fails with `DamagedSecret` when the row is not what was sealed, and as locked or wrong key when its key is not here. */
export function openRow(core: VaultCore, row: SecretRow): Buffer {
  const key = core.ring.get(row.keyNo)
  if (!key) throw core.ring.current() ? new AppFailure({ code: 'vault-wrong-key' }) : failureOf(core.access())
  const value = openBytes(key, bindSecret(core.profileId, row), row)
  if (!value) throw new DamagedSecret()
  return value
}

/** Seals what was kept in memory, once there is a key. */
export async function sealMemory(core: VaultCore): Promise<void> {
  for (const [id, secret] of core.memory) {
    await core.rows.put(sealRow(core, secret, secret.value))
    core.memory.delete(id)
    secret.value.fill(0)
  }
}

export function wipeMemory(core: VaultCore): void {
  for (const secret of core.memory.values()) secret.value.fill(0)
  core.memory.clear()
}
