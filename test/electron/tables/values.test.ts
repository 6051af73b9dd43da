import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactNumber, toStored } from '../../../electron/tables/values'
import type { CellValue, FieldType } from '../../../shared/domain/table'

const stored = (type: FieldType, value: CellValue) => toStored({ id: 'f', name: 'Field', type }, value)

describe('a value that was typed', () => {
  it.each<[FieldType, CellValue, string | number | null]>([
    ['text', '  as typed ', '  as typed '],
    ['text', 12, '12'],
    ['text', '', ''],
    ['integer', ' 42 ', 42],
    ['integer', '-9223372036854775808', '-9223372036854775808'],
    ['integer', '', null],
    ['number', '1e3', 1000],
    ['number', '12345678901234567.123', '12345678901234567.123'],
    ['boolean', 'No', 0],
    ['boolean', true, 1],
    ['date', '2024-02-29', '2024-02-29'],
    ['datetime', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['multi-select', 'red, green,,', '["red","green"]'],
    ['multi-select', '["a,b"]', '["a,b"]'],
    ['json', '{"a":1}', '{"a":1}'],
    ['email', 'ana@example.com', 'ana@example.com'],
    ['url', 'https://example.com/x', 'https://example.com/x'],
    ['date', null, null],
    ['multi-select', ' , ', null],
    ['multi-select', 'a, b, a', '["a","b"]'],
    ['reference', ' 12 ', 12],
    ['number', 0.1 + 0.2, 0.1 + 0.2],
    ['select', ' as typed ', ' as typed '],
    ['text', 'half \ud800 and whole \u{1f600}', 'half \ufffd and whole \u{1f600}'],
    ['long-text', 'a\u0000b', 'a\u0000b'],
  ])('of type %s, %j, is stored as %j', (type, value, expected) => {
    expect(stored(type, value)).toBe(expected)
  })

  it.each<[FieldType, CellValue]>([
    ['integer', '1.5'],
    ['integer', '9223372036854775808'],
    ['number', 'Infinity'],
    ['number', '0x10'],
    ['boolean', 'perhaps'],
    ['date', '2023-02-29'],
    ['date', '31.03.2026'],
    ['datetime', '2023-02-29T10:00:00Z'],
    ['datetime', 'tomorrow'],
    ['json', '{a:1}'],
    ['email', 'nobody'],
    ['url', 'example.com'],
    ['text', 'x'.repeat(1_000_001)],
    ['reference', 'Ann'],
    ['reference', 0],
    ['reference', 1.5],
  ])('of type %s is refused when it is %j', (type, value) => {
    expect(() => stored(type, value)).toThrow(/^Field /)
  })
})

describe('an option', () => {
  const options = ['Red', 'red', 'Dark Blue'].map((name) => ({ name, color: 0 }))
  const chosen = (type: FieldType, value: CellValue, synced = false) =>
    toStored({ id: 'f', name: 'Color', type, synced, settings: { options } }, value)

  it('is taken in any case, the same spelling first, and stored as it is spelled', () => {
    expect(['RED', 'red', ' dark blue '].map((value) => chosen('select', value))).toEqual(['Red', 'red', 'Dark Blue'])
    expect(chosen('multi-select', 'DARK BLUE, Red')).toBe('["Dark Blue","Red"]')
  })

  it('is all that a field takes, unless a source fills it', () => {
    expect(() => chosen('select', 'green')).toThrow('Color takes one of its options: Red, red, Dark Blue')
    expect(() => chosen('multi-select', 'red, green')).toThrow('Color takes one of its options')
    expect(chosen('select', 'green', true)).toBe('green')
  })
})

describe('a decimal', () => {
  it('becomes a number only where nothing of it is lost', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20), (digits, scale) => {
        const sign = digits < 0n ? '-' : ''
        const padded = String(digits)
          .replace('-', '')
          .padStart(scale + 1, '0')
        const text = scale === 0 ? sign + padded : `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
        const exact = exactNumber(text)
        if (typeof exact === 'string') return exact === text
        const significant = padded.replace(/^0+/, '').replace(/0+$/, '')
        return exact === Number(text) && significant.length <= 15
      }),
    )
    expect([exactNumber('0.1'), exactNumber('123456789012345.60')]).toEqual([0.1, '123456789012345.60'])
    expect(exactNumber('1.50000000000000000000')).toBe(1.5)
  })
})
