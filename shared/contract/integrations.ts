import { z } from 'zod'
import { ConfigValues, Id, Json, Name, SecretValues } from '../domain/common'
import { Account, IntegrationInfo, ShownRequest } from '../domain/integration'
import { command, query } from './define'

export const integrations = {
  list: query(z.void(), z.array(z.object({ integration: IntegrationInfo, accounts: z.array(Account) }))),
  get: query(
    z.object({ id: z.string().max(80) }),
    z.object({ integration: IntegrationInfo, accounts: z.array(Account) }),
  ),
  /** Checks the credentials at the service first; nothing is stored when it refuses them. */
  connectAccount: command(
    z.object({
      integrationId: z.string().max(80),
      label: Name,
      visibility: z.enum(['team', 'private']),
      config: ConfigValues,
      secrets: SecretValues,
    }),
    Id,
  ),
  reconnectAccount: command(z.object({ accountId: Id, config: ConfigValues, secrets: SecretValues }), z.void()),
  renameAccount: command(z.object({ accountId: Id, label: Name }), z.void()),
  testAccount: command(z.object({ accountId: Id }), z.object({ identity: z.string() })),
  removeAccount: command(z.object({ accountId: Id }), z.void()),
  /** Dry run: the request that an action would send. Opens no socket. */
  preview: query(
    z.object({ integrationId: z.string().max(80), actionId: z.string().max(80), accountId: Id, input: Json }),
    ShownRequest,
  ),
}
