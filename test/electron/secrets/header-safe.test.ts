import { describe, expect, it } from 'vitest'
import { validateHeaderSafe } from '../../../electron/secrets/header-safe'
import { AppFailure } from '../../../shared/errors'

describe('a key that will be sent in a header', () => {
  it.each([
    ['  sk_live_abc \r\n', 'sk_live_abc'],
    ['\ufeffabc\u00a0', 'abc'],
    ['pässwört', 'pässwört'],
    ['with\ttab', 'with\ttab'],
    ['', ''],
  ])('is trimmed: %j', (value, expected) => {
    expect(validateHeaderSafe(value, 'apiKey')).toBe(expected)
    expect(() => new Headers({ 'x-api-key': expected })).not.toThrow()
  })

  it.each(['a\nb', 'a\r\nX-Injected: 1', 'a\0b', 'a\u0001b', 'a\u007fb', 'schlüssel-\u20ac', 'a\u200bb', '\ud800x'])(
    'is refused with the name of its field, not with its value: %j',
    (value) => {
      const failure = (() => {
        try {
          return validateHeaderSafe(value, 'apiKey', 'API key')
        } catch (error) {
          return error
        }
      })()
      if (!(failure instanceof AppFailure)) throw new Error('the value was not refused')
      expect(failure.error).toMatchObject({ code: 'invalid-input', field: 'apiKey' })
      expect(failure.message).toMatch(/^API key contains /)
      expect(failure.message).not.toContain(value)
    },
  )
})
