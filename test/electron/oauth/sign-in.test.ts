import { request } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import { CLIENT_SECRET, codeFor, errorOf, openOAuth, signIn, stateOf, type World } from './open-oauth'

let world: World
beforeEach(async () => {
  world = await openOAuth()
})
const pageParameters = () => Object.fromEntries(world.pages.at(-1)?.searchParams ?? [])
const get = (url: string) => fetch(url, { headers: { connection: 'close' } })
const changed = (ownerId: string) => expect.poll(() => world.changes.filter((one) => one === ownerId).length)

describe('the page of a sign-in', () => {
  it('is asked for what the client needs, and what a connector adds replaces none of it', async () => {
    world.clients.Acme = {
      authorizationUrl: `${world.server.url}/authorize?tenant=a%20b`,
      authorizationParameters: { access_type: 'offline', state: 'mine', redirect_uri: 'https://evil.example' },
      ...{ audience: 'https://api.example', resource: 'https://api.example/' },
    }
    await world.oauth.signIn('Acme')
    expect(pageParameters()).toEqual({
      ...{ tenant: 'a b', access_type: 'offline', scope: 'read write', response_type: 'code', client_id: 'client id' },
      ...{ audience: 'https://api.example', resource: 'https://api.example/' },
      ...{ state: expect.stringMatching(/^[\w-]{43}$/), redirect_uri: 'patchbay://oauth/callback' },
      ...{ code_challenge: expect.stringMatching(/^[\w-]{43}$/), code_challenge_method: 'S256' },
    })
    expect(world.pages[0]?.search).not.toContain('+')
  })

  it('leaves PKCE out where the server knows nothing of it', async () => {
    world.clients.Acme = { pkce: 'none' }
    await signIn(world)
    expect(pageParameters()).not.toHaveProperty('code_challenge')
    expect(world.server.requests[0]?.parameters).not.toHaveProperty('code_verifier')
  })

  it('that could not be opened leaves nothing waiting', async () => {
    world.clock.opensPages = false
    world.clients.Acme = { redirect: { kind: 'loopback', port: 0 } }
    expect(await errorOf(world.oauth.signIn('Acme'))).toMatchObject({ code: 'sign-in-failed', reason: 'config' })
    expect(await world.oauth.pending('Acme')).toBeNull()
    expect(world.parts.vault.status().secretCount).toBe(0)
  })

  it('is not opened while nothing can be sealed', async () => {
    await signIn(world, 'Other')
    await world.parts.vault.lock()
    expect(await errorOf(world.oauth.signIn('Acme'))).toEqual({ code: 'vault-locked' })
    expect(world.pages).toHaveLength(1)
  })
})

