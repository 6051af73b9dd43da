import type { VaultStatus } from '../../shared/domain/vault'

/** The key under `settings:vault.state` that says how the vault stands. */
export function vaultStateKey({ state, mode }: Pick<VaultStatus, 'state' | 'mode'>): string {
  if (mode === 'memory') return 'memory'
  if (state === 'locked') return mode === 'passphrase' ? 'lockedPassphrase' : 'locked'
  if (state === 'wrong-key') return 'wrongKey'
  if (state === 'no-keychain') return mode === 'keychain' ? 'noKeychainSealed' : 'noKeychain'
  return mode ?? 'none'
}

/** The key under `settings:status` when something has to be said all the time; null when all is well. */
export function vaultWarningKey({ state, mode }: Pick<VaultStatus, 'state' | 'mode'>): string | null {
  if (mode === 'memory') return 'memory'
  if (state === 'locked') return 'locked'
  if (state === 'wrong-key') return 'wrongKey'
  return state === 'no-keychain' ? 'noKeychain' : null
}

type VaultParts = {
  unlock: boolean
  /** There is no place for secrets: what can be done about it. */
  answers: boolean
  /** The key can be replaced, and a passphrase set. */
  key: boolean
  /** Null where there is nothing to forget; `unreadable` is what a copied workspace looks like. */
  forget: 'plain' | 'unreadable' | null
}

/** What the vault can be asked to do as it stands. */
export function vaultParts({ state, mode, secretCount }: VaultStatus): VaultParts {
  if (mode === 'memory') return { unlock: false, answers: true, key: false, forget: secretCount > 0 ? 'plain' : null }
  if (state === 'open') {
    return { unlock: false, answers: false, key: mode !== null, forget: secretCount > 0 ? 'plain' : null }
  }
  const unlock = mode === 'passphrase' || secretCount > 0
  const forget = mode === 'keychain' ? 'unreadable' : 'plain'
  return { unlock, answers: !unlock, key: false, forget: unlock ? forget : null }
}
