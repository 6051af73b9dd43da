import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OidcServer, startOidc } from '../../helpers/oidc-server'
import { errorOf, openOAuth, type World } from './open-oauth'

let world: World
beforeEach(async () => {
  world = await openOAuth()
  world.clients.Acme = { grant: 'device-code' }
})

const CODE = {
  ...{ device_code: 'device-code-1234', user_code: 'WDJB-MJHT', interval: 2, expires_in: 900 },
  verification_uri: 'https://example.com/device',
}
const asked = (codes: object, ...polls: (object | 'drop')[]) => {
  world.server.answers.push({ body: codes })
  for (const poll of polls)
    world.server.answers.push(poll === 'drop' ? 'drop' : { status: 'error' in poll ? 400 : 200, body: poll })
}
const error = (code: string) => ({ error: code })
const signedIn = () => expect.poll(() => world.oauth.grant('Acme')).not.toBeNull()
const ended = () => expect.poll(() => world.oauth.failure('Acme'))

describe('a sign-in on another device', () => {
  it('shows the code and where to type it, and asks no faster than the server wants', async () => {
    const waits = [error('authorization_pending'), error('slow_down'), 'drop', error('authorization_pending')] as const
    asked(CODE, ...waits)
    expect(await world.oauth.signIn('Acme')).toEqual({
      ...{ kind: 'device', userCode: 'WDJB-MJHT', verificationUri: 'https://example.com/device' },
      ...{ verificationUriComplete: null, expiresAt: expect.any(String) },
    })
    expect(await world.oauth.pending('Acme')).toMatchObject({ userCode: 'WDJB-MJHT' })
    await signedIn()
    expect(await world.oauth.pending('Acme')).toBeNull()
    expect(world.pauses).toEqual([2000, 2000, 7000, 14_000, 14_000])
    expect(await world.oauth.accessToken('Acme')).toBe('access-token-6')
    expect(world.server.requests[1]?.parameters).toMatchObject({
      ...{ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'device-code-1234' },
    })
    expect(JSON.stringify(world.ledger.rows)).not.toContain('device-code-1234')
  })

  it.each([
    [{ error: 'access_denied' }, 'denied'],
    [{ error: 'expired_token' }, 'expired'],
    [{ error: 'invalid_client' }, 'config'],
  ])('that ends with %j says so', async (poll, reason) => {
    asked(CODE, error('authorization_pending'), poll)
    await world.oauth.signIn('Acme')
    await ended().not.toBeNull()
    expect(world.oauth.failure('Acme')?.error).toMatchObject({ code: 'sign-in-failed', reason })
    expect(await world.oauth.grant('Acme')).toBeNull()
  })

  it('is over when the time for it is, whatever the server says', async () => {
    asked({ ...CODE, expires_in: '120' })
    world.server.answers.push(
      ...Array.from({ length: 500 }, () => ({ status: 400, body: error('authorization_pending') })),
    )
    await world.oauth.signIn('Acme')
    world.clock.aheadMs = 121_000
    await expect.poll(() => world.oauth.failure('Acme')?.error).toMatchObject({ reason: 'expired' })
  })

  it('stops asking once it was cancelled, and leaves no failure', async () => {
    asked(CODE)
    world.server.answers.push(
      ...Array.from({ length: 500 }, () => ({ status: 400, body: error('authorization_pending') })),
    )
    await world.oauth.signIn('Acme')
    await expect.poll(() => world.server.requests.length).toBeGreaterThan(2)
    await world.oauth.cancel('Acme')
    const pauses = world.pauses.length
    expect(await world.oauth.pending('Acme')).toBeNull()
    // Another one takes its turns; the first adds none.
    asked(CODE)
    world.server.answers.splice(0, world.server.answers.length, { body: CODE })
    await world.oauth.signIn('Acme')
    await signedIn()
    expect(world.pauses.length).toBe(pauses + 1)
    expect(world.oauth.failure('Acme')).toBeNull()
  })

  it.each([
    { ...CODE, verification_uri: 'http://example.com/device' },
    { ...CODE, verification_uri: 'file:///x' },
    { ...CODE, user_code: 'a\nb' },
    { ...CODE, device_code: '' },
    '<html>',
  ])('is not begun with %j', async (body) => {
    world.server.answers.push({ body })
    expect(await errorOf(world.oauth.signIn('Acme'))).toMatchObject({ code: 'sign-in-failed', reason: 'malformed' })
    expect(await world.oauth.pending('Acme')).toBeNull()
  })

  it('takes the address in the words of Google', async () => {
    asked({ ...CODE, verification_uri: undefined, verification_url: 'https://www.google.com/device' })
    expect(await world.oauth.signIn('Acme')).toMatchObject({ verificationUri: 'https://www.google.com/device' })
    await signedIn()
  })
})

describe('a real authorization server', () => {
  let oidc: OidcServer
  beforeEach(async () => {
    oidc = await startOidc()
  })
  afterEach(() => oidc.close())

  it('takes the code that the person types and gives tokens that work', async () => {
    const addresses = { deviceUrl: `${oidc.issuer}/device/auth`, tokenUrl: `${oidc.issuer}/token` }
    const device = { grant: 'device-code', clientId: 'television', clientSecret: null, authMethod: 'none' } as const
    world.clients.Acme = { ...device, ...addresses, scopes: ['openid', 'offline_access'] }
    const signIn = await world.oauth.signIn('Acme')
    if (signIn?.kind !== 'device') throw new Error('No code was given')
    await oidc.enterUserCode(signIn.verificationUriComplete ?? '')
    await signedIn()
    const headers = { authorization: `Bearer ${await world.oauth.accessToken('Acme')}` }
    expect((await fetch(`${oidc.issuer}/resource`, { headers })).status).toBe(200)
    expect(world.pauses.length).toBeGreaterThan(0)
  })
})
