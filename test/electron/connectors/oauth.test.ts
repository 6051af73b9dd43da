import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseDeepLink } from '../../../electron/app/deep-link'
import { type OpenedWorkspace, openWorkspaceDatabase } from '../../../electron/db/open'
import { AppFailure } from '../../../shared/errors'
import { OIDC_SECRET, type OidcServer, startOidc } from '../../helpers/oidc-server'
import { listLedger } from '../net/loopback'
import { openTestConnectors } from './open-connectors'

let folder: string
let opened: OpenedWorkspace
let feature: Awaited<ReturnType<typeof openTestConnectors>>
let ledger: ReturnType<typeof listLedger>
let oidc: OidcServer
/** How far the clock of this computer is ahead of the server's. */
let aheadMs: number
const now = () => new Date(Date.now() + aheadMs)

beforeEach(async () => {
  aheadMs = 0
  folder = mkdtempSync(join(tmpdir(), 'patchbay-oauth-'))
  ledger = listLedger()
  oidc = await startOidc({ withheld: ['records'] })
  await open()
})
afterEach(async () => {
  await feature.close()
  await opened.close()
  await oidc.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open() {
  opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  feature = await openTestConnectors({ db: opened.db, ledger, now })
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error : Promise.reject(thrown)),
  )
const context = { actor: 'Agent', threadId: null, runId: null, cardId: null }
const read = (id: string, path = '/x') =>
  feature.calls.send({ connectorId: id, call: { method: 'GET', path }, approvedHash: null, context })
const refreshes = () => oidc.tokenRequests.filter(({ grantType }) => grantType === 'refresh_token')
const codeExchanges = () => oidc.tokenRequests.filter(({ grantType }) => grantType === 'authorization_code')

async function connector(config: Record<string, string> = {}, name = 'Acme') {
  const id = await feature.connectors.create({ name, type: 'oauth' })
  await feature.discover(id, oidc.issuer)
  const settings = { clientId: 'desktop', scopes: 'openid offline_access', baseUrl: `${oidc.issuer}/resource` }
  await feature.connectors.configure(id, { ...settings, ...config })
  return id
}

/** The person goes through the browser; the link that comes back is not followed yet. */
async function goToBrowser(id: string): Promise<string> {
  await feature.oauth.signIn(id)
  return oidc.browse(feature.opened.at(-1) ?? '')
}

const callbackOf = (link: string) => {
  const callback = parseDeepLink(link)
  if (!callback) throw new Error(`Not a callback: ${link}`)
  return callback
}

async function signedIn(config: Record<string, string> = {}): Promise<string> {
  const id = await connector({ redirect: 'deep-link', ...config })
  await feature.oauth.complete(callbackOf(await goToBrowser(id)))
  return id
}

describe('a sign-in in the browser', () => {
  it('comes back over an address of this computer that is open only while it waits', async () => {
    const id = await connector()
    const link = await goToBrowser(id)
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?code=/)
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'signing-in', signIn: { kind: 'browser' } })
    const page = await fetch(link)
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain('code=')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    await vi.waitFor(async () => expect(await feature.connectors.get(id)).toMatchObject({ status: 'ready' }))
    expect(await read(id)).toMatchObject({ httpStatus: 200, output: { body: { path: '/resource/x' } } })
    await expect(fetch(link)).rejects.toThrow()
  })

  it('comes back by a deep link, also when the program was started anew meanwhile', async () => {
    const id = await connector({ redirect: 'deep-link' })
    const link = await goToBrowser(id)
    await feature.close()
    await opened.close()
    const { vault } = feature
    opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
    feature = await openTestConnectors({ db: opened.db, ledger, now, keychain: feature.keychain })
    expect(vault.status().secretCount).toBeGreaterThan(0)
    expect(await feature.oauth.complete(callbackOf(link))).toEqual({ ownerId: id, label: 'Acme' })
    expect(await read(id)).toMatchObject({ httpStatus: 200 })
  })

  it('exchanges its code once, however often and at once the answer arrives', async () => {
    const id = await connector({ redirect: 'deep-link' })
    const callback = callbackOf(await goToBrowser(id))
    const tries = await Promise.all(Array.from({ length: 50 }, () => errorOf(feature.oauth.complete(callback))))
    expect(tries.filter((error) => error === null)).toHaveLength(1)
    for (const error of tries.filter((one) => one !== null))
      expect(error).toMatchObject({ code: 'sign-in-failed', reason: 'ignored' })
    expect(codeExchanges()).toHaveLength(1)
  })

  it.each([
    ['with a state that nobody waits for', (link: string) => link.replace(/state=[^&]+/, 'state=foreign'), 'ignored'],
    ['of another issuer', (link: string) => link.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example'), 'mismatch'],
    ['that does not name its issuer', (link: string) => link.replace(/&iss=[^&]+/, ''), 'mismatch'],
  ])('does not take an answer %s, and sends nothing', async (_, change, reason) => {
    const id = await connector({ redirect: 'deep-link' })
    const link = await goToBrowser(id)
    expect(await errorOf(feature.oauth.complete(callbackOf(change(link))))).toMatchObject({ reason })
    expect(codeExchanges()).toEqual([])
    expect(await feature.oauth.grant(id)).toBeNull()
  })

  it('is over after ten minutes', async () => {
    const id = await connector({ redirect: 'deep-link' })
    const callback = callbackOf(await goToBrowser(id))
    aheadMs = 10 * 60_000 + 1000
    expect(await errorOf(feature.oauth.complete(callback))).toMatchObject({ code: 'sign-in-failed' })
    expect(codeExchanges()).toEqual([])
  })

  it('goes to the connector that began it, whichever is answered first', async () => {
    const first = await connector({ redirect: 'deep-link' }, 'First')
    const second = await connector({ redirect: 'deep-link' }, 'Second')
    const firstLink = await goToBrowser(first)
    const secondLink = await goToBrowser(second)
    expect(await feature.oauth.complete(callbackOf(secondLink))).toMatchObject({ ownerId: second })
    expect(await feature.connectors.get(first)).toMatchObject({ status: 'signing-in' })
    expect(await feature.oauth.complete(callbackOf(firstLink))).toMatchObject({ ownerId: first })
  })

  it('that the person declines says so, without a word of the server', async () => {
    const id = await connector({ redirect: 'deep-link' })
    oidc.hooks.denies = true
    const callback = callbackOf(await goToBrowser(id))
    expect(await errorOf(feature.oauth.complete(callback))).toMatchObject({ code: 'sign-in-failed', reason: 'denied' })
    const { status, reason } = await feature.connectors.get(id)
    expect(status).toBe('needs-sign-in')
    expect(reason).not.toContain('<img')
  })

  it('shows which scopes were granted and which were not', async () => {
    const id = await signedIn({ scopes: 'openid offline_access records' })
    expect(await feature.connectors.get(id)).toMatchObject({
      grantedScopes: ['openid'],
      missingScopes: ['records'],
    })
  })

  it('leaves no code, verifier or token in the ledger', async () => {
    const id = await signedIn()
    await read(id)
    const link = feature.opened.at(-1) ?? ''
    const rows = JSON.stringify(ledger.rows)
    expect(rows).toContain('/token')
    expect(rows).not.toContain(await feature.oauth.accessToken(id))
    expect(rows).not.toContain(new URL(link).searchParams.get('state') ?? '')
    expect(rows).toMatch(/code_verifier=•••/)
  })
})

