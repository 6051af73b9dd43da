import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../../shared/errors'
import { type SalesforceServer, startSalesforce, systemFields } from '../../helpers/sources/salesforce-server'
import { startTokenServer, type TokenServer } from '../../helpers/token-server'
import { type OpenData, openData } from './open-data'

const TOKEN = '00Dxx!good'
const INSTANCE = 'https://acme.my.salesforce.com'
const MOVED = 'https://acme-2.my.salesforce.com'

let org: SalesforceServer
let tokens: TokenServer
let data: OpenData

beforeEach(async () => {
  const fields = [...systemFields, { name: 'Name', type: 'string' }]
  org = await startSalesforce(TOKEN, {
    Account: { label: 'Account', prefix: '001', fields },
    Organization: { label: 'Organization', prefix: '00D', fields: [...fields, { name: 'IsSandbox', type: 'boolean' }] },
  })
  org.insert('Organization', { Name: 'Acme', IsSandbox: false })
  tokens = await startTokenServer()
  data = await openData({
    stands: {
      [INSTANCE]: org.url,
      [MOVED]: org.url,
      'https://login.salesforce.com': tokens.url,
      'https://test.salesforce.com': tokens.url,
      'https://acme--dev.sandbox.my.salesforce.com': tokens.url,
    },
  })
})
afterEach(async () => {
  expect(data.unexpected).toEqual([])
  await data.close()
  await Promise.all([org.close(), tokens.close()])
  expect(org.violations).toEqual([])
})

/** As Salesforce answers: without a lifetime, and with another refresh token each time. */
const issue = (token: string, refresh: string, instance: string) =>
  tokens.answers.push({
    body: { access_token: token, refresh_token: refresh, instance_url: instance, token_type: 'Bearer', scope: 'api' },
  })
const draft = (config: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
  data.dataConnections.draft({
    sourceId: 'salesforce',
    config: { auth: 'oauth', login: 'production', clientId: 'consumer', ...config },
    secrets,
  })

async function signIn(id: string): Promise<void> {
  await data.dataConnections.signIn(id)
  const page = data.pages.at(-1)
  const [state, redirect] = ['state', 'redirect_uri'].map((name) => page?.searchParams.get(name) ?? '')
  const { port } = new URL(redirect ?? '')
  await fetch(`http://localhost:${port}/callback?${new URLSearchParams({ code: 'c', state: state ?? '' })}`)
  await expect.poll(async () => (await data.dataConnections.signInState(id)).signedIn).toBe(true)
}

const credentials = () => data.workspace.db.selectFrom('data_connection').select('config').execute()

describe('Salesforce', () => {
  it('is asked where the sign-in says that the org is, and never where people sign in', async () => {
    issue(TOKEN, 'refresh-1', INSTANCE)
    const id = await draft()
    await signIn(id)
    expect(await data.dataConnections.check(id)).toEqual({ identity: 'ada@acme.example, Acme', testMode: false })
    expect((await data.dataConnections.discover(id)).map(({ name }) => name)).toContain('Account')
    expect(tokens.requests.map(({ path }) => path)).toEqual(['/services/oauth2/token'])
    expect(org.requests.length).toBeGreaterThan(2)
    expect(JSON.stringify(await credentials())).not.toContain('my.salesforce.com')
  })

  it.each([
    [{ login: 'production' }, 'login.salesforce.com'],
    [{ login: 'sandbox' }, 'test.salesforce.com'],
    [
      { login: 'my-domain', myDomain: 'https://acme--dev.sandbox.lightning.force.com/lightning/page/home' },
      'acme--dev.sandbox.my.salesforce.com',
    ],
  ])('is signed in to at the host of %j', async (config, host) => {
    issue(TOKEN, 'refresh-1', INSTANCE)
    const id = await draft(config)
    await signIn(id)
    expect(data.pages.at(-1)?.host).toBe(host)
    await data.dataConnections.check(id)
    expect(tokens.requests).toHaveLength(1)
  })

  it('is not signed in to at the host of somebody else', async () => {
    const refused = await draft({ login: 'my-domain', myDomain: 'acme.evil.example' }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(AppFailure)
    expect(refused).toMatchObject({ error: { code: 'invalid-input', field: 'myDomain' } })
  })

  it('needs no secret for an app that has none, and proves itself', async () => {
    issue(TOKEN, 'refresh-1', INSTANCE)
    await signIn(await draft())
    const [asked] = tokens.requests
    expect(asked?.headers.authorization).toBeUndefined()
    expect(asked?.parameters).toMatchObject({ client_id: 'consumer', code_verifier: expect.any(String) })
    expect(asked?.parameters.client_secret).toBeUndefined()
  })

  it('is renewed when it refuses a token that never said when it ends, each time with the last refresh token', async () => {
    issue('00Dxx!ended', 'refresh-1', INSTANCE)
    const id = await draft({}, { clientSecret: 'secret' })
    await signIn(id)
    issue(TOKEN, 'refresh-2', MOVED)
    await data.dataConnections.check(id)
    expect(tokens.requests.at(-1)?.parameters).toMatchObject({
      ...{ grant_type: 'refresh_token', refresh_token: 'refresh-1', client_secret: 'secret' },
    })
    expect(await data.oauth.instanceUrl(id)).toBe(MOVED)
    issue('00Dxx!third', 'refresh-3', MOVED)
    await data.oauth.tokenAfter(id, TOKEN)
    expect(tokens.requests.at(-1)?.parameters).toMatchObject({ refresh_token: 'refresh-2' })
  })

  it('is not asked at an address that is no org, whatever the sign-in says', async () => {
    issue(TOKEN, 'refresh-1', 'https://evil.example')
    const id = await draft()
    await signIn(id)
    const refused = await data.dataConnections.check(id).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      error: { code: 'source-failed', message: expect.stringContaining('evil.example') },
    })
    expect(org.requests).toEqual([])
  })
})
