import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../electron/secrets/redact'

const SECRET = 'pA5s+w/ord=? "quoted" \\ ünïcode&100%~'

function redactorOf(...values: (string | Buffer)[]) {
  const redactor = createRedactor()
  for (const value of values) redactor.register(value)
  return redactor
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64url = (text: string) => Buffer.from(text).toString('base64url')
const hex = (text: string) => Buffer.from(text).toString('hex')

/** Whether any run of the secret of that length is still readable in the text, decoded in every usual way. */
function leaks(text: string, secret: string, chars: number): boolean {
  const readings = [text, safely(() => decodeURIComponent(text)), safely(() => JSON.parse(`"${text}"`))]
  const runs = text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? []
  for (const run of runs) {
    for (const skip of [0, 1, 2, 3]) readings.push(Buffer.from(run.slice(skip), 'base64').toString('utf8'))
  }
  for (const run of text.match(/[\da-f]{8,}/gi) ?? []) readings.push(Buffer.from(run, 'hex').toString('utf8'))
  return readings.some((reading) => containsRun(reading, secret, chars))
}

const safely = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ''
  }
}

function containsRun(reading: string, secret: string, chars: number): boolean {
  for (let at = 0; at + chars <= secret.length; at++) if (reading.includes(secret.slice(at, at + chars))) return true
  return false
}

