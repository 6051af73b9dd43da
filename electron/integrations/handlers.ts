import type { HandlersFor } from '../../shared/contract/define'
import type { integrations as contract } from '../../shared/contract/integrations'
import { AppFailure } from '../../shared/errors'
import type { Accounts } from '../accounts/accounts'
import type { Integrations } from './integrations'

type Services = { integrations: Integrations; accounts: Accounts }

export const integrationHandlers = ({ integrations, accounts }: Services): HandlersFor<typeof contract> => ({
  async list() {
    const all = await accounts.list()
    return integrations.infos().map((integration) => ({
      integration,
      accounts: all.filter((account) => account.integrationId === integration.id),
    }))
  },
  async get({ id }) {
    const integration = integrations.info(id)
    if (!integration) throw new AppFailure({ code: 'not-found', what: 'integration', id })
    return { integration, accounts: await accounts.listFor(id) }
  },
  connectAccount: (input) => integrations.connectAccount(input),
  reconnectAccount: (input) => integrations.reconnectAccount(input),
  renameAccount: ({ accountId, label }) => accounts.rename(accountId, label),
  testAccount: ({ accountId }) => integrations.testAccount(accountId),
  async removeAccount({ accountId }) {
    await accounts.get(accountId)
    await accounts.remove(accountId)
  },
  preview: async (call) => (await integrations.prepare(call)).shown,
})
