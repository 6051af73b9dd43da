import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CellValue, NewField } from '../../../../shared/domain/table'
import { openTransfer, type Transfer } from './open-transfer'

const CHOICES = ['open', 'closed', 'on, hold', '=1+1', '"quoted"', 'ärger', "'@x"]
const options = CHOICES.map((name, color) => ({ name, color }))

const FIELDS = (referenceTableId: string): NewField[] => [
  { name: 'Text', type: 'text' },
  { name: 'Long, text', type: 'long-text' },
  { name: '=Integer', type: 'integer' },
  { name: 'Number "n"', type: 'number' },
  { name: 'Boolean', type: 'boolean' },
  { name: '2024-01-01', type: 'date' },
  { name: 'Datetime', type: 'datetime' },
  { name: 'Select', type: 'select', settings: { options } },
  { name: 'Multi-select', type: 'multi-select', settings: { options } },
  { name: 'Email', type: 'email' },
  { name: 'Url', type: 'url' },
  { name: 'Json', type: 'json' },
  { name: 'Reference', type: 'reference', settings: { referenceTableId } },
]

const noNul = (text: string) => !text.includes('\0')
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter(noNul),
  fc.string({ unit: 'binary' }).filter(noNul),
  fc.stringMatching(/^[=+\-@\t\r'"][=+\-@\t\r\n'",;a]*$/),
  fc.constantFrom('', ' ', '\n', '"', ',', '007', 'null', '\ufeff', '\ufffd', 'true', '{"a":1}', '[]'),
)
const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
const json = fc.jsonValue().filter((value) => value !== null && noNul(JSON.stringify(value)))
const orNull = <T extends CellValue>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<CellValue> =>
  fc.option(arbitrary, { nil: null, freq: 4 })

/** In the order of the fields. */
const record = fc.tuple(
  orNull(text),
  orNull(text),
  orNull(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  orNull(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant('0.12345678901234567890'))),
  orNull(fc.boolean()),
  orNull(day.map((date) => date.toISOString().slice(0, 10))),
  orNull(day.map((date) => date.toISOString())),
  orNull(fc.constantFrom(...CHOICES)),
  orNull(fc.uniqueArray(fc.constantFrom(...CHOICES)).map((list) => JSON.stringify(list))),
  orNull(fc.constantFrom('a@b.example', "=x'+1@b.example", '@b@c'.slice(1))),
  orNull(fc.constantFrom('https://example.com/?a=1,2&b="x"', 'mailto:a@b.example')),
  orNull(json.map((value) => JSON.stringify(value, null, Array.isArray(value) ? 1 : 0).replaceAll('\n', ' '))),
  orNull(fc.constantFrom(1, 2)),
)

let transfer: Transfer
let people: string
beforeAll(async () => {
  transfer = await openTransfer()
  people = await transfer.create('People', [{ name: 'Name', type: 'text' }])
  await transfer.add(people, [['Ada'], ['Grace']])
})
afterAll(() => transfer.close())

const WAYS = [
  ['csv', true],
  ['csv', false],
  ['json', false],
  ['jsonl', false],
] as const

describe('import of an export', () => {
  for (const [format, guard] of WAYS)
    it(`gives back every value of every type, ${format}${guard ? ' with guarded formulas' : ''}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 12 }), async (rows) => {
          const source = await transfer.create(transfer.nextId(), FIELDS(people))
          await transfer.add(source, rows)
          const { path } = await transfer.export(source, { format, guard })
          const { tableId, bad } = await transfer.import(path, {
            options: { hasHeader: true, unguard: guard, ...(format === 'csv' ? { delimiter: ',' } : {}) },
            target: { kind: 'new', name: transfer.nextId(), fields: FIELDS(people) },
          })
          expect(bad).toBe(0)
          expect(await transfer.rows(tableId)).toEqual(await transfer.rows(source))
          const names = async (id: string) => (await transfer.table(id)).fields.map(({ name, type }) => [name, type])
          expect(await names(tableId)).toEqual(await names(source))
        }),
        { numRuns: 25 },
      )
    }, 120_000)

  for (const [format, guard] of WAYS)
    it(`gives back naughty strings, ${format}${guard ? ' with guarded formulas' : ''}`, async () => {
      const file = join(process.cwd(), 'test', 'fixtures', 'blns', 'blns.json')
      const strings = [...(JSON.parse(readFileSync(file, 'utf8')) as string[]), null, '']
      const source = await transfer.create(transfer.nextId(), [{ name: 'String', type: 'text' }])
      await transfer.add(
        source,
        strings.map((one) => [one]),
      )
      const { path } = await transfer.export(source, { format, guard })
      const { tableId } = await transfer.import(path, {
        options: { encoding: 'utf-8', hasHeader: true, unguard: guard, delimiter: ',' },
        target: { kind: 'new', name: transfer.nextId(), fields: [{ name: 'String', type: 'text' }] },
      })
      expect(await transfer.rows(tableId)).toEqual(strings.map((one) => [one]))
      expect(await transfer.rows(source)).toEqual(strings.map((one) => [one]))
    })
})
