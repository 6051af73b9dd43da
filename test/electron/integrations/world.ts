import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createAccounts } from '../../../electron/accounts/accounts'
import { openWorkspaceDatabase } from '../../../electron/db/open'
import { integrationHandlers } from '../../../electron/integrations/handlers'
import { createIntegrations } from '../../../electron/integrations/integrations'
import { createLedger } from '../../../electron/ledger/ledger'
import { createHttp } from '../../../electron/net/http'
import { memoryKeychain } from '../../../electron/secrets/keychain'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import { openVault } from '../../../electron/secrets/secrets'
import type { PatchbayEvent } from '../../../shared/events'
import { type JiraServer, startJira } from '../../helpers/jira-server'

export const EMAIL = 'ada@example.com'
export const TOKEN = 'ATATT3xFfGF0-s3cr3t-canary'

/** The part of main below the chat: a real database, vault, ledger and HTTP, in a folder that ends with the test. */
export async function openWorld(now: () => Date = () => new Date()) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-'))
  const file = join(folder, 'workspace.sqlite')
  const { db, close } = await openWorkspaceDatabase(file)
  onTestFinished(async () => {
    await close()
    rmSync(folder, { recursive: true, force: true })
  })
  // The vault names its two tables only; Kysely does not take a database that has more.
  const vaultDb = db as unknown as Parameters<typeof kyselySecretRows>[0]
  const vault = await openVault({ rows: kyselySecretRows(vaultDb), keychain: memoryKeychain(), profileId: 'test' })
  const ledger = createLedger({ db, now, redact: (text) => text })
  const http = createHttp({ ledger, redact: (text) => text, now })
  const accounts = createAccounts({ db, vault, now })
  const events: PatchbayEvent[] = []
  const integrations = createIntegrations({ accounts, http, now, announce: (event) => events.push(event) })
  const handlers = integrationHandlers({ integrations, accounts })
  return { db, file, vault, ledger, http, accounts, integrations, handlers, events }
}

/** The same, with an account that is connected to a Jira of its own. */
export async function openConnected() {
  const world = await openWorld()
  const jira = await openJira()
  const accountId = await world.handlers.connectAccount(connectTo(jira))
  jira.requests.length = 0
  return { ...world, jira, accountId }
}

export async function openJira(): Promise<JiraServer> {
  const jira = await startJira({ email: EMAIL, token: TOKEN })
  onTestFinished(() => jira.close())
  return jira
}

export const connectTo = (jira: JiraServer, label = 'Work', apiToken = TOKEN) => ({
  integrationId: 'jira',
  label,
  visibility: 'private' as const,
  config: { site: jira.url, email: EMAIL },
  secrets: { apiToken },
})

export const everything = {
  before: null,
  limit: 200,
  kinds: [],
  statuses: [],
  threadId: null,
  search: '',
}