describe('a token', () => {
  it('is renewed once for fifty calls at its end, and none of them fails', async () => {
    const id = await signedIn()
    for (const round of [1, 2, 3]) {
      aheadMs += 3600_000
      const answers = await Promise.all(Array.from({ length: 50 }, () => read(id)))
      expect(answers.every(({ httpStatus }) => httpStatus === 200)).toBe(true)
      expect(refreshes()).toHaveLength(round)
    }
    expect(oidc.resourceRequests.filter(({ status }) => status !== 200)).toEqual([])
  })

  it('that the service refuses is renewed once for all who had it, and the call is repeated', async () => {
    const id = await signedIn()
    const token = await feature.oauth.accessToken(id)
    const renewed = await Promise.all(Array.from({ length: 50 }, () => feature.oauth.tokenAfter(id, token)))
    expect(new Set(renewed).size).toBe(1)
    expect(refreshes()).toHaveLength(1)
  })

  it('that is refused after it was renewed ends in needs re-auth, not in a loop', async () => {
    const id = await signedIn()
    oidc.hooks.refusals = 2
    expect(await errorOf(read(id))).toMatchObject({ code: 'needs-reauth' })
    expect(oidc.resourceRequests).toHaveLength(2)
    expect(refreshes()).toHaveLength(1)
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'needs-reauth' })
    expect(await errorOf(read(id))).toMatchObject({ code: 'needs-reauth' })
    expect(oidc.resourceRequests).toHaveLength(2)
    await feature.oauth.complete(callbackOf(await goToBrowser(id)))
    expect(await read(id)).toMatchObject({ httpStatus: 200 })
  })

  it('is stored with its successor before either is used', async () => {
    const id = await signedIn()
    aheadMs += 3600_000
    await feature.oauth.accessToken(id)
    await feature.close()
    await opened.close()
    opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
    feature = await openTestConnectors({ db: opened.db, ledger, now, keychain: feature.keychain })
    aheadMs += 3600_000
    expect(await read(id)).toMatchObject({ httpStatus: 200 })
    expect(refreshes().map(({ status }) => status)).toEqual([200, 200])
  })

  it('of a grant that the server ended asks for a sign-in and stops asking the server', async () => {
    const id = await signedIn()
    await oidc.close()
    const { port } = new URL(oidc.issuer)
    oidc = await startOidc({ port: Number(port) })
    aheadMs += 3600_000
    expect(await errorOf(read(id))).toMatchObject({ code: 'needs-reauth' })
    expect(await errorOf(read(id))).toMatchObject({ code: 'needs-reauth' })
    expect(refreshes()).toHaveLength(1)
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'needs-reauth' })
  })

  it('stays in use while the server cannot be reached, as long as it is good', async () => {
    const id = await signedIn()
    const token = await feature.oauth.accessToken(id)
    aheadMs += 3600_000 - 60_000
    await oidc.close()
    expect(await feature.oauth.accessToken(id)).toBe(token)
    aheadMs += 120_000
    expect(await errorOf(feature.oauth.accessToken(id))).toMatchObject({ reason: 'unreachable' })
    expect(await feature.connectors.get(id)).toMatchObject({ status: 'ready' })
    oidc = await startOidc({ port: Number(new URL(oidc.issuer).port) })
  })

  it('is revoked at the server when the connector is deleted', async () => {
    const id = await signedIn()
    const token = await feature.oauth.accessToken(id)
    expect(await feature.connectors.delete(id)).toEqual({ revoked: true })
    const answer = await fetch(`${oidc.issuer}/resource`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
    expect(feature.vault.status().secretCount).toBe(0)
  })
})

