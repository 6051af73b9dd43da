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
}
