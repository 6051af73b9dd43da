import fc from 'fast-check'
import { OPS_OF_TYPE } from '../../../../shared/domain/filter-ops'
import type { FilterGroup, FilterRule, RecordQuestion } from '../../../../shared/domain/record-question'
import type { CellValue, FieldType } from '../../../../shared/domain/table'
import type { FixtureField, Stored } from './open-fixture'

const TEXTS = [
  ...[
    'Acme',
    'acme corp',
    'ACME',
    'Élan',
    'ÉLAN vital',
    'élan',
    'Straße',
    'İstanbul',
    '日本 語',
    'ﬁne',
    'a_b%c',
    '50%',
  ],
  ...[
    '\\',
    "O'Brien",
    '"quoted"',
    '😀',
    '👩‍👩‍👧 family',
    'Z',
    'zz top',
    '[]',
    'null',
    ' ',
    'tab\there',
    '-- drop',
    '7',
    '007',
  ],
]
const INTEGERS = [
  0,
  1,
  -1,
  2,
  5,
  42,
  2_147_483_648,
  '9007199254740993',
  '9007199254740992',
  '-9223372036854775808',
  '9223372036854775807',
]
const NUMBERS = [
  ...[0, 0.1, 0.30000000000000004, 1.5, -2.25, 1e21, 3],
  ...['12345678901234567890.5', '0.123456789012345678', '-98765432109876543210', 'NaN', 'Infinity', '-Infinity'],
]
const DAYS = [
  '2024-02-29',
  '2025-12-31',
  '2026-03-02',
  '2026-03-31',
  '2026-04-01',
  '2026-04-02',
  '2026-04-30',
  '2026-05-02',
]
const TIMES = [
  ...['2026-03-31T12:00:00Z', '2026-03-31T12:00:00.000Z', '2026-03-31T12:00:00.5Z', '2026-03-31T12:00:00.500Z'],
  ...['2026-03-31T12:00:00.123456Z', '2026-03-31T23:59:59.999Z', '2026-04-01T00:00:00.000Z', '2026-04-01T00:00:00'],
  ...['2026-04-02T10:30:00Z', '2025-12-31T23:59:59Z', '2024-02-29T08:00:00.000Z'],
]
const CHOICES = ['red', 'Green', 'BLUE', 'grün', 'a,b', '"']
const JSONS = ['{"a":1}', '[1,2]', '"Acme"', 'null', '{"name":"ÉLAN"}']

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }).filter((one) => !one.includes('\0')) },
)
const choices = fc.uniqueArray(fc.constantFrom(...CHOICES), { maxLength: 3 }).map((list) => JSON.stringify(list))
const orNone = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null, freq: 4 })
const orEmpty = (some: fc.Arbitrary<string>) =>
  orNone(fc.oneof({ weight: 6, arbitrary: some }, { weight: 1, arbitrary: fc.constant('') }))
const references = fc.integer({ min: 1, max: 5 })

const VALUES: Record<FieldType, fc.Arbitrary<Stored>> = {
  text: orEmpty(text),
  'long-text': orEmpty(text),
  email: orEmpty(fc.constantFrom('a@example.com', 'A@Example.com', 'b@example.org')),
  url: orEmpty(fc.constantFrom('https://example.com/a', 'https://example.com/B?x=1')),
  select: orEmpty(fc.constantFrom(...CHOICES)),
  integer: orNone(fc.oneof(fc.constantFrom(...INTEGERS), fc.integer({ min: -9, max: 9 }))),
  number: orNone(fc.oneof(fc.constantFrom(...NUMBERS), fc.integer({ min: -9, max: 9 }))),
  boolean: orNone(fc.constantFrom(0, 1)),
  date: orEmpty(fc.constantFrom(...DAYS)),
  datetime: orEmpty(fc.constantFrom(...TIMES)),
  'multi-select': orEmpty(choices),
  json: orEmpty(fc.constantFrom(...JSONS)),
  reference: orNone(references),
}

/** What a filter may ask of a type. */
const wanted = (type: FieldType): fc.Arbitrary<CellValue> => {
  switch (type) {
    case 'datetime':
      return fc.constantFrom(...DAYS, '2026-03-31T12:00:00Z', '2026-03-31T12:00:00.500Z', '2026-04-01T00:00:00.000Z')
    case 'multi-select':
      return fc.constantFrom(...CHOICES, 'GREEN', 'GRÜN')
    case 'boolean':
      return fc.boolean()
    case 'json':
      return fc.constantFrom('acme', 'élan', '"a"', '[')
    default:
      return VALUES[type].filter((value) => value !== null && value !== '')
  }
}

const caseless = (value: CellValue): fc.Arbitrary<CellValue> =>
  typeof value === 'string' && !/NaN|Infinity|^\d{4}-/.test(value)
    ? fc.constantFrom(value, value.toUpperCase(), value.toLowerCase())
    : fc.constant(value)

const LISTS = new Set(['any-of', 'none-of', 'has-all'])

const rule = (fields: NamedField[]): fc.Arbitrary<FilterRule> =>
  fc.constantFrom(...fields).chain(({ id, type }) =>
    fc.constantFrom(...OPS_OF_TYPE[type]).chain((op) => {
      const one = wanted(type).chain(caseless)
      const value: fc.Arbitrary<FilterRule['value']> = LISTS.has(op)
        ? fc.array(one, { maxLength: 3 })
        : op.endsWith('-days')
          ? fc.constantFrom(0, 1, 30)
          : op === 'eq' || op === 'ne'
            ? fc.oneof({ weight: 6, arbitrary: one }, { weight: 1, arbitrary: fc.constantFrom(null, '') })
            : one
      return value.map((given) => ({ kind: 'rule' as const, fieldId: id, op, value: given }))
    }),
  )

const group = (fields: NamedField[], depth: number): fc.Arbitrary<FilterGroup> =>
  fc.record({
    kind: fc.constant('group' as const),
    match: fc.constantFrom('all' as const, 'any' as const),
    items: fc.array(depth === 0 ? rule(fields) : fc.oneof(rule(fields), group(fields, depth - 1)), { maxLength: 3 }),
  })

type NamedField = { id: string; type: FieldType }

export const question = (tableId: string, fields: NamedField[]): fc.Arbitrary<RecordQuestion> =>
  fc.record({
    tableId: fc.constant(tableId),
    filter: fc.option(group(fields, 2), { nil: null }),
    search: fc.option(
      fc.constantFrom(
        'acme',
        'AC',
        'élan',
        'elan vit',
        'corp acme',
        'red',
        '%',
        '"',
        '!!!',
        '日本',
        'example a',
        'nothing',
        ' ',
        '50',
      ),
      { nil: null, freq: 1 },
    ),
    sort: fc.array(
      fc.record({
        fieldId: fc.constantFrom(...fields.map(({ id }) => id)),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
      }),
      { maxLength: 3 },
    ),
  })

const ALL_TYPES = Object.keys(VALUES) as FieldType[]

/** A table with a field of each type, some of them indexed. */
export const tableContent = fc.record({
  indexed: fc.subarray(ALL_TYPES),
  searchable: fc.boolean(),
  rows: fc.array(fc.tuple(...ALL_TYPES.map((type) => VALUES[type])) as fc.Arbitrary<Stored[]>, { maxLength: 40 }),
  removed: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
})

export const fieldsOf = (indexed: FieldType[]): FixtureField[] =>
  ALL_TYPES.map((type) => ({ name: type, type, settings: { indexed: indexed.includes(type) } }))