describe('other grants', () => {
  it('signs in as the client itself, and anew when the token is over', async () => {
    const id = await connector({ grant: 'client-credentials', clientId: 'machine', scopes: '' })
    await feature.connectors.configure(id, { authMethod: 'client_secret_basic' })
    await feature.connectors.setSecret(id, 'clientSecret', OIDC_SECRET)
    expect(await feature.oauth.signIn(id)).toBeNull()
    expect(await read(id)).toMatchObject({ httpStatus: 200 })
    aheadMs += 3600_000
    expect(await read(id)).toMatchObject({ httpStatus: 200 })
    expect(oidc.tokenRequests.map(({ grantType }) => grantType)).toEqual(['client_credentials', 'client_credentials'])
  })

  it('says what is wrong with the client when its secret is', async () => {
    const id = await connector({ grant: 'client-credentials', clientId: 'machine', scopes: '' })
    await feature.connectors.configure(id, { authMethod: 'client_secret_basic' })
    await feature.connectors.setSecret(id, 'clientSecret', 'not the secret')
    expect(await errorOf(feature.oauth.signIn(id))).toMatchObject({ code: 'sign-in-failed', reason: 'config' })
  })
})

describe('discovery', () => {
  it('fills the settings from what the server says of itself', async () => {
    const id = await feature.connectors.create({ name: 'Acme', type: 'oauth' })
    const filled = await feature.discover(id, `${oidc.issuer}/.well-known/openid-configuration`)
    expect(filled).toEqual(
      expect.arrayContaining(['issuer', 'authorizationUrl', 'tokenUrl', 'revocationUrl', 'deviceUrl']),
    )
    const { config } = await feature.connectors.get(id)
    expect(config).toMatchObject({
      issuer: oidc.issuer,
      tokenUrl: `${oidc.issuer}/token`,
      requiresIss: 'yes',
      pkce: 'S256',
    })
  })

  it.each(['http://login.example.com', 'ftp://x', 'nothing', 'https://user@login.example.com'])(
    'does not ask %s',
    async (url) => {
      expect(await errorOf(feature.oauth.discover(url))).toMatchObject({ code: 'sign-in-failed', reason: 'config' })
      expect(ledger.rows).toEqual([])
    },
  )
})
