import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../electron/net/lossless-json'
import { redactJson, redactorFor } from '../../../electron/net/redact'
import { retryAfterSeconds } from '../../../electron/net/retry-after'

describe('parseJson', () => {
  it('keeps every digit of an integer beyond 2^53 as text', () => {
    expect(
      parseJson('{"id":12345678901234567890,"n":[-9007199254740993,9007199254740991],"s":"12345678901234567890"}'),
    ).toEqual({
      id: '12345678901234567890',
      n: ['-9007199254740993', 9007199254740991],
      s: '12345678901234567890',
    })
  })

  it('keeps a number that is too large for a double as text, and other numbers as they are', () => {
    expect(parseJson('[1e400,1.5,-0.25,1E5,3.0]')).toEqual(['1e400', 1.5, -0.25, 100000, 3])
  })

  it('is not misled by quotes, backslashes and brackets in texts', () => {
    const value = { 'a"\\': ['\\"12345678901234567890', '[[[', '\\'], b: '\\\\' }
    expect(parseJson(JSON.stringify(value))).toEqual(value)
  })

  it.each([
    '',
    '{',
    '{12345678901234567890:1}',
    '01',
    '[1 2]',
    'NaN',
    '"\u0001"',
    '12345678901234567890x',
    `${'['.repeat(201)}${']'.repeat(201)}`,
  ])('refuses %j', (text) => expect(() => parseJson(text)).toThrow(SyntaxError))

  it('keeps a property called __proto__ as a property', () => {
    expect(JSON.stringify(parseJson('{"__proto__":{"admin":true}}'))).toBe('{"__proto__":{"admin":true}}')
  })
})

describe('redaction', () => {
  const redact = redactorFor(['p"ss/wörd+1', '12345678901'])

  it('finds a secret in each form that it takes on the way', () => {
    for (const form of [
      'p"ss/wörd+1',
      'p\\"ss/wörd+1',
      encodeURIComponent('p"ss/wörd+1'),
      Buffer.from('p"ss/wörd+1').toString('base64'),
    ])
      expect(redact(`<${form}>`)).toBe('<•••>')
  })

  it('tells base64 from base64url', () => {
    const hide = redactorFor(['???>>>???'])
    expect([hide('Pz8/Pj4+Pz8/'), hide('Pz8_Pj4-Pz8_')]).toEqual(['•••', '•••'])
  })

  it('reaches names, texts and numbers at any depth', () => {
    expect(redactJson({ a: [{ '12345678901': 12345678901 }], b: 'x' }, redact)).toEqual({
      a: [{ '•••': '•••' }],
      b: 'x',
    })
  })

  it('leaves ordinary words alone when a secret is as short as one', () => {
    expect(redactorFor(['the', ''])('the end')).toBe('the end')
  })
})

describe('retryAfterSeconds', () => {
  const now = new Date('2025-01-01T00:00:00Z')

  it('reads seconds and dates, never negative and never beyond an hour', () => {
    expect(retryAfterSeconds('30', now)).toBe(30)
    expect(retryAfterSeconds('Wed, 01 Jan 2025 00:01:00 GMT', now)).toBe(60)
    expect(retryAfterSeconds('Tue, 31 Dec 2024 00:00:00 GMT', now)).toBe(0)
    expect(retryAfterSeconds('999999', now)).toBe(3600)
  })

  it('says nothing when there is nothing to read', () => {
    expect(retryAfterSeconds(undefined, now)).toBeNull()
    expect(retryAfterSeconds('soon', now)).toBeNull()
  })
})