describe('a sign-in', () => {
  it('takes the place of the one before', async () => {
    await world.oauth.signIn('Acme')
    const first = stateOf(world)
    await world.oauth.signIn('Acme')
    expect(await errorOf(world.oauth.complete(codeFor(first)))).toMatchObject({ reason: 'ignored' })
    await world.oauth.complete(codeFor(stateOf(world)))
    expect(await world.oauth.pending('Acme')).toBeNull()
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-1')
  })

  it('that was cancelled is over', async () => {
    await world.oauth.signIn('Acme')
    await world.oauth.cancel('Acme')
    expect(await errorOf(world.oauth.complete(codeFor(stateOf(world))))).toMatchObject({ reason: 'ignored' })
    expect([world.server.requests, await world.oauth.pending('Acme')]).toEqual([[], null])
  })

  it('outlives the end of the program when its answer starts the program', async () => {
    await world.oauth.signIn('Acme')
    await world.restart()
    expect(await world.oauth.pending('Acme')).toMatchObject({ kind: 'browser', host: new URL(world.server.url).host })
    expect(await world.oauth.complete(codeFor(stateOf(world)))).toEqual({ ownerId: 'Acme', label: 'Acme' })
    expect(world.server.requests[0]?.parameters.code_verifier).toMatch(/^[\w-]{43}$/)
  })

  it('whose secret was only kept in memory does not outlive it, and says so', async () => {
    await world.parts.vault.useMemoryOnly()
    await world.oauth.signIn('Acme')
    await world.restart()
    expect(await errorOf(world.oauth.complete(codeFor(stateOf(world))))).toMatchObject({ reason: 'expired' })
    expect(world.server.requests).toEqual([])
  })

  it('waits on while the vault is locked', async () => {
    await world.oauth.signIn('Acme')
    await world.parts.vault.lock()
    expect(await errorOf(world.oauth.complete(codeFor(stateOf(world))))).toEqual({ code: 'vault-locked' })
    await world.parts.vault.retry()
    expect(await world.oauth.complete(codeFor(stateOf(world)))).toMatchObject({ ownerId: 'Acme' })
  })

  it('that is forgotten while its code is exchanged leaves nothing behind', async () => {
    await world.oauth.signIn('Acme')
    let release = () => {}
    world.server.gate.until = new Promise((resolve) => {
      release = resolve
    })
    const completed = world.oauth.complete(codeFor(stateOf(world)))
    await expect.poll(() => world.server.requests.length).toBe(1)
    const changes = world.changes.length
    const forgotten = world.oauth.forget('Acme')
    await changed('Acme').toBeGreaterThan(changes)
    // One statement runs after the other: whatever forgetting looks up at once has been looked up after these.
    for (let time = 0; time < 3; time++) await world.oauth.grant('Acme')
    release()
    await Promise.all([completed, forgotten])
    expect([await world.oauth.grant('Acme'), world.parts.vault.status().secretCount]).toEqual([null, 0])
  })

  it('of a connector that was changed meanwhile sends its code to nobody', async () => {
    await world.oauth.signIn('Acme')
    world.clients.Acme = { tokenUrl: `${world.server.url}/elsewhere` }
    expect(await errorOf(world.oauth.complete(codeFor(stateOf(world))))).toMatchObject({ reason: 'mismatch' })
    expect(world.server.requests).toEqual([])
  })

  it('leaves code, verifier, client secret and tokens out of the database, the ledger and every failure', async () => {
    const ways = [
      ['form', 'client_secret_post'],
      ['json', 'client_secret_post'],
      ['form', 'none'],
    ] as const
    for (const [tokenBody, authMethod] of ways) {
      world.clients.Acme = { tokenBody, authMethod }
      await signIn(world)
      world.server.answers.push({ status: 400, body: { error: 'invalid_request', error_description: CLIENT_SECRET } })
      await world.oauth.signIn('Acme')
      const failure = await errorOf(world.oauth.complete(codeFor(stateOf(world))))
      const kept = JSON.stringify([
        ...[world.ledger.rows, failure],
        await world.parts.db.selectFrom('oauth_grant').selectAll().execute(),
        await world.parts.db.selectFrom('oauth_sign_in').selectAll().execute(),
      ])
      const verifiers = world.server.requests.map(({ parameters }) => parameters.code_verifier ?? '')
      const secrets = [
        'the-code-of-the-server',
        CLIENT_SECRET,
        encodeURIComponent(CLIENT_SECRET),
        'access-token-',
        'refresh-token-',
      ]
      for (const secret of [...secrets, ...verifiers, stateOf(world)]) expect(kept).not.toContain(secret)
      expect(world.server.requests.at(-1)?.body).toContain('the-code-of-the-server')
    }
  })
})

describe('an answer that the person pastes', () => {
  beforeEach(async () => {
    world.clients.Acme = { redirect: { kind: 'fixed', url: 'https://example.com/done' } }
    await world.oauth.signIn('Acme')
  })
  const pasted = (url: string) => errorOf(world.oauth.completePasted('Acme', url))

  it('ends the sign-in', async () => {
    expect(await pasted(` https://example.com/done?code=abc&state=${stateOf(world)}&realmId=7#_ \n`)).toBeNull()
    expect(world.server.requests[0]?.parameters).toMatchObject({
      code: 'abc',
      redirect_uri: 'https://example.com/done',
    })
  })

  it.each([
    'https://example.com/other?code=abc&state=STATE',
    'https://evil.example/done?code=abc&state=STATE',
    'https://example.com/done?code=abc&state=wrong',
    'https://example.com/done?code=abc%0d%0aX:1&state=STATE',
    'https://example.com/done',
    'code=abc&state=STATE',
    `https://example.com/done?code=${'a'.repeat(1024 * 1024)}&state=STATE`,
  ])('and belongs to no sign-in ends none: %.60s', async (url) => {
    expect(await pasted(url.replace('STATE', stateOf(world)))).toMatchObject({ reason: 'mismatch' })
    expect(await world.oauth.pending('Acme')).not.toBeNull()
    expect(world.server.requests).toEqual([])
  })

  it('of another connector is not taken here', async () => {
    await world.oauth.signIn('Other')
    expect(await pasted(`https://example.com/done?code=abc&state=${stateOf(world)}`)).toMatchObject({
      reason: 'mismatch',
    })
    expect(await world.oauth.pending('Other')).not.toBeNull()
  })
})

