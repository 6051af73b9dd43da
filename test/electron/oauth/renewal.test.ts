import { beforeEach, describe, expect, it } from 'vitest'
import type { OAuthClient } from '../../../electron/oauth/types'
import { CLIENT_SECRET, errorOf, openOAuth, refreshesOf, signIn, stateOf, type World } from './open-oauth'

let world: World
beforeEach(async () => {
  world = await openOAuth()
})
const HOUR_MS = 3600_000
const hold = () => {
  let release = () => {}
  world.server.gate.until = new Promise((resolve) => {
    release = resolve
  })
  return () => {
    world.server.gate.until = null
    release()
  }
}
const atOnce = (count: number, ask: () => Promise<string>) => Promise.all(Array.from({ length: count }, ask))
const answer = (body: object, status = 200) => world.server.answers.push({ status, body })

describe('a renewal', () => {
  it('waits for the last two minutes of an hour, and for the last six seconds of a minute', async () => {
    await signIn(world)
    answer({ access_token: 'short', expires_in: 60 })
    world.clock.aheadMs = HOUR_MS - 125_000
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-1')
    world.clock.aheadMs = HOUR_MS - 115_000
    expect(await world.oauth.accessToken('Acme')).toBe('short')
    world.clock.aheadMs += 50_000
    expect(await world.oauth.accessToken('Acme')).toBe('short')
    world.clock.aheadMs += 5_000
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-3')
  })

  it('counts the lifetime from before the request was sent', async () => {
    await world.oauth.signIn('Acme')
    const release = hold()
    const done = world.oauth.complete({ kind: 'code', code: 'code-of-the-server', state: stateOf(world), iss: null })
    await expect.poll(() => world.server.requests.length).toBe(1)
    world.clock.aheadMs = 1000_000
    release()
    await done
    const grant = await world.oauth.grant('Acme')
    const lifetime = new Date(grant?.expiresAt ?? '').getTime() - new Date(grant?.obtainedAt ?? '').getTime()
    expect(lifetime).toBe(HOUR_MS)
    expect(new Date(grant?.obtainedAt ?? '').getTime()).toBeLessThan(Date.now() + 500_000)
  })

  it('keeps the refresh token and the scopes that an answer leaves out', async () => {
    world.clients.Acme = { scopes: ['a', 'b'] }
    answer({ access_token: 'first', refresh_token: 'long-lived-1', expires_in: 60, scope: ['a'] })
    await signIn(world)
    answer({ access_token: 'second', refresh_token: null, expires_in: 60 })
    world.clock.aheadMs = 60_000
    expect(await world.oauth.accessToken('Acme')).toBe('second')
    world.clock.aheadMs = 120_000
    await world.oauth.accessToken('Acme')
    expect(refreshesOf(world).map(({ parameters }) => parameters.refresh_token)).toEqual([
      'long-lived-1',
      'long-lived-1',
    ])
    expect(await world.oauth.grant('Acme')).toMatchObject({ requestedScopes: ['a', 'b'], grantedScopes: ['a'] })
  })

  it('happens once for fifty who had the same refused token, and not again for who comes late', async () => {
    await signIn(world)
    const tokens = await atOnce(50, () => world.oauth.tokenAfter('Acme', 'access-token-1'))
    expect(new Set(tokens)).toEqual(new Set(['access-token-2']))
    expect(await world.oauth.tokenAfter('Acme', 'access-token-1')).toBe('access-token-2')
    expect(refreshesOf(world)).toHaveLength(1)
  })

  it('that fails, fails once for all who wait for it', async () => {
    await signIn(world)
    world.clock.aheadMs = HOUR_MS
    answer({ error: 'invalid_client' }, 401)
    const release = hold()
    const asking = Promise.all(Array.from({ length: 20 }, () => errorOf(world.oauth.accessToken('Acme'))))
    await expect.poll(() => refreshesOf(world).length).toBe(1)
    release()
    const results = await asking
    expect(new Set(results.map((result) => result?.code))).toEqual(new Set(['sign-in-failed']))
    expect(refreshesOf(world)).toHaveLength(1)
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-3')
  })

  it('is not tried again for half a minute after the server failed, and is not trusted past the end', async () => {
    await signIn(world)
    world.clock.aheadMs = HOUR_MS - 60_000
    world.server.answers.push('drop')
    for (let time = 0; time < 5; time++) expect(await world.oauth.accessToken('Acme')).toBe('access-token-1')
    expect(refreshesOf(world)).toHaveLength(1)
    expect(await errorOf(world.oauth.tokenAfter('Acme', 'access-token-1'))).toMatchObject({ reason: 'unreachable' })
    world.clock.aheadMs += 31_000
    world.server.answers.push({ status: 503, body: '' })
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-1')
    world.clock.aheadMs += 29_500
    expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ reason: 'unreachable' })
    expect(refreshesOf(world)).toHaveLength(2)
  })

  it('does not bring back what was forgotten meanwhile', async () => {
    await signIn(world)
    world.clock.aheadMs = HOUR_MS
    const release = hold()
    const renewing = errorOf(world.oauth.accessToken('Acme'))
    await expect.poll(() => refreshesOf(world).length).toBe(1)
    const forgotten = world.oauth.forget('Acme')
    release()
    await Promise.all([renewing, forgotten])
    expect(await world.oauth.grant('Acme')).toBeNull()
    expect(world.parts.vault.status().secretCount).toBe(0)
  })

  it('whose pair could not be stored is stored with the next call, before its token is handed out', async () => {
    await signIn(world)
    world.clock.aheadMs = HOUR_MS
    let isFull = true
    await world.restart((parts) => ({
      ...parts,
      vault: {
        ...parts.vault,
        reseal: (...values) => (isFull ? Promise.reject(new Error('disk full')) : parts.vault.reseal(...values)),
      },
    }))
    await expect(world.oauth.accessToken('Acme')).rejects.toThrow('disk full')
    isFull = false
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-2')
    expect(refreshesOf(world)).toHaveLength(1)
  })
})