describe('a registered secret', () => {
  const PLANTS: [string, string][] = [
    ['as it is', `before ${SECRET} after`],
    ['twice', `${SECRET}${SECRET}`],
    ['in JSON', JSON.stringify({ key: SECRET })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ key: SECRET }))],
    ['percent-encoded', `https://x.test/?key=${encodeURIComponent(SECRET)}&b=1`],
    ['percent-encoded in small letters', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
    ['in a form', new URLSearchParams({ key: SECRET }).toString()],
    ['as hex', `0x${hex(SECRET)}`],
    ['as capital hex', hex(SECRET).toUpperCase()],
    ['as base64', base64(SECRET)],
    ['as base64 after one byte', base64(`:${SECRET}`)],
    ['as base64 after two bytes', base64(`ab${SECRET}cd`)],
    ['as base64 after three bytes', base64(`abc${SECRET}cdefg`)],
    ['as base64url', base64url(SECRET)],
    ['as base64url after one byte', base64url(`x${SECRET}y`)],
    ['as percent-encoded base64', encodeURIComponent(base64(SECRET))],
    ['as basic authorization', `authorization: Basic ${base64(`user:${SECRET}`)}`],
    ['as basic authorization of a long user', `Basic ${base64(`someone@example.com:${SECRET}`)}`],
    ['in the text of an error of Node', `Headers.append: "${SECRET}" is an invalid header value.`],
  ]

  it.each(PLANTS)('is masked %s', (_, planted) => {
    const redacted = redactorOf(SECRET).redact(planted)
    expect(leaks(planted, SECRET, 6)).toBe(true)
    expect(leaks(redacted, SECRET, 6)).toBe(false)
    expect(redacted).toContain('•••')
  })

  it('is masked without harm to the rest of the text', () => {
    expect(redactorOf('hunter2hunter2').redact('a hunter2hunter2, b hunter2hunter2.')).toBe('a •••, b •••.')
  })

  it('is masked together with one that contains it and one that overlaps it', () => {
    expect(redactorOf('abcdefgh', 'abcdefghijkl', 'ijklmnop').redact('<abcdefghijklmnop>')).toBe('<•••>')
  })

  it('is looked for from six characters on', () => {
    expect(redactorOf('12345', '').redact('12345 and 123456')).toBe('12345 and 123456')
    expect(redactorOf('123456').redact('12345 and 123456')).toBe('12345 and •••')
  })

  it('is masked by its parts when it is a bundle of tokens', () => {
    const bundle = {
      token_type: 'Bearer',
      access_token: 'acc-1234567',
      nested: { client_secret: 'shh-7654321' },
      key: 'plain-key-1',
      dsn: 'mysql://sync:dsnpass99@db/shop',
      client_id: 'client-42',
      scope: 'read write',
    }
    const redactor = redactorOf(JSON.stringify(bundle))
    expect(redactor.redact('acc-1234567 shh-7654321 plain-key-1 dsnpass99')).toBe('••• ••• ••• •••')
    expect(redactor.redact('client-42 read write Bearer')).toBe('client-42 read write Bearer')
  })

  it('is masked by its password when it is a connection address', () => {
    const redactor = redactorOf('postgres://sync:p%40ssw0rd@db.example.com:5432/shop')
    expect(redactor.redact('p@ssw0rd or p%40ssw0rd at db.example.com')).toBe('••• or ••• at db.example.com')
  })

  it('is masked as hex and base64 when it is no text', () => {
    const bytes = Buffer.from([0xff, 0xfe, 1, 2, 3, 4, 0x80, 0x81])
    const redactor = redactorOf(bytes)
    expect(redactor.redact(`${bytes.toString('hex')} ${bytes.toString('base64')}`)).not.toMatch(/[0-9a-zA-Z]{4}/)
  })

  it('is still masked after two thousand others, of which the oldest is given up', () => {
    const redactor = redactorOf('the-first-value')
    for (let index = 0; index < 2000; index++) redactor.register(`value-number-${index}-end`)
    expect(redactor.redact('the-first-value value-number-0-end')).toBe('the-first-value •••')
    expect(redactor.redact('value-number-1999-end')).toBe('•••')
  })

  it('is masked in any text around it, in any encoding', () => {
    const encodings = [
      (text: string) => text,
      base64,
      base64url,
      hex,
      encodeURIComponent,
      (text: string) => JSON.stringify(text).slice(1, -1),
    ]
    const around = fc.string({ unit: 'grapheme-ascii', maxLength: 12 })
    const secrets = fc.string({ unit: 'grapheme', minLength: 12, maxLength: 40 }).filter((text) => text === text.trim())
    fc.assert(
      fc.property(secrets, around, around, fc.constantFrom(...encodings), (secret, before, after, encode) => {
        const redacted = redactorOf(secret).redact(encode(before + secret + after))
        return redacted.includes('•••') && !redacted.includes(encode(before + secret + after))
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

describe('a credential that nobody registered', () => {
  it.each([
    ['Authorization: Bearer abcDEF123456', 'Authorization: Bearer •••'],
    ['{"authorization":"Bearer abcdefghi"}', '{"authorization":"Bearer •••"}'],
    ['authorization: token abc12345', 'authorization: token •••'],
    ['got bearer a1b2c3d4e5 back', 'got bearer ••• back'],
    ['Basic dXNlcjpwYXNzd29yZA==', 'Basic •••'],
    ['key sk_live_4eC39HqLyjWDarjtT1', 'key •••'],
    ['key rk_test_4eC39HqLyjWDarjtT1', 'key •••'],
    ['key sk-proj-abcdefghijklmnop', 'key •••'],
    ['xoxb-123456789-abcdef', '•••'],
    ['xoxp-123456789-abcdef', '•••'],
    ['ghp_abcdefghij0123456789', '•••'],
    ['github_pat_11ABCDEFG0abcdef', '•••'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '•••'],
    ['?t=%22eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln%22', '?t=%22•••%22'],
    ['postgres://sync:pass@db.example.com/shop', 'postgres://sync:•••@db.example.com/shop'],
    ['https://user:p:w@example.com', 'https://user:•••@example.com'],
    ['redis://:secret@cache:6379', 'redis://:•••@cache:6379'],
  ])('is masked in "%s"', (text, expected) => {
    expect(createRedactor().redact(text)).toBe(expected)
  })

  it.each([
    'The basic subscription costs 5 a month; Basic information is free.',
    'the bearer of this letter, bearer certificates',
    'task-management-and-planning, risk-assessment-of-the-year, ask-me-anything-about-it',
    'disk_test_results highs_temperatures whisk_live_shows',
    'https://example.com:8080/path?q=a@b and http://localhost:3000/@me',
    'mail someone@example.com at 10:30',
    'eyJ is how tokens start',
    '',
  ])('is not seen in "%s"', (text) => {
    expect(createRedactor().redact(text)).toBe(text)
  })

  it('is looked for in linear work, whatever the text', () => {
    const patterns = ['eyJ', '://a:', 'Bearer ', 'sk-', 'xoxb-', 'Basic a', 'authorization: ', 'a:b@://', 'bearer a.a.']
    const redactor = redactorOf('a1b2c3d4e5')
    const text = patterns.map((pattern) => pattern.repeat(60_000)).join('\n')
    expect(redactor.redact(`${text}\na1b2c3d4e5`).endsWith('\n•••')).toBe(true)
  })
})
