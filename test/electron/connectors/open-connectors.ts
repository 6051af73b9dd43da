import type { Kysely } from 'kysely'
import { createConnectorFeature } from '../../../electron/connectors/create-connectors'
import type { WorkspaceDatabase } from '../../../electron/db/schema'
import { createHttp } from '../../../electron/net/http'
import type { LedgerPort } from '../../../electron/net/ledger-port'
import { type Keychain, memoryKeychain } from '../../../electron/secrets/keychain'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import { createRedactor } from '../../../electron/secrets/redact'
import { openVault } from '../../../electron/secrets/secrets'

type Opening = { db: Kysely<WorkspaceDatabase>; ledger: LedgerPort; now: () => Date; keychain?: Keychain }

/** Connectors over a real vault and real HTTP; `opened` are the pages that a browser would show. */
export async function openTestConnectors({ db, ledger, now, keychain = memoryKeychain() }: Opening) {
  const redactor = createRedactor()
  const rows = kyselySecretRows(db)
  const vault = await openVault({ rows, keychain, profileId: 'p', clock: now, redactor })
  const opened: string[] = []
  const feature = createConnectorFeature({
    ...{ db, vault, now },
    http: createHttp({ ledger, redact: redactor.redact, now }),
    announce: () => undefined,
    openPage: async (url) => opened.push(url) > 0,
    dependents: async () => new Map(),
    onUnexpected: (_where, error) => {
      throw error
    },
  })
  return { ...feature, vault, keychain, opened }
}
