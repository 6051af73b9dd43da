import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quickValue } from '../../../../electron/tables/transfer/quick-values'
import { toStored } from '../../../../electron/tables/values'
import type { FieldType } from '../../../../shared/domain/table'

const TYPES = ['text', 'long-text', 'integer', 'datetime', 'number', 'date'] as const satisfies FieldType[]
const times = fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[-+]?[0-9]{0,20}$/),
  times.map((time) => time.toISOString()),
  fc.stringMatching(/^\d{4}-[0-3]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d\.\d{3}Z$/),
)

const slow = (type: FieldType, value: string) => {
  try {
    return toStored({ id: 'field', name: 'Field', type }, value)
  } catch {
    return 'refused'
  }
}

it('the quick way to store a value is that of every other value, or none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), text, (type, value) => {
      const quick = quickValue({ type })(value)
      if (quick !== undefined) expect(quick).toEqual(slow(type, value))
    }),
    { numRuns: 3000 },
  )
  expect(quickValue({ type: 'integer' })('42')).toBe(42)
  expect(quickValue({ type: 'datetime' })('2024-02-28T10:00:00.000Z')).toBe('2024-02-28T10:00:00.000Z')
})
