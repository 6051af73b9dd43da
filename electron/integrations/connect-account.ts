import { AppFailure } from '../../shared/errors'
import type { Accounts } from '../accounts/accounts'
import type { Http } from '../net/http'
import { checkAccount } from './check-account'
import { readConnectForm } from './read-connect-form'
import { getDefinition } from './registry'

type Values = Readonly<Record<string, string>>

type NewAccount = {
  integrationId: string
  label: string
  visibility: 'team' | 'private'
  config: Values
  secrets: Values
}

export type Connecting = {
  /** Asks the service first; nothing is stored when it refuses. */
  connectAccount(input: NewAccount): Promise<string>
  /** Values that are left out keep what is stored. */
  reconnectAccount(input: { accountId: string; config: Values; secrets: Values }): Promise<void>
  testAccount(accountId: string): Promise<{ identity: string }>
}

type ConnectingOptions = { accounts: Accounts; http: Http; now: () => Date }

export function createConnecting({ accounts, http, now }: ConnectingOptions): Connecting {
  return {
    async connectAccount({ integrationId, label, visibility, ...typed }) {
      const definition = getDefinition(integrationId)
      const { config, secrets } = readConnectForm(definition, typed.config, typed.secrets)
      await refuseTakenLabel(accounts, integrationId, label)
      const identity = await checkAccount(http, now, { definition, label, config, secrets })
      return accounts.insert({ integrationId, label, visibility, identity, config, secrets })
    },
    async reconnectAccount({ accountId, ...typed }) {
      const account = await accounts.get(accountId)
      const definition = getDefinition(account.integrationId)
      const { config, secrets } = readConnectForm(definition, { ...account.config, ...typed.config }, typed.secrets)
      const identity = await checkAccount(http, now, { definition, label: account.label, config, secrets })
      await accounts.setCredentials(accountId, { identity, config, secrets })
    },
    async testAccount(accountId) {
      const { integrationId, label, config } = await accounts.get(accountId)
      const secrets = await accounts.secrets(accountId)
      const check = { definition: getDefinition(integrationId), label, config, secrets }
      try {
        const identity = await checkAccount(http, now, check)
        await accounts.markUsed(accountId)
        return { identity }
      } catch (error) {
        if (isAuth(error)) await accounts.markRejected(accountId)
        throw error
      }
    },
  }
}

/** Before the service is asked, so that a person learns of it without a request. */
async function refuseTakenLabel(accounts: Accounts, integrationId: string, label: string): Promise<void> {
  const taken = (await accounts.listFor(integrationId)).some((each) => each.label.toLowerCase() === label.toLowerCase())
  if (taken)
    throw new AppFailure({ code: 'conflict', message: `Another account of this integration is called ${label}` })
}

const isAuth = (error: unknown) =>
  error instanceof AppFailure && error.error.code === 'request-failed' && error.error.reason === 'auth'
