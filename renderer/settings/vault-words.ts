import type { VaultStatus } from '../../shared/domain/vault'

/** The key under `settings:vault.state` that says how the vault stands. */
export function vaultStateKey({ state, mode }: Pick<VaultStatus, 'state' | 'mode'>): string {
  if (mode === 'memory') return 'memory'
  if (state === 'locked') return mode === 'passphrase' ? 'lockedPassphrase' : 'locked'
  if (state === 'wrong-key') return 'wrongKey'
  if (state === 'no-keychain') return 'noKeychain'
  return mode ?? 'none'
}

/** The key under `settings:status` when something has to be said all the time; null when all is well. */
export function vaultWarningKey({ state, mode }: Pick<VaultStatus, 'state' | 'mode'>): string | null {
  if (mode === 'memory') return 'memory'
  if (state === 'locked') return 'locked'
  if (state === 'wrong-key') return 'wrongKey'
  return state === 'no-keychain' ? 'noKeychain' : null
}
