import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChoices } from '../../../../electron/tables/structure/choices'
import { createConverter } from '../../../../electron/tables/structure/convert'
import { toStoredField } from '../../../../electron/tables/structure/write-tables'
import { toStored } from '../../../../electron/tables/values'
import { type CellValue, FieldType } from '../../../../shared/domain/table'
import { openStructure, type Structure } from './open-structure'

let at: Structure
let people: string
beforeAll(async () => {
  at = await openStructure()
  people = (await at.withValues({ name: 'Name', type: 'text' }, ['Ann', 'Bob', 'Carl'], 'People')).tableId
})
afterAll(() => at.close())

type Stored = string | number | null
const TYPES = FieldType.options

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '007',
    '1,234.50',
    '2.0',
    'TRUE',
    'no',
    '2026-03-31',
    'null',
    '"x"',
    '[]',
    '["a","b"]',
    'a, b',
    ',',
    '{}',
  ),
  fc.double({ noNaN: true }).map(String),
  fc.integer().map(String),
)
const time = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const list = fc.uniqueArray(
  text.map((one) => one.trim()).filter((one) => one !== ''),
  { maxLength: 3 },
)
const VALUES: Record<FieldType, fc.Arbitrary<CellValue>> = {
  text,
  'long-text': text,
  integer: fc.oneof(fc.integer(), fc.nat(5), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String)),
  number: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.nat(3),
    fc.constant('12345678901234567890.5'),
  ),
  boolean: fc.boolean(),
  date: time.map((one) => one.toISOString().slice(0, 10)),
  datetime: time.map((one) => one.toISOString()),
  select: fc.constantFrom('Open', 'open', '5', 'true', 'a, b'),
  'multi-select': list.map((one) => JSON.stringify(one)),
  email: fc.emailAddress(),
  url: fc.webUrl(),
  json: fc.jsonValue({ maxDepth: 2 }).map((one) => JSON.stringify(one)),
  reference: fc.nat(4),
}

const field = (type: FieldType) =>
  toStoredField({ name: 'Value', type, synced: false, primaryKey: false, sourceName: null }, 1, 0)
/** As it is stored, where a value is nothing that a person could have stored, it is empty. */
function stored(type: FieldType, value: CellValue): Stored {
  try {
    return toStored({ id: 'f', name: 'Value', type }, value)
  } catch {
    return null
  }
}
const settingsOf = (type: FieldType) => (type === 'reference' ? { referenceTableId: people } : {})
const column = (type: FieldType) =>
  fc
    .array(fc.option(VALUES[type], { freq: 6 }), { maxLength: 12 })
    .map((values) => values.map((one) => stored(type, one)))
const retyping = fc
  .tuple(fc.constantFrom(...TYPES), fc.constantFrom(...TYPES))
  .chain(([from, to]) => fc.record({ from: fc.constant(from), to: fc.constant(to), values: column(from) }))

describe('every change of a type', () => {
  it('does what its preview says, and is undone exactly', { timeout: 120_000 }, async () => {
    let number = 0
    const property = fc.asyncProperty(retyping, async ({ from, to, values }) => {
      number += 1
      const made = { name: 'Value', type: from, settings: settingsOf(from) }
      const { tableId, fieldId } = await at.withValues(made, values, `Things ${number}`)
      const before = await at.values(tableId)
      const asked = { tableId, fieldId, to: { type: to, settings: settingsOf(to) } }
      const preview = await at.calls.previewType(asked)
      const batchId = await at.calls.changeType(asked)
      const after = await at.values(tableId)
      const lost = await at.opened.db.selectFrom('journal').selectAll().where('batch_id', '=', batchId).execute()
      expect(preview.records).toBe(values.length)
      expect(preview.lost).toBe(lost.length)
      expect(preview.converted).toBe(after.filter((value) => value !== null && value !== '').length)
      expect(await at.undoType(tableId, batchId)).toMatchObject({ conflicts: [] })
      expect(await at.values(tableId)).toEqual(before)
      expect((await at.table(tableId)).fields[0]?.type).toBe(from)
      expect(await at.undoType(tableId, batchId, { turned: true })).toMatchObject({ conflicts: [] })
      expect(await at.values(tableId)).toEqual(after)
    })
    await fc.assert(property, { numRuns: 150 })
  })

  it('comes to rest: there and back and there again gives the same value', () => {
    const property = fc.property(retyping, ({ from, to, values }) => {
      for (const value of values) {
        const there = converted(from, to, value)
        const back = converted(to, from, there)
        if (back !== null) expect(converted(from, to, back)).toBe(there)
      }
    })
    fc.assert(property, { numRuns: 5000 })
  })

  it('gives every value back from a type that can hold it', () => {
    const wide: FieldType[] = ['text', 'long-text', 'json']
    const property = fc.property(retyping, fc.constantFrom(...wide), ({ from, values }, to) => {
      // A text that is a JSON text in quotes becomes just that, and its quotes do not come back.
      fc.pre(to !== 'json' || (from !== 'text' && from !== 'long-text'))
      for (const value of values) {
        const there = converted(from, to, value)
        if (there !== null && there !== '') expect(String(converted(to, from, there))).toBe(String(value))
      }
    })
    fc.assert(property, { numRuns: 5000 })
  })
})

/** As it is stored; null for a value that is lost. */
function converted(from: FieldType, to: FieldType, value: Stored): Stored {
  const cell = from === 'boolean' && value !== null ? value === 1 : value
  return createConverter(field(from), field(to), createChoices([], { fixed: false }))(cell) ?? null
}
