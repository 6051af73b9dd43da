import { createServer, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SIGN_IN_PORT } from '../../../electron/data-connections/oauth-client'
import { toSecretRef } from '../../../electron/secrets/secret-ref'
import type { StreamChoice } from '../../../shared/domain/data-connection'
import { AppFailure } from '../../../shared/errors'
import { type AirtableServer, startAirtable, table } from '../../helpers/sources/airtable-server'
import { startTokenServer, type TokenServer } from '../../helpers/token-server'
import { lastRun, type OpenData, openData, recordsOf, syncNow, tableNamed } from './open-data'

const TABLE = 'tbltp8DGLhqbUmjK1'
const STREAM = `appLkNDICXNqxSDhG/${TABLE}`
const REDIRECT = 'http://localhost:21731/callback'
const CLIENT = { config: { auth: 'oauth', clientId: 'client-1' }, secrets: { clientSecret: 'secret-1' } }
const ADA = 'usrAda'
const BEN = 'usrBen'

let airtable: AirtableServer
let tokens: TokenServer
let data: OpenData
let aheadMs: number

beforeEach(async () => {
  const fields = [{ id: 'fldName', name: 'Name', type: 'singleLineText' }]
  airtable = await startAirtable('unused', [table(TABLE, 'Flats', fields)])
  airtable.clock = Date.now() - 60_000
  for (let index = 0; index < 250; index += 1) airtable.insert(TABLE, { fldName: `Flat ${index}` })
  tokens = await startTokenServer()
  aheadMs = 0
  data = await openData({
    signInPort: SIGN_IN_PORT,
    now: () => new Date(Date.now() + aheadMs),
    stands: { 'https://api.airtable.com': airtable.url, 'https://airtable.com': tokens.url },
  })
})
afterEach(async () => {
  expect(data.unexpected).toEqual([])
  await data.close()
  await Promise.all([airtable.close(), tokens.close()])
  expect(airtable.violations).toEqual([])
})

const choice: StreamChoice = {
  name: STREAM,
  target: { kind: 'new', tableName: 'Flats' },
  settings: { mode: 'incremental', fields: null, filters: [], cursorField: null, deletes: 'remove' },
}
/** The next token, and whose it is. */
const issue = (user: string | null) => {
  if (user) airtable.users.set(`access-token-${tokens.requests.length + 1}`, user)
}
const shown = (): URL => {
  const page = data.pages.at(-1)
  if (!page) throw new Error('No page was shown')
  return page
}

/** What the browser does at the end of a sign-in. Resolves with the status of the page that it shows. */
function comeBack(answer: Record<string, string> = { code: 'the-code' }): Promise<number | undefined> {
  const state = shown().searchParams.get('state') ?? ''
  const { port, pathname } = new URL(REDIRECT)
  const path = `${pathname}?${new URLSearchParams({ ...answer, state })}`
  return new Promise((resolve, reject) => {
    const headers = { host: `localhost:${port}` }
    const asked = request({ hostname: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    asked.on('error', reject)
    asked.end()
  })
}

const isOver = async (id: string) => (await data.dataConnections.signInState(id)).pending === null

async function signIn(id: string, user: string | null, answer?: Record<string, string>): Promise<void> {
  issue(user)
  await data.dataConnections.signIn(id)
  await comeBack(answer)
  await expect.poll(() => isOver(id)).toBe(true)
}

/** Signed in as Ada, with all records. */
async function connect(): Promise<string> {
  const id = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
  await signIn(id, ADA)
  await data.dataConnections.create(id, { name: 'Homes', streams: [choice], schedule: { kind: 'manual' } })
  await data.dataConnections.settled()
  expect((await data.dataConnections.get(id)).status).toBe('healthy')
  return id
}

const draftFor = (id: string, changed: { config?: object; secrets?: Record<string, string> } = {}) =>
  data.dataConnections.draft({
    ...{ sourceId: 'airtable', replaces: id },
    ...{ config: { ...CLIENT.config, ...changed.config }, secrets: changed.secrets ?? {} },
  })
const reconnect = (id: string, draftId: string, replaceData = false) =>
  data.dataConnections.reconnect(id, { config: {}, secrets: {}, replaceData, draftId })
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppFailure ? thrown.error : Promise.reject(thrown)),
  )
const namesHere = async () => [...(await recordsOf(data, 'Flats')).values()].map(({ Name }) => Name).sort()
const namesThere = () => [...airtable.table(TABLE).records.values()].map(({ fields }) => fields.fldName).sort()

describe('what to register at a service', () => {
  it('is one address for all that compare it, by the only name that may go without https', () => {
    const methods = data.dataConnections.sources().flatMap(({ id, auth }) => auth.map((one) => ({ ...one, id })))
    const shown = methods.filter(({ signsIn }) => signsIn).map(({ id, redirectUri }) => [id, redirectUri])
    expect(Object.fromEntries(shown)).toEqual({
      airtable: REDIRECT,
      hubspot: REDIRECT,
      salesforce: REDIRECT,
      'google-sheets': null,
    })
    expect(methods.filter(({ signsIn, redirectUri }) => !signsIn && redirectUri !== null)).toEqual([])
  })
})

