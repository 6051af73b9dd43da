import { describe, expect, it } from 'vitest'
import { parseTokenAnswer } from '../../../electron/oauth/token-answer'

const parse = (body: unknown, status = 200, type = 'application/json') =>
  parseTokenAnswer(status, type, typeof body === 'string' ? body : JSON.stringify(body))
const standard = { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r', scope: 'x y' }
const issued = {
  ...{ kind: 'issued', accessToken: 'a-token', refreshToken: 'r', expiresInS: 3600, scopes: ['x', 'y'] },
  instanceUrl: null,
}

describe('a token answer', () => {
  it.each([
    ['the standard', standard],
    ['a type in lower case', { ...standard, token_type: 'bearer' }],
    ['no type', { ...standard, token_type: undefined }],
    ['the type of Slack', { ...standard, token_type: 'bot', ok: true }],
    ['a lifetime as text', { ...standard, expires_in: '3600' }],
    ['scopes as a list', { ...standard, scope: ['x', 'y'] }],
    ['scopes with commas', { ...standard, scope: 'x,y' }],
    ['the user of Slack', { ok: true, authed_user: standard }],
    ['the field of Intercom', { ...standard, access_token: undefined, token: 'a-token' }],
  ])('is read with %s', (_, body) => expect(parse(body)).toEqual(issued))

  it('is read as a form, as text and with status 201', () => {
    const form = 'access_token=a-token&token_type=bearer&expires_in=3600&refresh_token=r&scope=x+y'
    expect(parse(form, 200, 'application/x-www-form-urlencoded; charset=utf-8')).toEqual(issued)
    expect(parse(form, 200, 'text/plain')).toEqual(issued)
    expect(parse(JSON.stringify(standard), 201, 'text/plain')).toEqual(issued)
  })

  it.each([
    [{ refresh_token: null }, { refreshToken: null }],
    [{ refresh_token: '' }, { refreshToken: null }],
    [{ scope: undefined }, { scopes: null }],
    [{ scope: '' }, { scopes: [] }],
    [{ expires_in: undefined }, { expiresInS: null }],
    [{ expires_in: 'soon' }, { expiresInS: null }],
    [{ expires_in: 5 }, { expiresInS: 60 }],
    [{ expires_in: 0 }, { expiresInS: 0 }],
    [{ expires_in: -1 }, { expiresInS: 0 }],
    [{ expires_in: 1e18 }, { expiresInS: 31_536_000 }],
    [{ instance_url: 'https://acme.my.salesforce.com/' }, { instanceUrl: 'https://acme.my.salesforce.com' }],
    [{ instance_url: 'http://acme.my.salesforce.com' }, { instanceUrl: null }],
    [{ instance_url: 'acme' }, { instanceUrl: null }],
  ])('with %j means %j', (change, meaning) => {
    expect(parse({ ...standard, ...change })).toEqual({ ...issued, ...meaning })
  })

  it.each([
    [{ error: 'bad_verification_code', error_description: 'x' }, 200],
    [{ ok: false, error: 'bad_verification_code' }, 200],
    [{ error: 'bad_verification_code' }, 400],
    ['error=bad_verification_code&error_description=x', 200],
  ])('that says no is a refusal: %j with status %i', (body, status) => {
    expect(parse(body, status)).toEqual({ kind: 'refused', error: 'bad_verification_code' })
  })

  it.each([
    [{ ...standard, access_token: '' }, 200],
    [{ ...standard, access_token: 'a\r\nX: y' }, 200],
    [{ ...standard, access_token: 'a b' }, 200],
    [{ ...standard, access_token: 'ä' }, 200],
    [{ ...standard, access_token: 'a'.repeat(20_000) }, 200],
    [{ ...standard, access_token: 7 }, 200],
    [{ ...standard, refresh_token: 'r\u0000' }, 200],
    [{ ...standard, token_type: 'DPoP' }, 200],
    [standard, 302],
    [standard, 500],
    [{ error: 'invalid_grant' }, 503],
    ['<html>a=b</html>', 200],
    ['', 200],
    ['[]', 200],
    ['{"access_token":', 200],
  ])('is not used when it is not one: %.60j with status %i', (body, status) => {
    const answer = parse(body, status)
    expect(answer.kind).toBe('unreadable')
    expect(JSON.stringify(answer)).not.toMatch(/a-token|X: y|html/)
  })
})
