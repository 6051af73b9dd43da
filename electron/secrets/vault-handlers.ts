import type { HandlersFor } from '../../shared/contract/define'
import type { vault as contract } from '../../shared/contract/vault'
import type { Vault } from './secrets'

export const vaultHandlers = (vault: Vault): HandlersFor<typeof contract> => ({
  status: () => vault.status(),
  retry: () => vault.retry(),
  createPassphrase: ({ passphrase }) => vault.createPassphrase(passphrase),
  unlock: ({ passphrase }) => vault.unlock(passphrase),
  lock: () => vault.lock(),
  useMemoryOnly: () => vault.useMemoryOnly(),
  rotateMasterKey: ({ passphrase }) => vault.rotateMasterKey(passphrase),
  forgetEverything: () => vault.forgetEverything(),
})
