import type { Connector, ConnectorTypeInfo } from '../../../shared/domain/connector'
import type { DataConnection } from '../../../shared/domain/data-connection'
import type { Account, IntegrationInfo } from '../../../shared/domain/integration'
import type { ModelProvider } from '../../../shared/domain/model'
import type { JackState } from '../../ui/jack'
import { jackOf } from '../connectors/connector-state'

/** One thing that holds a credential, and how it stands. */
export type CredentialRow = {
  /** With its noun in front, for it is unique across nouns. */
  id: string
  name: string
  kind: 'connector' | 'account' | 'dataConnection' | 'provider'
  /** What it is of: "OAuth 2.0", "Jira"; empty where the kind says enough. */
  of: string
  jack: JackState
  /** Key under `connectors:credentials.state`. */
  state: string
  lastUsedAt: string | null
  lastRefreshedAt: string | null
  expiresAt: string | null
  /** Where it is looked after. */
  href: string
}

export type CredentialSources = {
  connectors: Connector[]
  types: ConnectorTypeInfo[]
  integrations: { integration: IntegrationInfo; accounts: Account[] }[]
  dataConnections: DataConnection[]
  providers: ModelProvider[]
}

const NEVER = { lastUsedAt: null, lastRefreshedAt: null, expiresAt: null }

const connectorRow =
  (types: ConnectorTypeInfo[]) =>
  ({ id, name, type, status, lastUsedAt, lastRefreshedAt, expiresAt }: Connector): CredentialRow => ({
    ...{ id: `connector:${id}`, name, kind: 'connector', state: status, jack: jackOf(status) },
    of: types.find((info) => info.id === type)?.name ?? type,
    ...{ lastUsedAt, lastRefreshedAt, expiresAt, href: `/settings/connectors/${id}` },
  })

const accountRow =
  ({ id, name }: IntegrationInfo) =>
  (account: Account): CredentialRow => ({
    ...NEVER,
    ...{ id: `account:${account.id}`, name: account.label, kind: 'account', of: name },
    state: account.status === 'connected' ? 'ready' : account.status,
    jack: account.status === 'connected' ? 'connected' : 'attention',
    lastUsedAt: account.lastUsedAt,
    href: `/integrations/${id}`,
  })

const DATA_STATE: Record<DataConnection['status'], [state: string, jack: JackState]> = {
  'not-synced': ['not-synced', 'disconnected'],
  queued: ['syncing', 'working'],
  syncing: ['syncing', 'working'],
  'rate-limited': ['syncing', 'working'],
  healthy: ['ready', 'connected'],
  'needs-reauth': ['needs-reconnect', 'attention'],
  degraded: ['sync-failed', 'attention'],
  failed: ['sync-failed', 'attention'],
  paused: ['paused', 'disconnected'],
}

function dataRow({ id, name, status, lastSyncedAt }: DataConnection): CredentialRow {
  const [state, jack] = DATA_STATE[status]
  return {
    ...NEVER,
    ...{ id: `data:${id}`, name, kind: 'dataConnection', of: '', state, jack, lastUsedAt: lastSyncedAt },
    href: `/setup/connections/${id}`,
  }
}

const providerRow = ({ id, name, hasKey }: ModelProvider): CredentialRow => ({
  ...NEVER,
  ...{ id: `provider:${id}`, name, kind: 'provider', of: '', href: '/settings/models' },
  state: hasKey ? 'ready' : 'no-key',
  jack: hasKey ? 'connected' : 'disconnected',
})

const URGENCY: Record<JackState, number> = { attention: 0, disconnected: 1, working: 2, connected: 3 }

/** All credentials: first what needs attention, then what is unfinished, then what works; by name within each. */
export function credentialRows({ connectors, types, integrations, dataConnections, providers }: CredentialSources) {
  return [
    ...connectors.map(connectorRow(types)),
    ...integrations.flatMap(({ integration, accounts }) => accounts.map(accountRow(integration))),
    ...dataConnections.map(dataRow),
    ...providers.filter(({ kind }) => kind !== 'built-in').map(providerRow),
  ].toSorted((a, b) => URGENCY[a.jack] - URGENCY[b.jack] || a.name.localeCompare(b.name))
}