describe('a sign-in', () => {
  it('goes to the registered address and back, proves itself, and is synced with', async () => {
    const id = await connect()
    const { host, searchParams } = shown()
    expect([host, searchParams.get('redirect_uri'), searchParams.get('code_challenge_method')]).toEqual([
      'airtable.com',
      REDIRECT,
      'S256',
    ])
    expect(tokens.requests.map(({ parameters }) => parameters.redirect_uri)).toEqual([REDIRECT])
    expect(tokens.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('client-1:secret-1').toString('base64')}`,
    )
    expect(await namesHere()).toEqual(namesThere())
    expect((await data.dataConnections.get(id)).identity).toBe(ADA)
  })

  it('is not over before the service has given its tokens', async () => {
    const id = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    issue(ADA)
    await data.dataConnections.signIn(id)
    let release = () => {}
    tokens.gate.until = new Promise((done) => {
      release = done
    })
    await comeBack()
    await expect.poll(() => tokens.requests.length).toBe(1)
    expect(await data.dataConnections.signInState(id)).toMatchObject({ pending: { kind: 'browser' }, signedIn: false })
    const told = data.events.length
    release()
    await expect.poll(() => isOver(id)).toBe(true)
    expect(await data.dataConnections.signInState(id)).toEqual({ pending: null, signedIn: true, reason: null })
    expect(data.events.length).toBeGreaterThan(told)
  })

  it.each([
    ['was declined', { error: 'access_denied' }, /declined .*Nothing was stored/],
    ['is refused by the server for something else', { error: 'invalid_scope' }, /invalid_scope.*Check the settings/],
  ])('that %s says so', async (_, answer, words) => {
    const id = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    await signIn(id, null, answer)
    const state = await data.dataConnections.signInState(id)
    expect(state).toEqual({ pending: null, signedIn: false, reason: expect.stringMatching(words) })
  })

  it('with a client that the service does not know says so', async () => {
    const id = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    tokens.answers.push({ status: 401, body: { error: 'invalid_client' } })
    await signIn(id, null)
    const { reason } = await data.dataConnections.signInState(id)
    expect(reason).toMatch(/does not accept the client id or secret \(invalid_client\).*Check the settings/)
  })

  it('that came too late says so', async () => {
    const id = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    await data.dataConnections.signIn(id)
    aheadMs = 11 * 60_000
    await comeBack()
    await expect.poll(async () => (await data.dataConnections.signInState(id)).reason).toMatch(/after the time.*again/)
  })

  it('whose port is taken says which, and works once it is free', async () => {
    const id = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    const other = createServer()
    await new Promise<void>((done) => other.listen(21_731, '127.0.0.1', done))
    expect(await errorOf(data.dataConnections.signIn(id))).toMatchObject({
      code: 'sign-in-failed',
      reason: 'busy',
      message: expect.stringContaining('21731'),
    })
    expect(data.pages).toEqual([])
    await new Promise((done) => other.close(done))
    await signIn(id, ADA)
    expect(await data.dataConnections.signInState(id)).toEqual({ pending: null, signedIn: true, reason: null })
  })

  it('takes the place of another one that waits, which says so', async () => {
    const first = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    const second = await data.dataConnections.draft({ sourceId: 'airtable', ...CLIENT })
    await data.dataConnections.signIn(first)
    await signIn(second, ADA)
    const { pending, signedIn, reason } = await data.dataConnections.signInState(first)
    expect([pending, signedIn, reason]).toEqual([null, false, expect.stringMatching(/took the place.*sign in again/)])
    expect((await data.dataConnections.signInState(second)).signedIn).toBe(true)
  })

  it('cannot take the place of one that is in use without having been checked', async () => {
    const id = await connect()
    expect(await errorOf(data.dataConnections.signIn(id))).toMatchObject({ code: 'refused' })
  })
})

describe('a sign-in that ends in the middle of a sync', () => {
  /** From the second page on nothing is accepted, and nothing renews it. */
  async function cutOff(id: string) {
    airtable.clock = Date.now() - 20_000
    for (const recordId of airtable.table(TABLE).records.keys())
      airtable.update(TABLE, recordId, { fldName: `New ${recordId}` })
    let pages = 0
    airtable.onRequest(({ path }) => {
      if (path.endsWith('/listRecords')) pages += 1
      if (pages === 2) airtable.users.clear()
    })
    tokens.answers.push({ status: 400, body: { error: 'invalid_grant' } })
    aheadMs = 30_000
    const run = await syncNow(data, id)
    airtable.onRequest(() => undefined)
    return run
  }

  it('is said, moves no cursor, and after a reconnect the sync goes on by itself to the end', async () => {
    const id = await connect()
    const [{ cursor: before } = { cursor: null }] = (await data.dataConnections.get(id)).streams
    expect(await cutOff(id)).toMatchObject({ status: 'failed', streams: [{ failure: { reason: 'needs-reauth' } }] })
    const [stream] = (await data.dataConnections.get(id)).streams
    expect(stream?.cursor).toBe(before)
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'needs-reauth', nextRunAt: null })

    const draftId = await draftFor(id)
    await signIn(draftId, ADA)
    await reconnect(id, draftId)
    await data.dataConnections.settled()
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'healthy', failure: null })
    expect(await lastRun(data, id)).toMatchObject({ status: 'succeeded', mode: 'incremental' })
    expect(await namesHere()).toEqual(namesThere())
    expect(data.news.map(({ kind }) => kind)).toEqual(['needs-reauth'])
  })

  it('is not ended by a reconnect that leads to another account, until the data is to be replaced', async () => {
    const id = await connect()
    await cutOff(id)
    const draftId = await draftFor(id)
    await signIn(draftId, BEN)
    expect(await errorOf(reconnect(id, draftId))).toEqual({
      ...{ code: 'refused', reason: 'another-account' },
      message: `This is ${BEN}, and the data came from ${ADA}`,
    })
    expect((await data.dataConnections.get(id)).status).toBe('needs-reauth')
    for (const recordId of [...airtable.table(TABLE).records.keys()].slice(10)) airtable.remove(TABLE, recordId)
    await reconnect(id, draftId, true)
    await data.dataConnections.settled()
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'healthy', identity: BEN })
    expect(await namesHere()).toEqual(namesThere())
    expect((await tableNamed(data, 'Flats')).recordCount).toBe(10)
  })
})

describe('a reconnect', () => {
  it('that is given up, declined or not good leaves the sign-in as it was', async () => {
    const id = await connect()
    const given = await draftFor(id)
    await data.dataConnections.signIn(given)
    await data.dataConnections.cancelSignIn(given)
    await signIn(await draftFor(id), null, { error: 'access_denied' })
    const unknown = await draftFor(id)
    await signIn(unknown, null)
    tokens.answers.push({ status: 400, body: { error: 'invalid_grant' } })
    expect(await errorOf(reconnect(id, unknown))).toMatchObject({ code: 'source-failed', reason: 'auth' })
    expect(await errorOf(reconnect(id, await draftFor(id)))).toMatchObject({ code: 'source-failed', reason: 'auth' })
    const run = await syncNow(data, id)
    expect(run.status).toBe('succeeded')
    expect(await data.dataConnections.get(id)).toMatchObject({ status: 'healthy', config: CLIENT.config })
    expect(airtable.requests.at(-1)?.headers.authorization).toBe('Bearer access-token-1')
  })

  it('with another client signs in and renews with that one, and keeps the secret that was left out', async () => {
    const id = await connect()
    const draftId = await draftFor(id, { config: { clientId: 'client-2' } })
    await signIn(draftId, ADA)
    expect(await data.dataConnections.get(id)).toMatchObject({ config: { clientId: 'client-1' } })
    await reconnect(id, draftId)
    expect(await data.dataConnections.get(id)).toMatchObject({ config: { clientId: 'client-2' }, status: 'healthy' })
    aheadMs = 3_600_000
    issue(ADA)
    await syncNow(data, id)
    const basic = (name: string) => `Basic ${Buffer.from(name).toString('base64')}`
    expect(tokens.requests.map(({ headers }) => headers.authorization)).toEqual([
      ...[basic('client-1:secret-1'), basic('client-2:secret-1'), basic('client-2:secret-1')],
    ])
    expect(tokens.requests.at(-1)?.parameters).toMatchObject({ refresh_token: 'refresh-token-2' })
  })

  it('leaves one sign-in and one secret, and nothing of the draft', async () => {
    const id = await connect()
    const draftId = await draftFor(id, { secrets: { clientSecret: 'secret-2' } })
    await signIn(draftId, ADA)
    await reconnect(id, draftId)
    await data.dataConnections.settled()
    const secrets = await data.workspace.db.selectFrom('secret').selectAll().execute()
    const values = await Promise.all(
      secrets.map(async (row) => (await data.vault.resolve(toSecretRef(row.id))).toString()),
    )
    expect(secrets.map(({ owner_id }) => owner_id)).toEqual([id, id])
    expect(values.join()).toContain('secret-2')
    expect(values.join()).toContain('access-token-2')
    expect(values.join()).not.toMatch(/secret-1|access-token-1/)
    expect(await errorOf(data.dataConnections.signInState(draftId))).toBeNull()
    expect(await errorOf(reconnect(id, draftId))).toMatchObject({ code: 'not-found' })
  })

  it('with a token in the place of a sign-in ends the sign-in', async () => {
    const id = await connect()
    airtable.users.set('pat-of-ada', ADA)
    const config = { auth: 'token' }
    await data.dataConnections.reconnect(id, { config, secrets: { accessToken: 'pat-of-ada' }, replaceData: false })
    expect(await data.oauth.grant(id)).toBeNull()
    expect((await syncNow(data, id)).status).toBe('succeeded')
    expect(airtable.requests.at(-1)?.headers.authorization).toBe('Bearer pat-of-ada')
  })
})