describe('needs re-auth', () => {
  it('is said where nobody has signed in', async () => {
    expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth', what: 'Acme' })
  })

  it('comes at the end of a token that nothing renews, and goes when the clock was wrong', async () => {
    answer({ access_token: 'only-this-one', expires_in: 3600 })
    await signIn(world)
    world.clock.aheadMs = HOUR_MS - 1000
    expect(await world.oauth.accessToken('Acme')).toBe('only-this-one')
    world.clock.aheadMs = HOUR_MS
    expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth' })
    expect(await world.oauth.grant('Acme')).toMatchObject({ reauthReason: expect.stringContaining('Sign in again') })
    world.clock.aheadMs = 0
    expect(await world.oauth.accessToken('Acme')).toBe('only-this-one')
    expect(await world.oauth.grant('Acme')).toMatchObject({ reauthReason: null })
  })

  it('comes with the first refusal of a token without end or successor', async () => {
    answer({ token: 'intercom-token' })
    await signIn(world)
    world.clock.aheadMs = 1000 * HOUR_MS
    expect(await world.oauth.accessToken('Acme')).toBe('intercom-token')
    expect(await errorOf(world.oauth.tokenAfter('Acme', 'intercom-token'))).toMatchObject({ code: 'needs-reauth' })
    expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth' })
    expect(world.server.requests).toHaveLength(1)
  })

  it('stays with its reason until somebody signs in again', async () => {
    await signIn(world)
    await world.oauth.markRefused('Acme', 'Acme goes on refusing.')
    await world.restart()
    expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ reason: 'Acme goes on refusing.' })
    await signIn(world)
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-2')
    expect(world.parts.vault.status().secretCount).toBe(1)
  })

  it('is said when the tokens were only kept in memory and the program was ended', async () => {
    await world.parts.vault.useMemoryOnly()
    await signIn(world)
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-1')
    await world.restart()
    expect(await world.oauth.grant('Acme')).toMatchObject({ tokensMissing: true })
    expect(await errorOf(world.oauth.accessToken('Acme'))).toMatchObject({ code: 'needs-reauth' })
  })
})

