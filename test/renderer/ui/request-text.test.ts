import { describe, expect, it } from 'vitest'
import { bodyLines, isChanged, maskedHeader, requestText, urlParts } from '../../../renderer/ui/request-text'

const words = (body: string) =>
  bodyLines(body).map((line) => '  '.repeat(line.indent) + line.tokens.map((token) => token.text).join(''))

describe('what is shown of a request', () => {
  it('never shows the value of a header that carries a secret', () => {
    const names = ['Authorization', 'cookie', 'X-Api-Key', 'PRIVATE-TOKEN', 'x-amz-signature', 'client_secret']
    for (const name of names) expect(maskedHeader({ name, value: 'Bearer s3cret' })).not.toContain('s3cret')
    expect(maskedHeader({ name: 'x-api-key', value: 's3cret' })).toBe('•••')
  })

  it('keeps the scheme of a secret and plain headers as they are', () => {
    expect(maskedHeader({ name: 'Authorization', value: 'Basic dXNlcjpwYXNz' })).toBe('Basic •••')
    expect(maskedHeader({ name: 'Stripe-Version', value: '2026-01-28' })).toBe('2026-01-28')
  })

  it('separates the host from the rest and drops user information', () => {
    expect(urlParts('https://user:pass@api.example.com:8443/a/b?c=d@e')).toEqual({
      origin: 'https://api.example.com:8443',
      rest: '/a/b?c=d@e',
    })
    expect(urlParts('not a url')).toEqual({ origin: '', rest: 'not a url' })
  })

  it('pretty-prints JSON exactly as JSON.stringify does', () => {
    const value = { a: { b: [1, 'two', null, true], c: {}, d: [] }, 'e"f': -0.5 }
    expect(words(JSON.stringify(value)).join('\n')).toBe(JSON.stringify(value, null, 2))
  })

  it('marks a changed field with everything inside it and nothing beside it', () => {
    const body = JSON.stringify({ fields: { labels: ['a', 'b'], labelsOld: 1, summary: 'x' } })
    const marked = bodyLines(body).flatMap((line) => (isChanged(line.path, ['fields.labels']) ? [line.path] : []))
    expect(marked).toEqual(['fields.labels', 'fields.labels.0', 'fields.labels.1', 'fields.labels'])
  })

  it('shows a form one pair a line and leaves other text alone', () => {
    expect(words('name=Ann%20B&expand[]=x')).toEqual(['name = Ann B', 'expand[] = x'])
    expect(words('{"half": ')).toEqual(['{"half": '])
    expect(words('a = b\nc')).toEqual(['a = b', 'c'])
  })

  it('copies the request with its secrets masked', () => {
    const text = requestText({
      method: 'POST',
      url: 'https://u:p@host.example/x',
      headers: [{ name: 'Authorization', value: 'Bearer s3cret' }],
      body: '{"a":1}',
    })
    expect(text).toBe('POST https://host.example/x\nAuthorization: Bearer •••\n\n{\n  "a": 1\n}')
  })
})
