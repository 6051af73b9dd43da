import { describe, expect, it } from 'vitest'
import type { Http } from '../../../electron/net/http'
import { discover } from '../../../electron/oauth/discover'
import { serve } from '../net/loopback'
import { errorOf, openOAuth } from './open-oauth'

/** A server that has these documents, and what is found when it is asked with that address. */
async function ask(documents: (url: string) => Record<string, unknown>, address: (url: string) => string) {
  const server = await serve((request, response) => {
    const document = documents(server.url)[request.url ?? '']
    response.writeHead(document === undefined ? 404 : 200, { 'Content-Type': 'application/json' })
    response.end(typeof document === 'string' ? document : JSON.stringify(document ?? {}))
  })
  const { oauth } = await openOAuth()
  const found = oauth.discover(address(server.url))
  return { server, found }
}

const about = (issuer: string, more: object = {}) => ({
  ...{ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
  ...more,
})
const RFC_8414 = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'

describe('the description of a server', () => {
  it.each([
    ['under its name', RFC_8414, '', ''],
    ['before a path', `${RFC_8414}/tenant`, '/tenant', '/tenant'],
    ['after a path', `/tenant${OPENID}`, '/tenant', '/tenant/'],
    ['by its own address', `${RFC_8414}/tenant`, '/tenant', `${RFC_8414}/tenant`],
    ['by its own address after a path', `/tenant${OPENID}`, '/tenant', `/tenant${OPENID}`],
  ])('is found %s', async (_, place, path, asked) => {
    const { found } = await ask(
      (url) => ({ [place]: about(url + path) }),
      (url) => url + asked,
    )
    expect((await found).tokenUrl).toMatch(new RegExp(`${path}/token$`))
  })

  it('is read in full', async () => {
    const more = {
      ...{ revocation_endpoint: 'https://other.example/revoke', scopes_supported: ['openid'] },
      ...{ code_challenge_methods_supported: ['S256'], authorization_response_iss_parameter_supported: true },
      ...{ token_endpoint_auth_methods_supported: ['none'], unknown: [1] },
    }
    const { found, server } = await ask(
      (url) => ({ [RFC_8414]: about(url, more) }),
      (url) => url,
    )
    expect(await found).toEqual({
      ...{ issuer: server.url, authorizationUrl: `${server.url}/auth`, tokenUrl: `${server.url}/token` },
      ...{ deviceUrl: null, revocationUrl: 'https://other.example/revoke', requiresIss: true, scopes: ['openid'] },
      ...{ supportsS256: true, authMethods: ['none'] },
    })
  })

  it('keeps the slash at the end of an issuer, which answers are compared with', async () => {
    const { found, server } = await ask(
      (url) => ({ [OPENID]: { ...about(url), issuer: `${url}/` } }),
      (url) => url,
    )
    expect((await found).issuer).toBe(`${server.url}/`)
  })

  it.each([
    ['another server', (url: string) => about(url, { issuer: 'https://evil.example' }), 'mismatch'],
    ['another path', (url: string) => about(`${url}/other`), 'mismatch'],
    ['an address without https', (url: string) => about(url, { token_endpoint: 'http://example.com/t' }), 'config'],
    ['a script as address', (url: string) => about(url, { authorization_endpoint: 'javascript:alert(1)' }), 'config'],
    ['no token address', (url: string) => about(url, { token_endpoint: undefined }), 'malformed'],
    ['a page', () => '<html>', 'malformed'],
  ])('is not believed when it is of %s', async (_, document, reason) => {
    const { found } = await ask(
      (url) => ({ [RFC_8414]: document(url) }),
      (url) => url,
    )
    expect(await errorOf(found)).toMatchObject({ code: 'sign-in-failed', reason })
  })

  it.each(['http://127.0.0.1:7000/token', 'https://localhost/token', 'https://[::1]/token'])(
    'on the internet cannot lead to this computer: %s',
    async (token_endpoint) => {
      const text = JSON.stringify(about('https://login.example', { token_endpoint }))
      const internet: Http = {
        send: async () => ({ status: 200, headers: new Map(), text, json: () => JSON.parse(text) }),
      }
      expect(await errorOf(discover(internet, 'https://login.example'))).toMatchObject({ reason: 'config' })
    },
  )

  it('that is nowhere says so, and so does a server that is not there', async () => {
    const { found, server } = await ask(
      () => ({}),
      (url) => `${url}/a`,
    )
    expect(await errorOf(found)).toMatchObject({ reason: 'malformed' })
    expect(server.received.map(({ path }) => path)).toEqual([`${RFC_8414}/a`, `/a${OPENID}`, `${OPENID}/a`])
    const { oauth } = await openOAuth()
    expect(await errorOf(oauth.discover('http://127.0.0.1:1'))).toMatchObject({ reason: 'unreachable' })
  })
})
