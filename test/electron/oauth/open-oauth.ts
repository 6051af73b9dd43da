import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { onTestFinished } from 'vitest'
import { openWorkspaceDatabase } from '../../../electron/db/open'
import type { WorkspaceDatabase } from '../../../electron/db/schema'
import { createHttp, type Http } from '../../../electron/net/http'
import { createOAuth } from '../../../electron/oauth/oauth'
import type { OAuth, OAuthCallback, OAuthClient } from '../../../electron/oauth/types'
import { memoryKeychain } from '../../../electron/secrets/keychain'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import { createRedactor } from '../../../electron/secrets/redact'
import { openVault, type Vault } from '../../../electron/secrets/secrets'
import { AppFailure } from '../../../shared/errors'
import { startTokenServer, type TokenServer } from '../../helpers/token-server'
import { listLedger } from '../net/loopback'

export const CLIENT_SECRET = 'client secret: 100% & more'

type Parts = { db: Kysely<WorkspaceDatabase>; vault: Vault; http: Http }

type Shared = {
  server: TokenServer
  ledger: ReturnType<typeof listLedger>
  /** What sets the client of an owner apart; every owner has one. */
  clients: Record<string, Partial<OAuthClient>>
  /** Pages that a browser would show. */
  pages: URL[]
  changes: string[]
  unexpected: unknown[]
  /** Between the questions of a device flow. */
  pauses: number[]
  clock: { aheadMs: number; opensPages: boolean }
}

export type World = Shared & {
  readonly oauth: OAuth
  readonly parts: Parts
  /** Ends the program and starts it on the same files, with something else in the place of a part. */
  restart(breakParts?: (parts: Parts) => Parts): Promise<void>
}

/** The sign-in machinery on a real database, a real vault and real HTTP, with a token endpoint that says what a test wants. */
export async function openOAuth(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-oauth-'))
  const keychain = memoryKeychain()
  const server = await startTokenServer()
  const clock = { aheadMs: 0, opensPages: true }
  const now = () => new Date(Date.now() + clock.aheadMs)
  const lists = { pages: [], changes: [], unexpected: [], pauses: [] }
  const shared: Shared = { server, ledger: listLedger(), clients: {}, clock, ...lists }
  const start = async (breakParts: (parts: Parts) => Parts = (parts) => parts) => {
    const opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
    const redactor = createRedactor()
    const rows = kyselySecretRows(opened.db)
    const vault = await openVault({ rows, keychain, profileId: 'p', clock: now, redactor })
    const http = createHttp({ ledger: shared.ledger, redact: redactor.redact, now })
    const parts = { db: opened.db, vault, http }
    const oauth = createOAuth({
      ...{ ...breakParts(parts), now },
      clientOf: async (ownerId) => clientOf(server.url, ownerId, shared.clients[ownerId]),
      openPage: async (url) => clock.opensPages && shared.pages.push(new URL(url)) > 0,
      onUnexpected: (error) => shared.unexpected.push(error),
      wait: async (ms, signal) => {
        shared.pauses.push(ms)
        await new Promise((resolve) => setImmediate(resolve))
        signal.throwIfAborted()
      },
    })
    oauth.onChange((ownerId) => shared.changes.push(ownerId))
    const end = async () => {
      await oauth.close()
      vault.close()
      await opened.close()
    }
    return { oauth, parts, end }
  }
  let running = await start()
  onTestFinished(async () => {
    await running.end()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return Object.defineProperties(
    {
      ...shared,
      ...{ oauth: running.oauth, parts: running.parts },
      async restart(breakParts?: (parts: Parts) => Parts) {
        await running.end()
        running = await start(breakParts)
      },
    },
    { oauth: { get: () => running.oauth }, parts: { get: () => running.parts } },
  )
}

const clientOf = (url: string, ownerId: string, special: Partial<OAuthClient> = {}): OAuthClient => ({
  label: ownerId,
  grant: 'authorization-code',
  clientId: 'client id',
  clientSecret: CLIENT_SECRET,
  authMethod: 'client_secret_post',
  ...{ issuer: null, requiresIss: false },
  authorizationUrl: `${url}/authorize`,
  tokenUrl: `${url}/token`,
  ...{ deviceUrl: `${url}/device`, revocationUrl: null },
  scopes: ['read', 'write'],
  pkce: 'S256',
  authorizationParameters: {},
  ...{ audience: null, resource: null, tokenBody: 'form' },
  redirect: { kind: 'deep-link' },
  ...special,
})

/** The state of the last page that was opened. */
export const stateOf = (world: World): string => world.pages.at(-1)?.searchParams.get('state') ?? ''

export const codeFor = (state: string, code = 'the-code-of-the-server'): OAuthCallback => ({
  ...{ kind: 'code', code, state, iss: null },
})

export async function signIn(world: World, ownerId = 'Acme'): Promise<void> {
  await world.oauth.signIn(ownerId)
  await world.oauth.complete(codeFor(stateOf(world)))
}

/** The failure that is said to a person; null when it went well. Anything else is a fault of the program. */
export const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error : Promise.reject(thrown)),
  )

export const refreshesOf = ({ server }: World) =>
  server.requests.filter(({ parameters }) => parameters.grant_type === 'refresh_token')
