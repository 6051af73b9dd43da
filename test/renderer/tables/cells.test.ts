import { describe, expect, it } from 'vitest'
import { monthDays, shiftedDay, shiftedMonth } from '../../../renderer/tables/calendar-days'
import { flawOf, typedValue } from '../../../renderer/tables/cell-check'
import { cellText, choicesOf, copiedText, numberText } from '../../../renderer/tables/cell-text'
import { gridCommand } from '../../../renderer/tables/grid-keys'
import { nextSort } from '../../../renderer/tables/use-head-keys'
import type { Field, FieldType } from '../../../shared/domain/table'

const fieldOf = (type: FieldType, required = false): Field => ({
  ...{ id: 'f', name: 'F', type, position: 0, synced: false, primaryKey: false, vanished: false },
  settings: {
    ...{ hidden: false, required, unique: false, indexed: false },
    ...{ defaultValue: null, options: [], referenceTableId: null },
  },
})

describe('the text of a cell', () => {
  it('shows every digit of a number, however long, in groups', () => {
    expect(numberText('9007199254740993')).toBe('9\u202f007\u202f199\u202f254\u202f740\u202f993')
    expect(numberText(-12345.6789)).toBe('-12\u202f345.6789')
    expect([numberText(1234), numberText('1e300'), numberText('NaN')]).toEqual(['1234', '1e300', 'NaN'])
  })

  it('is copied so that pasting gives the same value', () => {
    expect(copiedText(true, fieldOf('boolean'))).toBe('true')
    expect(copiedText(12345, fieldOf('integer'))).toBe('12345')
    expect(copiedText('["a","b"]', fieldOf('multi-select'))).toBe('a, b')
    expect(copiedText('["a, b","c"]', fieldOf('multi-select'))).toBe('["a, b","c"]')
    expect(copiedText(7, fieldOf('reference'), 'Acme')).toBe('Acme')
  })

  it('names choices, and a text that is no list as one choice', () => {
    expect([choicesOf('["x","y"]'), choicesOf('[x'), choicesOf('x'), choicesOf(null)]).toEqual([
      ['x', 'y'],
      ['[x'],
      ['x'],
      [],
    ])
    expect(cellText('["x","y"]', fieldOf('multi-select'))).toBe('x, y')
  })
})

describe('what is typed into a cell', () => {
  it.each([
    ['integer', '1.5', 'integer'],
    ['integer', '-42', null],
    ['number', '1e3', null],
    ['number', 'x', 'number'],
    ['date', '2026-02-30', 'date'],
    ['date', '2028-02-29', null],
    ['datetime', '2026-03-31 14:30', null],
    ['datetime', '31.3.2026', 'datetime'],
    ['email', 'ada', 'email'],
    ['url', 'example.com', 'url'],
    ['json', '{"a":', 'json'],
    ['text', 'anything', null],
  ] as const)('as %s, %s is found to be %s', (type, text, flaw) => {
    expect(flawOf(fieldOf(type), text)).toBe(flaw)
  })

  it('may be empty unless the field needs a value', () => {
    expect([flawOf(fieldOf('integer'), ' '), flawOf(fieldOf('integer', true), ' ')]).toEqual([null, 'required'])
    expect(typedValue(fieldOf('text'), '')).toBeNull()
  })

  it('keeps the blanks of a text and drops those around a number', () => {
    expect([typedValue(fieldOf('text'), ' a '), typedValue(fieldOf('integer'), ' 7 ')]).toEqual([' a ', '7'])
  })
})

describe('the calendar', () => {
  it('steps over ends of months and years', () => {
    expect([shiftedDay('2026-12-31', 1), shiftedMonth('2026-01-31', 1)]).toEqual(['2027-01-01', '2026-02-28'])
  })

  it('shows six weeks from a Monday on', () => {
    const days = monthDays('2026-11-21')
    expect([days[0], days.length, days.at(-1)]).toEqual(['2026-10-26', 42, '2026-12-06'])
  })
})

describe('the keys of the grid', () => {
  const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
    gridCommand({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

  it('begin an edit with what is typed', () => {
    expect(press('a')).toEqual({ kind: 'edit', typed: 'a' })
    expect(press('Enter')).toEqual({ kind: 'edit' })
  })

  it('copy with and without the names of the fields, undo and do again', () => {
    expect(press('c', { ctrlKey: true })).toEqual({ kind: 'copy', withNames: false })
    expect(press('C', { metaKey: true, shiftKey: true })).toEqual({ kind: 'copy', withNames: true })
    expect(press('z', { ctrlKey: true })).toEqual({ kind: 'undo' })
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toEqual({ kind: 'redo' })
  })

  it('leave pasting and shortcuts of the program alone', () => {
    expect([
      press('v', { ctrlKey: true }),
      press('k', { ctrlKey: true }),
      press('F5'),
      press('a', { altKey: true }),
    ]).toEqual([null, null, null, null])
  })
})

describe('sorting by a head', () => {
  it('goes from ascending to descending to none', () => {
    const up = nextSort([], 'a', false)
    const down = nextSort(up, 'a', false)
    expect([up, down, nextSort(down, 'a', false)]).toEqual([
      [{ fieldId: 'a', direction: 'asc' }],
      [{ fieldId: 'a', direction: 'desc' }],
      [],
    ])
  })

  it('keeps the others with Shift', () => {
    const both = nextSort([{ fieldId: 'a', direction: 'desc' }], 'b', true)
    expect(both.map(({ fieldId }) => fieldId)).toEqual(['a', 'b'])
    expect(nextSort(both, 'a', true).map(({ fieldId }) => fieldId)).toEqual(['b'])
  })
})
