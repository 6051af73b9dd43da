import { beforeAll, describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { type CredentialSources, credentialRows } from '../../../renderer/settings/credentials/credential-rows'
import { type Connector, ConnectorStatus } from '../../../shared/domain/connector'

const AT = '2026-01-01T00:00:00.000Z'
const i18n = startI18n()

const connector = (name: string, status: Connector['status']): Connector => ({
  ...{
    id: name,
    name,
    type: 'oauth',
    config: {},
    storedSecrets: [],
    status,
    reason: null,
    signsIn: true,
    signIn: null,
  },
  ...{ redirectUri: null, baseUrl: null, identity: null, grantedScopes: null, missingScopes: [], usedBy: [] },
  ...{ expiresAt: AT, lastUsedAt: null, lastRefreshedAt: AT, createdAt: AT },
})
const jira = {
  integration: {
    ...{ id: 'jira', name: 'Jira', category: 'work', description: '', docsUrl: '', actions: [] },
    connect: { label: '', hint: '', fields: [] },
  },
  accounts: (['connected', 'needs-reconnect'] as const).map((status) => ({
    ...{ id: status, integrationId: 'jira', label: `account ${status}`, visibility: 'team' as const, identity: null },
    ...{ config: {}, status, createdAt: AT, lastUsedAt: AT },
  })),
}
const provider = (kind: 'built-in' | 'openai-compatible', hasKey: boolean) => ({
  ...{ id: kind, kind, name: kind, baseUrl: null, hasKey, models: [], streamsTools: true },
})
const dataConnection = (name: string, status: 'healthy' | 'needs-reauth') => ({
  ...{ id: name, name, sourceId: 'postgres', config: {}, hasSecret: true, status, failure: null },
  ...{ lastSyncedAt: AT, createdAt: AT, streams: [], identity: null, testMode: false, nextRunAt: null },
  ...{ waitsUntil: null, schedule: { kind: 'manual' as const } },
})

const ALL: CredentialSources = {
  connectors: [connector('Zebra', 'needs-reauth'), connector('Apple', 'ready'), connector('Mango', 'incomplete')],
  types: [{ id: 'oauth', name: 'OAuth 2.0', description: '', hint: '', fields: [] }],
  integrations: [jira],
  dataConnections: [dataConnection('Warehouse', 'needs-reauth'), dataConnection('Books', 'healthy')],
  providers: [provider('built-in', false), provider('openai-compatible', true)],
}

describe('credentialRows', () => {
  beforeAll(() => {
    startI18n()
  })

  it('put what needs attention first, then what is unfinished, then what works, each by name', () => {
    expect(credentialRows(ALL).map(({ name }) => name)).toEqual([
      ...['account needs-reconnect', 'Warehouse', 'Zebra'],
      'Mango',
      ...['account connected', 'Apple', 'Books', 'openai-compatible'],
    ])
  })

  it('lead to the place where each is looked after', () => {
    expect(Object.fromEntries(credentialRows(ALL).map(({ name, href }) => [name, href]))).toMatchObject({
      Zebra: '/settings/connectors/Zebra',
      Warehouse: '/setup/connections/Warehouse',
      'account connected': '/integrations/jira',
      'openai-compatible': '/settings/models',
    })
  })

  it('have words for every state of a connector', () => {
    for (const status of ConnectorStatus.options) {
      const [row] = credentialRows({
        ...ALL,
        connectors: [connector('One', status)],
        integrations: [],
        dataConnections: [],
        providers: [],
      })
      expect(i18n.exists(`connectors:credentials.state.${row?.state}`), status).toBe(true)
      expect(i18n.exists(`connectors:status.${status}`), status).toBe(true)
    }
  })
})