describe('a client that signs in by itself', () => {
  const machine: Partial<OAuthClient> = { grant: 'client-credentials', authMethod: 'client_secret_basic' }

  it('asks anew at the end of its token, when its tokens are lost, and without having been told to sign in', async () => {
    world.clients.Acme = machine
    expect(await atOnce(10, () => world.oauth.accessToken('Acme'))).toEqual(Array(10).fill('access-token-1'))
    world.clock.aheadMs = HOUR_MS
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-2')
    await world.parts.vault.removeByOwner('Acme')
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-3')
    expect(new Set(world.server.requests.map(({ parameters }) => parameters.grant_type))).toEqual(
      new Set(['client_credentials']),
    )
  })

  it('encodes id and secret before it joins them (RFC 6749 section 2.3.1)', async () => {
    world.clients.Acme = { ...machine, clientId: 'id:with space', audience: 'https://api.example', resource: 'urn:x' }
    await world.oauth.signIn('Acme')
    const [request] = world.server.requests
    const header = Buffer.from(request?.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString()
    expect(header.split(':').map((part) => new URLSearchParams(`x=${part}`).get('x'))).toEqual([
      'id:with space',
      CLIENT_SECRET,
    ])
    expect(request?.parameters).toEqual({
      ...{ grant_type: 'client_credentials', scope: 'read write' },
      ...{ audience: 'https://api.example', resource: 'urn:x' },
    })
  })

  it('needs a secret', async () => {
    world.clients.Acme = { ...machine, clientSecret: null }
    expect(await errorOf(world.oauth.signIn('Acme'))).toMatchObject({ reason: 'config' })
    expect(world.server.requests).toEqual([])
  })
})

describe('forgetting', () => {
  it('revokes the refresh token first, and deletes whatever the server says', async () => {
    world.clients.Acme = { revocationUrl: `${world.server.url}/revoke` }
    await signIn(world)
    answer({}, 200)
    answer({ error: 'invalid_token' }, 400)
    expect(await world.oauth.forget('Acme')).toEqual({ revoked: true })
    const revocations = world.server.requests
      .slice(1)
      .map(({ parameters }) => [parameters.token_type_hint, parameters.token])
    expect(revocations).toEqual([
      ['refresh_token', 'refresh-token-1'],
      ['access_token', 'access-token-1'],
    ])
    await signIn(world)
    world.server.answers.push('drop', 'drop')
    expect(await world.oauth.forget('Acme')).toEqual({ revoked: false })
    expect([await world.oauth.grant('Acme'), world.parts.vault.status().secretCount]).toEqual([null, 0])
  })

  it('says that nothing was revoked where the server offers no way, and nothing was there', async () => {
    await signIn(world)
    expect(await world.oauth.forget('Acme')).toEqual({ revoked: null })
    expect(await world.oauth.forget('Acme')).toEqual({ revoked: null })
  })
})

describe('a sign-in that is handed over', () => {
  it('takes the place of the one before, and is renewed as its own', async () => {
    await signIn(world, 'old')
    answer({ access_token: 'new-access', refresh_token: 'new-refresh', expires_in: 3600, scope: 'read' })
    await signIn(world, 'draft')
    await world.oauth.handOver('draft', 'old')
    expect(await world.oauth.accessToken('old')).toBe('new-access')
    expect(await world.oauth.grant('old')).toMatchObject({ grantedScopes: ['read'], reauthReason: null })
    expect(await world.oauth.grant('draft')).toBeNull()
    await world.oauth.tokenAfter('old', 'new-access')
    expect(refreshesOf(world).map(({ parameters }) => parameters.refresh_token)).toEqual(['new-refresh'])
    await world.restart()
    expect(await world.oauth.accessToken('old')).toBe('access-token-3')
    expect(await world.parts.db.selectFrom('secret').select('owner_id').execute()).toEqual([{ owner_id: 'old' }])
  })

  it('leaves what is there as it was when there is none, or none that is good', async () => {
    await signIn(world, 'old')
    expect(await errorOf(world.oauth.handOver('draft', 'old'))).toMatchObject({ code: 'needs-reauth' })
    await signIn(world, 'draft')
    await world.oauth.markRefused('draft', 'It was withdrawn.')
    expect(await errorOf(world.oauth.handOver('draft', 'old'))).toMatchObject({ reason: 'It was withdrawn.' })
    expect(await world.oauth.accessToken('old')).toBe('access-token-1')
  })

  it('stays where it is while its renewed pair cannot be stored', async () => {
    await signIn(world, 'old')
    await signIn(world, 'draft')
    await world.restart(({ vault, ...parts }) => ({
      ...parts,
      vault: { ...vault, reseal: () => Promise.reject(new Error('full')) },
    }))
    await expect(world.oauth.tokenAfter('draft', 'access-token-2')).rejects.toThrow('full')
    await expect(world.oauth.handOver('draft', 'old')).rejects.toThrow('full')
    expect(await world.oauth.accessToken('old')).toBe('access-token-1')
  })
})

describe('the address of the API', () => {
  it('is kept with the tokens, follows each renewal, and stays where one says nothing', async () => {
    const at = (host: string) => ({ access_token: host, refresh_token: 'r', instance_url: `https://${host}` })
    answer(at('one.my.salesforce.com'))
    await signIn(world)
    expect(await world.oauth.instanceUrl('Acme')).toBe('https://one.my.salesforce.com')
    answer({ access_token: 'second' })
    await world.oauth.tokenAfter('Acme', 'one.my.salesforce.com')
    expect(await world.oauth.instanceUrl('Acme')).toBe('https://one.my.salesforce.com')
    answer(at('two.my.salesforce.com'))
    await world.oauth.tokenAfter('Acme', 'second')
    await world.restart()
    expect(await world.oauth.instanceUrl('Acme')).toBe('https://two.my.salesforce.com')
    expect(await world.oauth.instanceUrl('nobody')).toBeNull()
  })
})