describe('an answer to this computer', () => {
  beforeEach(() => {
    world.clients.Acme = { redirect: { kind: 'loopback', port: 0 } }
  })
  const address = () => pageParameters().redirect_uri ?? ''

  it('ends the sign-in once, after whatever else came', async () => {
    await world.oauth.signIn('Acme')
    const to = address()
    expect(to).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    expect((await get(`${to}?code=abc&state=wrong`)).status).toBe(400)
    expect((await get(`${to}?code=abc&code=def&state=${stateOf(world)}`)).status).toBe(400)
    expect((await get(new URL('/favicon.ico', to).href)).status).toBe(404)
    expect(await world.oauth.pending('Acme')).toMatchObject({ redirectUri: to })
    expect((await get(`${to}?code=abc&state=${stateOf(world)}&unknown=1`)).status).toBe(200)
    await expect.poll(() => world.oauth.grant('Acme')).not.toBeNull()
    await expect(get(to)).rejects.toThrow()
    expect(await world.oauth.pending('Acme')).toBeNull()
    expect(world.server.requests.map(({ parameters }) => parameters.redirect_uri)).toEqual([to])
  })

  it('that is a refusal can be read afterwards, until the next try', async () => {
    await world.oauth.signIn('Acme')
    await get(`${address()}?error=access_denied&error_description=%3Cb%3E&state=${stateOf(world)}`)
    await expect.poll(() => world.oauth.failure('Acme')?.error).toMatchObject({ reason: 'denied' })
    await world.oauth.signIn('Acme')
    expect(world.oauth.failure('Acme')).toBeNull()
  })

  it('is not waited for any more after a cancel, a restart or another try', async () => {
    const addresses: string[] = []
    for (const end of ['cancel', 'again', 'restart'] as const) {
      await world.oauth.signIn('Acme')
      addresses.push(address())
      if (end === 'cancel') await world.oauth.cancel('Acme')
      if (end === 'restart') await world.restart()
    }
    for (const one of addresses) await expect(get(one)).rejects.toThrow()
    expect(await world.oauth.pending('Acme')).toBeNull()
    expect(await world.oauth.failure('Acme')).toBeNull()
  })

  it('cannot come to a port that is taken, and says which', async () => {
    const { port } = new URL(world.server.url)
    world.clients.Acme = { redirect: { kind: 'loopback', port: Number(port) } }
    const failure = await errorOf(world.oauth.signIn('Acme'))
    expect(failure).toMatchObject({ reason: 'busy', message: expect.stringContaining(port) })
  })

  it.each([
    ['another host', (port: number) => ({ port, headers: { host: `evil.example:${port}` } }), 404],
    ['a name for this computer', (port: number) => ({ port, headers: { host: `localhost:${port}` } }), 404],
    ['another method', (port: number) => ({ port, method: 'POST' }), 405],
    ['a megabyte', (port: number) => ({ port, path: `/callback?x=${'a'.repeat(1024 * 1024)}` }), 431],
  ] as const)('is not taken from a request with %s', async (_, options, status) => {
    await world.oauth.signIn('Acme')
    const { port } = new URL(address())
    const path = `/callback?code=abc&state=${stateOf(world)}`
    const answered = await new Promise<number>((resolve) => {
      const sent = request({ host: '127.0.0.1', path, ...options(Number(port)) }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      // Whoever sends more than is read finds the socket closed.
      sent.on('error', () => resolve(431))
      sent.end()
    })
    expect(answered).toBe(status)
    expect(await world.oauth.pending('Acme')).not.toBeNull()
    await world.oauth.cancel('Acme')
  })

  it('gets a page without a word of what was sent, that nothing may store, frame or run', async () => {
    await world.oauth.signIn('Acme')
    const bad = await get(`${address()}?code=%3Cscript%3E&state=${stateOf(world)}`)
    const good = await get(`${address()}?code=unheard-of&state=${stateOf(world)}`)
    expect([bad.status, good.status]).toEqual([400, 200])
    for (const page of [bad, good]) {
      expect(await page.text()).not.toMatch(/script|unheard-of/)
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'/)
      expect([page.headers.get('cache-control'), page.headers.get('referrer-policy')]).toEqual([
        'no-store',
        'no-referrer',
      ])
    }
    await changed('Acme').toBeGreaterThan(1)
  })
})
