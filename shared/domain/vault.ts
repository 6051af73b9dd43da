import { z } from 'zod'

export const VaultStatus = z.object({
  state: z.enum(['open', 'locked', 'wrong-key', 'no-keychain']),
  /** Where secrets are kept; null until one is stored or a choice was made. */
  mode: z.enum(['keychain', 'passphrase', 'memory']).nullable(),
  secretCount: z.number().int(),
})
export type VaultStatus = z.infer<typeof VaultStatus>
