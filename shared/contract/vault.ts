import { z } from 'zod'
import { VaultStatus } from '../domain/vault'
import { command, query } from './define'

const Passphrase = z.object({ passphrase: z.string().min(8).max(1024) })

export const vault = {
  status: query(z.void(), VaultStatus),
  retry: command(z.void(), VaultStatus),
  createPassphrase: command(Passphrase, VaultStatus),
  unlock: command(z.object({ passphrase: z.string().min(1).max(1024) }), VaultStatus),
  lock: command(z.void(), VaultStatus),
  useMemoryOnly: command(z.void(), VaultStatus),
  /** Seals every secret with a new key; `passphrase` is needed where the vault has one. */
  rotateMasterKey: command(z.object({ passphrase: z.string().min(1).max(1024).optional() }), VaultStatus),
  /** Deletes every secret of the workspace and the key in the keychain. What used them shows that it needs its secret. */
  forgetEverything: command(z.void(), VaultStatus),
}
