import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ApiCall, buildCall } from '../../../electron/connectors/build-call'
import { getType } from '../../../electron/connectors/registry'
import { AppFailure } from '../../../shared/errors'

const targets: string[] = JSON.parse(
  readFileSync(new URL('../../fixtures/net/ssrf-targets.json', import.meta.url), 'utf8'),
)
const type = getType('api-key')
const values = {
  baseUrl: 'https://api.acme.example/v1',
  allowedHosts: 'files.acme.example',
  headers: 'Acme-Version: 3',
}
const build = (path: string, call: Partial<ApiCall> = {}) => buildCall(type, values, { method: 'GET', path, ...call })

function reasonOf(work: () => unknown): string {
  try {
    const built = work()
    return `was built: ${JSON.stringify(built)}`
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    return error.error.code === 'request-failed' ? error.error.reason : error.error.code
  }
}

describe('the request of a call', () => {
  it('stands below the base URL, with the fixed headers', () => {
    expect(build('/contacts?limit=5', { query: { after: 'a b', deep: true } })).toEqual({
      method: 'GET',
      url: 'https://api.acme.example/v1/contacts?limit=5&after=a+b&deep=true',
      headers: [
        ['Accept', 'application/json'],
        ['Acme-Version', '3'],
      ],
      body: null,
    })
  })

  it('sends JSON as JSON and a text as the text it is', () => {
    const json = build('/x', { method: 'POST', body: { name: 'Ada' } })
    expect(json.body).toBe('{"name":"Ada"}')
    expect(json.headers).toContainEqual(['Content-Type', 'application/json'])
    const form = {
      method: 'POST',
      body: 'a=1',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    } as const
    expect(build('/x', form).body).toBe('a=1')
    expect(build('/x', form).headers).toContainEqual(['Content-Type', 'application/x-www-form-urlencoded'])
  })

  it('may go to a further host that the person allowed', () => {
    expect(build('https://files.acme.example/f/1').url).toBe('https://files.acme.example/f/1')
  })

  it('keeps a fixed header against an agent that sets it', () => {
    const { headers } = build('/x', { headers: { 'acme-version': '1' } })
    expect(headers.filter(([name]) => name.toLowerCase() === 'acme-version')).toEqual([['Acme-Version', '3']])
  })
})

describe('a call that would leave the connector', () => {
  it.each(targets)('is refused as a path: %s', (target) => {
    expect(reasonOf(() => build(target))).toBe('forbidden-host')
  })

  it.each([
    '//evil.example/x',
    '/\\evil.example/x',
    '\\\\evil.example/x',
    'https:/evil.example/x',
    'https://api.acme.example@evil.example/x',
    'https://evil.example#@api.acme.example/',
    'https://api.acme.example.evil.example/v1/x',
    'https://api.acme.example:8443/v1/x',
    'https://api.acme.example./v1/x',
    'http://api.acme.example/v1/x',
    'https://user:pass@api.acme.example/v1/x',
    'HTTPS://FILES.ACME.EXAMPLE.evil.example/',
    'https://ａpi.acme.example.evil.example/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/plain,x',
    '@evil.example/x',
    ':8443/x',
    '.evil.example/x',
    'contacts',
    '',
    '/../admin',
    '/contacts/../../admin',
    '/%2e%2e/admin',
    '/%2E%2E%2Fadmin',
    '/..%2fadmin',
    '/..%5cadmin',
    '/a/..%2f..%2fadmin',
    '/contacts#x',
    '/x\r\nHost: evil.example',
    '/x\n',
    '/x y',
    '/x\t',
    '/x\u200b',
    '/\u202e/x',
    'https://files.acme.example\\@evil.example/',
    'https://api.acme.example/admin',
    'https://api.acme.example/v1x/contacts',
  ])('is refused as a path: %j', (path) => {
    expect(reasonOf(() => build(path))).toBe('forbidden-host')
  })

  it.each([
    ['Authorization', 'Bearer mine'],
    ['Cookie', 'a=b'],
    ['Host', 'evil.example'],
    ['X-Forwarded-Host', 'evil.example'],
    ['Proxy-Authorization', 'x'],
    ['Content-Length', '0'],
    ['Transfer-Encoding', 'chunked'],
    ['X-Api-Key', 'mine'],
    ['Accept', 'a\r\nX-Evil: 1'],
    ['Accept\r\nX-Evil', '1'],
  ])('is refused for the header %j', (name, value) => {
    expect(reasonOf(() => build('/x', { headers: { [name]: value } }))).toBe('forbidden-host')
  })
})
