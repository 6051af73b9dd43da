import type { Kysely } from 'kysely'
import type { Dependent } from '../../shared/domain/connector'
import type { Announce } from '../../shared/events'
import type { WorkspaceDatabase } from '../db/schema'
import type { Http } from '../net/http'
import { isFailure } from '../oauth/failures'
import { createOAuth } from '../oauth/oauth'
import type { ClientOf, DiscoveredServer, OAuth } from '../oauth/types'
import type { Vault } from '../secrets/secrets'
import { type Calls, createCalls } from './calls'
import { type Connectors, clientOf, createConnectors } from './connectors'
import { createCredentials } from './credentials'
import { createTesting } from './test-request'

export type ConnectorFeature = {
  connectors: Connectors
  calls: Calls
  oauth: OAuth
  testing: ReturnType<typeof createTesting>
  discover: (id: string, url: string) => Promise<string[]>
  close: () => Promise<void>
}

type FeatureOptions = {
  db: Kysely<WorkspaceDatabase>
  vault: Vault
  http: Http
  announce: Announce
  /** Shows a sign-in page in the system's browser; false when that was not possible. */
  openPage: (url: string) => Promise<boolean>
  /** How others sign in that are no connectors. Fails with `not-found`. */
  otherClient?: ClientOf
  dependents: (connectors: { id: string; name: string }[]) => Promise<ReadonlyMap<string, Dependent[]>>
  now: () => Date
  onUnexpected: (where: string, error: unknown) => void
}

/** Connectors, how they sign in, and the requests that they sign. */
export function createConnectorFeature(options: FeatureOptions): ConnectorFeature {
  const { db, vault, http, announce, openPage, otherClient, dependents, now, onUnexpected } = options
  const oauth: OAuth = createOAuth({
    ...{ db, vault, http, now, openPage },
    clientOf: (id) =>
      clientOf(connectors, credentials, id).catch((error: unknown) => {
        if (otherClient && isFailure(error, 'not-found')) return otherClient(id)
        throw error
      }),
    onUnexpected: (error) => onUnexpected('sign-in', error),
  })
  const connectors = createConnectors({ db, vault, oauth, dependents, now })
  const credentials = createCredentials({ db, vault, oauth, http, now })
  const testing = createTesting({ db, connectors, credentials })
  const stop = oauth.onChange((id) => {
    announce({ kind: 'changed', topics: ['connectors', 'ledger'] })
    void identify(id)
  })

  /** Once for each sign-in: a connector that says who it is needs no second question. */
  async function identify(id: string): Promise<void> {
    try {
      const { status, identity } = await connectors.get(id)
      if (status !== 'ready' || identity !== null) return
      await testing.identify(id)
      announce({ kind: 'changed', topics: ['connectors'] })
    } catch {
      // Who it is is a nicety; the test request says what is wrong.
    }
  }

  return {
    ...{ connectors, oauth, testing },
    calls: createCalls({ connectors, credentials }),
    async discover(id, url) {
      const filled = settingsOf(await oauth.discover(url))
      await connectors.configure(id, filled)
      return Object.keys(filled)
    },
    async close() {
      stop()
      await oauth.close()
    },
  }
}

/** Only what the server says: scopes stay what the person wants, and a missing address does not empty a field. */
function settingsOf(server: DiscoveredServer): Record<string, string> {
  const { issuer, authorizationUrl, tokenUrl, deviceUrl, revocationUrl, requiresIss, authMethods } = server
  const found = { issuer, authorizationUrl, tokenUrl, deviceUrl, revocationUrl }
  const onlyBasic = authMethods.includes('client_secret_basic') && !authMethods.includes('client_secret_post')
  return {
    ...Object.fromEntries(Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== null)),
    requiresIss: requiresIss ? 'yes' : 'no',
    ...(server.supportsS256 ? { pkce: 'S256' } : {}),
    ...(onlyBasic ? { authMethod: 'client_secret_basic' } : {}),
  }
}
