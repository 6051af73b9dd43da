import { describe, expect, it } from 'vitest'
import { createChoices } from '../../../../electron/tables/structure/choices'
import { createConverter } from '../../../../electron/tables/structure/convert'
import { toStoredField } from '../../../../electron/tables/structure/write-tables'
import type { CellValue, FieldType } from '../../../../shared/domain/table'

const field = (type: FieldType) =>
  toStoredField({ name: 'Value', type, synced: false, primaryKey: false, sourceName: null }, 1, 0)
const convert = (from: FieldType, to: FieldType, value: CellValue) =>
  createConverter(field(from), field(to), createChoices([], { fixed: false }))(value)

const LOST = undefined
type Case = [from: FieldType, to: FieldType, value: CellValue, stored: string | number | null | undefined]
const CASES: Case[] = [
  ['text', 'number', ' 12.50 ', 12.5],
  ['text', 'number', '1,234.50', LOST],
  ['text', 'number', '12 kg', LOST],
  ['text', 'number', '12345678901234567890.5', '12345678901234567890.5'],
  ['text', 'number', '   ', null],
  ['text', 'integer', '007', 7],
  ['text', 'integer', '9223372036854775807', '9223372036854775807'],
  ['text', 'integer', '2.0', LOST],
  ['text', 'boolean', 'Yes', 1],
  ['text', 'boolean', '0', 0],
  ['text', 'boolean', 'maybe', LOST],
  ['text', 'date', '2026-03-31', '2026-03-31'],
  ['text', 'date', '31/03/2026', LOST],
  ['text', 'date', '2026-02-30', LOST],
  ['text', 'datetime', '2026-03-31T14:30:00+02:00', '2026-03-31T12:30:00.000Z'],
  ['text', 'email', 'ann@example.com', 'ann@example.com'],
  ['text', 'email', 'ann', LOST],
  ['text', 'url', 'example.com', LOST],
  ['text', 'select', ' Open ', 'Open'],
  ['text', 'select', 'x'.repeat(121), LOST],
  ['text', 'multi-select', 'a, b,a', '["a","b"]'],
  ['text', 'multi-select', '["a, b","c"]', '["a, b","c"]'],
  ['text', 'multi-select', ', ,', LOST],
  ['text', 'json', '{"a":1}', '{"a":1}'],
  ['text', 'json', 'hello', '"hello"'],
  ['text', 'long-text', '  two\nlines ', '  two\nlines '],
  ['number', 'integer', 3, 3],
  ['number', 'integer', 3.5, LOST],
  ['number', 'integer', 1e15, 1_000_000_000_000_000],
  ['number', 'integer', 1e21, LOST],
  ['number', 'integer', 'Infinity', LOST],
  ['number', 'boolean', 1, 1],
  ['number', 'boolean', 2, LOST],
  ['number', 'datetime', 1_700_000_000, LOST],
  ['number', 'text', 0.1, '0.1'],
  ['number', 'text', 1e21, '1e+21'],
  ['number', 'json', 'NaN', '"NaN"'],
  ['integer', 'number', '9007199254740993', '9007199254740993'],
  ['integer', 'reference', 5, 5],
  ['integer', 'reference', '9007199254740993', LOST],
  ['boolean', 'text', true, 'true'],
  ['boolean', 'integer', false, 0],
  ['boolean', 'number', true, 1],
  ['boolean', 'select', true, 'true'],
  ['boolean', 'date', true, LOST],
  ['date', 'datetime', '2026-03-31', '2026-03-31T00:00:00.000Z'],
  ['datetime', 'date', '2026-03-31T23:30:00.000Z', '2026-03-31'],
  ['datetime', 'date', '2026-03-31 23:30:00-02', '2026-04-01'],
  ['datetime', 'date', '2026-03-31 23:30:00', '2026-03-31'],
  ['datetime', 'date', 'infinity', LOST],
  ['select', 'multi-select', 'a, b', '["a, b"]'],
  ['select', 'number', '5', 5],
  ['multi-select', 'select', '["a"]', 'a'],
  ['multi-select', 'select', '["a","b"]', LOST],
  ['multi-select', 'select', '[]', null],
  ['multi-select', 'text', '["a","b"]', 'a, b'],
  ['multi-select', 'text', '["a, b","c"]', '["a, b","c"]'],
  ['multi-select', 'json', '["a"]', '["a"]'],
  ['json', 'text', '{"a": 1}', '{"a": 1}'],
  ['json', 'text', '"hello"', 'hello'],
  ['json', 'text', '"12"', '"12"'],
  ['json', 'number', '12.5', 12.5],
  ['json', 'number', '"12.5"', 12.5],
  ['json', 'number', '12345678901234567.5', '12345678901234567.5'],
  ['json', 'integer', '2.0', 2],
  ['json', 'boolean', 'true', 1],
  ['json', 'boolean', 'null', null],
  ['json', 'number', '{"a":1}', LOST],
  ['json', 'number', '{', LOST],
  ['json', 'date', '"2026-03-31"', '2026-03-31'],
  ['json', 'multi-select', '["a",1,true]', '["a","1","true"]'],
  ['json', 'multi-select', '[{"a":1}]', LOST],
  ['json', 'select', '[]', null],
  ['reference', 'integer', 5, 5],
  ['reference', 'text', 5, '5'],
  ['email', 'url', 'ann@example.com', LOST],
  ['url', 'text', 'https://example.com/', 'https://example.com/'],
]

describe('converting a value', () => {
  it.each(CASES)('%s to %s: %j becomes %j', (from, to, value, stored) => {
    expect(convert(from, to, value)).toStrictEqual(stored)
  })

  it('takes values as the choices that are given, in upper or lower case, and no others', () => {
    const choices = createChoices([{ name: 'Open', color: 3 }], { fixed: true })
    const converter = createConverter(field('text'), field('select'), choices)
    expect(['Open', 'open ', 'Closed'].map(converter)).toEqual(['Open', 'Open', undefined])
    expect(choices.options()).toEqual([{ name: 'Open', color: 3 }])
  })

  it('makes at most two hundred choices from values', () => {
    const choices = createChoices([], { fixed: false })
    for (let number = 0; number < 200; number += 1) choices.take(`choice ${number}`)
    expect(choices.options()).toHaveLength(200)
    choices.take('one more')
    expect(() => choices.made()).toThrow('There are 201 different values; at most 200 choices are made from values')
  })
})
